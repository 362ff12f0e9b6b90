from __future__ import annotations

import json

import pytest
from histories import EACH, PASS, TASK, each_of_two, started

from sfn_notebook.values import JSON
from sfn_notebook.views.fold import StepFold
from sfn_notebook.views.layout import layout
from sfn_notebook.views.summary import summary
from sfn_notebook.views.wire import MOST_EVENTS, WireValue, wire_graph, wire_patch, wire_step, wire_summary, wire_value


def test_a_graph_crosses_under_its_own_names() -> None:
    graph = wire_graph(layout(PASS))
    assert json.loads(json.dumps(graph)) == graph
    nodes = graph["nodes"]
    assert isinstance(nodes, list)
    assert [node["id"] for node in nodes if isinstance(node, dict)] == ["/^start", "/A", "/^end"]


def test_a_patch_has_steps_and_boxes() -> None:
    history = each_of_two()
    fold = StepFold(EACH, {}, {2: ["out"]})
    changes = fold.advance(history.events)
    patch = wire_patch(changes)
    assert isinstance(patch["steps"], list)
    assert isinstance(patch["nodes"], list)
    assert (len(patch["steps"]), len(patch["nodes"])) == (3, 2)
    first = patch["steps"][0]
    assert isinstance(first, dict)
    assert first["entered"] == 2_000.0
    assert first["printed"] == {"text": '"out"', "truncated": False, "bytes": 5}
    assert len(json.dumps(wire_patch(changes, most_steps=1)["steps"])) < len(json.dumps(patch["steps"]))


def test_causes_and_attempts_cross_with_a_step() -> None:
    history = started()
    history.enter("Task", "/T#1")
    history.call("/T#1")
    history.add("LambdaFunctionFailed", "/T#1", "Boom", "why")
    fold = StepFold(TASK, {})
    step = wire_step(fold.advance(history.events).steps[0])
    why = WireValue(text='"why"', truncated=False, bytes=5)
    assert (step.error, step.cause, step.attempts[0].cause) == ("Boom", why, why)
    assert (step.exited, step.attempts[0].ended) == (None, 5_000.0)


def test_a_summary_crosses_with_its_values() -> None:
    history = started({"n": 1})
    told = wire_summary(summary(history.events, (), "order"))
    assert told["input"] == {"text": '{"n":1}', "truncated": False, "bytes": 7}
    assert (told["output"], told["ended"], told["status"]) == (None, None, "RUNNING")


@pytest.mark.parametrize(("value", "size"), [("x" * 8_190, 8_192), ("é" * 10_000, 20_002)])
def test_a_long_value_is_cut_at_a_whole_character(value: JSON, size: int) -> None:
    found = wire_value(value)
    assert (found.truncated, found.bytes) == (size > 8_192, size)
    assert len(found.text.encode()) <= 8_192
    assert "\ufffd" not in found.text


def test_only_some_of_very_many_events_cross() -> None:
    history = started()
    history.enter("Task", "/T#1")
    for _ in range(MOST_EVENTS):
        history.call("/T#1")
    fold = StepFold(TASK, {})
    step = wire_step(fold.advance(history.events).steps[0])
    assert len(step.event_ids) == len(step.attempts) == MOST_EVENTS
    assert step.event_ids[-1] == len(history.events)
