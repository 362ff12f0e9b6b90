"""Notebooks are committed bare: what they show comes from a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from source_tree import place, project_files

NOTEBOOKS = [pytest.param(file, id=place(file)) for file in project_files(".ipynb")]
METADATA = {"kernelspec": {"display_name", "language", "name"}, "language_info": {"name"}}


def _read(file: Path) -> dict[str, Any]:
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", NOTEBOOKS)
def test_a_notebook_holds_nothing_that_a_run_left(file: Path) -> None:
    code = [cell for cell in _read(file)["cells"] if cell["cell_type"] == "code"]
    left = [
        cell["id"] for cell in code if cell["outputs"] or cell["execution_count"] or "execution" in cell["metadata"]
    ]
    assert left == []


@pytest.mark.parametrize("file", NOTEBOOKS)
def test_a_notebook_says_nothing_about_the_machine_that_wrote_it(file: Path) -> None:
    metadata: dict[str, dict[str, Any]] = _read(file)["metadata"]
    unknown = [
        f"{part}.{key}" for part, known in metadata.items() for key in known if key not in METADATA.get(part, ())
    ]
    assert unknown == []


@pytest.mark.parametrize("file", NOTEBOOKS)
def test_a_notebook_is_short_and_proves_its_text_at_the_end(file: Path) -> None:
    cells = _read(file)["cells"]
    assert len(cells) <= 20
    assert "assert " in "".join(cells[-1]["source"])
