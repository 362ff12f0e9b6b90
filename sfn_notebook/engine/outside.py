"""What somebody outside does to the tasks of a domain, between two rounds and at its present time.

Whoever drives the domain has delivered everything that was due up to now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sfn_notebook.engine.compiled import CompiledTask
from sfn_notebook.engine.domain import Domain, ScheduledCall, is_awaited
from sfn_notebook.engine.frame import Frame
from sfn_notebook.engine.interpreter import begin_outside, deliver_answer
from sfn_notebook.engine.ports import Answer, OfferedTask
from sfn_notebook.engine.run import Run
from sfn_notebook.engine.states.task import given_to, renew_heartbeat, scheduled_event
from sfn_notebook.engine.tokens import WaitsFor, token_text
from sfn_notebook.values import JSON


def answer_task(domain: Domain, token: str, answer: Answer) -> bool:
    """Answer a task; False if its token is not open any more. The first answer counts."""
    frame = domain.tokens.get(token)
    if frame is not None:
        deliver_answer(frame, answer)
    return frame is not None


def beat(domain: Domain, token: str) -> bool:
    """Say that somebody still works on a task: its heartbeat counts from now. False if its token is closed."""
    frame = domain.tokens.get(token)
    if frame is not None:
        renew_heartbeat(frame.run, frame)
    return frame is not None


def take_task(domain: Domain, token: str, worker_name: str | None) -> bool:
    """Let a worker begin with the task of an activity; False if nobody waits for it any more.

    One that was given back by a worker who did not get it has begun already.
    """
    frame = domain.tokens.get(token)
    if frame is not None and frame.started is None:
        begin_outside(frame, _state(frame), worker_name)
    if token not in domain.tokens:
        return False
    domain.taken.add(token)
    return True


def offer(call: ScheduledCall) -> None:
    """Offer the task of an activity to its workers, if it is still waited for."""
    frame, workers = call.frame, call.state.connector.workers
    if workers is not None and frame.token is not None and is_awaited(call):
        text = token_text(call.run, frame)
        workers.offer(OfferedTask(domain=call.run.domain, token=frame.token, token_text=text, input=call.parameters))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTask:
    """A task that somebody outside may answer.

    Attributes:
        token, token_text: the id of its token, and the token as users see it.
        path: of the visit, with those of the Map states around the executions of Map Runs.
        input: what the task was given; the engine's own value.
        since: when it was scheduled, nanoseconds since the epoch.
        deadline, heartbeat_deadline: None where nothing is set, and before a worker has taken it.
    """

    run: Run
    state_name: str
    path: str
    waits_for: WaitsFor
    token: str
    token_text: str
    input: JSON
    since: int
    deadline: int | None
    heartbeat_deadline: int | None


def open_tasks(domain: Domain) -> list[OpenTask]:
    """All of a domain, in the order in which they were scheduled."""
    return [_open_task(frame, token) for token, frame in domain.tokens.items()]


def _open_task(frame: Frame, token: str) -> OpenTask:
    run, state = frame.run, _state(frame)
    scheduled = scheduled_event(run, frame)
    return OpenTask(
        run=run,
        state_name=state.name,
        path=_whole_path(frame),
        waits_for="callback" if state.connector.workers is None else "activity",
        token=token,
        token_text=token_text(run, frame),
        input=given_to(state, scheduled),
        since=scheduled.timestamp,
        deadline=frame.deadline,
        heartbeat_deadline=frame.heartbeat_deadline,
    )


def _whole_path(frame: Frame) -> str:
    path, run = frame.visit_path, frame.run
    while run.starter is not None:
        path = f"{run.starter.visit_path}[{run.index}]{path}"
        run = run.starter.run
    return path


def _state(frame: Frame) -> CompiledTask:
    return cast("CompiledTask", frame.program.states[frame.state])
