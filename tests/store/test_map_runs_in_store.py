"""Children of Map Runs in a store: they go on with their parents, wherever these were left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from kept_machines import copy_of, kept, opened, program_of
from stepping import digest, finish, stops

from sfn_notebook.engine.commit import commit
from sfn_notebook.engine.map_run import MapRun
from sfn_notebook.engine.run import Run
from sfn_notebook.store.store import Store
from sfn_notebook.values import JSON

PASS: dict[str, Any] = {"Type": "Pass"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "executions.db")
    yield store
    store.close()


def each(*states: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A Distributed Map, each child of which goes through some states."""
    last = len(states) - 1
    chain = {
        f"S{number}": {**state, **({"End": True} if number == last else {"Next": f"S{number + 1}"})}
        for number, state in enumerate(states)
    }
    mode = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    return {"Type": "Map", "ItemProcessor": {"ProcessorConfig": mode, "StartAt": "S0", "States": chain}, **fields}


def machine(state: Mapping[str, Any]) -> dict[str, Any]:
    return {"StartAt": "S", "States": {"S": {**state, "End": True}}}


def wait(seconds: int) -> dict[str, Any]:
    return {"Type": "Wait", "Seconds": seconds}


def restored(store: Store, run: Run, definition: dict[str, Any]) -> Run:
    return copy_of(store, run, lambda _: program_of(definition))


def trees(map_runs: Any) -> list[Any]:
    """What is kept of some Map Runs, with those below."""
    return [_tree(each) for each in map_runs]


def _tree(map_run: MapRun) -> Any:
    rows = [map_run.rows[index] for index in sorted(map_run.rows)]
    told = [(row.index, row.status, row.output, row.stopped, row.event_count, row.events) for row in rows]
    return map_run.arn, map_run.status, map_run.started, map_run.stopped, told, [trees(row.map_runs) for row in rows]


NESTED = machine(each(each({"Type": "Wait", "SecondsPath": "$"}, PASS)))


def test_time_goes_on_from_where_the_children_of_children_stood(store: Store) -> None:
    given: JSON = [[10, 60, 40], [30]]
    expected = digest(finish(opened(store, "whole", given, NESTED)))
    run = opened(store, "x", given, NESTED)
    for _ in stops(run.domain):
        commit([run.domain])
        if run.outcome is None:
            again = restored(store, run, NESTED)
            assert again.domain.now == run.domain.now
            assert digest(finish(again)) == expected


@pytest.mark.slow
def test_children_that_ended_when_their_map_did_not_know_yet_are_taken_note_of(store: Store) -> None:
    definition = machine(each(PASS, PASS))  # more states than a turn enters
    given: JSON = list(range(1_500))
    expected = digest(finish(opened(store, "whole", given, definition)))
    run = opened(store, "x", given, definition)
    unnoted = 0
    for _ in stops(run.domain):
        commit([run.domain])
        if run.domain.closed_children:
            unnoted += 1
            again = restored(store, run, definition)
            assert len(again.domain.closed_children) == len(run.domain.closed_children)
            assert digest(finish(again)) == expected
    commit([run.domain])
    assert unnoted
    row = store.row(run.identity.execution_arn)
    assert row is not None
    assert trees(store.load(row).map_runs) == trees(run.map_runs)


TWO: dict[str, Any] = {
    "StartAt": "Both",
    "States": {
        "Both": {
            "Type": "Parallel",
            "Branches": [machine(each(wait(60), PASS)), machine(each(wait(1), PASS))],
            "End": True,
        }
    },
}


def test_map_runs_come_in_the_order_of_their_starts_whichever_ends_first(store: Store) -> None:
    run = opened(store, "x", [1], TWO)
    for _ in stops(run.domain):
        commit([run.domain])
        if run.outcome is None:
            again = restored(store, run, TWO)
            assert [each.arn for each in again.map_runs] == [each.arn for each in run.map_runs]


def test_executions_of_the_same_seed_have_map_runs_of_their_own(store: Store) -> None:
    definition = machine(each(PASS))
    one, other = kept(store, "one", [1, 2], definition), kept(store, "other", [3], definition)
    for run in (one, other):
        row = store.row(run.identity.execution_arn)
        assert row is not None
        assert trees(store.load(row).map_runs) == trees(run.map_runs)


def test_children_that_go_on_are_seen_by_everybody(store: Store) -> None:
    run = opened(store, "x", [10, 60, 40], machine(each({"Type": "Wait", "SecondsPath": "$"})))
    for _ in stops(run.domain):
        commit([run.domain])
        if any(map_run.rows for map_run in run.map_runs):
            break
    row = store.row(run.identity.execution_arn)
    assert row is not None
    (map_run,) = store.load(row).map_runs
    going_on = [index for index, child in run.map_runs[0].live.items() if child.outcome is None]
    assert (sorted(map_run.live), map_run.sizes) == (going_on, dict.fromkeys(going_on, 1))
    assert sorted({*map_run.rows, *map_run.live}) == [0, 1, 2]


def test_children_are_no_executions_that_somebody_started(store: Store) -> None:
    run = kept(store, "x", [1, 2], machine(each(PASS)))
    (child, _) = run.map_runs[0].rows.values()
    assert (store.row(child.execution_arn), store.has(child.execution_arn), store.named(child.name)) == (
        None,
        False,
        [],
    )
    assert store.arns() == [run.identity.execution_arn]


ONE_AFTER_THE_OTHER = machine(each(each(PASS, ResultPath="$"), each(wait(5), PASS)))


def test_a_child_that_goes_on_keeps_the_map_runs_it_had_before(store: Store) -> None:
    given: JSON = [[1, 2], [3]]
    expected = kept(store, "whole", given, ONE_AFTER_THE_OTHER)
    run = opened(store, "x", given, ONE_AFTER_THE_OTHER)
    for _ in stops(run.domain):
        commit([run.domain])
        if run.outcome is None:
            again = restored(store, run, ONE_AFTER_THE_OTHER)
            finish(again)
            assert trees(again.map_runs) == trees(expected.map_runs)
