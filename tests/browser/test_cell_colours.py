from __future__ import annotations

import re
from typing import Final

import pytest
from lab_page import WAIT_MILLISECONDS, LabPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MIME_TYPES: Final = "() => window.jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.mimeType)"
OURS: Final = "text/x-sfn-statemachine"
JSON_CELL: Final = (
    '%%statemachine order --out run\n{"StartAt": "A", "States": {"A": {"Type": "Pass", "InputPath": "$.order"}}}'
)
YAML_CELL: Final = "%%statemachine\nStartAt: A\nStates:\n  A:\n    InputPath: $.order"
SET_SOURCE: Final = """([index, source]) =>
  window.jupyterapp.shell.currentWidget.content.widgets[index].model.sharedModel.setSource(source)
"""


def colour_of(lab: LabPage, text: str) -> str:
    """The colour in which a piece of a cell is drawn, alone or within its quotes."""
    piece = lab.page.locator(".jp-Notebook .cm-line span").get_by_text(re.compile(f'^"?{re.escape(text)}"?$')).first
    return str(piece.evaluate("element => getComputedStyle(element).color"))


def wait_for_type(lab: LabPage, index: int, mime_type: str) -> None:
    wanted = f"({MIME_TYPES})()[{index}] === '{mime_type}'"
    lab.page.wait_for_function(wanted, timeout=WAIT_MILLISECONDS)


def test_statemachine_cells_and_no_others_get_the_language(lab: LabPage) -> None:
    lab.open("colours.ipynb", [JSON_CELL, YAML_CELL, "x = 1"])
    wait_for_type(lab, 0, OURS)
    wait_for_type(lab, 1, OURS)
    assert lab.page.evaluate(MIME_TYPES)[2] == "text/x-ipython"


def test_keys_strings_and_paths_have_colours_of_their_own(lab: LabPage) -> None:
    lab.open("pieces.ipynb", [JSON_CELL])
    wait_for_type(lab, 0, OURS)
    colours = [colour_of(lab, text) for text in ("InputPath", "Pass", "$.order", "%%statemachine")]
    assert len(set(colours)) == 4


def test_the_language_stays_when_the_kernel_restarts(lab: LabPage) -> None:
    lab.open("restart.ipynb", [JSON_CELL, "x = 1"])
    wait_for_type(lab, 0, OURS)
    lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    lab.wait_until_idle()
    lab.run_cell(1)
    wait_for_type(lab, 0, OURS)


def test_a_cell_gets_and_loses_the_language_as_it_is_edited(lab: LabPage) -> None:
    lab.open("edited.ipynb", ["x = 1"])
    lab.page.evaluate(SET_SOURCE, [0, JSON_CELL])
    wait_for_type(lab, 0, OURS)
    lab.page.evaluate(SET_SOURCE, [0, "x = 2"])
    wait_for_type(lab, 0, "text/x-ipython")
