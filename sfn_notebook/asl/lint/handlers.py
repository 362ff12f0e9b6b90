"""Retry and Catch: the errors that they name, and delays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sfn_notebook.asl.fields import STATES
from sfn_notebook.asl.findings import schema_error, warning
from sfn_notebook.asl.sites import Members, StateSite, objects
from sfn_notebook.text.diagnostic import Diagnostic, Path
from sfn_notebook.text.suggest import did_you_mean

RESERVED: Final = (
    "States.ALL",
    "States.BranchFailed",
    "States.DataLimitExceeded",
    "States.ExceedToleratedFailureThreshold",
    "States.HeartbeatTimeout",
    "States.Http.Socket",
    "States.IntrinsicFailure",
    "States.ItemReaderFailed",
    "States.NoChoiceMatched",
    "States.ParameterPathFailure",
    "States.Permissions",
    "States.QueryEvaluationError",
    "States.ResultPathMatchFailure",
    "States.ResultWriterFailed",
    "States.Runtime",
    "States.TaskFailed",
    "States.Timeout",
)
_UNCATCHABLE: Final = frozenset({"States.Runtime", "States.DataLimitExceeded"})


def check_handlers(state: StateSite) -> Iterator[Diagnostic]:
    """What Retry and Catch name can happen, and comes in an order that lets each entry act."""
    for name in ("Retry", "Catch"):
        if name in STATES.get(state.type, ()):
            entries = objects(state.members.get(name), (*state.path, name))
            yield from _check_all(entries)
            yield from _check_errors(entries)
    for retrier, path in objects(state.members.get("Retry"), (*state.path, "Retry")):
        yield from _check_delays(retrier, path)


def _errors(entry: Members) -> list[str]:
    names = entry.get("ErrorEquals")
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _check_all(entries: list[tuple[Members, Path]]) -> Iterator[Diagnostic]:
    said = "States.ALL must appear alone and at end of list"
    for index, (entry, path) in enumerate(entries):
        names = _errors(entry)
        if "States.ALL" not in names:
            continue
        place = (*path, "ErrorEquals")
        if len(names) > 1:
            yield schema_error("SFN501", "States.ALL stands alone in its ErrorEquals", place, said)
        if index < len(entries) - 1:
            yield schema_error("SFN501", "States.ALL is the last entry: those behind it are never tried", place, said)


def _check_errors(entries: list[tuple[Members, Path]]) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for entry, path in entries:
        for index, name in enumerate(_errors(entry)):
            place = (*path, "ErrorEquals", index)
            if name in seen:
                yield warning("SFN503", f'"{name}" is named before', place, "the first entry that names it decides")
            seen.add(name)
            yield from _check_name(name, place)


def _check_name(name: str, path: Path) -> Iterator[Diagnostic]:
    if name in _UNCATCHABLE:
        yield warning("SFN504", f"{name} is never retried or caught", path)
    elif name.startswith("States.") and name not in RESERVED and not name.startswith("States.Http.StatusCode."):
        hint = did_you_mean(name, RESERVED) or "names of your own do not begin with States."
        yield warning("SFN502", f'Step Functions has no error "{name}"', path, hint)


def _check_delays(retrier: Members, path: Path) -> Iterator[Diagnostic]:
    interval, most = retrier.get("IntervalSeconds", 1), retrier.get("MaxDelaySeconds")
    if isinstance(interval, int) and isinstance(most, int) and 0 < most < interval:
        message = f"MaxDelaySeconds {most} is less than IntervalSeconds {interval}"
        yield warning("SFN505", message, (*path, "MaxDelaySeconds"), "every delay is MaxDelaySeconds")
