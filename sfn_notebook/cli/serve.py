"""`sfn-notebook serve`: the Step Functions API over HTTP."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, redirect_stdout, suppress
from importlib.metadata import version
from types import FrameType
from typing import Final

from sfn_notebook.cli import status
from sfn_notebook.cli.functions import load_functions
from sfn_notebook.cli.json_log import json_log, log
from sfn_notebook.cli.output import answer
from sfn_notebook.cli.serve_flags import TOKEN_VARIABLE
from sfn_notebook.session.endpoint import Endpoint
from sfn_notebook.session.keeping import TakingOver
from sfn_notebook.session.session import Session
from sfn_notebook.store.database import StoreError
from sfn_notebook.values import JSON, encode

_ENDS: Final = (signal.SIGINT, signal.SIGTERM)
_LOOK_UP_SECONDS: Final = 0.5
"""How often the main thread looks up: on Windows, Ctrl-C does not end a longer wait."""
_TAKE_OVER_SECONDS: Final = 2
"""How often it looks whether executions were interrupted."""
_MOST_FILES: Final = 65_536
_TURN_SECONDS: Final = 0.001
"""How long executions compute before a request gets its turn: with Python's 5 ms half of all requests took 6 ms."""


def serve(asked: argparse.Namespace) -> int:
    """Serve until a signal ends it; gives the exit status.

    Raises:
        UsageError: for flags that make no sense, functions that cannot be had, and a port that is taken.
        KeyboardInterrupt: for a second Ctrl-C.
    """
    stdout = sys.stdout
    _allow_files()
    with _ended_by_signal() as ended, _short_turns(), json_log(asked.log_level):
        with _open_session(asked) as session:
            for given in asked.functions:
                load_functions(given, session)
            taking_over = _TakingOver(session)
            taking_over.now_and_then()
            endpoint = _open_endpoint(asked, session)
            with redirect_stdout(stdout):
                answer(encode({"url": endpoint.url}))
            log("start", _described(asked, session))
            while not ended.wait(_LOOK_UP_SECONDS):
                taking_over.now_and_then()
            log("stopping", {})
        log("stop", {})
    return status.SUCCEEDED


class _TakingOver:
    """Lets go on what was interrupted before, and what other processes that use the store leave meanwhile."""

    def __init__(self, session: Session) -> None:
        self._taking_over = TakingOver(session.account)
        self._due = time.monotonic()

    def now_and_then(self) -> None:
        """Look whether there is anything, if that is due."""
        if time.monotonic() < self._due:
            return
        with suppress(StoreError):  # whoever wants to keep something is told
            resumed = [job.execution.arn for job in self._taking_over.take_over()]
            if resumed:
                log("resumed", {"executions": [*resumed]})
        self._due = time.monotonic() + _TAKE_OVER_SECONDS


@contextmanager
def _open_session(asked: argparse.Namespace) -> Generator[Session]:
    """Closed at the end, unless a second Ctrl-C says not to wait for that."""
    session = Session(account_id=asked.account_id, region=asked.region, clock=asked.clock, store=asked.store)
    try:
        yield session
    except Exception:
        session.close()
        raise
    session.close()


def _open_endpoint(asked: argparse.Namespace, session: Session) -> Endpoint:
    return session.serve(
        asked.host,
        asked.port,
        token=os.environ.get(TOKEN_VARIABLE) or None if asked.token is None else asked.token,
        allowed_hosts=asked.allow_host,
        max_body_bytes=asked.max_body_bytes,
    )


def _described(asked: argparse.Namespace, session: Session) -> dict[str, JSON]:
    return {
        "version": version("sfn-notebook"),
        "pid": os.getpid(),
        "region": asked.region,
        "accountId": asked.account_id,
        "clock": asked.clock,
        "functions": [*session.functions.names()],
        "store": asked.store,
    }


@contextmanager
def _ended_by_signal() -> Generator[threading.Event]:
    """Set by Ctrl-C and SIGTERM; a second one does what it does to every program."""
    ended = threading.Event()
    before = {number: signal.getsignal(number) for number in _ENDS}

    def end(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        ended.set()

    for number in _ENDS:
        signal.signal(number, end)
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _short_turns() -> Generator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _allow_files() -> None:
    """Let as many connections be open as the system allows; on Windows nothing needs to be said."""
    try:
        import resource
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
