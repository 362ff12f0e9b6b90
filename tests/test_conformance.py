from typing import Any

import pytest
from conformance_cases import Case, Run, load_cases
from conformance_compare import differences
from conformance_runner import DRIVERS, execute

CASES = load_cases()
RUNS = [
    pytest.param(case, run, id=f"{case.id}.{number}", marks=[pytest.mark.slow] if case.is_slow else [])
    for case in CASES
    for number, run in enumerate(case.runs, 1)
]


@pytest.mark.parametrize(("case", "run"), RUNS)
def test_every_driver_does_what_the_case_says(case: Case, run: Run) -> None:
    histories: dict[str, Any] = {}
    for name, driver in DRIVERS.items():
        finished = execute(case, run, driver)
        assert differences(run, finished) == [], f"{case.name} ({name})"
        histories[name] = finished.history
    assert histories["run_async"] == histories["run"]
    assert histories["start"] == histories["run"]


def test_no_two_cases_have_the_same_name() -> None:
    names = [case.name for case in CASES]
    assert sorted(set(names)) == sorted(names)


def test_there_are_cases_enough() -> None:
    with_history = [case for case in CASES if any("events" in run.expect for run in case.runs)]
    assert len(CASES) >= 150
    assert len(with_history) >= 60
