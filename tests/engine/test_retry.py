"""Which retrier or catcher takes an error, and how long a retry waits."""

from __future__ import annotations

from typing import Any

import pytest
from small_machines import logical, one, task

from sfn_notebook.asl.model import Retrier
from sfn_notebook.engine.retry import backoff_seconds, matches
from sfn_notebook.errors import StateError

TIMEOUT = StateError("States.Timeout")


@pytest.mark.parametrize(
    ("names", "error", "expected"),
    [
        (["Bad"], StateError("Bad"), True),
        (["Bad"], StateError("Worse"), False),
        (["States.ALL"], StateError(None), True),
        (["States.ALL"], TIMEOUT, True),
        (["States.TaskFailed"], StateError("Bad"), True),
        (["States.TaskFailed"], StateError(None), True),
        (["States.TaskFailed"], TIMEOUT, False),
        (["States.TaskFailed"], StateError("States.HeartbeatTimeout"), False),
        (["States.HeartbeatTimeout"], TIMEOUT, False),
        (["Bad", "States.Timeout"], TIMEOUT, True),
        ([], TIMEOUT, False),
    ],
)
def test_a_name_takes_an_error(names: list[str], error: StateError, expected: bool) -> None:  # noqa: FBT001 - the last column
    assert matches(names, error) is expected


@pytest.mark.parametrize("name", ["States.Timeout", "States.HeartbeatTimeout", "States.ALL"])
def test_a_missed_heartbeat_goes_by_either_name(name: str) -> None:
    assert matches([name], TIMEOUT, is_heartbeat=True)


def retrier(**fields: Any) -> Retrier:
    return Retrier(error_equals=("States.ALL",), **fields)


@pytest.mark.parametrize(
    ("given", "done", "expected"),
    [
        (retrier(), 0, 1),
        (retrier(), 3, 8),
        (retrier(interval_seconds=3, backoff_rate=1.5), 2, 6.75),
        (retrier(interval_seconds=0), 9, 0),
        (retrier(max_delay_seconds=5), 9, 5),
        (retrier(backoff_rate=10.0), 5_000, 99_999_999),
        (retrier(backoff_rate=10.0, max_delay_seconds=7), 5_000, 7),
    ],
)
def test_a_delay_grows_to_its_limit(given: Retrier, done: int, expected: float) -> None:
    assert backoff_seconds(given, done) == expected


def test_each_retrier_counts_its_own_attempts_and_a_new_visit_starts_anew() -> None:
    made: list[str] = []
    names = ["A", "B", "A", "B", None, "A", "A", "A"]

    def work() -> None:
        name = names[len(made)]
        made.append(name or "none")
        if name is not None:
            raise type(name, (Exception,), {})

    choices = [{"Variable": "$", "IsNull": True, "Next": "T"}]
    again: dict[str, Any] = {"Type": "Choice", "Choices": choices, "Default": "Z"}
    state = task("work", Retry=[{"ErrorEquals": [name], "MaxAttempts": 2} for name in ("A", "B")], Next="C")
    del state["End"]
    with logical() as session:
        session.function("work", work)
        execution = session.state_machine(
            {"StartAt": "T", "States": {"T": state, "C": again, "Z": {"Type": "Succeed"}}}
        ).run()
    assert (execution.error, len(made)) == ("A", 8)


def test_jitter_takes_a_part_of_the_delay_and_repeats_with_the_seed() -> None:
    retry = [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 100, "MaxAttempts": 1, "JitterStrategy": "FULL"}]
    durations: list[float] = []
    for seed in (1, 1, 2):
        with logical() as session:
            session.function("work", lambda: 1 / 0)
            execution = session.state_machine(one(task("work", Retry=retry))).run(seed=seed)
            durations.append(execution.duration.total_seconds())
    assert durations[0] == durations[1] != durations[2]
    assert all(0 <= seconds < 100 for seconds in durations)
