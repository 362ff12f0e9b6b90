"""Task: work done by somebody else, who answers when he is called, or later through a token.

Spec: https://states-language.net/spec.html#task-state
"""

from __future__ import annotations

from typing import Final

from sfn_notebook.asl.fields import MOST_SECONDS
from sfn_notebook.engine.clock import SECOND
from sfn_notebook.engine.compiled import CompiledTask, Selector
from sfn_notebook.engine.computed import computed_integer
from sfn_notebook.engine.dataflow import effective_input, exit_of, fit, read_field
from sfn_notebook.engine.domain import ScheduledCall
from sfn_notebook.engine.event import Details, Event, detail
from sfn_notebook.engine.frame import CALLING, Frame, attempt
from sfn_notebook.engine.ports import Answer, Failure, Success
from sfn_notebook.engine.quotas import data_limit_exceeded
from sfn_notebook.engine.run import Run
from sfn_notebook.engine.timer import Due
from sfn_notebook.engine.tokens import token_id, token_text
from sfn_notebook.engine.transitions import Fault, fail, resume, state_fault
from sfn_notebook.errors import ReportedError, RuntimeFault, StateError
from sfn_notebook.values import JSON, encode

DEFAULT_TIMEOUT_SECONDS: Final = 99_999_999


def enter_task(run: Run, frame: Frame, state: CompiledTask) -> None:
    """Schedule the call; also how a retry begins."""
    frame.started = frame.deadline = frame.heartbeat_deadline = None
    frame.is_submitted = False
    parameters, bound = effective_input(run, frame, state)
    fit(run, state.name, parameters, bound)
    limits = limits_of(run, frame, state)
    credentials = _credentials(run, frame, state)
    workers = state.connector.workers
    if workers is not None and not workers.exist:
        raise RuntimeFault(f"The activity {state.connector.resource} does not exist.")
    frame.phase = CALLING
    frame.limits = limits
    frame.call_id = new_call_id(run, frame)
    _schedule(run, frame, state, (parameters, credentials))


def new_call_id(run: Run, frame: Frame) -> str:
    """The id of the call that a frame makes at its present attempt: the same after a restart, and used once only."""
    identity = run.identity
    again = f"~{run.redrives}" if identity.is_express and run.redrives else ""  # that began anew under its name
    return f"{identity.execution_name}{again}{frame.visit_path}!{attempt(frame)}"


def limits_of(run: Run, frame: Frame, state: CompiledTask) -> tuple[int | None, int | None]:
    """TimeoutSeconds and HeartbeatSeconds of a call; None where nothing is set."""
    timeout = _limit(run, frame, state.timeout, "TimeoutSeconds")
    return timeout, _limit(run, frame, state.heartbeat, "HeartbeatSeconds")


def _schedule(run: Run, frame: Frame, state: CompiledTask, given: tuple[JSON, JSON]) -> None:
    parameters, credentials = given
    connector = state.connector
    details: Details
    match connector.family:
        case "LambdaFunction":
            details = (connector.resource, parameters, frame.limits[0], credentials)
        case "Activity":
            details = (connector.resource, parameters, *frame.limits)
        case "Task":
            named = (connector.resource_type, connector.resource, connector.region)
            details = (*named, parameters, *frame.limits, credentials)
    frame.last_event_id = run.history.append(
        frame.last_event_id, f"{connector.family}Scheduled", frame.visit_path, details
    )
    if state.has_token:
        run.domain.open_token(frame, token_id(run, frame))
        run.inspect(frame, "taskToken", token_text(run, frame))
    frame.call_number = run.domain.next_number()
    hand_out(scheduled_call(run, frame, state, parameters))


def hand_out(call: ScheduledCall) -> None:
    """Have a call made at the next dispatch, or a task of an activity offered to its workers."""
    domain = call.run.domain
    if call.state.connector.workers is None:
        domain.schedule(call)
    else:
        domain.offered.append(call)


def scheduled_call(run: Run, frame: Frame, state: CompiledTask, parameters: JSON) -> ScheduledCall:
    """The call that a frame waits for, as its Scheduled event says."""
    return ScheduledCall(
        run=run,
        frame=frame,
        state=state,
        path=frame.visit_path,
        entered_event_id=frame.entered_event_id,
        call_id=frame.call_id or "",
        number=frame.call_number,
        parameters=parameters,
    )


def scheduled_event(run: Run, frame: Frame) -> Event:
    """The Scheduled event of the present attempt; what has happened to it since then follows from that."""
    event = run.history.events[frame.last_event_id - 1]
    while not event.type.endswith("Scheduled"):
        event = run.history.events[event.previous_event_id - 1]
    return event


def given_to(state: CompiledTask, scheduled: Event) -> JSON:
    """The effective input of a task, from its Scheduled event."""
    return detail(scheduled, "parameters" if state.connector.family == "Task" else "input")


def start_call(call: ScheduledCall) -> None:
    """Record that the call begins, unless it did so before a restart; its limits count from then."""
    run, frame, state = call.run, call.frame, call.state
    if frame.started is None:
        record_start(run, frame, state, _named(state))
    run.domain.calls[call.call_id] = call


def record_start(run: Run, frame: Frame, state: CompiledTask, details: Details) -> None:
    """Record that somebody begins with the task: its limits count from now."""
    frame.last_event_id = run.history.append(
        frame.last_event_id, f"{state.connector.family}Started", frame.visit_path, details
    )
    begin_limits(frame, run.domain.now)
    frame.wake_number = frame.beat_number = run.domain.next_number()
    set_limits(run, frame)


def begin_limits(frame: Frame, now: int) -> None:
    """Count the limits of a call from the time at which it began."""
    frame.started = now
    timeout, heartbeat = frame.limits
    frame.deadline = None if timeout is None else now + timeout * SECOND
    frame.heartbeat_deadline = None if heartbeat is None else now + heartbeat * SECOND


def start_task(run: Run, frame: Frame, state: CompiledTask, worker_name: str | None) -> None:
    """Record that a task begins which nobody was called for yet; of an activity, who works on it."""
    record_start(run, frame, state, (worker_name,) if state.connector.workers is not None else _named(state))


def set_limits(run: Run, frame: Frame) -> None:
    """Set the timers of a task that has begun."""
    if frame.deadline is not None:
        run.domain.set_limit(Due.DEADLINE, frame.deadline, frame, frame.wake_number)
    if frame.heartbeat_deadline is not None:
        run.domain.set_limit(Due.HEARTBEAT, frame.heartbeat_deadline, frame, frame.beat_number)


def renew_heartbeat(run: Run, frame: Frame) -> None:
    """Count the time to the next heartbeat from now."""
    if frame.heartbeat_deadline is not None and frame.limits[1] is not None:
        frame.heartbeat_deadline = run.domain.now + frame.limits[1] * SECOND
        frame.beat_number = run.domain.next_number()
        run.domain.set_limit(Due.HEARTBEAT, frame.heartbeat_deadline, frame, frame.beat_number)
        run.domain.changed.append(run)  # no event tells of it


def record_answer(run: Run, frame: Frame, state: CompiledTask, answer: Answer) -> Fault | Success | None:
    """Record the answer of the call on the frame: a fault or a result, with which the frame goes on.

    None where the task is answered later, through a token or by the end of an execution, and this only submits it.
    """
    run.domain.calls.pop(frame.call_id or "", None)
    keep_printed(run, frame.entered_event_id, answer)
    result = _checked(run, state, answer)
    if isinstance(result, Failure):
        return _record_failure(run, frame, state, result, StateError(result.error, result.cause))
    if state.connector.pattern != "response" and not frame.is_submitted:
        _record(run, frame, state, "Submitted", (result.value,))
        frame.is_submitted = True
        return None
    return _record_result(run, frame, state, result)


def record_token_answer(run: Run, frame: Frame, state: CompiledTask, answer: Answer) -> Fault | Success:
    """Record what somebody outside answered: the same. A call that still runs is an orphan then."""
    if frame.started is None:
        start_task(run, frame, state, None)
    result = _checked(run, state, answer)
    if isinstance(result, Failure):
        return _record_failure(run, frame, state, result, ReportedError(result.error, result.cause))
    return _record_result(run, frame, state, result)


def keep_printed(run: Run, entered_event_id: int, answer: Answer) -> None:
    """Keep what a handler wrote, for the visit that it was called in."""
    if answer.printed:
        run.printed[entered_event_id] = (*run.printed.get(entered_event_id, ()), *answer.printed)


def keep_late(call: ScheduledCall, answer: Answer | None) -> None:
    """Of an answer that nobody waits for keep what was written: the token may have been answered during the call."""
    if answer is not None and call.state.has_token:
        keep_printed(call.run, call.entered_event_id, answer)


def _record_result(run: Run, frame: Frame, state: CompiledTask, result: Success) -> Success:
    _record(run, frame, state, "Succeeded", (result.value,))
    _close(run, frame)
    return result


def _record_failure(run: Run, frame: Frame, state: CompiledTask, failure: Failure, error: StateError) -> Fault:
    if failure.exception is not None:
        run.exceptions[frame.entered_event_id] = failure.exception
    _record(run, frame, state, "Failed", (error.error, error.cause))
    _close(run, frame)
    return Fault(error=error, is_fatal=error.error == "States.Runtime")


def _checked(run: Run, state: CompiledTask, answer: Answer) -> Answer:
    """The answer, or how it fails because it is too large."""
    limit = run.quotas.payload_bytes
    if isinstance(answer, Success) and limit is not None and answer.size_bytes > limit:
        error = data_limit_exceeded(state.connector.result_name)
        return Failure(error=error.error, cause=error.cause)
    return answer


def record_timeout(run: Run, frame: Frame, state: CompiledTask, *, is_heartbeat: bool) -> Fault:
    """Record that the call took too long: a timeout has an error and no cause, a missed heartbeat too (recorded)."""
    _record(run, frame, state, "TimedOut", ("States.Timeout", None))
    _close(run, frame)
    return Fault(error=StateError("States.Timeout"), is_heartbeat=is_heartbeat)


def _close(run: Run, frame: Frame) -> None:
    """Nothing else that is due at this instant may end the task once more."""
    run.domain.forget_call(frame)
    frame.call_id = frame.deadline = frame.heartbeat_deadline = None
    frame.call_number = 0


def _record(run: Run, frame: Frame, state: CompiledTask, end: str, details: Details) -> None:
    frame.last_event_id = run.history.append(
        frame.last_event_id, f"{state.connector.family}{end}", frame.visit_path, (*_named(state), *details)
    )


def _named(state: CompiledTask) -> Details:
    connector = state.connector
    return (connector.resource_type, connector.resource) if connector.family == "Task" else ()


def resume_task(run: Run, frame: Frame, state: CompiledTask, result: JSON, size: int) -> None:
    """Leave with the result."""
    try:
        leaving = exit_of(run, frame, state, result, size)
    except StateError as error:
        fail(run, frame, state_fault(run, frame, error))
        return
    resume(run, frame, state, leaving)


def _limit(run: Run, frame: Frame, field: int | Selector | None, name: str) -> int | None:
    """Seconds of a limit; the service's own default is no limit here."""
    if not isinstance(field, Selector):
        return field
    if field.is_jsonata:
        return computed_integer(run, frame, field, name, (1, MOST_SECONDS))
    found = read_field(run, frame, field, frame.input)
    if isinstance(found, bool) or not isinstance(found, int):
        shown = found if isinstance(found, str) else encode(found)
        raise RuntimeFault(f"The {name}Path parameter cannot be parsed as a long value: {field.text} == {shown}")
    if found <= 0:
        raise RuntimeFault(f"The {name}Path parameter references a negative value or zero: {field.text} == {found}")
    return found


def _credentials(run: Run, frame: Frame, state: CompiledTask) -> JSON:
    """The role that the call is to be made with, as TaskScheduled has it: kept and shown; nobody checks it here."""
    template = state.credentials
    if template is None:
        return None
    run.frame = frame
    found = template.read({"input": frame.input} if state.is_jsonata else frame.input, run)
    role = found.get("RoleArn") if isinstance(found, dict) else None
    return {"roleArn": role}
