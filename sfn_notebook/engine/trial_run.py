"""How a test of one state begins: a run of the interpreter that ends behind that state.

The program has the state, and a Succeed state in the place of each state that it leads to. So the interpreter needs to
know nothing of tests to stop there, and the history tells where it went.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from sfn_notebook.asl.model import Definition, MapState, ParallelState, State, TaskState
from sfn_notebook.asl.walk import transitions
from sfn_notebook.engine import draws
from sfn_notebook.engine.compiled import CompiledState, CompiledSucceed, Program
from sfn_notebook.engine.compiler import compile_definition
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.opening import start
from sfn_notebook.engine.place import escape
from sfn_notebook.engine.ports import Answer, Connector, Handler
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.engine.reading import Reading
from sfn_notebook.engine.run import Identity, Run
from sfn_notebook.engine.trial import Asked, ReaderData, Trial
from sfn_notebook.values import ABSENT, JSON

STATE_NAME: Final = "StateName"
"""What a tested state is called, whatever its name is (recorded)."""

_START: Final = ""
"""Where the state stands in its program: under a name that no state can have, and so none that it leads to."""


def open_trial(
    domain: Domain,
    identity: Identity,
    quotas: Quotas,
    state: State,
    asked: Asked,
    connect: Callable[[TaskState], Connector],
) -> Run:
    """A run that stands before the state, and that somebody has to drive to its end.

    Args:
        domain: of this run alone.
        identity: who the run is; its input is that of the state.
        quotas: of the account; those of an Express execution are made of them.
        state: its query language is its own, and not that of a machine around it.
        asked: what is given beside the input.
        connect: who answers a Task; not asked where a mock does.
    """
    mock = asked.mock
    program = trial_program(state, connect if mock is None else lambda task: _mocked(task, mock))
    run = start(domain, identity, program, quotas.express())
    run.trial = _trial(state, asked, identity.seed)
    root = run.root
    if root is None:
        raise AssertionError("a run that has just been opened has a frame")
    root.variables = dict(asked.variables)
    root.attempts = (asked.retry_count,) * len(program.states[_START].retry)
    return run


def trial_program(state: State, connect: Callable[[TaskState], Connector]) -> Program:
    """The program of one state, whose ways out all end the run."""
    alone = Definition(start_at=_START, states={_START: _without_children(replace(state, name=STATE_NAME))})
    compiled = compile_definition(alone, connect)
    ends: dict[str, CompiledState] = {
        way.target: CompiledSucceed(
            name=way.target,
            label=escape(way.target),
            kind="Succeed",
            entered="SucceedStateEntered",
            exited="SucceedStateExited",
        )
        for way in transitions(state)
        if way.target is not None
    }
    return Program(start_at=_START, states={**ends, **compiled.states})


def _without_children(state: State) -> State:
    """Children do not run in a test: their states are not looked at, and nobody is asked to answer their tasks."""
    if isinstance(state, ParallelState):
        return replace(state, branches=())
    if isinstance(state, MapState):
        return replace(state, item_processor=replace(state.item_processor, states={}))
    return state


def _trial(state: State, asked: Asked, seed: int) -> Trial:
    if isinstance(state, TaskState):
        return Trial(asked=asked, task_token=draws.draw_uuid(seed, "token") if _has_token(state) else None)
    reader = state.item_reader if isinstance(state, MapState) else ABSENT
    if not isinstance(reader, dict):
        return Trial(asked=asked)
    text = asked.reader_data
    given = None if text is None else _reader_data(text, reader, Reading(state.query_language == "JSONata"))
    return Trial(asked=asked, has_reader=True, reader=given)


def _has_token(state: TaskState) -> bool:
    return state.resource.endswith(".waitForTaskToken") or ":activity:" in state.resource


def _reader_data(text: str, reader: dict[str, JSON], reading: Reading) -> ReaderData:
    found = reader.get("ReaderConfig")
    config = found if isinstance(found, dict) else {}
    field = "Arguments" if reading.is_jsonata else "Parameters"
    number, path = config.get("MaxItems"), config.get("MaxItemsPath")
    return ReaderData(
        text=text,
        config=config,
        parameters=reading.payload(reader.get(field, {}), f"ItemReader/{field}"),
        max_items=reading.number(
            "ItemReader/ReaderConfig/MaxItems",
            number if isinstance(number, int | str) else None,
            path if isinstance(path, str) else None,
        ),
    )


def _mocked(state: TaskState, mock: Answer) -> Connector:
    """Answers a Task with its mock, whatever the resource is."""
    return Connector(
        family="Task",
        resource_type="",
        resource=state.resource,
        region="",
        result_name=STATE_NAME,
        handler=lambda _: Handler(invoke=lambda _: mock),
    )
