from __future__ import annotations

import json
from typing import Any

import pytest
from shown_runs import chain, executed, unpacked

import sfn_notebook as sfn
from sfn_notebook.values import JSON
from sfn_notebook.views.display import display_for
from sfn_notebook.widget.packing import stored_bytes
from sfn_notebook.widget.show import execution_view, machine_view, register_displays

SVG = "image/svg+xml"
WIDGET = "application/vnd.jupyter.widget-view+json"


def test_a_machine_is_shown_as_widget_picture_and_text() -> None:
    view: Any = machine_view(sfn.StateMachine(chain(2), "order"))
    data, _ = view._repr_mimebundle_()
    assert {WIDGET, SVG, "text/plain"} <= set(data)
    assert "order" in data["text/plain"]


def test_the_graph_crosses_the_wire_with_its_positions() -> None:
    view = machine_view(sfn.StateMachine(chain(2), "order"))
    assert [node["id"] for node in unpacked(view.graph)["nodes"]] == ["/^start", "/S0", "/S1", "/^end"]


def test_a_finished_execution_is_shown_whole() -> None:
    view = execution_view(executed(chain(2)))
    assert view.summary is not None
    assert view.summary["status"] == "SUCCEEDED"
    assert [step["status"] for step in unpacked(view.base)["steps"]] == ["succeeded", "succeeded"]


def test_an_execution_is_followed_from_its_first_event_to_its_last() -> None:
    with sfn.Session(seed=1) as session:
        machine = sfn.StateMachine(chain(3), "order", session=session)
        execution = machine.open({})
        view = execution_view(execution)
        before = view.summary
        machine.drive(execution)
    assert before is not None
    assert (before["status"], view.summary and view.summary["status"]) == ("RUNNING", "SUCCEEDED")
    assert len(unpacked(view.base)["steps"]) == 3


def test_an_execution_is_followed_on_when_it_is_redriven() -> None:
    with sfn.Session(clock="logical", seed=1) as session:
        execution = sfn.StateMachine({"StartAt": "No", "States": {"No": {"Type": "Fail"}}}, session=session).run()
        view = execution_view(execution)
        execution.redrive()
    assert view.summary is not None
    assert (view.summary["status"], view.summary["transitions"]) == ("FAILED", 2)
    assert "1 redrive" in view.text()
    (step,) = unpacked(view.base)["steps"]
    assert [event["type"] for event in step["events"]] == ["FailStateEntered"]


def test_the_picture_has_every_state_with_its_status_and_the_id_of_its_view() -> None:
    view: Any = execution_view(executed(chain(2)))
    picture = view._repr_mimebundle_()[0][SVG]
    assert f'data-view="{view.view}"' in picture
    assert "S0: succeeded; S1: succeeded" in picture


@pytest.mark.slow
@pytest.mark.parametrize("states", [1, 40, 300])
def test_large_values_never_grow_the_notebook_by_more_than_300_kilobytes(states: int) -> None:
    view: Any = execution_view(executed(chain(states, 20_000)))
    saved = json.dumps(view.get_state(), indent=1, default=str)
    outputs = stored_bytes(view.svg()) + stored_bytes(view.text())
    assert len(saved.encode()) + outputs < 300_000


def test_widgets_are_found_through_the_seam_once_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sfn_notebook.views.display._displays", {})
    assert display_for("machine") is None
    register_displays()
    assert (display_for("machine"), display_for("execution")) == (machine_view, execution_view)


def test_what_a_function_printed_stands_in_its_step() -> None:
    def hello(event: JSON, context: object) -> None:
        del event, context
        print("hello")  # noqa: T201 - what the test is about

    task: JSON = {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111111111111:function:hello", "End": True}
    with sfn.Session(seed=1) as session:
        session.function("hello", hello)
        execution = sfn.StateMachine({"StartAt": "T", "States": {"T": task}}, session=session).run()
    printed = unpacked(execution_view(execution).base)["steps"][0]["printed"]
    assert json.loads(printed["text"]) == "hello\n"


def test_a_view_answers_what_its_page_asks_and_leaves_other_messages_alone() -> None:
    view: Any = execution_view(executed(chain(2)))
    sent: list[Any] = []
    view.send = sent.append
    for message in ({"id": "a", "ask": "how"}, {"kind": "other"}, "text"):
        view._handle_custom_msg(message, [])
    assert [(each["id"], each["error"]) for each in sent] == [("a", None)]


def test_a_terminal_gets_the_text_of_a_view() -> None:
    view: Any = machine_view(sfn.StateMachine(chain(2), "order"))
    with pytest.raises(NotImplementedError):
        view._ipython_display_()
