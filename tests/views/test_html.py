from __future__ import annotations

import re
from html.parser import HTMLParser

from histories import EACH, PASS, TASK, History, each_of_two, machine, started
from machines import generate_machine
from parsing import definition_of

from sfn_notebook.asl.model import Definition
from sfn_notebook.values import JSON
from sfn_notebook.views.fold import StepFold
from sfn_notebook.views.html import MOST_BYTES, execution_html, machine_html
from sfn_notebook.views.layout import layout
from sfn_notebook.views.summary import summary

VOID = {"rect", "path", "circle"}


class Balance(HTMLParser):
    """Checks that every element is closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert attrs is not None
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert attrs is not None
        assert tag in VOID


def page(history: History, definition: Definition, printed: dict[int, list[str]] | None = None) -> str:
    fold = StepFold(definition, {}, printed or {})
    fold.advance(history.events)
    html = execution_html(
        summary(history.events, fold.steps(), "order"), layout(definition), fold.steps(), fold.nodes()
    )
    balance = Balance()
    balance.feed(html)
    assert balance.open == []
    return html


def failed() -> str:
    history = each_of_two()
    history.add("MapStateFailed", "/Each#1")
    history.add("ExecutionFailed", "", "Boom", "<why>")
    return page(history, EACH, {2: ["a line\n", "another\n"]})


def test_a_page_shows_status_error_picture_and_steps() -> None:
    html = failed()
    assert "✕ FAILED" in html
    assert '<div class="sfn-banner" role="alert"><b>Boom</b><pre>&lt;why&gt;</pre></div>' in html
    assert "Map state Each, failed, 1/2" in html
    assert html.count("<details><summary><span") == 3
    assert "a line\nanother" in html


def test_a_page_stands_alone() -> None:
    html = failed().replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert re.findall(r"https?:|<script|<link|@import|url\(|src=|href=", html) == []


def test_a_page_follows_the_theme() -> None:
    html = failed()
    assert "prefers-color-scheme:dark" in html
    assert '[data-jp-theme-light="false"]' in html
    assert "var(--jp-ui-font-color1,var(--sfn-text))" in html


def test_a_long_value_is_cut_and_says_so() -> None:
    history = started("y" * 9_000)
    html = page(history, PASS)
    assert "… the first 2,048 of 9,002 characters" in html
    assert len(html) < 20_000


def test_a_running_execution_has_a_page() -> None:
    history = started({"n": 1})
    history.enter("Pass", "/A#1", {"n": 1})
    html = page(history, PASS)
    assert "… RUNNING" in html
    assert "<small>Duration</small>running" in html


def test_tries_and_causes_stand_with_their_step() -> None:
    history = started()
    history.enter("Task", "/T#1")
    for _ in range(2):
        history.call("/T#1")
        history.add("LambdaFunctionFailed", "/T#1", "Boom", "because")
    history.add("ExecutionTimedOut", "", None, None)
    html = page(history, TASK)
    assert ", 2 tries · /T#1" in html
    assert "<th>cause</th><td><pre>because</pre>" in html


def test_a_page_never_exceeds_its_bound() -> None:
    history = started()
    value: JSON = {"text": "<&>" * 2_000}
    for visit in range(1, 200):
        history.enter("Task", f"/T#{visit}", value)
        history.exit("Task", f"/T#{visit}", value)
    html = page(history, TASK)
    assert len(html.encode()) <= MOST_BYTES
    assert re.search(r"\d+ more steps are left out here", html)


def test_a_graph_too_large_for_a_picture_becomes_a_list() -> None:
    definition = definition_of(generate_machine(1, 600, 3))
    html = machine_html(layout(definition), "large")
    assert "<svg" not in html
    assert re.search(r"<li>and \d+ more</li>", html)
    assert len(html.encode()) <= MOST_BYTES


def test_a_list_without_a_rest_says_nothing_more() -> None:
    definition = definition_of(generate_machine(1, 250, 3))
    html = machine_html(layout(definition))
    assert "too large for a picture" in html
    assert "more</li>" not in html


def test_a_machine_is_its_picture() -> None:
    html = machine_html(layout(machine(A={"Type": "Succeed"})), "order")
    assert "<title>order</title>" in html
