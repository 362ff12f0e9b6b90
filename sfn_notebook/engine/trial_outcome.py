"""What came of a test of one state: folded from the history and the inspections of its run.

Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_InspectionData.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, cast

from sfn_notebook.engine.compiled import CompiledState
from sfn_notebook.engine.event import Event, detail
from sfn_notebook.engine.retry import backoff_seconds, matches
from sfn_notebook.engine.run import Outcome, Run
from sfn_notebook.engine.transitions import Fault
from sfn_notebook.engine.trial import Trial
from sfn_notebook.engine.trial_stages import Stages, first_event, stages_of
from sfn_notebook.errors import StateError
from sfn_notebook.values import ABSENT, JSON, Maybe

TrialStatus: TypeAlias = Literal["SUCCEEDED", "FAILED", "RETRIABLE", "CAUGHT_ERROR"]

TOO_LONG: Final = StateError("States.Timeout")
"""How a test ends that takes more than five minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of a test of one state; its values are the engine's own, and are not to be changed.

    Attributes:
        output: ABSENT where nothing left the state.
        error, cause: of a failure, also where it would be retried or was caught.
        next_state: None at the end of a machine, and where nothing left the state.
        inspection: the stages of the data and what else TestState tells of a state, by its names there.
    """

    status: TrialStatus
    output: Maybe
    error: str | None
    cause: str | None
    next_state: str | None
    inspection: Mapping[str, JSON]


def tried(run: Run) -> Tried:
    """What came of the run of a test that has ended."""
    trial, outcome = run.trial, run.outcome
    if trial is None or outcome is None:
        raise AssertionError("a test of a state that has ended")
    state = run.program.states[run.program.start_at]
    status = _status(outcome, trial)
    exited = first_event(run, state.exited) if status in ("SUCCEEDED", "CAUGHT_ERROR") else None
    error = _error(status, outcome, trial)
    inspection = {**stages_of(run, state), **_variables(trial, exited)}
    details = _error_details(state, status, trial)
    return Tried(
        status=status,
        output=ABSENT if exited is None else detail(exited, "output"),
        error=error.error,
        cause=error.cause,
        next_state=None if exited is None else _next_state(run, exited),
        inspection={**inspection, "errorDetails": details} if details else inspection,
    )


def _status(outcome: Outcome, trial: Trial) -> TrialStatus:
    match outcome.status:
        case "SUCCEEDED":
            return "SUCCEEDED" if trial.fault is None else "CAUGHT_ERROR"
        case "RETRIABLE":
            return "RETRIABLE"
        case _:
            return "FAILED"


def _error(status: TrialStatus, outcome: Outcome, trial: Trial) -> StateError:
    if status == "FAILED":
        return TOO_LONG if outcome.status == "TIMED_OUT" else StateError(outcome.error, outcome.cause)
    return StateError(None) if trial.fault is None else trial.fault.error


def _next_state(run: Run, exited: Event) -> str | None:
    following = run.history.events[exited.id]
    return str(detail(following, "name")) if following.type.endswith("StateEntered") else None


def _variables(trial: Trial, exited: Event | None) -> Stages:
    """The variables after the state; none are told of as AWS does it (recorded): not at all."""
    assigned = None if exited is None else cast("Mapping[str, JSON] | None", detail(exited, "assigned_variables"))
    variables = {**trial.asked.variables, **(assigned or {})}
    return {"variables": variables} if variables else {}


def _error_details(state: CompiledState, status: TrialStatus, trial: Trial) -> Stages:
    """Which retrier and which catcher are for the error; a retrier that is used up is told of too (recorded)."""
    fault = trial.fault
    if fault is None or fault.is_fatal:
        return {}
    details: Stages = {}
    for index, retrier in enumerate(state.retry):
        if _takes(retrier.error_equals, fault):
            details["retryIndex"] = index
            if status == "RETRIABLE":
                details["retryBackoffIntervalSeconds"] = int(backoff_seconds(retrier, trial.asked.retry_count))
            break
    if status == "CAUGHT_ERROR":
        rules = enumerate(state.catch)
        details["catchIndex"] = next(index for index, rule in rules if _takes(rule.catcher.error_equals, fault))
    return details


def _takes(error_equals: tuple[str, ...], fault: Fault) -> bool:
    return matches(error_equals, fault.error, is_heartbeat=fault.is_heartbeat)
