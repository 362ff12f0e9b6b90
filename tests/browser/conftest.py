"""A browser and a JupyterLab for the tests of this folder."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from lab_page import LabPage
from lab_server import LabServer, lab_server
from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER: Final = "no Chromium: `apt-get install chromium`, or `.venv/bin/playwright install chromium`"
ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        program = chromium_program(playwright)
        if program is None:
            pytest.skip(NO_BROWSER)
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:  # noqa: ARG001 - without a browser no server is started
    with lab_server(tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture
def lab(chromium: Browser, server: LabServer) -> Iterator[LabPage]:
    """A page of its own."""
    with _lab_page(chromium, server) as page:
        yield page


@pytest.fixture(scope="module")
def shared_lab(chromium: Browser, server: LabServer) -> Iterator[LabPage]:
    """A page for all tests of a module that only look."""
    with _lab_page(chromium, server) as page:
        yield page


@contextmanager
def _lab_page(chromium: Browser, server: LabServer) -> Generator[LabPage, None, None]:
    context = chromium.new_context(viewport={"width": 1400, "height": 1000})
    page = LabPage(context.new_page(), server)
    yield page
    context.close()
    assert page.errors == []


def chromium_program(playwright: Playwright) -> str | None:
    """The Chromium on PATH, else the one that Playwright installed."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    own = Path(playwright.chromium.executable_path)
    return found or (str(own) if own.exists() else None)
