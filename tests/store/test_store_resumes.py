"""An execution goes on from what a store has of it, wherever it was left, as if nothing had happened."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from kept_machines import copy_of, row_of
from running_machines import Sample, running_machine
from stepping import begin, digest, finish, program_of, stops

from sfn_notebook.engine.checkpoint import go_on
from sfn_notebook.engine.commit import commit
from sfn_notebook.engine.run import Run
from sfn_notebook.store.lines import Opening
from sfn_notebook.store.store import Store
from sfn_notebook.values import encode

MOST_STOPS = 12


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "executions.db")
    yield store
    store.close()


def _kept(store: Store, sample: Sample, seed: int) -> Run:
    run = begin(sample, seed)
    run.domain.journal = store.journal
    opening = Opening(settings="{}", input_text=encode(run.identity.input))
    store.journal.expect(run.identity.execution_arn, opening)
    return run


def _count_stops(sample: Sample, seed: int) -> int:
    return sum(1 for _ in stops(begin(sample, seed).domain))


@pytest.mark.parametrize("seed", range(1, 31))
def test_it_goes_on_from_wherever_it_was_left(store: Store, seed: int) -> None:
    sample = running_machine(seed)
    expected = digest(finish(begin(sample, seed)))
    run = _kept(store, sample, seed)
    every = max(1, _count_stops(sample, seed) // MOST_STOPS)
    for number, _ in enumerate(stops(run.domain)):
        commit([run.domain])
        if number % every == 0 and run.outcome is None:
            again = copy_of(store, run, lambda _: program_of(sample))
            assert digest(finish(again)) == expected, f"stop {number}"
    assert digest(run.history.events) == expected


@pytest.mark.parametrize("seed", range(1, 31))
def test_what_aws_does_not_record_goes_on_too(store: Store, seed: int) -> None:
    sample = running_machine(seed)
    whole = begin(sample, seed)
    finish(whole)
    run = _kept(store, sample, seed)
    commit([run.domain])
    left = seed % (1 + _count_stops(sample, seed))
    for _ in islice(stops(run.domain), left):
        commit([run.domain])
    if run.outcome is None:
        store.journal.leave([run])
        (again,) = (each.run for each in store.take_over(row_of(store, run), lambda _: program_of(sample)))
        go_on(again.domain)
        for _ in stops(again.domain):
            commit([again.domain])
        commit([again.domain])
    read = store.load(row_of(store, run))
    assert (read.inspections, read.printed) == (whole.inspections, whole.printed)
    assert [each.rows for each in read.map_runs] == [each.rows for each in whole.map_runs]


@pytest.mark.parametrize("seed", range(1, 31))
def test_one_that_has_ended_is_read_as_it_was(store: Store, seed: int) -> None:
    sample = running_machine(seed)
    run = _kept(store, sample, seed)
    finish(run)
    row = store.row(run.identity.execution_arn)
    assert row is not None
    read = store.load(row)
    assert read.history.events == run.history.events
    assert (read.outcome, read.inspections, read.printed) == (run.outcome, run.inspections, run.printed)
    assert [each.rows for each in read.map_runs] == [each.rows for each in run.map_runs]
