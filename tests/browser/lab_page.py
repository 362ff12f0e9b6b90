"""A page of JupyterLab, driven through the application itself where that is possible."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from lab_server import LabServer
from playwright.sync_api import ConsoleMessage, Locator, Page

WAIT_MILLISECONDS: Final = 60_000
IDLE: Final = """() => {
  const panel = window.jupyterapp?.shell.currentWidget;
  const kernel = panel?.sessionContext?.session?.kernel;
  return kernel?.status === 'idle' && kernel.connectionStatus === 'connected';
}"""
OPENED: Final = """() =>
  window.jupyterapp?.shell.currentWidget?.content?.widgets?.length > 0
"""
RUN: Final = """index => {
  const { content } = window.jupyterapp.shell.currentWidget;
  content.deselectAll();
  content.activeCellIndex = index;
  content.mode = 'command';
  window.runningCells = (window.runningCells ?? 0) + 1;
  const ended = () => { window.runningCells -= 1; };
  window.jupyterapp.commands.execute('notebook:run-cell').then(ended, ended);
}"""
# Not the kernel's status: a comm message that is answered meanwhile makes it idle while a cell runs.
RUNNING: Final = "() => (window.runningCells ?? 0) > 0"
# The debugger of a kernel that restarts: Lab asks it once more.
HARMLESS: Final = ("favicon", "ResizeObserver loop", "restore the debugger state", "future for debug_request")


class LabPage:
    """One notebook in JupyterLab; errors that the page reports are collected."""

    def __init__(self, page: Page, server: LabServer) -> None:
        self.page = page
        self.server = server
        self.errors: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self._failed(error.stack or str(error)))

    def open(self, name: str, cells: list[str]) -> None:
        """Make a notebook of these cells and open it; its kernel is idle afterwards."""
        path = self.server.write_notebook(name, cells)
        self.page.goto(f"{self.server.address}/lab/tree/{path.name}?reset", wait_until="domcontentloaded")
        self.page.wait_for_function(OPENED, timeout=WAIT_MILLISECONDS)
        self.wait_until_idle()

    def wait_until_idle(self) -> None:
        """Wait for the kernel to have nothing to do."""
        self.page.wait_for_function(IDLE, timeout=WAIT_MILLISECONDS)

    def start_cell(self, index: int) -> None:
        """Run a cell without waiting for its end."""
        self.page.evaluate(RUN, index)

    def run_cell(self, index: int) -> None:
        """Run a cell to its end."""
        self.start_cell(index)
        self.wait_until_done()

    def wait_until_done(self) -> None:
        """Wait for all cells that were started."""
        self.page.wait_for_function(f"() => !({RUNNING})()", timeout=WAIT_MILLISECONDS)

    def is_running(self) -> bool:
        """Whether a cell that was started has not ended."""
        return bool(self.page.evaluate(RUNNING))

    def outputs(self, index: int) -> Locator:
        """The outputs of a cell."""
        return self.page.locator(".jp-Cell").nth(index).locator(".jp-OutputArea")

    def set_theme(self, name: str) -> None:
        """`JupyterLab Light` or `JupyterLab Dark`."""
        self.command("apputils:change-theme", {"theme": name})
        is_light = str(name == "JupyterLab Light").lower()
        # Lab shows its splash screen meanwhile, and stumbles over it when the next change comes too early.
        is_done = (
            f"document.body.dataset.jpThemeLight === '{is_light}' && !document.querySelector('#jupyterlab-splash')"
        )
        self.page.wait_for_function(is_done, timeout=WAIT_MILLISECONDS)

    def command(self, name: str, arguments: dict[str, Any] | None = None) -> None:
        """Execute one of Lab's commands."""
        self.page.evaluate(
            "([name, args]) => window.jupyterapp.commands.execute(name, args).then(() => null)", [name, arguments or {}]
        )

    def save(self) -> Path:
        """Save the notebook and give its file."""
        self.command("docmanager:save")
        context = self.page.evaluate("window.jupyterapp.shell.currentWidget.context.path")
        return self.server.folder / context

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._failed(message.text)

    def _failed(self, text: str) -> None:
        if not any(word in text for word in HARMLESS):
            self.errors.append(text)
