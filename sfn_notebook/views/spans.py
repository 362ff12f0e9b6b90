"""An execution as the spans of a trace: one for the whole, one for each visit of a state, one for each iteration.

Names of attributes are OpenTelemetry's where it has some (`aws.step_functions.state_machine.arn`, `error.type`,
`exception.*`), else of the same kind.

Source: https://opentelemetry.io/docs/specs/semconv/registry/attributes/aws/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from sfn_notebook.engine.event import Event
from sfn_notebook.engine.place import scope_of, visit_of
from sfn_notebook.engine.run import Identity
from sfn_notebook.views.steps import Step
from sfn_notebook.views.summary import Summary, summary
from sfn_notebook.views.text import nested

Attributes: TypeAlias = "Mapping[str, str | int]"

_OURS: Final = "aws.step_functions"
_FAILED: Final = ("failed", "caught error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something at one time within a span: `exception`, with its type and message, or `retry`."""

    name: str
    time: int
    attributes: Attributes


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of time.

    Attributes:
        parent: the place of the span around it in the list; None for the execution.
        start, end: nanoseconds since the epoch, on the run's clock.
        happenings: in the order of their times.
        error: what it failed with; None if it did not.
    """

    name: str
    parent: int | None
    start: int
    end: int
    attributes: Attributes
    happenings: tuple[Happening, ...] = ()
    error: str | None = None


def spans(identity: Identity, events: Sequence[Event], steps: Sequence[Step], most_iterations: int) -> list[Span]:
    """The spans of an execution that has ended, each behind the one around it.

    Args:
        identity: whose they are.
        events: all of them.
        steps: folded from the events.
        most_iterations: of each visit of a Map state that have spans, those that failed first; how many more there
            are is an attribute of the visit.
    """
    end = events[-1].timestamp
    found = [_execution(identity, summary(events, steps), end)]
    places: dict[str, int] = {"": 0}
    iterations = _iterations(steps, end)
    kept = {visit: _kept(scopes, most_iterations) for visit, scopes in iterations.items()}
    for step in nested(steps):
        scope = scope_of(step.path)
        around = visit_of(scope)
        if around not in places or (around in kept and scope not in kept[around]):
            continue
        if around in kept and scope not in places:
            places[scope] = len(found)
            found.append(_iteration(kept[around][scope], found[places[around]].name, places[around]))
        places[step.path] = len(found)
        left_out = len(iterations.get(step.path, ())) - len(kept.get(step.path, ()))
        found.append(_visit(step, places.get(scope, places[around]), end, left_out))
    return found


@dataclass(slots=True)
class _Iteration:
    """What is inside one item of a Map state: from when to when, and what failed in it."""

    index: int
    start: int
    end: int
    failed: Step | None = None


def _iterations(steps: Iterable[Step], end: int) -> dict[str, dict[str, _Iteration]]:
    """The iterations of each visit of a Map state, by its path and by theirs."""
    found: dict[str, dict[str, _Iteration]] = {step.path: {} for step in steps if step.type == "Map"}
    for step in steps:
        scope = scope_of(step.path)
        around = found.get(visit_of(scope))
        if around is not None:
            index = int(scope.rpartition("[")[2].removesuffix("]"))
            iteration = around.setdefault(scope, _Iteration(index, step.entered, step.entered))
            iteration.end = max(iteration.end, _exit(step, end))
            iteration.failed = step if step.status == "failed" else iteration.failed
    return found


def _kept(scopes: Mapping[str, _Iteration], most: int) -> dict[str, _Iteration]:
    ranked = sorted(scopes.items(), key=lambda pair: (pair[1].failed is None, pair[1].index))
    return dict(ranked[:most])


def _exit(step: Step, end: int) -> int:
    return end if step.exited is None else step.exited


def _execution(identity: Identity, whole: Summary, end: int) -> Span:
    error = None if whole.status == "SUCCEEDED" else whole.error or whole.status
    attributes = {
        f"{_OURS}.state_machine.arn": identity.state_machine_arn,
        f"{_OURS}.execution.arn": identity.execution_arn,
        f"{_OURS}.execution.name": identity.execution_name,
        f"{_OURS}.execution.status": whole.status,
        f"{_OURS}.state_machine.type": "EXPRESS" if identity.is_express else "STANDARD",
    }
    return Span(
        name=identity.state_machine_name,
        parent=None,
        start=identity.start,
        end=end,
        attributes=_with_error(attributes, error),
        happenings=() if error is None else (_exception(end, error, whole.cause),),
        error=None if error is None else _said(error, whole.cause),
    )


def _iteration(iteration: _Iteration, name: str, parent: int) -> Span:
    failed = iteration.failed
    return Span(
        name=f"{name} iteration",
        parent=parent,
        start=iteration.start,
        end=iteration.end,
        attributes=_with_error({f"{_OURS}.map.index": iteration.index}, failed.error if failed else None),
        error=_said(failed.error, failed.cause) if failed else None,
    )


def _visit(step: Step, parent: int, end: int, left_out: int) -> Span:
    attributes: dict[str, str | int] = {
        f"{_OURS}.state.name": step.name,
        f"{_OURS}.state.type": step.type,
        f"{_OURS}.state.status": step.status,
        f"{_OURS}.state.path": step.path,
    }
    if step.attempts:
        attributes[f"{_OURS}.state.attempts"] = len(step.attempts)
    if left_out:
        attributes[f"{_OURS}.map.iterations_left_out"] = left_out
    has_failed = step.status in _FAILED
    return Span(
        name=step.name,
        parent=parent,
        start=step.entered,
        end=_exit(step, end),
        attributes=_with_error(attributes, step.error if has_failed else None),
        happenings=tuple(_happenings(step, end)),
        error=_said(step.error, step.cause) if has_failed else None,
    )


def _happenings(step: Step, end: int) -> Iterator[Happening]:
    """The failure and the begin of each attempt that was retried; the failure of a state that makes none."""
    for number, attempt in enumerate(step.attempts, start=1):
        if number > 1:
            yield Happening(name="retry", time=attempt.started, attributes={f"{_OURS}.attempt": number})
        if attempt.ended is not None and (attempt.error is not None or attempt.cause is not None):
            yield _exception(attempt.ended, attempt.error, attempt.cause)
    if step.status in _FAILED and not step.attempts:
        yield _exception(_exit(step, end), step.error, step.cause)


def _exception(time: int, error: str | None, cause: str | None) -> Happening:
    attributes = {"exception.type": error, "exception.message": cause}
    known = {name: value for name, value in attributes.items() if value is not None}
    return Happening(name="exception", time=time, attributes=known)


def _with_error(attributes: Attributes, error: str | None) -> Attributes:
    return {**attributes, **({} if error is None else {"error.type": error})}


def _said(error: str | None, cause: str | None) -> str:
    return ": ".join(part for part in (error, cause) if part) or "failed"
