"""A domain: executions that share one time, and what is due in it.

Everything here is derived from the frames: timers, the ready queue, the calls that wait to be made.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from sfn_notebook.engine import nothing
from sfn_notebook.engine.clock import Clock
from sfn_notebook.engine.compiled import CompiledTask
from sfn_notebook.engine.frame import CALLING, Frame
from sfn_notebook.engine.ports import Answer, Journal, Refusal
from sfn_notebook.engine.run import Run
from sfn_notebook.engine.timer import Due, Timer, is_current
from sfn_notebook.engine.waits import Waits
from sfn_notebook.values import JSON


@dataclass(slots=True, kw_only=True, eq=False)
class ScheduledCall:
    """A call whose Scheduled event is recorded.

    Attributes:
        path, entered_event_id: of the visit it belongs to; its frame may have gone on.
        number: its place in the order of dispatch.
        has_returned: whether its function is through; set by the thread that ran it, whoever waits.
    """

    run: Run
    frame: Frame
    state: CompiledTask
    path: str
    entered_event_id: int
    call_id: str
    number: int
    parameters: JSON
    has_returned: bool = False


_FEW_TIMERS: Final = 64
OnTokens: TypeAlias = Literal["hold", "skip"]
Ready: TypeAlias = "tuple[tuple[int, ...], int, Frame]"


class Domain:
    """The time that some executions share, and all that is due in it.

    Attributes:
        now: nanoseconds since the epoch.
        opener: the ARN of the execution that opened it; None before it is started.
        open_runs: the executions here that have not ended, by ARN; those of Map Runs hang below their parents.
        waits: for the ends of executions that Task states started.
        journal: keeps what happens here; None where nothing outlives the process.
        changed: executions with events that are not committed yet.
        closed_children: executions of Map Runs that have ended, and whose Map does not know yet.
        fills: Map frames with a free slot and items left.
        scheduled: calls that are to be made, in order.
        calls: calls that were made and not answered, by id.
        parked: calls that nobody answers yet, each with what would help.
        offered: tasks of activities that are to be offered to workers, in order.
        tokens: frames whose task somebody outside may answer, by the id of the token.
        taken: the tokens of those that a worker has taken.
        on_tokens: whether time goes on as real time while a token is open, or jumps to the next deadline; None leaves
            it to whoever drives.
        door: lets in what comes from outside, see `drivers.door`; None before somebody drives.
        budget: states that may be entered before `settle` comes up for air.
    """

    def __init__(self, clock: Clock, now: int, journal: Journal | None = None) -> None:
        self.clock = clock
        self.now = now
        self.journal = journal
        self.changed: list[Run] = []
        self.opener: str | None = None
        self.open_runs: dict[str, Run] = {}
        self.calls: dict[str, ScheduledCall] = {}
        self.on_tokens: OnTokens | None = None
        self.door: object | None = None
        self.budget = 0
        self._sweep_at = _FEW_TIMERS
        self._orphans: tuple[ScheduledCall, ...] = ()
        self._number = 0
        self._set_up()

    def _set_up(self) -> None:
        """Nothing is due."""
        self._ready: list[Ready] = []
        self._timers: list[Timer] = []
        self.fills: list[Frame] = []
        self.closed_children: list[Run] = []
        self.scheduled: list[ScheduledCall] = []
        self.parked: list[tuple[ScheduledCall, Refusal]] = []
        self.offered: list[ScheduledCall] = []
        self.tokens: dict[str, Frame] = {}
        self.taken: set[str] = set()
        self.waits = Waits()

    def next_number(self) -> int:
        """Counts everything whose order matters."""
        self._number += 1
        return self._number

    def count_from(self, number: int) -> None:
        """What counts from now on counts after that."""
        self._number = max(self._number, number)

    def take(self, run: Run) -> None:
        """An execution goes on here, that no Map Run has started."""
        self.opener = self.opener or run.identity.execution_arn
        self.open_runs[run.identity.execution_arn] = run

    def set_now(self, now: int) -> None:
        """Move the time on; it never goes back."""
        self.now = max(self.now, now)

    # -- frames that can go on
    def make_ready(self, frame: Frame) -> None:
        """Let a frame go on at the next settling."""
        heapq.heappush(self._ready, (frame.order, self.next_number(), frame))

    def pop_ready(self) -> Frame | None:
        """The ready frame that stands first in path order."""
        return heapq.heappop(self._ready)[2] if self._ready else None

    @property
    def is_settled(self) -> bool:
        """Whether nothing can go on without time, an answer or a call."""
        return not self._ready and not self.fills and not self.closed_children

    # -- timers
    def set_timer(self, due: Due, when: int, run: Run) -> None:
        """Ask to be told when the time of an execution ends."""
        self._push(Timer(when, due, 0, self.next_number(), run, None, None, None))

    def set_limit(self, due: Due, when: int, frame: Frame, number: int) -> None:
        """Ask to be told when the time of a task ends; of those of one instant the first that was set comes first."""
        self._push(Timer(when, due, len(frame.order), number, frame.run, frame, frame.call_id, None))

    def set_wake(self, when: int, run: Run, frame: Frame) -> None:
        """Let a frame go on at a time: the end of a wait, or of the delay of a retry."""
        frame.until, frame.wake_number = when, self.next_number()
        self.renew_wake(when, run, frame)

    def renew_wake(self, when: int, run: Run, frame: Frame) -> None:
        """Ask for the wake of a restored frame again; of those of one instant the first that was set stays first."""
        self._push(Timer(when, Due.WAKE, len(frame.order), frame.wake_number, run, frame, frame.call_id, None))

    def post_answer(self, call: ScheduledCall, answer: Answer, when: int) -> None:
        """An answer that counts from a time on; one that nobody waits for any more is dropped."""
        self._push(Timer(max(when, self.now), Due.ANSWER, 0, call.number, call.run, call.frame, call.call_id, answer))

    def post_result(self, frame: Frame, answer: Answer) -> None:
        """The answer of a task that waits for the end of an execution; it counts from now on."""
        self._push(Timer(self.now, Due.ANSWER, 0, self.next_number(), frame.run, frame, frame.call_id, answer))

    def park(self, call: ScheduledCall, when: int) -> None:
        """Let a call sleep until a time."""
        self._push(Timer(when, Due.UNPARK, 0, self.next_number(), call.run, call.frame, call.call_id, None))

    def _push(self, timer: Timer) -> None:
        """Keep a timer; now and then drop those that count no more, as a loop leaves one behind at each call."""
        if len(self._timers) >= self._sweep_at:
            self._timers = [kept for kept in self._timers if is_current(kept)]
            heapq.heapify(self._timers)
            self._sweep_at = max(_FEW_TIMERS, 2 * len(self._timers))
        heapq.heappush(self._timers, timer)

    def next_due(self) -> int | None:
        """When the next timer that still counts is due."""
        self._drop_stale()
        return self._timers[0].when if self._timers else None

    def next_asked_due(self) -> int | None:
        """The same, if the definition or a call asked for it; None if nothing is due before the service's own end."""
        due = self.next_due()
        return None if due is None or self._timers[0].due == Due.YEAR else due

    def pop_due(self) -> list[Timer]:
        """All timers of the first instant that is due by now, in the order of delivery; empty if none is."""
        first = self.next_due()
        if first is None or first > self.now:
            return []
        batch: list[Timer] = []
        while self._timers and self._timers[0].when == first:
            timer = heapq.heappop(self._timers)
            if is_current(timer):
                batch.append(timer)
        return batch

    @property
    def has_asked_timers(self) -> bool:
        """Whether the definition asked for a limit, a wait or a delay that is running."""
        return any(timer.due != Due.YEAR and is_current(timer) for timer in self._timers)

    def _drop_stale(self) -> None:
        while self._timers and not is_current(self._timers[0]):
            heapq.heappop(self._timers)

    # -- calls
    def schedule(self, call: ScheduledCall) -> None:
        """Have a call made at the next dispatch."""
        self.scheduled.append(call)

    def take_scheduled(self) -> list[ScheduledCall]:
        """The calls to make now, in order, without those that nobody waits for any more."""
        calls, self.scheduled = self.scheduled, []
        return [call for call in calls if is_awaited(call)]

    def unpark(self) -> None:
        """Somebody else may answer now: have the parked calls made."""
        parked, self.parked = self.parked, []
        self.scheduled = [*self.scheduled, *(call for call, _ in parked)]

    def take_offered(self) -> list[ScheduledCall]:
        """The tasks to offer now, in order, without those that nobody waits for any more, or that have begun."""
        calls, self.offered = self.offered, []
        return [call for call in calls if is_awaited(call) and call.frame.started is None]

    def open_token(self, frame: Frame, token: str) -> None:
        """Let a task be answered through a token."""
        frame.token = token
        self.tokens[token] = frame

    def forget_call(self, frame: Frame) -> None:
        """Nobody waits for this task any more: its token is closed, and its call is an orphan if it is running."""
        if frame.token is not None:
            self.tokens.pop(frame.token, None)
            self.taken.discard(frame.token)
            frame.token = None
        if frame.child is not None:
            self.waits.remove(frame, frame.child, self.open_runs.get(frame.child))
        call = self.calls.pop(frame.call_id, None) if frame.call_id else None
        if call is not None:
            self._orphans = (*self.orphans, call)

    @property
    def orphans(self) -> list[ScheduledCall]:
        """Calls whose functions run on, though nobody waits for their answers any more."""
        return [call for call in self._orphans if not call.has_returned]

    def adopt_orphans(self, other: Domain) -> None:
        """Show the orphans of the domain that an execution comes from."""
        self._orphans = (*self._orphans, *other.orphans)

    def clear(self) -> None:
        """Let go of whatever was due: every execution has ended, or what happens to them cannot be kept."""
        if self.is_closed:
            self._ready = self._timers = self.fills = self.scheduled = nothing.ITEMS
            self.closed_children = self.offered = self.parked = nothing.ITEMS
            self.calls = self.tokens = self.open_runs = nothing.FRAMES
            self.taken, self.waits = nothing.TOKENS, nothing.WAITS
        else:
            self._set_up()

    @property
    def is_closed(self) -> bool:
        """Whether every execution has ended."""
        return not self.open_runs


def is_awaited(call: ScheduledCall) -> bool:
    """Whether the frame still waits for this very call."""
    return call.frame.phase == CALLING and call.frame.call_id == call.call_id
