"""Drives one domain: everything that the drivers have in common. It never waits itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Final

from sfn_notebook.engine.clock import SECOND, steady_nanoseconds
from sfn_notebook.engine.closing import stop
from sfn_notebook.engine.commit import leave
from sfn_notebook.engine.domain import Domain, ScheduledCall, is_awaited
from sfn_notebook.engine.drivers.calling import invocation_of, style_of
from sfn_notebook.engine.drivers.committing import commit_all
from sfn_notebook.engine.drivers.control import LoopControl, SerialControl
from sfn_notebook.engine.drivers.door import Door
from sfn_notebook.engine.drivers.effects import Effects
from sfn_notebook.engine.drivers.holding import check_answerable, flow_of
from sfn_notebook.engine.drivers.pace import Flow, Pace
from sfn_notebook.engine.drivers.pool import MAX_THREADS
from sfn_notebook.engine.drivers.sleepers import Sleepers
from sfn_notebook.engine.drivers.turn import Again, Finished, Invocation, Message, Next, Pause, Perform, Style
from sfn_notebook.engine.interpreter import begin, deliver, settle
from sfn_notebook.engine.nested import start_execution
from sfn_notebook.engine.outside import offer
from sfn_notebook.engine.ports import Answer, Failure, Refusal
from sfn_notebook.engine.run import Outcome
from sfn_notebook.engine.states.task import keep_late

STATES_A_TURN: Final = 1_000


class Conductor:
    """A domain under way, with the messages that reach it from other threads.

    Args:
        domain: what is driven.
        style: whether the driver's own thread makes a call that is alone.
        submit: makes a call on some other thread or task, and posts `answered`.
        post: has a message applied by the driver between two turns; from any thread.

    Attributes:
        effects: what the driver does once what happened is kept.
        door: where acts from outside come in.
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
        self._performing: Invocation | None = None
        self._patience_ends: int | None = None
        self._sleepers = Sleepers(domain)
        self.effects = Effects()
        domain.door = self.door = Door(
            self.effects, self._arrive, commit=lambda: commit_all([self]), wake=lambda: self.post(self.door.let_in)
        )

    def submit(self, invocation: Invocation) -> None:
        """Have a call made elsewhere."""
        self._submit(self, invocation)

    def post(self, message: Message) -> None:
        """Have a message applied between two turns; from any thread."""
        self._post(self, message)

    # -- one turn
    def turn(self) -> Next:
        """Do what can be done now, and say what comes next; the driver commits before it does that."""
        self.door.let_in()
        if not self.domain.is_closed:
            after = self._go_on_serially()
            if after is not None:
                return after
            if not self._settle():
                return Again()
        if self.domain.is_closed:
            self._close()
            return Finished()
        return self._go_on()

    def _go_on_serially(self) -> Next | None:
        """Wait for the call that the driver makes itself, or have it make the next one; None if there is none."""
        if self._performing is not None:
            if (patience := self._patience()) is None or patience > 0:
                return Pause(seconds=patience)
            self._performing = None  # it hangs: its deadline decides, and a late answer is dropped
        return self._next_serial()

    def _go_on(self) -> Next:
        """Hand out what was scheduled, and wait for what is due next."""
        for call in self.domain.take_offered():
            self.effects.after_commit(partial(offer, call))
        self._waiting.extend(self.domain.take_scheduled())
        if self._waiting:
            after = self._dispatch()
            if after is not None:
                return after
        return self._pause()

    def _patience(self) -> float | None:
        """Real seconds for which the call that is being made may still be waited for; None without a limit."""
        if self._patience_ends is None:
            return None
        return max(0.0, (self._patience_ends - steady_nanoseconds()) / SECOND)

    def _settle(self) -> bool:
        """Let everything up to the present moment happen; False if the turn is over before."""
        domain = self.domain
        domain.budget = STATES_A_TURN
        while settle(domain):
            self._sleepers.wake_orphans(domain.calls)
            due = domain.next_due()
            if due is None or due > max(domain.now, self.pace.now()):
                return True
            self._move_to(due)
            deliver(domain)
        self.effects.require_commit()
        return False

    def _move_to(self, now: int) -> None:
        domain = self.domain
        domain.set_now(now)
        self._sleepers.wake_until(now)
        self.pace.set(domain.now, self._flow)

    @property
    def _flow(self) -> Flow:
        is_calling = len(self.domain.calls) > len(self._sleepers)
        return flow_of(self.domain, is_calling=is_calling, is_waited_for=self._style == "inline")

    def _pause(self) -> Next:
        if self.domain.tokens and (self.domain.changed or self.effects.is_commit_due):
            self.effects.require_commit()  # whoever sees it may answer before time goes on
            return Again()
        due, flow = self.domain.next_due(), self._flow
        if self.domain.parked and flow == "idle":
            due = None  # time stands still until somebody answers
        check_answerable(self.domain, flow)
        self.pace.set(self.domain.now, flow)
        if due is None or self.pace.flows:
            self.effects.require_commit()
            return Pause(seconds=None if due is None else self.pace.real_seconds_until(due))
        self.effects.require_commit_in_time()
        self._move_to(due)
        deliver(self.domain)
        return Again()

    def let_go(self) -> None:
        """Nothing here can be kept any more, so nothing goes on: the executions stand where they were last kept."""
        leave(self.domain)
        self._forget()
        self.effects.drop()

    # -- calls
    def _dispatch(self) -> Next | None:
        """Begin the calls that wait; Perform if one of them is the driver's own."""
        domain = self.domain
        self._catch_up()
        if self.pace.flows:
            self.pace.hold(domain.now)
        style = style_of(domain, self._waiting, self._style)
        begun = self._begin(style)
        if style == "pool":
            for invocation in begun:
                self.effects.after_commit(partial(self.submit, invocation))
            return Again() if domain.next_due() == domain.now or not domain.is_settled else None
        self._serial.extend(begun)
        return self._next_serial() or Again()

    def _catch_up(self) -> None:
        """Where time flows, what begins or is answered counts from now, not from the last thing that happened."""
        domain = self.domain
        self.pace.set(domain.now, self._flow)
        if self.pace.flows:
            now, due = self.pace.now(), domain.next_due()
            domain.set_now(now if due is None else min(now, due))

    def _next_serial(self) -> Perform | None:
        if not self._serial:
            return None
        self._performing = invocation = self._serial.popleft()
        limit = invocation.control.remaining_nanoseconds()
        self._patience_ends = None if limit is None else steady_nanoseconds() + limit
        return Perform(invocation=invocation, is_watched=limit is not None)

    def _begin(self, style: Style) -> list[Invocation]:
        """Record that the calls begin for which there is room; committed before anybody is called."""
        begun: list[Invocation] = []
        while self._waiting and (len(self.domain.calls) < MAX_THREADS or style == "serial"):
            call = self._waiting.popleft()
            if is_awaited(call):
                begun += self._start(call, style)
        if self.domain.next_due() == self.domain.now:
            deliver(self.domain)  # kept together: who has started an execution knows it
        self.effects.require_commit()
        return begun

    def _start(self, call: ScheduledCall, style: Style) -> list[Invocation]:
        """Record that a call begins; nothing to invoke if that alone answers it."""
        if (executions := call.state.connector.executions) is not None:
            start_execution(call, executions)
            return []
        choose = call.state.connector.handler
        if choose is None:
            raise AssertionError("the tasks of an activity are offered, and nobody is called")
        handler = choose(call.parameters)
        if isinstance(handler, Refusal):
            self.domain.parked.append((call, handler))
            return []
        if not begin(call):
            return []
        self.pace.set(self.domain.now, "calling")
        if isinstance(handler, Failure):
            self.domain.post_answer(call, handler, self.domain.now)
            return []
        return [invocation_of(call, handler, style, self.pace, self)]

    def answered(self, invocation: Invocation, answer: Answer | None, now: int) -> None:
        """Take the answer of a call; None if it gave up at its deadline, and the deadline decides."""
        call, control = invocation.call, invocation.control
        call.has_returned = True
        if invocation is self._performing:
            self._performing = None
        elif isinstance(control, SerialControl):
            return
        if not is_awaited(call):
            keep_late(call, answer)
            return
        self.domain.calls.pop(call.call_id, None)
        if answer is None:
            if control.remaining_nanoseconds() is not None:
                return
            answer = Failure(error="TaskTimedOut", cause="raised by the function, though the state has no deadline")
        if isinstance(control, SerialControl):
            now = (call.frame.started or 0) + control.slept + answer.takes_nanoseconds
        elif isinstance(control, LoopControl):
            now += control.slept
        self.domain.post_answer(call, answer, now)

    def release(self, invocation: Invocation) -> None:
        """A call was interrupted where it ran: nothing of it goes on."""
        self._performing = None
        invocation.call.has_returned = True
        self.domain.calls.pop(invocation.call.call_id, None)

    # -- sleeping calls
    def park(self, call: ScheduledCall, nanoseconds: int, wake: Callable[[bool], None]) -> None:
        """See `control.Parking`; called from the thread of the call."""
        when = self.pace.now() + nanoseconds
        self.post(lambda: self._sleepers.park(call, when, wake))

    # -- from outside
    def _arrive(self) -> None:
        """Come to the present time; while the driver itself makes a call, everything else stands still."""
        if self._performing is None:
            self._settle()
        self._catch_up()

    def skip(self) -> bool:
        """Jump to the next deadline, wait or delay that was asked for; False if there is none."""
        if (due := self.domain.next_asked_due()) is None:
            return False
        self.pace.advance(max(0, due - self.pace.now()))
        self._move_to(due)
        deliver(self.domain)
        return True

    def stop(self, type_name: str, outcome: Outcome) -> None:
        """End every execution of the domain; calls that run become orphans."""
        self.domain.set_now(self.pace.now())
        for run in list(self.domain.open_runs.values()):
            stop(run, type_name, outcome)
        self._close()

    def _close(self) -> None:
        self._forget()
        self.effects.require_commit()

    def _forget(self) -> None:
        self._performing = None
        self._waiting.clear()
        self._serial.clear()
        self._sleepers.wake_orphans(self.domain.calls)
        self.domain.clear()
