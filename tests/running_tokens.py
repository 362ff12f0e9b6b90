"""Tasks of random machines that somebody outside answers, and who does that.

Which tasks they are follows from what they are; what becomes of one follows from its token: so it is the same in
whatever process it goes on.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import Future
from hashlib import sha256
from typing import Any, Final, Literal, TypeAlias, cast

import sfn_notebook as sfn
from sfn_notebook.api.activities import Activity
from sfn_notebook.api.operations.table import OPERATIONS
from sfn_notebook.engine.clock import SECOND
from sfn_notebook.engine.compiled import CompiledTask
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.drivers.conductor import STATES_A_TURN
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.frame import Frame
from sfn_notebook.engine.interpreter import settle
from sfn_notebook.engine.outside import answer_task, beat, take_task
from sfn_notebook.engine.ports import Answer, Failure, OfferedTask, Success
from sfn_notebook.engine.tokens import read_token
from sfn_notebook.values import JSON, encode, size_bytes

ACTIVITY: Final = "arn:aws:states:us-east-1:111111111111:activity:work"
_INVOKE: Final = "arn:aws:states:::lambda:invoke"

Plan: TypeAlias = Literal["succeed", "fail", "beat", "ignore"]


class NoWorkers:
    """The workers of an activity that exists: they take tasks when they like. See `ports.Workers`."""

    exist = True

    def offer(self, task: OfferedTask) -> None:
        """Nothing: who is outside sees the task in its domain."""


def hand_out(definition: dict[str, JSON]) -> None:
    """Let somebody outside answer some of the tasks of a machine, however deep they stand."""
    pending: list[JSON] = [definition]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            pending.extend(value.values())
            if value.get("Type") == "Task":
                _hand_out_task(cast("dict[str, Any]", value))
        elif isinstance(value, list):
            pending.extend(value)


def _hand_out_task(state: dict[str, Any]) -> None:
    chosen = sha256(json.dumps(state, sort_keys=True).encode()).digest()[0]
    given: Any = state.get("Parameters", state.get("Arguments"))
    if state["Resource"] == _INVOKE and chosen < 90:
        state["Resource"] = f"{_INVOKE}.waitForTaskToken"
        if isinstance(given, dict):
            key, token = (
                ("t.$", "$$.Task.Token") if "Parameters" in state else ("t", "{% $states.context.Task.Token %}")
            )
            given["Payload"][key] = token
    elif state["Resource"] != _INVOKE and chosen < 40:
        state["Resource"] = ACTIVITY
        state.pop("Credentials", None)
    else:
        return
    state.setdefault("TimeoutSeconds", 5)


def plan(token: str) -> Plan:
    """What becomes of a task, from the id of its token."""
    drawn = _drawn(token)
    return "succeed" if drawn < 130 else "fail" if drawn < 190 else "beat" if drawn < 220 else "ignore"


def _drawn(token: str) -> int:
    return sha256(token.encode()).digest()[0]


def _answer(token: str) -> Answer:
    if plan(token) == "fail":
        return Failure(error=("Cold", "Hot", None)[_drawn(token) % 3], cause="from outside")
    value: JSON = {"Payload": _drawn(token)}
    return Success(value=value, size_bytes=size_bytes(value))


# -- without a session
def act_outside(domain: Domain) -> None:
    """Take, answer and beat what is open, once nothing else goes on at this instant: so rounds do not count."""
    domain.budget = STATES_A_TURN
    is_settled, due = settle(domain), domain.next_due()
    if domain.scheduled or domain.calls or not is_settled or (due is not None and due <= domain.now):
        return
    for token, frame in sorted(domain.tokens.items(), key=lambda item: item[1].order):
        state = cast("CompiledTask", frame.program.states[frame.state])
        if state.connector.workers is not None and token not in domain.taken:
            take_task(domain, token, "worker")
        if frame.is_submitted or token in domain.taken:
            _act(domain, token, frame)


def _act(domain: Domain, token: str, frame: Frame) -> None:
    if plan(token) in ("succeed", "fail"):
        answer_task(domain, token, _answer(token))
    elif plan(token) == "beat" and frame.started is not None and domain.now == frame.started + SECOND:
        beat(domain, token)


# -- in a session
class Outside:
    """Answers the callbacks of an execution, and is a worker of the activity that never rests."""

    def __init__(self, session: sfn.Session, execution: sfn.Execution) -> None:
        self._account = session.account
        self._execution = execution
        self._seen = 0
        self._account.activities.create(Activity(arn=ACTIVITY, name="work", created=0))
        self._poll()

    def published(self, events: Sequence[Event], count: int) -> None:
        """Answer what was submitted."""
        while self._seen < count:
            event = events[self._seen]
            self._seen += 1
            if event.type == "TaskSubmitted":
                for task in self._execution.pending:
                    if task.path == event.path:
                        self._send(task.token)

    def _poll(self) -> None:
        polled = OPERATIONS["GetActivityTask"](self._account, {"activityArn": ACTIVITY, "workerName": "worker"})
        cast("Future[dict[str, Any]]", polled).add_done_callback(self._work)

    def _work(self, polled: Future[dict[str, Any]]) -> None:
        task = polled.result()
        if task:
            self._send(task["taskToken"])
            self._poll()

    def _send(self, text: str) -> None:
        token = read_token(text)
        if token is None:
            raise AssertionError(text)
        answer = _answer(token.id)
        if plan(token.id) == "succeed" and isinstance(answer, Success):
            OPERATIONS["SendTaskSuccess"](self._account, {"taskToken": text, "output": encode(answer.value)})
        elif plan(token.id) == "fail" and isinstance(answer, Failure):
            OPERATIONS["SendTaskFailure"](
                self._account, {"taskToken": text, "error": answer.error, "cause": answer.cause}
            )


class OutsideMachine(sfn.StateMachine):
    """A machine whose executions have somebody outside."""

    def open(self, *args: Any, **options: Any) -> sfn.Execution:
        """An execution that is watched and answered."""
        execution = super().open(*args, **options)
        execution.observe(Outside(self._session, execution))
        return execution
