"""A background execution in its view: live after its cell, answered, stopped and redriven by its buttons."""

from __future__ import annotations

import itertools
import re
from typing import Final

import pytest
from lab_page import OPENED, WAIT_MILLISECONDS, LabPage
from playwright.sync_api import Locator, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SETUP: Final = """%load_ext sfn_notebook
import sfn_notebook as sfn
shop = {"open": False}

@sfn.function("ask")
def ask(event):
    pass

@sfn.function("pay")
def pay(event):
    if not shop["open"]:
        raise ValueError("the shop is closed")
    return {"paid": event}
"""
ASK: Final = """%%statemachine order --input '{"total": 12}' --background --out job
StartAt: Prepare
States:
  Prepare: {Type: Pass, Next: Approve}
  Approve:
    Type: Task
    Resource: arn:aws:states:::lambda:invoke.waitForTaskToken
    HeartbeatSeconds: 3600
    Parameters: {FunctionName: ask, Payload: {"token.$": "$$.Task.Token"}}
    Next: Done
  Done: {Type: Pass, End: true}
"""
PAY: Final = """%%statemachine pay --input '{"total": 12}' --out failed
StartAt: Pay
States:
  Pay: {Type: Task, Resource: "arn:aws:lambda:us-east-1:111111111111:function:pay", End: true}
"""
FORK: Final = re.compile(r"""^%sfn fork [\w-]+ --at Pay --input '{"total":12}'$""")
NUMBERS: Final = itertools.count()  # a notebook of its own for each test, and so a kernel
APPROVE: Final = '[data-node="/Approve"]'


@pytest.fixture
def view(lab: LabPage) -> Locator:
    """The view of a job that waits for a callback, with the panel of the state that waits; its cell has ended."""
    lab.open(f"background-{next(NUMBERS)}.ipynb", [SETUP, ASK, "job", "job.execution.output"])
    lab.run_cell(0)
    lab.run_cell(1)
    shown = lab.outputs(1).locator(".sfn-view")
    expect(shown.locator(f"{APPROVE}.sfn-in-progress")).to_be_visible(timeout=WAIT_MILLISECONDS)
    shown.locator(APPROVE).click()
    expect(shown.get_by_role("button", name="Succeed…")).to_be_enabled(timeout=WAIT_MILLISECONDS)
    return shown


def test_a_result_is_sent_from_the_panel_and_the_view_goes_on_to_the_end(lab: LabPage, view: Locator) -> None:
    expect(view.locator(".sfn-waiting-head")).to_contain_text("Waits for a callback since 20")
    expect(view.locator(".sfn-waiting")).to_contain_text("Heartbeat at least every 3600 s")
    view.get_by_role("button", name="Succeed…").click()
    view.get_by_label("Result, as JSON").fill('{"ok": ')
    view.get_by_role("button", name="Send result").click()
    expect(view.locator(".sfn-said")).to_contain_text("This is not JSON")
    view.get_by_label("Result, as JSON").fill('{"ok": true}')
    view.get_by_role("button", name="Send result").click()
    expect(view.locator(".sfn-summary")).to_contain_text("Succeeded", timeout=WAIT_MILLISECONDS)
    expect(view.locator(".sfn-waiting")).to_be_hidden()
    lab.run_cell(3)
    expect(lab.outputs(3)).to_contain_text("{'ok': True}")


def test_the_forms_are_used_by_the_keyboard_alone(lab: LabPage, view: Locator) -> None:
    view.get_by_role("button", name="Copy the token").focus()
    for key in ("Tab", "Tab", "Enter"):
        lab.page.keyboard.press(key)
    expect(view.get_by_label("Error")).to_be_focused()
    lab.page.keyboard.type("Too-0+expensive")
    lab.page.keyboard.press("Enter")
    expect(view.locator(".sfn-banner")).to_contain_text("Too-0+expensive", timeout=WAIT_MILLISECONDS)
    assert lab.page.locator(".jp-Cell").count() == 4


def test_a_heartbeat_is_sent_and_a_stop_aborts(view: Locator) -> None:
    view.get_by_role("button", name="Heartbeat").click()
    expect(view.locator(".sfn-said")).to_have_text("Heartbeat sent")
    view.get_by_role("button", name="Stop").click()
    expect(view.locator(".sfn-summary")).to_contain_text("Aborted", timeout=WAIT_MILLISECONDS)
    expect(view.get_by_role("button", name="Redrive")).to_be_enabled(timeout=WAIT_MILLISECONDS)


def test_a_job_alone_in_a_cell_is_a_live_view_whose_time_goes_on(lab: LabPage, view: Locator) -> None:
    expect(view).to_be_visible()
    lab.run_cell(2)
    second = lab.outputs(2).locator(".sfn-view")
    facts = second.locator(".sfn-summary-facts")
    expect(facts).to_contain_text("Elapsed", timeout=WAIT_MILLISECONDS)
    before = facts.inner_text()
    expect(facts).not_to_have_text(before, timeout=WAIT_MILLISECONDS)


def test_without_its_kernel_a_view_says_so_and_its_buttons_are_off(lab: LabPage, view: Locator) -> None:
    lab.page.evaluate("() => { void window.jupyterapp.shell.currentWidget.sessionContext.restartKernel(); }")
    expect(view.locator(".sfn-note")).to_contain_text("The kernel is gone", timeout=WAIT_MILLISECONDS)
    expect(view.get_by_role("button", name="Succeed…")).to_be_disabled()
    expect(view.get_by_role("button", name="Stop")).to_be_disabled()


def test_what_failed_is_redriven_in_its_view_and_forked_by_a_line(lab: LabPage) -> None:
    lab.open("redrive.ipynb", [SETUP, PAY, 'shop["open"] = True'])
    for index in range(3):
        lab.run_cell(index)
    view = lab.outputs(1).locator(".sfn-view")
    view.locator('[data-node="/Pay"]').click()
    view.get_by_role("button", name="Fork from here").click()
    expect(view.locator(".sfn-fork-line pre")).to_have_text(FORK)
    view.get_by_role("button", name="Redrive").click()
    expect(view.locator(".sfn-summary")).to_contain_text("Succeeded", timeout=WAIT_MILLISECONDS)
    expect(view.get_by_role("button", name="Redrive")).to_be_hidden()


def test_a_page_that_is_loaded_again_finds_its_job_and_answers_it(lab: LabPage, view: Locator) -> None:
    expect(view).to_be_visible()
    lab.save()
    lab.page.reload(wait_until="domcontentloaded")
    lab.page.wait_for_function(OPENED, timeout=WAIT_MILLISECONDS)
    lab.wait_until_idle()
    again = lab.outputs(1).locator(".sfn-view")
    again.locator(APPROVE).click(timeout=WAIT_MILLISECONDS)
    again.get_by_role("button", name="Heartbeat").click(timeout=WAIT_MILLISECONDS)
    expect(again.locator(".sfn-said")).to_have_text("Heartbeat sent")


def test_while_its_own_cell_runs_a_view_says_nothing_of_a_busy_kernel(lab: LabPage) -> None:
    cell = "%%statemachine wait --input 1 --clock real\nStartAt: W\nStates: {W: {Type: Wait, Seconds: 4, End: true}}\n"
    lab.open(f"background-{next(NUMBERS)}.ipynb", [SETUP, cell])
    lab.run_cell(0)
    lab.start_cell(1)
    view = lab.outputs(1).locator(".sfn-view")
    expect(view.locator(".sfn-summary-facts")).to_contain_text("Started", timeout=WAIT_MILLISECONDS)
    lab.page.wait_for_timeout(3_000)
    assert view.locator(".sfn-note").is_hidden()
    lab.wait_until_done()
    expect(view.locator(".sfn-summary")).to_contain_text("Succeeded", timeout=WAIT_MILLISECONDS)


def test_all_that_the_panel_offers_is_inside_of_the_view(view: Locator) -> None:
    for form in ("Succeed…", "Fail…", "Fork from here"):
        view.get_by_role("button", name=form).click()
        view.page.wait_for_timeout(200)
        frame = view.bounding_box()
        assert frame is not None
        for button in view.locator(".sfn-panel > :not(.sfn-tab-content) button").all():
            box = button.bounding_box()
            if box is not None and button.is_visible():
                assert box["y"] >= frame["y"], button.inner_text()
                assert box["y"] + box["height"] <= frame["y"] + frame["height"], button.inner_text()
    assert view.locator(".sfn-panel-about").inner_text().endswith("Task · lambda:invoke.waitForTaskToken ask")


def test_the_view_of_a_fork_names_the_execution_that_it_goes_on_from(lab: LabPage) -> None:
    lab.open(f"background-{next(NUMBERS)}.ipynb", [SETUP, PAY, "shop['open'] = True", "%sfn fork failed --at Pay"])
    for index in range(4):
        lab.run_cell(index)
    expect(lab.outputs(3).locator(".sfn-summary-facts")).to_contain_text(", event 1", timeout=WAIT_MILLISECONDS)
