from __future__ import annotations

import pytest
from histories import CAUGHT, EACH, FAN, PASS, SECOND, TASK, each_of_two, failed_fan, machine, started

from sfn_notebook.engine.event import DETAILS, Event
from sfn_notebook.values import JSON
from sfn_notebook.views.fold import StepFold, statuses, steps
from sfn_notebook.views.steps import Attempt, Changes


def test_an_entered_state_is_in_progress() -> None:
    history = started()
    history.enter("Pass", "/A#1", {"n": 1})
    (step,) = steps(history.events, {}, PASS)
    assert (step.path, step.node, step.name, step.type) == ("/A#1", "/A", "A", "Pass")
    assert (step.status, step.entered, step.exited) == ("in progress", 2 * SECOND, None)
    assert [(stage.name, stage.value) for stage in step.stages] == [("input", {"n": 1})]


def test_an_exited_state_has_succeeded() -> None:
    history = started()
    entered = history.enter("Pass", "/A#1", 1)
    exited = history.exit("Pass", "/A#1", 2)
    history.add("ExecutionSucceeded", "", 2)
    inspections: dict[int, dict[str, JSON]] = {entered: {"afterParameters": 3}}
    (step,) = steps(history.events, inspections, PASS, {entered: ["hello"]})
    assert (step.status, step.exited) == ("succeeded", 3 * SECOND)
    assert [(stage.name, stage.value) for stage in step.stages] == [("input", 1), ("afterParameters", 3), ("output", 2)]
    assert step.event_ids == (entered, exited)
    assert step.printed == ("hello",)


def test_each_try_of_a_task_is_an_attempt() -> None:
    history = started()
    history.enter("Task", "/T#1")
    history.call("/T#1")
    history.add("LambdaFunctionFailed", "/T#1", "Boom", "why")
    history.call("/T#1")
    history.add("LambdaFunctionSucceeded", "/T#1", {"ok": True})
    history.exit("Task", "/T#1", {"ok": True})
    (step,) = steps(history.events, {}, TASK)
    assert step.attempts == (
        Attempt(started=3 * SECOND, ended=5 * SECOND, error="Boom", cause="why"),
        Attempt(started=6 * SECOND, ended=8 * SECOND, error=None, cause=None),
    )
    assert (step.status, step.error) == ("succeeded", None)
    assert [stage.name for stage in step.stages] == ["input", "result", "output"]


def test_a_failure_that_is_followed_by_an_exit_was_caught() -> None:
    history = started()
    history.enter("Task", "/T#1")
    history.call("/T#1")
    history.add("LambdaFunctionTimedOut", "/T#1", "States.Timeout", None)
    history.exit("Task", "/T#1", {"Error": "States.Timeout"})
    (step,) = steps(history.events, {}, CAUGHT)
    assert (step.status, step.error) == ("caught error", "States.Timeout")


def test_a_task_that_exits_without_a_result_caught_an_error_before_its_call() -> None:
    history = started()
    history.enter("Task", "/T#1")
    history.exit("Task", "/T#1", {"Error": "States.ParameterPathFailure", "Cause": "why"})
    (step,) = steps(history.events, {}, CAUGHT)
    assert (step.status, step.error, step.cause) == ("caught error", "States.ParameterPathFailure", "why")


def test_a_catcher_after_the_result_shows_in_the_next_state() -> None:
    history = started()
    history.enter("Task", "/T#1")
    history.call("/T#1")
    history.add("LambdaFunctionSucceeded", "/T#1", 1)
    history.exit("Task", "/T#1", {"kept": 1})
    fold = StepFold(CAUGHT, {})
    fold.advance(history.events)
    assert fold.statuses() == {"/T": "succeeded"}
    history.enter("Pass", "/Repair#1")
    changes = fold.advance(history.events[-1:])
    assert [(step.name, step.status) for step in changes.steps] == [("T", "caught error"), ("Repair", "in progress")]


def test_a_task_whose_next_state_follows_has_caught_nothing() -> None:
    history = started()
    history.enter("Task", "/T#1")
    history.call("/T#1")
    history.add("LambdaFunctionSucceeded", "/T#1", 1)
    history.exit("Task", "/T#1", 1)
    history.enter("Pass", "/B#1")
    assert statuses(history.events, CAUGHT) == {"/T": "succeeded", "/B": "in progress"}


def test_what_the_execution_failed_by_has_failed() -> None:
    history = started()
    history.enter("Task", "/T#1")
    history.call("/T#1")
    history.add("LambdaFunctionFailed", "/T#1", "Boom", "why")
    history.add("ExecutionFailed", "", "Boom", "why")
    (step,) = steps(history.events, {}, TASK)
    assert (step.status, step.error, step.cause, step.exited) == ("failed", "Boom", "why", 5 * SECOND)


def test_a_fail_state_fails_with_its_own_error() -> None:
    definition = machine(F={"Type": "Fail", "Error": "Refused", "Cause": "too dear"})
    history = started()
    history.enter("Fail", "/F#1")
    history.add("ExecutionFailed", "", "Refused", "too dear")
    (step,) = steps(history.events, {}, definition)
    assert (step.status, step.error, step.cause) == ("failed", "Refused", "too dear")


def test_a_failure_that_follows_no_state_ends_what_is_open() -> None:
    history = started()
    history.enter("Pass", "/A#1")
    history.add("ExecutionFailed", "", "States.Runtime", "too long", after=0)
    assert statuses(history.events, PASS) == {"/A": "failed"}


def test_an_aborted_execution_cancels_what_is_open() -> None:
    history = started()
    history.enter("Task", "/T#1")
    history.call("/T#1")
    history.add("ExecutionAborted", "", None, None, after=0)
    (step,) = steps(history.events, {}, TASK)
    assert (step.status, step.attempts[0].ended) == ("cancelled", 5 * SECOND)


def test_a_loop_shows_its_latest_visit() -> None:
    history = started()
    for visit in (1, 2):
        history.enter("Task", f"/T#{visit}")
        history.call(f"/T#{visit}")
        history.add("LambdaFunctionFailed" if visit == 1 else "LambdaFunctionStarted", f"/T#{visit}", "Boom", None)
        history.exit("Task", f"/T#{visit}", {"Error": "Boom"})
    fold = StepFold(TASK, {})
    fold.advance(history.events)
    assert [step.status for step in fold.steps()] == ["caught error", "succeeded"]
    assert fold.nodes()[0].status == "succeeded"


def test_several_tries_make_a_badge() -> None:
    history = started()
    history.enter("Task", "/T#1")
    for _ in range(3):
        history.call("/T#1")
        history.add("LambdaFunctionFailed", "/T#1", "Boom", None)
    fold = StepFold(TASK, {})
    fold.advance(history.events)
    assert fold.nodes()[0].badge == "3 tries"


def test_new_events_change_only_what_they_belong_to() -> None:
    history = each_of_two()
    fold = StepFold(EACH, {})
    fold.advance(history.events[:-7])
    changes = fold.advance(history.events[-7:-5])
    assert [step.path for step in changes.steps] == ["/Each#1[1]/T#1"]
    assert [node.node for node in changes.nodes] == ["/Each/T"]
    assert fold.advance([]) == Changes(steps=(), nodes=())


def test_any_cut_of_a_history_gives_the_same_steps() -> None:
    for history, definition in ((each_of_two(), EACH), (failed_fan(), FAN)):
        for cut in range(len(history.events) + 1):
            fold = StepFold(definition, {})
            fold.advance(history.events[:cut])
            fold.advance(history.events[cut:])
            assert fold.steps() == steps(history.events, {}, definition)


def test_a_state_that_the_definition_does_not_know_is_folded_all_the_same() -> None:
    history = started()
    history.enter("Task", "/Elsewhere#1")
    history.exit("Task", "/Elsewhere#1")
    assert statuses(history.events, TASK) == {"/Elsewhere": "succeeded"}


def test_every_type_of_event_is_understood_without_a_state_before_it() -> None:
    fold = StepFold(TASK, {})
    for number, (kind, names) in enumerate(DETAILS.items(), start=1):
        if not kind.endswith("Entered"):
            fold.advance([Event(number, 0, number, kind, "/Nowhere#1", (None,) * len(names))])
    assert fold.steps() == ()


def test_a_task_that_was_submitted_waits_for_its_callback() -> None:
    history = started()
    history.enter("Task", "/T#1")
    history.add("TaskScheduled", "/T#1", "sqs", "sendMessage.waitForTaskToken", "r", {}, None, None, None)
    history.add("TaskStarted", "/T#1", "sqs", "sendMessage.waitForTaskToken")
    fold = StepFold(TASK, {})
    fold.advance(history.events)
    assert fold.steps()[0].waits_for is None
    history.add("TaskSubmitted", "/T#1", "sqs", "sendMessage.waitForTaskToken", {"MessageId": 1})
    (step,) = fold.advance(history.events[-1:]).steps
    assert (step.status, step.waits_for, fold.nodes()[0].badge) == ("in progress", "callback", "callback")
    history.add("TaskSucceeded", "/T#1", "sqs", "sendMessage.waitForTaskToken", "done")
    (step,) = fold.advance(history.events[-1:]).steps
    assert (step.waits_for, fold.nodes()[0].badge) == (None, "")
    assert [stage.value for stage in step.stages if stage.name == "result"] == ["done"]


def test_a_callback_says_how_long_it_may_take() -> None:
    history = started()
    history.enter("Task", "/T#1")
    history.add("TaskScheduled", "/T#1", "sqs", "sendMessage.waitForTaskToken", "r", {}, 60, 20, None)
    began = history.add("TaskStarted", "/T#1", "sqs", "sendMessage.waitForTaskToken")
    (sending,) = steps(history.events, {}, TASK)
    history.add("TaskSubmitted", "/T#1", "sqs", "sendMessage.waitForTaskToken", {"MessageId": 1})
    (waiting,) = steps(history.events, {}, TASK)
    history.add("TaskTimedOut", "/T#1", "sqs", "sendMessage.waitForTaskToken", "States.Timeout", None)
    (over,) = steps(history.events, {}, TASK)
    limits = [(each.times_out, each.heartbeat_seconds) for each in (sending, waiting, over)]
    assert limits == [(None, None), ((began + 60) * SECOND, 20), (None, None)]


def test_the_time_of_an_activity_counts_from_when_a_worker_has_it() -> None:
    history = started()
    history.enter("Task", "/T#1")
    history.add("ActivityScheduled", "/T#1", "arn", {}, 60, 20)
    (offered,) = steps(history.events, {}, TASK)
    taken_at = history.add("ActivityStarted", "/T#1", "joe")
    (taken,) = steps(history.events, {}, TASK)
    assert (offered.times_out, taken.times_out) == (None, (taken_at + 60) * SECOND)


def test_a_task_of_an_activity_waits_for_a_worker_until_it_is_answered() -> None:
    history = started()
    history.enter("Task", "/T#1")
    history.add("ActivityScheduled", "/T#1", "arn", {}, None, None)
    (scheduled,) = steps(history.events, {}, TASK)
    history.add("ActivityStarted", "/T#1", "joe")
    (taken,) = steps(history.events, {}, TASK)
    assert (scheduled.waits_for, taken.waits_for) == ("activity", "activity")
    history.add("ActivityTimedOut", "/T#1", "States.Timeout", None)
    (step,) = steps(history.events, {}, TASK)
    assert (step.waits_for, step.attempts[0].error, len(step.attempts)) == (None, "States.Timeout", 1)


@pytest.mark.parametrize("failed", ["ActivityScheduleFailed", "ActivityFailed"])
def test_an_activity_that_failed_is_a_failed_attempt(failed: str) -> None:
    history = started()
    history.enter("Task", "/T#1")
    history.add("ActivityScheduled", "/T#1", "arn", {}, None, None)
    history.add(failed, "/T#1", "Boom", "why")
    history.add("ExecutionFailed", "", "Boom", "why")
    (step,) = steps(history.events, {}, TASK)
    assert (step.status, step.error, step.waits_for) == ("failed", "Boom", None)


def test_a_state_that_is_aborted_waits_for_nobody() -> None:
    history = started()
    history.enter("Task", "/T#1")
    history.add("ActivityScheduled", "/T#1", "arn", {}, None, None)
    history.add("ExecutionAborted", "", None, None, after=0)
    (step,) = steps(history.events, {}, TASK)
    assert (step.status, step.waits_for) == ("cancelled", None)
