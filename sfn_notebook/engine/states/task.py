"""Task: work done by somebody else.

Spec: https://states-language.net/spec.html#task-state
"""

from __future__ import annotations

from typing import Final

from sfn_notebook.asl.fields import MOST_SECONDS
from sfn_notebook.engine.clock import SECOND
from sfn_notebook.engine.compiled import CompiledTask, Selector
from sfn_notebook.engine.computed import computed_integer
from sfn_notebook.engine.dataflow import effective_input, exit_of, fit, read_field
from sfn_notebook.engine.domain import Due, ScheduledCall
from sfn_notebook.engine.event import Details
from sfn_notebook.engine.frame import CALLING, Frame, attempt
from sfn_notebook.engine.ports import Answer, Failure, Success
from sfn_notebook.engine.quotas import data_limit_exceeded
from sfn_notebook.engine.run import Run
from sfn_notebook.engine.transitions import Fault, fail, resume, state_fault
from sfn_notebook.errors import RuntimeFault, StateError
from sfn_notebook.values import JSON, encode

DEFAULT_TIMEOUT_SECONDS: Final = 99_999_999


def enter_task(run: Run, frame: Frame, state: CompiledTask) -> None:
    """Schedule the call; also how a retry begins."""
    frame.started = frame.deadline = frame.heartbeat_deadline = None
    parameters, bound = effective_input(run, frame, state)
    fit(run, state.name, parameters, bound)
    timeout = _limit(run, frame, state.timeout, "TimeoutSeconds")
    heartbeat = _limit(run, frame, state.heartbeat, "HeartbeatSeconds")
    credentials = _credentials(run, frame, state)
    frame.phase = CALLING
    frame.limits = (timeout, heartbeat)
    frame.call_id = f"{run.identity.execution_name}{frame.visit_path}!{attempt(frame)}"
    _schedule(run, frame, state, (parameters, credentials))


def _schedule(run: Run, frame: Frame, state: CompiledTask, given: tuple[JSON, JSON]) -> None:
    parameters, credentials = given
    connector = state.connector
    details: Details
    if connector.family == "LambdaFunction":
        details = (connector.resource, parameters, frame.limits[0], credentials)
    else:
        details = (
            connector.resource_type,
            connector.resource,
            connector.region,
            parameters,
            *frame.limits,
            credentials,
        )
    frame.last_event_id = run.history.append(
        frame.last_event_id, f"{connector.family}Scheduled", frame.visit_path, details
    )
    run.domain.schedule(scheduled_call(run, frame, state, parameters))


def scheduled_call(run: Run, frame: Frame, state: CompiledTask, parameters: JSON) -> ScheduledCall:
    """The call that a frame waits for, as its Scheduled event says."""
    return ScheduledCall(
        run=run,
        frame=frame,
        state=state,
        path=frame.visit_path,
        call_id=frame.call_id or "",
        number=run.domain.next_number(),
        parameters=parameters,
    )


def start_call(call: ScheduledCall) -> None:
    """Record that the call begins, unless it did so before a restart; its limits count from then."""
    run, frame = call.run, call.frame
    if frame.started is None:
        _record_start(call)
    run.domain.calls[call.call_id] = call


def _record_start(call: ScheduledCall) -> None:
    run, frame, state = call.run, call.frame, call.state
    frame.last_event_id = run.history.append(
        frame.last_event_id, f"{state.connector.family}Started", frame.visit_path, _named(state)
    )
    now = frame.started = run.domain.now
    timeout, heartbeat = frame.limits
    frame.deadline = None if timeout is None else now + timeout * SECOND
    frame.heartbeat_deadline = None if heartbeat is None else now + heartbeat * SECOND
    set_limits(call)


def set_limits(call: ScheduledCall) -> None:
    """Set the timers of a call that has begun."""
    frame, domain = call.frame, call.run.domain
    if frame.deadline is not None:
        domain.set_timer(Due.DEADLINE, frame.deadline, call.run, frame)
    if frame.heartbeat_deadline is not None:
        domain.set_timer(Due.HEARTBEAT, frame.heartbeat_deadline, call.run, frame)


def record_answer(run: Run, frame: Frame, state: CompiledTask, answer: Answer) -> Fault | None:
    """Record the answer on the frame; the fault that follows from it, None if it is a result."""
    run.domain.calls.pop(frame.call_id or "", None)
    _close_call(frame)
    if answer.printed:
        run.printed[frame.entered_event_id] = (*run.printed.get(frame.entered_event_id, ()), *answer.printed)
    failure = _failure(run, state, answer)
    if failure is None:
        _record(run, frame, state, "Succeeded", (answer.value if isinstance(answer, Success) else None,))
        return None
    if failure.exception is not None:
        run.exceptions[frame.entered_event_id] = failure.exception
    error = StateError(failure.error, failure.cause)
    _record(run, frame, state, "Failed", (error.error, error.cause))
    return Fault(error=error, is_fatal=error.error == "States.Runtime")


def _failure(run: Run, state: CompiledTask, answer: Answer) -> Failure | None:
    if isinstance(answer, Failure):
        return answer
    limit = run.quotas.payload_bytes
    if limit is not None and answer.size_bytes > limit:
        error = data_limit_exceeded(state.connector.result_name)
        return Failure(error=error.error, cause=error.cause)
    return None


def record_timeout(run: Run, frame: Frame, state: CompiledTask, *, is_heartbeat: bool) -> Fault:
    """Record that the call took too long: a timeout has an error and no cause, a missed heartbeat too (recorded)."""
    _record(run, frame, state, "TimedOut", ("States.Timeout", None))
    run.domain.forget_call(frame)
    _close_call(frame)
    return Fault(error=StateError("States.Timeout"), is_heartbeat=is_heartbeat)


def _close_call(frame: Frame) -> None:
    """Nothing else that is due at this instant may end the call once more."""
    frame.call_id = frame.deadline = frame.heartbeat_deadline = None


def _record(run: Run, frame: Frame, state: CompiledTask, end: str, details: Details) -> None:
    frame.last_event_id = run.history.append(
        frame.last_event_id, f"{state.connector.family}{end}", frame.visit_path, (*_named(state), *details)
    )


def _named(state: CompiledTask) -> Details:
    connector = state.connector
    return () if connector.family == "LambdaFunction" else (connector.resource_type, connector.resource)


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
