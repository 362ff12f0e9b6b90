"""The other engines: installed into a folder that git ignores, run as programs of their own.

aws-local-stepfunctions answers on stdin under Node; ministack is a server on loopback, asked by botocore.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Self

from timing import Spent, say

_SOURCES: Final = Path(__file__).parent / "peers"
HOME: Final = Path(__file__).parents[1] / "build" / "peers"
INSTALL: Final = "python benchmarks/run.py --install-peers"
ACCOUNT: Final = "123456789012"
_NODE_PINS: Final = ("package.json", "package-lock.json")
_PYTHON_PINS: Final = "requirements.txt"
_NODE: Final = HOME / "node_modules" / ".bin" / "node"
_MINISTACK: Final = HOME / "venv" / "bin" / "ministack"
_START_SECONDS: Final = 60


class PeerError(Exception):
    """A peer that is not there, cannot do what is asked, or takes too long."""


def install() -> None:
    """Install all peers in the versions that are written down, unless they are there; needs npm, and a minute."""
    pins = "".join((_SOURCES / name).read_text(encoding="utf-8") for name in (*_NODE_PINS, _PYTHON_PINS))
    mark = HOME / "installed"
    if mark.exists() and mark.read_text(encoding="utf-8") == pins:
        return
    npm = shutil.which("npm")
    if npm is None:
        raise PeerError("npm is needed to install the peers")
    HOME.mkdir(parents=True, exist_ok=True)
    for name in _NODE_PINS:
        shutil.copy(_SOURCES / name, HOME / name)
    subprocess.run([npm, "ci", "--no-audit", "--no-fund", "--silent"], cwd=HOME, check=True)  # noqa: S603 - our own command
    python = HOME / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", HOME / "venv"], check=True)  # noqa: S603 - as above
    subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", _SOURCES / _PYTHON_PINS], check=True)  # noqa: S603 - as above
    mark.write_text(pins, encoding="utf-8")


def is_installed(name: str) -> bool:
    """Whether a peer can be used; says how it becomes so if it cannot."""
    program = _MINISTACK if name == "ministack" else _NODE
    if not program.exists():
        say(f"{name} is left out: `{INSTALL}` installs it")
        return False
    return True


class Program:
    """A program that answers requests on stdin one by one, as `peers/answering.cjs` does."""

    def __init__(self, command: Sequence[str | Path]) -> None:
        environment = {**os.environ, "NODE_PATH": str(HOME / "node_modules")}
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def load(self, what: Mapping[str, Any]) -> None:
        """Prepare something to run."""
        self._ask({"load": what})

    def measure(self, runs: int) -> Spent:
        """The mean of some runs.

        Raises:
            PeerError: if it fails.
        """
        answer = self._ask({"runs": runs})
        return Spent(answer["cpu"], answer["wall"])

    def _ask(self, request: Mapping[str, Any]) -> Any:
        if self._process.stdin is None or self._process.stdout is None:
            raise AssertionError("both are pipes")
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline() or '{"error": "it has ended"}')
        if "error" in answer:
            raise PeerError(answer["error"])
        return answer


def node_program(script: str) -> Program:
    """A program of `peers/` under Node."""
    return Program([_NODE, "--expose-gc", _SOURCES / script])


class Ministack:
    """The server of ministack, on a free port of loopback."""

    def __init__(self) -> None:
        self.endpoint = f"http://127.0.0.1:{_free_port()}"
        settings = {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": self.endpoint.rpartition(":")[2],
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "LOG_LEVEL": "ERROR",
        }
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            [_MINISTACK], env={**os.environ, **settings}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._await_port()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _await_port(self) -> None:
        port = int(self.endpoint.rpartition(":")[2])
        ends = time.monotonic() + _START_SECONDS
        while time.monotonic() < ends:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise PeerError("ministack does not start")

    def cpu_seconds(self) -> float:
        """What the server has used so far, in all its threads; its helpers in other processes are not counted.

        Raises:
            PeerError: where the system does not tell.
        """
        try:
            text = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8")
        except OSError:
            raise PeerError("only Linux tells the CPU time of another process") from None
        user, system = text.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
