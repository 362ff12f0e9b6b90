"""The metrics of state machines: those that AWS sends to CloudWatch, and how the states did.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from types import MappingProxyType
from typing import Final

from sfn_notebook.values import JSON
from sfn_notebook.views.samples import FAMILIES, Family, Samples

_EXECUTIONS: Final = (
    "ExecutionsStarted",
    "ExecutionsSucceeded",
    "ExecutionsFailed",
    "ExecutionsTimedOut",
    "ExecutionsAborted",
    "ExecutionThrottled",
    "ExecutionsRedriven",
    "RedrivenExecutionsSucceeded",
    "RedrivenExecutionsFailed",
    "RedrivenExecutionsTimedOut",
    "RedrivenExecutionsAborted",
)
_OUTCOMES: Final = ("Scheduled", "Started", "Succeeded", "Failed", "TimedOut")
_MILLISECOND: Final = 1_000_000
_MEMORY: Final = frozenset({"ExpressExecutionBilledMemory", "ExpressExecutionMemory"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """How the values of a metric are spread: milliseconds, and bytes of memory; to three digits.

    Attributes:
        count: of the values; CloudWatch's SampleCount.
        p50, p90, p99: the smallest value that so many per cent of the values do not exceed.
    """

    count: int
    average: float
    maximum: float
    p50: float
    p90: float
    p99: float

    def to_dict(self) -> dict[str, JSON]:
        """By CloudWatch's names of statistics."""
        return {
            "SampleCount": self.count,
            "Average": self.average,
            "Maximum": self.maximum,
            "p50": self.p50,
            "p90": self.p90,
            "p99": self.p99,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class StateMetrics:
    """How the visits of a state went.

    Attributes:
        entered: all visits; those that have not ended are in none of the other numbers.
        failed: also those whose error was caught.
        aborted: because something else failed, or the execution was stopped.
        retried: attempts after the first ones.
        duration: of the visits that have ended, with their retries; None if there are none.
    """

    name: str
    entered: int
    succeeded: int
    failed: int
    aborted: int
    retried: int
    duration: Distribution | None

    def to_dict(self) -> dict[str, JSON]:
        """As plain data."""
        numbers: dict[str, JSON] = {
            "entered": self.entered,
            "succeeded": self.succeeded,
            "failed": self.failed,
            "aborted": self.aborted,
            "retried": self.retried,
        }
        return numbers if self.duration is None else {**numbers, "duration": self.duration.to_dict()}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMetrics:
    """How the calls of a Lambda function, a service integration or an activity went.

    Attributes:
        arn: CloudWatch's dimension; that of an integration is `arn:aws:states:REGION:ACCOUNT:sqs:sendMessage`.
        family: its metrics' names.
        counts, times: by AWS's names.
    """

    arn: str
    family: Family
    counts: Mapping[str, int]
    times: Mapping[str, Distribution]

    def to_dict(self) -> dict[str, JSON]:
        """By AWS's names."""
        return {**self.counts, **_written(self.times)}


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineMetrics:
    """How the executions of a state machine went, children of Map Runs aside.

    Attributes:
        counts, times: by AWS's names; an Express machine has billed duration and memory among the times.
        states: in the order in which they were first entered.
        calls: of its Task states.
    """

    arn: str
    counts: Mapping[str, int]
    times: Mapping[str, Distribution]
    states: tuple[StateMetrics, ...]
    calls: tuple[CallMetrics, ...]

    @property
    def name(self) -> str:
        """Of the state machine."""
        return self.arn.rpartition(":")[2]

    @property
    def running(self) -> int:
        """How many executions have not ended."""
        begun = self.counts["ExecutionsStarted"] + self.counts["ExecutionsRedriven"]
        return begun - sum(self.counts[name] for name in _EXECUTIONS[1:5])

    def to_dict(self) -> dict[str, JSON]:
        """By AWS's names; the states and the calls below `states` and `calls`."""
        return {
            **self.counts,
            **_written(self.times),
            "states": {state.name: state.to_dict() for state in self.states},
            "calls": {call.arn: call.to_dict() for call in self.calls},
        }


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Metrics:
    """The metrics of some state machines."""

    machines: tuple[MachineMetrics, ...]

    def to_dict(self) -> dict[str, JSON]:
        """By the ARNs of the machines."""
        return {machine.arn: machine.to_dict() for machine in self.machines}

    def __repr__(self) -> str:
        from sfn_notebook.views.metrics_tables import metrics_tables

        return "\n\n".join(map(repr, metrics_tables(self)))

    def _repr_html_(self) -> str:
        from sfn_notebook.views.metrics_tables import metrics_html

        return metrics_html(self)


def machine_metrics(arn: str, samples: Samples) -> MachineMetrics:
    """The metrics of a state machine from what its executions added."""
    found = _by_subject(samples)
    executions = found.pop(("execution", ""), {})
    states = tuple(_state(name, metrics) for (of, name), metrics in found.items() if of == "state")
    families = {family.dimension: family for family in FAMILIES.values()}
    calls = tuple(_call(name, families[of], metrics) for (of, name), metrics in found.items() if of in families)
    return MachineMetrics(
        arn=arn,
        counts=_counts(executions, _EXECUTIONS),
        times=_times(executions),
        states=states,
        calls=calls,
    )


_Values = Counter[int]
_Metrics = Mapping[str, _Values]


def _by_subject(samples: Samples) -> dict[tuple[str, str], dict[str, _Values]]:
    """The values of each metric of each state, each call, and the executions."""
    found: dict[tuple[str, str], dict[str, _Values]] = {}
    for sample, count in samples.items():
        if count > 0:
            metrics = found.setdefault((sample.of, sample.name), {})
            metrics.setdefault(sample.metric, Counter())[sample.value] += count
    return found


def _counts(metrics: _Metrics, names: Iterable[str]) -> Mapping[str, int]:
    return MappingProxyType({name: _count(metrics, name) for name in names})


def _count(metrics: _Metrics, name: str) -> int:
    return metrics[name].total() if name in metrics else 0


def _times(metrics: _Metrics) -> Mapping[str, Distribution]:
    """The metrics that are measured; all others are counted."""
    return MappingProxyType(
        {
            name: distribution(values, 1 if name in _MEMORY else _MILLISECOND)
            for name, values in metrics.items()
            if name.endswith(("Time", "Duration", "Memory"))
        }
    )


def distribution(values: _Values, unit: int) -> Distribution:
    """How values are spread.

    Args:
        values: how often there is each; not empty.
        unit: what 1 of the result is in them.
    """
    ordered = sorted(values)
    sums = list(accumulate(values[value] for value in ordered))
    return Distribution(
        count=sums[-1],
        average=sum(value * values[value] for value in ordered) / sums[-1] / unit,
        maximum=ordered[-1] / unit,
        p50=_quantile(ordered, sums, 50) / unit,
        p90=_quantile(ordered, sums, 90) / unit,
        p99=_quantile(ordered, sums, 99) / unit,
    )


def _quantile(ordered: Sequence[int], sums: Sequence[int], percent: int) -> int:
    rank = -(-sums[-1] * percent // 100)
    return next(value for value, many in zip(ordered, sums, strict=True) if many >= rank)


def _state(name: str, metrics: _Metrics) -> StateMetrics:
    durations = metrics.get("duration")
    return StateMetrics(
        name=name,
        entered=_count(metrics, "entered"),
        succeeded=_count(metrics, "succeeded"),
        failed=_count(metrics, "failed"),
        aborted=_count(metrics, "aborted"),
        retried=_count(metrics, "retried"),
        duration=None if durations is None else distribution(durations, _MILLISECOND),
    )


def _call(arn: str, family: Family, metrics: _Metrics) -> CallMetrics:
    outcomes = (*_OUTCOMES, "HeartbeatTimedOut") if family.one == "Activity" else _OUTCOMES
    counts = _counts(metrics, [f"{family.several}{outcome}" for outcome in outcomes])
    return CallMetrics(arn=arn, family=family, counts=counts, times=_times(metrics))


def _written(times: Mapping[str, Distribution]) -> dict[str, JSON]:
    return {name: found.to_dict() for name, found in times.items()}
