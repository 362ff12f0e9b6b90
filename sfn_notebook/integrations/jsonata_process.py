"""A sandbox for JSONata: expressions that take much time or memory are evaluated by a process of their own.

So no expression can hang or end the kernel. The process is started when it is first needed, and again after it died.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any, Final, cast

from sfn_notebook.engine.drivers.copies import in_copies
from sfn_notebook.expressions.jsonata_bounds import Request
from sfn_notebook.expressions.jsonata_engine import MEMORY, TIME, JsonataError, Nothing
from sfn_notebook.expressions.scope import Draws
from sfn_notebook.values import JSON

_ROOT: Final = Path(__file__).resolve().parent.parent.parent
_BY_WATCHDOG: Final = 1
"""How the process ends when its watchdog ends it."""


class JsonataProcess:
    """One process, for one evaluation at a time."""

    def __init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        """Without a process: that of the one that this is a copy of is not touched."""
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._owner = 0

    def evaluate(self, request: Request, draws: Draws) -> JSON | Nothing:
        """The value; see `jsonata_bounds.Sandbox`.

        Raises:
            JsonataError: if the evaluation fails, or the process dies of it.
        """
        with self._lock:
            try:
                answer = _converse(self._running(), request, draws)
            except BaseException:
                self.close()
                raise
            if answer is None:
                status = self.close()
                raise JsonataError(None, TIME if status == _BY_WATCHDOG else MEMORY)
        if "value" in answer:
            return cast("JSON", answer["value"])
        if "nothing" in answer:
            return Nothing(answer["nothing"])
        if "defect" in answer:
            raise RuntimeError(answer["defect"])
        raise JsonataError(answer["code"], answer["message"])

    def close(self) -> int | None:
        """End the process; gives how it ended by itself, None if it was still there or there was none."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return None
        for pipe in (process.stdin, process.stdout):
            _close_quietly(pipe)
        try:
            return process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return None

    def _running(self) -> subprocess.Popen[str]:
        process = self._process
        if process is None or self._owner != os.getpid() or process.poll() is not None:
            self.close()
            try:
                process = self._process = _start()
            except OSError as error:
                raise _not_started(str(error)) from None
            self._owner = os.getpid()
            if not cast("IO[str]", process.stdout).readline():  # its first line says that it is there
                raise _not_started("it ended at once")
        return process


def _not_started(why: str) -> JsonataError:
    return JsonataError(None, f"no process could be started for an expression that may take much time or memory: {why}")


def _start() -> subprocess.Popen[str]:
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        [
            sys.executable,
            "-P",
            "-m",
            "sfn_notebook.integrations.jsonata_worker",
        ],  # -P: a json.py of the folder is not ours
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
        text=True,
        encoding="ascii",
    )


def _converse(process: subprocess.Popen[str], request: Request, draws: Draws) -> dict[str, Any] | None:
    """The answer; None if the process died."""
    asking, answers = cast("IO[str]", process.stdin), cast("IO[str]", process.stdout)
    said: Any = {
        "text": request.text,
        "document": request.document,
        "bindings": request.bindings,
        "now": request.now,
    }
    while True:
        try:
            asking.write(json.dumps(said) + "\n")
            asking.flush()
        except OSError:
            return None
        line = answers.readline()
        if not line.endswith("\n"):
            return None
        answer: dict[str, Any] = json.loads(line)
        if "draw" not in answer:
            return answer
        said = draws.random() if answer["draw"] == "random" else draws.uuid()


def _close_quietly(pipe: IO[str] | None) -> None:
    try:
        if pipe is not None:
            pipe.close()
    except OSError:
        pass  # it died with something unread


SHARED: Final = JsonataProcess()
"""The one of this process."""
atexit.register(SHARED.close)
in_copies(SHARED.begin_anew)
