"""Every notebook runs from top to bottom, in a folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, cast

import nbformat
import pytest
from nbclient import NotebookClient

ROOT: Final = Path(__file__).resolve().parents[2]
FOUND: Final = sorted([*(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "sfn_notebook").rglob("*.ipynb")])
NEEDS_ACCOUNT: Final = "requires-aws"


@pytest.mark.slow
@pytest.mark.parametrize("file", [pytest.param(file, id=file.stem) for file in FOUND])
def test_a_notebook_runs_from_top_to_bottom(file: Path, tmp_path: Path) -> None:
    notebook = cast("Any", nbformat.read(file, as_version=4))  # pyright: ignore[reportUnknownMemberType] - untyped
    notebook.cells = [cell for cell in notebook.cells if NEEDS_ACCOUNT not in cell.metadata.get("tags", [])]
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    assert counts == list(range(1, len(counts) + 1))


def test_there_is_a_notebook_to_start_with() -> None:
    assert [file.name for file in FOUND if file.is_relative_to(ROOT / "sfn_notebook")] != []
