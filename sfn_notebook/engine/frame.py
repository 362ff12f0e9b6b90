"""A frame: where one line of execution stands. All frames together are the execution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from sfn_notebook.values import JSON

if TYPE_CHECKING:
    from sfn_notebook.engine.compiled import Program
    from sfn_notebook.engine.map_run import MapRun
    from sfn_notebook.engine.run import Run

Phase: TypeAlias = Literal["ready", "waiting", "calling", "retrying", "children", "done"]

READY: Final = "ready"
WAITING: Final = "waiting"
CALLING: Final = "calling"
RETRYING: Final = "retrying"
CHILDREN: Final = "children"
DONE: Final = "done"


@dataclass(slots=True, eq=False)
class Frame:
    """One machine, branch or iteration on its way: position, data, deadlines, children.

    A hot record: built by `child` alone, assigned to only inside `engine/`. `run`, `program`, `parent` and `order`
    follow from the place of the frame in the tree; everything else is data that a checkpoint holds.

    Attributes:
        order: the place in the tree; compares in path order.
        path: of this scope, `/P#1[0]`; "" for the whole machine.
        index: of the branch or item; 0 for the whole machine.
        state: the name of the state it stands in.
        visit_path: of the visit of that state, `/P#1[0]/Check#2`.
        phase: `ready` to enter `state`; `waiting` until; `calling` a task; `retrying` until; has `children`; `done`.
        input: the raw input of the state; the output of the scope once it is done.
        size_bound: no less than the bytes of the input's JSON text.
        variables: those it can see, of the scopes around it too; assigning makes a new dict, so that it can be shared.
        last_event_id: parent of the next event.
        visits: how often each state was entered.
        draws: how many random numbers this visit has taken.
        retries: how often this visit was retried.
        earlier: more than all attempts of this visit before the last redrive, which began to count anew.
        attempts: retries by retrier; empty before the first failure.
        until: when a wait or the delay of a retry ends.
        wake_number: when that or `deadline` was set, among all that count: at one instant the first comes first.
        beat_number: when `heartbeat_deadline` was set; the same.
        limits: seconds that the call may take and that may pass between its heartbeats; None where nothing is set.
        started: when the call began; None before its Started event.
        deadline, heartbeat_deadline: of the running call; None before it began and where nothing is set.
        call_id: of the call that is waited for.
        call_number: when that was asked for, among all that count: calls are made in this order.
        token: the id of the open token through which the task is answered; None where none is open.
        is_submitted: whether the call has been made that hands out the token, and only its answer is waited for; or
            the one that starts an execution, and only its end is.
        child: the ARN of the execution whose end the task waits for; None where it waits for none.
        items: of a Map, after ItemSelector's place in the order; branches have none.
        next_index: of the next child to start.
        count: how many children there are in all.
        free_slots: events that gave a slot free: parents of the next MapIterationStarted, first come first served.
        results: outputs by index.
        results_bound: no less than the bytes of all results so far.
        live: children by index.
        map_run: of a Distributed Map, whose children are executions of their own.
    """

    run: Run
    program: Program
    parent: Frame | None
    order: tuple[int, ...]
    path: str
    index: int
    state: str
    phase: Phase
    input: JSON
    size_bound: int
    variables: dict[str, JSON]
    last_event_id: int
    visits: dict[str, int]
    visit_path: str = ""
    entered_event_id: int = 0
    entered: int = 0
    draws: int = 0
    retries: int = 0
    attempts: Sequence[int] = ()
    until: int | None = None
    limits: tuple[int | None, int | None] = (None, None)
    started: int | None = None
    deadline: int | None = None
    heartbeat_deadline: int | None = None
    call_id: str | None = None
    items: list[JSON] | None = None
    next_index: int = 0
    count: int = 0
    free_slots: tuple[int, ...] = ()
    results: list[JSON] | None = None
    results_bound: int = 0
    live: dict[int, Frame] | None = None
    map_run: MapRun | None = None
    wake_number: int = 0
    beat_number: int = 0
    token: str | None = None
    is_submitted: bool = False
    earlier: int = 0
    child: str | None = None
    call_number: int = 0


def attempt(frame: Frame) -> str:
    """Which attempt of its visit a frame makes: `2`; with those of the containers around, where one was retried.

    The visits inside a container are counted from the start again when it is retried: so a path with this is new.
    """
    retries = [frame.earlier + frame.retries]
    outer = frame.parent
    while outer is not None:
        retries.append(outer.earlier + outer.retries)
        outer = outer.parent
    return ".".join(map(str, reversed(retries))) if any(retries[1:]) else str(retries[0])


def root(run: Run, program: Program, order: tuple[int, ...], value: JSON, size_bound: int) -> Frame:
    """The frame of a whole machine, ready to enter its first state."""
    return child(run, program, (None, order, "", 0), (value, size_bound, 0))


def child(
    run: Run,
    program: Program,
    place: tuple[Frame | None, tuple[int, ...], str, int],
    start: tuple[JSON, int, int],
) -> Frame:
    """A frame ready to enter the first state of `program`: the only place where frames are made.

    Args:
        run: the execution.
        program: the machine, branch or processor.
        place: parent, order, path, index.
        start: input, its size bound, the event that comes before.
    """
    parent, order, path, index = place
    value, size_bound, last_event_id = start
    variables = parent.variables if parent is not None else {}
    return Frame(
        run,
        program,
        parent,
        order,
        path,
        index,
        program.start_at,
        READY,
        value,
        size_bound,
        variables,
        last_event_id,
        {},
    )
