from __future__ import annotations

from histories import EACH, FAN, SECOND, each_of_two, failed_fan, started

from sfn_notebook.views.fold import StepFold, statuses, steps
from sfn_notebook.views.steps import Iterations, NodeState


def test_a_failing_branch_cancels_the_others_and_fails_the_container() -> None:
    history = failed_fan()
    history.add("ExecutionFailed", "", "Boom", "why")
    found = steps(history.events, {}, FAN)
    assert {step.node: step.status for step in found} == {
        "/Fan": "failed",
        "/Fan[0]/T": "failed",
        "/Fan[1]/U": "cancelled",
    }
    assert found[0].error == "Boom"
    assert found[0].attempts[0].error == "Boom"


def test_a_container_that_exits_after_a_failure_caught_it() -> None:
    history = failed_fan()
    history.exit("Parallel", "/Fan#1", {"Error": "Boom"})
    assert statuses(history.events, FAN)["/Fan"] == "caught error"


def test_a_retry_of_a_container_closes_what_was_inside() -> None:
    history = started()
    history.enter("Parallel", "/Fan#1")
    history.add("ParallelStateStarted", "/Fan#1")
    history.enter("Task", "/Fan#1[0]/T#1")
    history.enter("Task", "/Fan#1[1]/U#1")
    history.call("/Fan#1[0]/T#1")
    failing = history.add("LambdaFunctionFailed", "/Fan#1[0]/T#1", "Boom", None)
    history.add("ParallelStateStarted", "/Fan#1", after=failing)
    history.enter("Task", "/Fan#1[0]/T#1")
    found = steps(history.events, {}, FAN)
    assert [step.status for step in found] == ["in progress", "failed", "cancelled", "in progress"]
    assert [attempt.error for attempt in found[0].attempts] == ["Boom", None]
    assert statuses(history.events, FAN) == {
        "/Fan": "in progress",
        "/Fan[0]/T": "in progress",
        "/Fan[1]/U": "cancelled",
    }


def test_items_are_counted_and_the_worst_of_them_is_shown() -> None:
    history = each_of_two()
    fold = StepFold(EACH, {})
    fold.advance(history.events)
    each, inside = fold.nodes()
    tally = Iterations(total=2, succeeded=1, failed=1, cancelled=0)
    assert each == NodeState(node="/Each", status="in progress", visits=1, attempts=1, iterations=tally, badge="1/2")
    assert inside == NodeState(node="/Each/T", status="failed", visits=2, attempts=1, iterations=None, badge="x2")


def test_a_map_fails_as_its_item_did() -> None:
    history = each_of_two()
    history.add("MapStateFailed", "/Each#1")
    history.add("ExecutionFailed", "", "Boom", None)
    (each, *_) = steps(history.events, {}, EACH)
    assert (each.status, each.error) == ("failed", "Boom")


def test_a_retry_of_a_map_counts_anew() -> None:
    history = each_of_two()
    history.add("MapStateStarted", "/Each#1", 2, after=len(history.events) - 1)
    history.add("MapIterationStarted", "/Each#1[0]", "Each", 0)
    history.add("MapIterationAborted", "/Each#1[0]", "Each", 0)
    fold = StepFold(EACH, {})
    fold.advance(history.events)
    assert fold.nodes()[0].iterations == Iterations(total=2, succeeded=0, failed=0, cancelled=1)


def test_a_map_that_went_well() -> None:
    history = started()
    history.enter("Map", "/Each#1")
    history.add("MapStateStarted", "/Each#1", 0)
    history.add("MapStateSucceeded", "/Each#1")
    history.exit("Map", "/Each#1", [])
    (each,) = steps(history.events, {}, EACH)
    assert (each.status, each.attempts[0].ended) == ("succeeded", 4 * SECOND)


def test_a_failed_task_that_is_aborted_afterwards_has_failed() -> None:
    history = each_of_two()
    history.add("TaskStateAborted", "/Each#1[1]/T#1", after=len(history.events) - 1)
    assert statuses(history.events, EACH)["/Each/T"] == "failed"


def test_items_of_a_map_that_never_said_how_many_are_not_counted() -> None:
    history = started()
    history.enter("Map", "/Each#1")
    history.add("MapIterationSucceeded", "/Each#1[0]", "Each", 0)
    fold = StepFold(EACH, {})
    fold.advance(history.events)
    assert fold.nodes()[0].iterations is None
