from __future__ import annotations

from dataclasses import replace

from histories import EACH, FAN, SECOND, TASK, History, failed_fan, machine, started

from sfn_notebook.views.fold import StepFold, statuses, steps
from sfn_notebook.views.html import execution_html
from sfn_notebook.views.layout import layout
from sfn_notebook.views.log_records import log_records
from sfn_notebook.views.steps import Iterations
from sfn_notebook.views.summary import summary
from sfn_notebook.views.text import execution_text

ARN = "arn:aws:states:us-east-1:111111111111:execution:m:e"


def failed_task() -> History:
    """A Task failed, and with it the execution; then it is redriven."""
    history = started()
    history.enter("Task", "/T#1")
    history.call("/T#1")
    history.add("LambdaFunctionFailed", "/T#1", "Boom", "why")
    history.add("ExecutionFailed", "", "Boom", "why")
    history.add("ExecutionRedriven", "", 1)
    return history


def called_again(history: History) -> History:
    """The Task is scheduled again, after its Entered event."""
    history.add("LambdaFunctionScheduled", "/T#1", "arn", None, None, after=2)
    history.add("LambdaFunctionStarted", "/T#1")
    return history


def test_what_failed_is_in_progress_again_after_a_redrive() -> None:
    history = failed_task()
    (step,) = steps(history.events, {}, TASK)
    assert (step.status, step.error, step.exited, step.redrives) == ("in progress", None, None, 1)
    assert statuses(called_again(history).events, TASK) == {"/T": "in progress"}


def test_the_attempts_before_a_redrive_stay_and_the_next_one_counts() -> None:
    history = called_again(failed_task())
    history.add("LambdaFunctionSucceeded", "/T#1", 1)
    history.exit("Task", "/T#1", 1)
    history.add("ExecutionSucceeded", "", 1)
    (step,) = steps(history.events, {}, TASK)
    assert (step.status, [attempt.error for attempt in step.attempts], step.transitions) == (
        "succeeded",
        ["Boom", None],
        2,
    )
    found = summary(history.events, (step,), "e")
    assert (found.status, found.redrives, found.transitions, found.error) == ("SUCCEEDED", 1, 2, None)
    assert found.ended == 12 * SECOND


def test_a_state_that_calls_nobody_is_billed_again_when_it_is_done_again() -> None:
    definition = machine(W={"Type": "Wait", "Seconds": 9, "End": True})
    history = started()
    history.enter("Wait", "/W#1")
    history.add("ExecutionTimedOut", "", None, None, after=0)
    history.add("ExecutionRedriven", "", 1)
    history.exit("Wait", "/W#1", after=2)
    (step,) = steps(history.events, {}, definition)
    assert (step.status, step.transitions) == ("succeeded", 2)


def test_of_a_container_only_what_did_not_succeed_goes_on() -> None:
    history = failed_fan()
    history.add("ParallelStateFailed", "/Fan#1", after=8)
    history.add("ExecutionFailed", "", "Boom", "why")
    history.add("ExecutionRedriven", "", 1)
    assert statuses(history.events, FAN) == {
        "/Fan": "in progress",
        "/Fan[0]/T": "in progress",
        "/Fan[1]/U": "in progress",
    }
    fan = steps(history.events, {}, FAN)[0]
    assert (fan.transitions, [attempt.error for attempt in fan.attempts]) == (1, [None])


def test_what_was_retried_away_does_not_go_on() -> None:
    history = started()
    history.enter("Parallel", "/Fan#1")
    history.add("ParallelStateStarted", "/Fan#1")
    history.enter("Task", "/Fan#1[0]/T#1")
    history.enter("Task", "/Fan#1[1]/U#1")
    history.call("/Fan#1[0]/T#1")
    failing = history.add("LambdaFunctionFailed", "/Fan#1[0]/T#1", "Boom", None)
    history.add("TaskStateAborted", "/Fan#1[1]/U#1", after=failing)
    history.add("ParallelStateStarted", "/Fan#1", after=failing)
    history.enter("Task", "/Fan#1[0]/T#1")
    history.add("ExecutionAborted", "", None, None, after=0)
    history.add("ExecutionRedriven", "", 1)
    found = steps(history.events, {}, FAN)
    assert [step.status for step in found] == ["in progress", "failed", "cancelled", "in progress"]


def test_items_that_did_not_succeed_are_not_counted_until_they_end_again() -> None:
    history = started([1, 2])
    history.enter("Map", "/Each#1", [1, 2])
    history.add("MapStateStarted", "/Each#1", 2)
    for index in range(2):
        history.add("MapIterationStarted", f"/Each#1[{index}]", "Each", index, after=3)
        history.enter("Task", f"/Each#1[{index}]/T#1")
    history.add("LambdaFunctionFailed", "/Each#1[0]/T#1", "Boom", None)
    history.add("MapIterationFailed", "/Each#1[0]", "Each", 0)
    history.add("MapIterationAborted", "/Each#1[1]", "Each", 1, after=8)
    history.add("MapStateFailed", "/Each#1", after=8)
    history.add("ExecutionFailed", "", "Boom", None)
    fold = StepFold(EACH, {})
    fold.advance(history.events)
    assert fold.nodes()[0].iterations == Iterations(total=2, succeeded=0, failed=1, cancelled=1)
    count = len(history.events)
    history.add("ExecutionRedriven", "", 1)
    history.add("LambdaFunctionSucceeded", "/Each#1[0]/T#1", 1)
    history.exit("Task", "/Each#1[0]/T#1")
    history.add("MapIterationSucceeded", "/Each#1[0]", "Each", 0)
    fold.advance(history.events[count:])
    assert fold.nodes()[0].iterations == Iterations(total=2, succeeded=1, failed=0, cancelled=0)


def test_a_fold_that_was_advanced_step_by_step_knows_the_same() -> None:
    history = called_again(failed_task())
    fold = StepFold(TASK, {})
    for event in history.events:
        fold.advance([event])
    assert fold.steps() == steps(history.events, {}, TASK)


def test_texts_and_pages_tell_of_redrives_and_of_the_parent_of_a_fork() -> None:
    history = called_again(failed_task())
    found = steps(history.events, {}, TASK)
    of_all = summary(history.events, found, "second")
    forked = replace(of_all, parent=("first", 6))
    assert execution_text(of_all, found).startswith("… second: RUNNING, 2 transitions, 1 redrive\n")
    assert execution_text(forked, found).startswith(
        "… second: RUNNING, 2 transitions, 1 redrive, forked from first after event 6\n"
    )
    page = execution_html(forked, layout(TASK), found, StepFold(TASK, {}).nodes())
    assert "<small>Redrives</small>1" in page
    assert "<small>Forked from</small>first, event 6" in page


def test_log_records_count_the_redrives_that_were() -> None:
    history = started()
    history.enter("Wait", "/W#1")
    history.add("ExecutionTimedOut", "", None, None, after=0)
    history.add("ExecutionRedriven", "", 1)
    history.exit("Wait", "/W#1", after=2)
    records = log_records(history.events, ARN)
    assert [record["redrive_count"] for record in records] == ["0", "0", "0", "1", "1"]
    assert (records[3]["type"], records[3]["details"]) == ("ExecutionRedriven", {"redriveCount": 1})
    (last,) = log_records(history.events[4:], ARN, redrives=1)
    assert last["redrive_count"] == "1"
