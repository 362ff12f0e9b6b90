from __future__ import annotations

import pytest
from histories import CATCH_ALL, CAUGHT, EACH, END, PASS, SECOND, TASK, each_of_two, machine, started, task

from sfn_notebook.values import ABSENT
from sfn_notebook.views.fold import steps
from sfn_notebook.views.layout import layout
from sfn_notebook.views.summary import elapsed_text, look_of, sign_of, summary
from sfn_notebook.views.text import execution_text, machine_text, nested


def test_a_failed_execution_as_text() -> None:
    history = each_of_two()
    history.add("MapStateFailed", "/Each#1")
    history.add("ExecutionFailed", "", "Boom", None)
    found = steps(history.events, {}, EACH)
    assert execution_text(summary(history.events, found, "order"), found).splitlines() == [
        "✕ order: FAILED in 17 s, 3 transitions",
        "  ✕ Each (Map) 15 s failed: Boom",
        "    ✓ T [0] (Task) 8 s",
        "    ✕ T [1] (Task) 6 s failed: Boom",
        "Boom: no cause",
    ]


def test_a_running_execution_as_text() -> None:
    history = started({"n": 1})
    history.enter("Pass", "/A#1")
    found = steps(history.events, {}, PASS)
    told = summary(history.events, found)
    assert (told.input, told.output) == ({"n": 1}, ABSENT)
    assert execution_text(told, found) == "… RUNNING, 1 transition\n  … A (Pass) in progress"


def test_an_output_stands_at_the_end_and_is_cut() -> None:
    history = started()
    history.add("ExecutionSucceeded", "", "x" * 500)
    line = execution_text(summary(history.events, ()), ()).splitlines()[-1]
    assert line.startswith('output: "xxx')
    assert len(line) <= 210


def test_a_caught_error_and_its_tries_stand_in_the_line() -> None:
    history = started()
    history.enter("Task", "/T#1")
    for _ in range(2):
        history.call("/T#1")
        history.add("LambdaFunctionFailed", "/T#1", "Boom", None)
    history.exit("Task", "/T#1")
    found = steps(history.events, {}, CAUGHT)
    text = execution_text(summary(history.events, found), found)
    assert text.splitlines() == ["… RUNNING, 2 transitions", "  ! T (Task) 7 s 2 tries caught error: Boom"]


def test_steps_beyond_the_limit_are_counted() -> None:
    history = started()
    for visit in range(1, 6):
        history.enter("Task", f"/T#{visit}")
    history.add("ExecutionAborted", "", None, "stopped")
    found = steps(history.events, {}, TASK)
    text = execution_text(summary(history.events, found), found, most_steps=2)
    assert text.splitlines()[-2:] == ["  … 3 more steps", "no error name: stopped"]


def test_an_execution_without_events_is_running() -> None:
    assert execution_text(summary((), ()), ()) == "… RUNNING, 0 transitions"


def test_a_machine_as_text() -> None:
    definition = machine(T=task(Catch=CATCH_ALL, Next="B"), B=END, Repair=END)
    assert machine_text(layout(definition), "order").splitlines() == [
        "order: 3 states",
        "  T (Task work) → B, Repair (any error)",
        "  B (Pass) → End",
        "  Repair (Pass) → End",
    ]


def test_a_machine_of_one_state_has_one_state() -> None:
    assert machine_text(layout(PASS)).startswith("state machine: 1 state\n")


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "0 s"),
        (10_000, "under 1 ms"),
        (12_400_000, "12 ms"),
        (1_500_000_000, "1.5 s"),
        (75 * SECOND, "1 min 15 s"),
        (86_400 * SECOND, "1 d"),
        (90_061 * SECOND, "1 d 1 h"),
    ],
)
def test_a_time_is_told_in_its_two_largest_units(nanoseconds: int, text: str) -> None:
    assert elapsed_text(5, 5 + nanoseconds) == text


def test_a_time_that_lasts_has_no_length() -> None:
    assert elapsed_text(5, None) == ""


def test_a_timeout_looks_like_a_failure() -> None:
    assert (look_of("TIMED_OUT"), sign_of("TIMED_OUT")) == ("failed", "✕")


def test_steps_inside_a_container_stand_behind_it_item_by_item() -> None:
    history = started()
    history.enter("Map", "/Each#1")
    for visit in (1, 2):
        for index in (1, 0):
            history.enter("Task", f"/Each#1[{index}]/T#{visit}")
    history.enter("Map", "/Each#2")
    found = nested(steps(history.events, {}, EACH))
    inside = [f"/Each#1[{index}]/T#{visit}" for index in (0, 1) for visit in (1, 2)]
    assert [step.path for step in found] == ["/Each#1", *inside, "/Each#2"]


def test_a_step_whose_container_is_not_there_keeps_its_place() -> None:
    history = started()
    history.enter("Task", "/Lost#1[2]/T#1")
    found = steps(history.events, {}, EACH)
    assert nested(found) == list(found)
