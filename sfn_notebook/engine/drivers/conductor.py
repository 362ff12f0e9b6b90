"""Drives one domain: everything that the drivers have in common. It never waits itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from sfn_notebook.engine import draws
from sfn_notebook.engine.domain import Domain, ScheduledCall, is_awaited
from sfn_notebook.engine.drivers.control import InlineControl, PoolControl, SerialControl
from sfn_notebook.engine.drivers.pace import Pace
from sfn_notebook.engine.drivers.pool import MAX_THREADS
from sfn_notebook.engine.interpreter import deliver, settle
from sfn_notebook.engine.ports import Answer, CallControl, Failure, Handler, Request
from sfn_notebook.engine.run import Outcome
from sfn_notebook.engine.states.task import start_call
from sfn_notebook.engine.transitions import stop

STATES_A_TURN: Final = 1_000
Message: TypeAlias = "Callable[[], None]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """A call that is to be made: who answers it, what is asked, how it may sleep."""

    call: ScheduledCall
    handler: Handler
    request: Request
    control: CallControl


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """There is more to do at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Nothing to do before a message comes, or so many real seconds have passed; None: only a message helps."""

    seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Perform:
    """The driver is to make this call itself, now, and hand the answer to `answered`."""

    invocation: Invocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """Every execution of the domain has ended."""


Next: TypeAlias = Again | Pause | Perform | Finished
Style: TypeAlias = Literal["inline", "pool"]


class Conductor:
    """A domain under way, with the messages that reach it from other threads.

    Args:
        domain: what is driven.
        style: whether the driver's own thread makes a call that is alone.
        submit: makes a call on some other thread or task, and posts `answered`.
        post: has a message applied by the driver between two turns; from any thread.
    """

    def __init__(
        self,
        domain: Domain,
        style: Style,
        submit: Callable[[Conductor, Invocation], None],
        post: Callable[[Conductor, Message], None],
    ) -> None:
        self.domain = domain
        self.pace = Pace(domain.clock, domain.now)
        self._style: Style = style
        self._submit = submit
        self._post = post
        self._waiting: deque[ScheduledCall] = deque()
        self._serial: deque[Invocation] = deque()
        self._performing = False
        self._parked: dict[str, tuple[int, Callable[[bool], None]]] = {}

    # -- one turn
    def turn(self) -> Next:
        """Do what can be done now, and say what comes next."""
        if self._performing:
            return Pause(seconds=None)
        perform = self._next_serial()
        if perform is not None:
            return perform
        if not self._settle():
            return Again()
        if self.domain.is_closed:
            self._publish()
            self._wake_orphans()
            return Finished()
        self._waiting.extend(self.domain.take_scheduled())
        if self._waiting:
            after = self._dispatch()
            if after is not None:
                return after
        self._publish()
        return self._pause()

    def _settle(self) -> bool:
        """Let everything up to the present moment happen; False if the turn is over before."""
        domain = self.domain
        domain.budget = STATES_A_TURN
        while settle(domain):
            self._wake_orphans()
            due = domain.next_due()
            if due is None or due > max(domain.now, self.pace.now()):
                return True
            self._move_to(due)
            deliver(domain)
        self._publish()
        return False

    def _move_to(self, now: int) -> None:
        domain = self.domain
        domain.set_now(now)
        for call_id, (when, wake) in list(self._parked.items()):
            if when <= now:
                del self._parked[call_id]
                wake(True)  # noqa: FBT003 - the one thing it is told
        self.pace.set(domain.now, is_calling=self._is_calling)

    @property
    def _is_calling(self) -> bool:
        return len(self.domain.calls) > len(self._parked)

    def _pause(self) -> Next:
        due = self.domain.next_due()
        self.pace.set(self.domain.now, is_calling=self._is_calling)
        if due is None:
            return Pause(seconds=None)
        if self.pace.flows:
            return Pause(seconds=self.pace.real_seconds_until(due))
        self._move_to(due)
        deliver(self.domain)
        return Again()

    def _publish(self) -> None:
        for run in self.domain.runs:
            run.publish()

    # -- calls
    def _dispatch(self) -> Next | None:
        """Begin the calls that wait; Perform if one of them is the driver's own."""
        domain = self.domain
        if domain.clock.mode == "logical":
            self._serial.extend(self._begin(SerialControl))
        elif self._is_inline():
            self._serial.extend(self._begin(lambda call: InlineControl(call, self.pace, domain.clock)))
        else:
            for invocation in self._begin(lambda call: PoolControl(call, self.pace, self)):
                self._submit(self, invocation)
            return Again() if domain.next_due() == domain.now else None
        return self._next_serial() or Again()

    def _is_inline(self) -> bool:
        domain, waiting = self.domain, self._waiting
        is_alone = len(waiting) == 1 and not domain.calls and not domain.has_asked_timers
        return self._style == "inline" and is_alone and waiting[0].frame.limits == (None, None)

    def _next_serial(self) -> Perform | None:
        if not self._serial:
            return None
        self._performing = True
        return Perform(invocation=self._serial.popleft())

    def _begin(self, control: Callable[[ScheduledCall], CallControl]) -> list[Invocation]:
        """Record that the calls begin for which there is room; published before anybody is called."""
        begun: list[Invocation] = []
        while self._waiting and (len(self.domain.calls) < MAX_THREADS or self.domain.clock.mode == "logical"):
            call = self._waiting.popleft()
            if is_awaited(call):
                begun += self._start(call, control)
        self._publish()
        return begun

    def _start(self, call: ScheduledCall, control: Callable[[ScheduledCall], CallControl]) -> list[Invocation]:
        """Record that a call begins; nothing to invoke if that alone answers it."""
        self.pace.set(self.domain.now, is_calling=self._is_calling)
        start_call(call)
        self.pace.set(self.domain.now, is_calling=True)
        handler = call.state.connector.handler(call.parameters)
        if isinstance(handler, Failure):
            self.domain.post_answer(call, handler, self.domain.now)
            return []
        controlled = control(call)
        request = _request(call, controlled)
        return [Invocation(call=call, handler=handler, request=request, control=controlled)]

    def answered(self, invocation: Invocation, answer: Answer | None, now: int) -> None:
        """Take the answer of a call; None if it gave up at its deadline, and the deadline decides."""
        call, control = invocation.call, invocation.control
        self._performing = False
        if answer is None:
            return
        if isinstance(control, SerialControl):
            now = (call.frame.started or 0) + control.slept + answer.takes_nanoseconds
        self.domain.post_answer(call, answer, now)

    def release(self, invocation: Invocation) -> None:
        """A call was interrupted where it ran: nothing of it goes on."""
        self._performing = False
        self.domain.calls.pop(invocation.call.call_id, None)

    def release_orphan(self, invocation: Invocation) -> None:
        """A call came back: if nobody waited for it any more, it is an orphan no longer. From any thread."""
        with suppress(ValueError):
            self.domain.orphans.remove(invocation.call)

    # -- sleeping calls
    def park(self, call: ScheduledCall, nanoseconds: int, wake: Callable[[bool], None]) -> None:
        """See `control.Parking`; called from the thread of the call."""
        when = self.pace.now() + nanoseconds
        self._post(self, lambda: self._park(call, when, wake))

    def _park(self, call: ScheduledCall, when: int, wake: Callable[[bool], None]) -> None:
        if not is_awaited(call):
            wake(False)  # noqa: FBT003 - the one thing it is told
            return
        self._parked[call.call_id] = (when, wake)
        self.domain.park(call, when)

    def _wake_orphans(self) -> None:
        for call_id in [call_id for call_id in self._parked if call_id not in self.domain.calls]:
            _, wake = self._parked.pop(call_id)
            wake(False)  # noqa: FBT003 - the one thing it is told

    # -- from outside
    def post(self, message: Message) -> None:
        """Have a message applied between two turns; from any thread."""
        self._post(self, message)

    def stop(self, type_name: str, outcome: Outcome) -> None:
        """End every execution of the domain; calls that run become orphans."""
        self.domain.set_now(self.pace.now())
        for run in self.domain.runs:
            stop(run, type_name, outcome)
        self._publish()
        self._wake_orphans()


def _request(call: ScheduledCall, control: CallControl) -> Request:
    identity = call.run.identity
    return Request(
        parameters=call.parameters,
        call_id=call.call_id,
        request_id=draws.draw_uuid(identity.seed, call.call_id),
        state_name=call.state.name,
        execution_arn=identity.execution_arn,
        attempt=call.frame.retries,
        started=call.frame.started or 0,
        control=control,
    )
