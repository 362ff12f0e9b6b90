from __future__ import annotations

from typing import Final

import pytest
from lab_page import RUNNING, WAIT_MILLISECONDS, LabPage
from playwright.sync_api import Locator, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SETUP: Final = """%load_ext sfn_notebook
import time
from pathlib import Path
import sfn_notebook as sfn

@sfn.function("slow")
def slow(event):
    step = Path("step")
    while not step.exists():
        time.sleep(0.05)
    step.unlink()
    return {"seen": event}
"""
TASK: Final = '{{"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111111111111:function:slow", {}}}'
CELL: Final = f"""%%statemachine slow --input '{{"n": 7}}' --out kept
{{
  "StartAt": "One",
  "States": {{
    "One": {TASK.format('"ResultPath": "$.one", "Next": "Two"')},
    "Two": {TASK.format('"ResultPath": "$.two", "Next": "Three"')},
    "Three": {TASK.format('"ResultPath": null, "Next": "Four"')},
    "Four": {TASK.format('"ResultPath": null, "End": true')}
  }}
}}
"""
WATCH: Final = f"""() => {{
  window.seen = [];
  const isRunning = {RUNNING};
  const look = () => {{
    const nodes = [...document.querySelectorAll('.sfn-view .sfn-node')];
    const labels = nodes.map(node => node.getAttribute('aria-label')).join('; ');
    if (labels && isRunning() && window.seen.at(-1) !== labels) window.seen.push(labels);
    requestAnimationFrame(look);
  }};
  look();
}}"""


def in_progress(view: Locator, name: str) -> Locator:
    return view.locator(f'[aria-label^="Task state {name}, in progress"]')


def step(lab: LabPage) -> None:
    """Let the function return that is being called."""
    (lab.server.folder / "step").touch()


def test_a_cell_colours_its_graph_while_it_runs_and_a_click_is_answered_meanwhile(lab: LabPage) -> None:
    lab.open("statemachine.ipynb", [SETUP, CELL])
    lab.run_cell(0)
    lab.page.evaluate(WATCH)
    lab.start_cell(1)
    view = lab.outputs(1).locator(".sfn-view")
    expect(in_progress(view, "One")).to_be_visible(timeout=WAIT_MILLISECONDS)
    step(lab)
    expect(in_progress(view, "Two")).to_be_visible(timeout=WAIT_MILLISECONDS)
    view.locator('[data-node="/Two"]').click()
    expect(view.locator(".sfn-panel")).to_contain_text('"n": 7')
    assert lab.is_running()
    for name in ("Three", "Four"):
        step(lab)
        expect(in_progress(view, name)).to_be_visible(timeout=WAIT_MILLISECONDS)
    step(lab)
    lab.wait_until_done()
    assert len(lab.page.evaluate("() => [...new Set(window.seen)]")) >= 3
    expect(view.locator('[aria-label^="Task state Four, succeeded"]')).to_be_visible(timeout=WAIT_MILLISECONDS)


def test_a_wrong_definition_is_shown_with_its_place(lab: LabPage) -> None:
    lab.open(
        "wrong.ipynb", [SETUP, '%%statemachine wrong\n{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}']
    )
    lab.run_cell(0)
    lab.run_cell(1)
    expect(lab.outputs(1)).to_contain_text('no state "B" in this machine')
