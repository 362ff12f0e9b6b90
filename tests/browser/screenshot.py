"""Makes the README's picture: the quick start in JupyterLab while its second machine runs.

.venv/bin/python tests/browser/screenshot.py notebooks/screenshot.png [--dark]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from conftest import ARGUMENTS, NO_BROWSER, chromium_program
from lab_page import LabPage
from lab_server import lab_server
from playwright.sync_api import sync_playwright

import sfn_notebook

QUICK_START: Final = Path(sfn_notebook.__file__).with_name("quick-start.ipynb")
SHOWN: Final = {"width": 1360, "height": 1000}


def main() -> int:
    """Take the picture; 2 where there is no browser."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--dark", action="store_true")
    given = parser.parse_args()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        program = chromium_program(playwright)
        if program is None:
            sys.stderr.write(f"{NO_BROWSER}\n")
            return 2
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        notebooks, state = Path(folder) / "notebooks", Path(folder) / "lab"
        notebooks.mkdir()
        state.mkdir()
        with lab_server(notebooks, state) as server:
            page = browser.new_context(viewport=SHOWN).new_page()  # pyright: ignore[reportArgumentType] - width and height
            _picture(LabPage(page, server), given.picture, is_dark=given.dark)
        browser.close()
    return 0


def _picture(lab: LabPage, picture: Path, *, is_dark: bool) -> None:
    cells = _code_cells()
    first = next(index for index, source in enumerate(cells) if source.startswith("%%statemachine"))
    shown = [*cells[:first], cells[first]]
    lab.open("quick-start.ipynb", shown)
    if is_dark:
        lab.set_theme("JupyterLab Dark")
    for index in range(len(shown)):
        lab.run_cell(index)
    view = lab.outputs(first).locator(".sfn-view")
    view.locator('[data-node="/Charge"]').click()
    view.evaluate("view => view.scrollIntoView({block: 'end'})")
    lab.page.wait_for_timeout(500)
    lab.page.screenshot(path=picture)


def _code_cells() -> list[str]:
    content: dict[str, Any] = json.loads(QUICK_START.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in content["cells"] if cell["cell_type"] == "code"]


if __name__ == "__main__":
    sys.exit(main())
