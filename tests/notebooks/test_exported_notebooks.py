"""What is left of the quick start's runs in a saved notebook and in a page: a picture of each, whoever reads it."""

from __future__ import annotations

import base64
import copy
import re
from collections.abc import Sequence
from typing import Any, Final, cast
from xml.etree import ElementTree as ET

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert.exporters import HTMLExporter

from sfn_notebook.cli.lab import QUICK_START, to_page

pytestmark = pytest.mark.slow

SVG: Final = "{http://www.w3.org/2000/svg}"
IMAGE: Final = re.compile(r'<img [^>]*src="data:image/svg\+xml;base64,([^"]+)"')
INLINE: Final = re.compile(r"<svg data-view=.*?</svg>", re.DOTALL)
ADDRESS: Final = re.compile(r"""(?:src|href)\s*=\s*["']?(?:\w+:)?//|url\(\s*["']?(?:\w+:)?//|@import|\bimport\(""")
RUN: Final = {
    "Anything ordered?": "succeeded",
    "Price items": "succeeded",
    "Price": "succeeded",
    "Charge": "succeeded",
    "Prepare": "succeeded",
    "Reserve stock": "succeeded",
    "Send invoice": "succeeded",
    "Wait for the van": "succeeded",
    "Ship": "succeeded",
    "Cancel": "not reached",
    "Nothing to do": "not reached",
}
AFTER: Final = ("Prepare", "Reserve stock", "Send invoice", "Wait for the van", "Ship")
DECLINED: Final = {**RUN, **dict.fromkeys(AFTER, "not reached"), "Charge": "caught error", "Cancel": "succeeded"}


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The quick start after a run, with the saved state of its widgets."""
    notebook = cast("Any", nbformat.read(QUICK_START, as_version=4))  # pyright: ignore[reportUnknownMemberType] - untyped
    folder = {"metadata": {"path": str(tmp_path_factory.mktemp("run"))}}
    NotebookClient(notebook, timeout=120, store_widget_state=True, resources=folder).execute()
    return notebook


@pytest.fixture
def notebook(executed: Any) -> Any:
    return copy.deepcopy(executed)


def _statuses(svg: str) -> dict[str, str]:
    """The states and statuses that a picture names."""
    told = ET.fromstring(svg).findtext(f"{SVG}desc", "")  # noqa: S314 - a picture of our own
    pairs = [each.rpartition(": ") for each in told.split("; ")]
    return {name: status for name, _, status in pairs}


def _export(notebook: Any) -> str:
    page, _ = cast("Any", HTMLExporter(template_name="basic")).from_notebook_node(notebook)
    return page


@pytest.mark.parametrize("left_out", [(), ("widgets",)], ids=["with-state", "without-state"])
def test_a_page_of_nbconvert_has_one_picture_of_each_run(notebook: Any, left_out: Sequence[str]) -> None:
    assert "widgets" in notebook.metadata
    for key in left_out:
        del notebook.metadata[key]
    page = _export(notebook)
    pictures = [base64.b64decode(found).decode() for found in IMAGE.findall(page)]
    assert [_statuses(svg) for svg in pictures] == [RUN, RUN, DECLINED]
    assert [ADDRESS.findall(text) for text in (page, *pictures)] == [[]] * 4


def test_a_page_of_our_own_has_one_picture_of_each_run(notebook: Any) -> None:
    page = to_page(notebook, "quick start")
    assert [_statuses(svg) for svg in INLINE.findall(page)] == [RUN, RUN, DECLINED]
    assert ADDRESS.findall(page) == []


def test_a_saved_notebook_has_a_picture_for_readers_that_run_no_widgets(notebook: Any) -> None:
    kinds = [
        {kind for kind in output.get("data", {}) if kind != "text/plain"}
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    ]
    assert kinds.count({"image/svg+xml"}) == 3
    assert not any("text/html" in kind for kind in kinds)


def test_what_a_function_prints_is_marked_with_its_state(notebook: Any) -> None:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    printed = [output["text"] for output in outputs if output["output_type"] == "stream"]
    assert printed == ["[Reserve stock] 2 kinds of items\n"] * 3
