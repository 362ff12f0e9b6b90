from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any, Final

import pytest
from lab_page import RUNNING, WAIT_MILLISECONDS, LabPage
from order_machine import MACHINE, RUN, RUN_SLOWLY, RUN_TOO_LARGE, SETUP
from playwright.sync_api import Locator, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHARGE: Final = '[data-node="/Prepare[0]/Charge"]'
PACK: Final = '[data-node="/Prepare[1]/Each item/Pack"]'
FIRST: Final = '[data-node="/Large order?"]'
LABELS: Final = (
    "view => [...view.querySelectorAll('.sfn-node')].map(node => node.getAttribute('aria-label')).join('; ')"
)
NUMBERS: Final = count()  # a notebook that two pages had open would ask which of them counts
FOCUSED: Final = "() => document.activeElement?.getAttribute('data-node')"
WATCH: Final = """() => {
  window.seen = [];
  const isRunning = %s;
  const look = () => {
    const view = document.querySelector('.sfn-view');
    const labels = view && (%s)(view);
    if (labels && isRunning() && window.seen.at(-1) !== labels) window.seen.push(labels);
    window.watching = requestAnimationFrame(look);
  };
  look();
}""" % (RUNNING, LABELS)  # noqa: UP031 - the braces of JavaScript are no fields


def shown(lab: LabPage, cells: list[str]) -> Locator:
    """Run the cells after the set-up; the view of the last one."""
    lab.open(f"view-{next(NUMBERS)}.ipynb", [SETUP, *cells])
    for index in range(len(cells) + 1):
        lab.run_cell(index)
    view = lab.outputs(len(cells)).locator(".sfn-view")
    expect(view.locator(".sfn-node").first).to_be_visible(timeout=WAIT_MILLISECONDS)
    return view


@pytest.fixture(scope="module")
def order(shared_lab: LabPage) -> Locator:
    """A finished execution, shown."""
    return shown(shared_lab, [RUN])


@pytest.fixture
def view(order: Locator) -> Iterator[Locator]:
    """The finished execution as it is shown first."""
    yield order
    order.get_by_role("button", name="Show as graph").click()
    if order.locator(".sfn-panel").is_visible():
        order.get_by_role("button", name="Close (Esc)").click()


def stages(view: Locator) -> dict[str, Any]:
    """The stages in the panel with their values."""
    view.get_by_role("tab", name="Data flow").click()
    found = view.locator(".sfn-stage").all()
    return {str(stage.get_attribute("data-stage")): json.loads(stage.locator("pre").inner_text()) for stage in found}


def test_a_machine_alone_is_drawn_without_summary_and_table(lab: LabPage) -> None:
    view = shown(lab, [MACHINE])
    assert view.locator(".sfn-node").count() == 10
    assert "Task state Charge, not reached" in str(view.locator(CHARGE).get_attribute("aria-label"))
    expect(view.locator(".sfn-summary")).to_be_hidden()
    expect(view.get_by_role("button", name="Show as table")).to_be_hidden()


def test_a_click_shows_each_stage_of_the_data(view: Locator) -> None:
    view.locator(CHARGE).click()
    found = stages(view)
    assert list(found) == ["input", "afterParameters", "result", "afterResultSelector", "output"]
    assert (found["afterParameters"], found["output"]) == ({"total": 120}, {"paid": 120})
    assert view.locator(CHARGE).get_attribute("aria-label") == "Task state Charge, succeeded, 2 attempts"


def test_the_details_tell_the_attempts_and_the_events_theirs(view: Locator) -> None:
    view.locator(CHARGE).click()
    view.get_by_role("tab", name="Details").click()
    expect(view.locator(".sfn-tab-content")).to_contain_text("TimeoutError")
    view.get_by_role("tab", name="Events").click()
    expect(view.locator(".sfn-tab-content")).to_contain_text("LambdaFunctionFailed")
    view.get_by_role("tab", name="Printed").click()
    expect(view.locator(".sfn-tab-content")).to_contain_text("charging 120")


def test_each_item_of_a_map_can_be_chosen(view: Locator) -> None:
    view.locator(PACK).click()
    values: list[Any] = []
    for item in range(3):
        view.get_by_label("Visit", exact=True).select_option(index=item)
        values.append(stages(view)["output"])
    assert values == [{"packed": "tea"}, {"packed": "mug"}, {"packed": "spoon"}]


def test_a_failed_execution_says_why_above_the_graph(lab: LabPage) -> None:
    view = shown(lab, [RUN_TOO_LARGE])
    expect(view.locator(".sfn-banner")).to_have_text("Order.TooLargea human must look at it")
    expect(view.locator('[data-node="/Ask a human"]')).to_have_attribute("aria-label", "Fail state Ask a human, failed")


def test_the_keyboard_alone_reaches_everything(view: Locator) -> None:
    page = view.page
    view.locator(FIRST).focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    inside = page.evaluate(FOCUSED)
    page.keyboard.press("Enter")
    expect(view.locator(".sfn-panel")).to_be_visible()
    before = view.locator(".sfn-graph > g").get_attribute("transform")
    page.keyboard.press("+")
    zoomed = view.locator(".sfn-graph > g").get_attribute("transform")
    page.keyboard.press("0")
    page.keyboard.press("Escape")
    expect(view.locator(".sfn-panel")).to_be_hidden()
    assert str(inside).startswith("/Prepare[")
    assert page.evaluate(FOCUSED) == inside
    assert zoomed != before


def test_lab_keeps_its_shortcuts_out_of_the_view(view: Locator) -> None:
    cells = "() => window.jupyterapp.shell.currentWidget.content.widgets.length"
    before = view.page.evaluate(cells)
    view.locator(FIRST).focus()
    for key in "abdd":
        view.page.keyboard.press(key)
    assert view.page.evaluate(cells) == before


def test_the_table_lists_every_visit_and_selects_one(view: Locator) -> None:
    view.get_by_role("button", name="Show as table").click()
    assert view.locator(".sfn-steps tbody tr").count() == 11
    view.get_by_role("button", name="Pack", exact=True).nth(1).click()
    assert stages(view)["output"] == {"packed": "mug"}


def test_the_dark_theme_changes_surface_and_status_colours(view: Locator, shared_lab: LabPage) -> None:
    fill = "element => getComputedStyle(element.querySelector('.sfn-succeeded .sfn-box')).stroke"
    light = view.evaluate(fill)
    shared_lab.set_theme("JupyterLab Dark")
    dark = view.evaluate(fill)
    shared_lab.set_theme("JupyterLab Light")
    assert (light, dark) == ("rgb(3, 127, 12)", "rgb(41, 173, 50)")


def test_statuses_change_and_clicks_answer_while_the_cell_runs(lab: LabPage) -> None:
    lab.open("live.ipynb", [SETUP, RUN_SLOWLY])
    lab.run_cell(0)
    lab.page.evaluate(WATCH)
    lab.start_cell(1)
    view = lab.page.locator(".sfn-view")
    expect(view.locator(f"{CHARGE}.sfn-in-progress")).to_be_visible(timeout=WAIT_MILLISECONDS)
    view.locator(CHARGE).click()
    expect(view.locator('[data-stage="input"] pre')).to_contain_text('"total": 120')
    was_running = lab.is_running()
    expect(view.locator(".sfn-summary")).to_contain_text("Succeeded", timeout=WAIT_MILLISECONDS)
    lab.wait_until_done()
    assert was_running
    assert len(lab.page.evaluate("window.seen")) >= 3


def test_the_plain_picture_is_hidden_while_the_live_view_is_there(order: Locator, shared_lab: LabPage) -> None:
    outputs = shared_lab.outputs(1)
    expect(order).to_be_visible()
    expect(outputs.locator('img[src^="data:image/svg"]')).to_be_hidden()
    shared_lab.page.evaluate("() => { document.querySelector('style[data-view]').media = 'not all'; }")
    expect(outputs.locator('img[src^="data:image/svg"]')).to_be_visible()
    shared_lab.page.evaluate("() => { document.querySelector('style[data-view]').media = ''; }")


def test_a_saved_notebook_has_the_picture_of_the_end_and_is_small(order: Locator, shared_lab: LabPage) -> None:
    expect(order).to_be_visible()
    saved = shared_lab.save()
    outputs = json.loads(saved.read_text(encoding="utf-8"))["cells"][1]["outputs"]
    pictures = ["".join(one["data"]["image/svg+xml"]) for one in outputs if "image/svg+xml" in one.get("data", {})]
    assert len(pictures) == 1
    assert "Ship: caught error" in pictures[0]
    assert saved.stat().st_size < 300_000
