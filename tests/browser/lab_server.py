"""A JupyterLab of its own for tests: own port, own folders, no news, no browser."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

STARTS_WITHIN_SECONDS: Final = 60
FOLDERS: Final = (
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
    "IPYTHONDIR",
)
NOTIFICATIONS: Final = {"fetchNews": "false", "checkForUpdates": False}
OPTIONS: Final = (
    "--allow-root",
    "--no-browser",
    "--ip=127.0.0.1",
    "--ServerApp.port_retries=0",
    "--ServerApp.disable_check_xsrf=True",
    "--IdentityProvider.token=",
    "--PasswordIdentityProvider.password_required=False",
    "--LabApp.expose_app_in_browser=True",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabServer:
    """A running JupyterLab and the folder that it serves."""

    port: int
    folder: Path

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    def write_notebook(self, name: str, cells: list[str]) -> Path:
        """Make a notebook of code cells."""
        code: list[dict[str, Any]] = [
            {"cell_type": "code", "id": f"cell-{number}", "metadata": {}, "source": source, "outputs": []}
            for number, source in enumerate(cells)
        ]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        content: dict[str, Any] = {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {"kernelspec": kernel},
            "cells": [{**cell, "execution_count": None} for cell in code],
        }
        path = self.folder / name
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    def interrupt_kernels(self) -> None:
        """What the stop button does."""
        for session in self.sessions():
            self._call("POST", f"/api/kernels/{session['kernel']['id']}/interrupt")

    def end_sessions(self) -> None:
        """End all kernels: one outlives the page that started it."""
        for session in self.sessions():
            self._call("DELETE", f"/api/sessions/{session['id']}")

    def sessions(self) -> list[dict[str, Any]]:
        """The notebooks that have a kernel."""
        return json.loads(self._call("GET", "/api/sessions"))

    def _call(self, method: str, path: str) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path)
            return connection.getresponse().read()
        finally:
            connection.close()


@contextmanager
def lab_server(folder: Path, state: Path) -> Generator[LabServer, None, None]:
    """Start JupyterLab on a free port; it ends with the block."""
    port = _free_port()
    log = state / "lab.log"
    command = [sys.executable, "-m", "jupyterlab", f"--port={port}", f"--ServerApp.root_dir={folder}", *OPTIONS]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=_environment(state), stdout=output, stderr=subprocess.STDOUT)
        try:
            server = LabServer(port=port, folder=folder)
            _wait_until_up(server, process, log)
            yield server
            server.end_sessions()
        finally:
            process.terminate()
            process.wait(timeout=20)


def _environment(state: Path) -> dict[str, str]:
    folders = {name: str(state / name.lower()) for name in FOLDERS}
    for folder in folders.values():
        Path(folder).mkdir(parents=True, exist_ok=True)
    settings = Path(folders["JUPYTERLAB_SETTINGS_DIR"]) / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(NOTIFICATIONS), encoding="utf-8")
    return {**os.environ, **folders}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_up(server: LabServer, process: subprocess.Popen[bytes], log: Path) -> None:
    pause = threading.Event()
    for _ in range(STARTS_WITHIN_SECONDS * 5):
        try:
            server.sessions()
        except (ConnectionError, json.JSONDecodeError):
            if process.poll() is not None:
                break
            pause.wait(0.2)
        else:
            return
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")
