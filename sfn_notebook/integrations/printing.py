"""What a task handler prints and logs: shown in the running cell with its state's name, and kept with the step.

While a call runs, `sys.stdout` and `sys.stderr` are proxies that pass everything on; only what is written inside the
call's own context is marked and recorded. When the last call ends, the streams that the proxies stand for come back,
so nothing is left behind, whoever replaces the streams meanwhile.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TextIO, cast

from sfn_notebook.engine.drivers.copies import in_copies
from sfn_notebook.engine.ports import Printed

Stream = Literal["stdout", "stderr"]

KEPT_CHARACTERS: Final = 65_536
"""How much of what one call writes is kept; the cell shows all of it."""

CUT_NOTE: Final = f"… only the first {KEPT_CHARACTERS} characters are kept\n"


@dataclass(slots=True)
class Recorder:
    """What one call has written so far."""

    state_name: str
    kept: list[Printed] = field(default_factory=list[Printed])
    room: int = KEPT_CHARACTERS
    partial: dict[Stream, str] = field(default_factory=dict[Stream, str])
    lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, stream: Stream, text: str) -> str:
        """Keep a text; gives the whole lines that can be shown now, each marked with the state."""
        with self.lock:
            self._keep(stream, text)
            *lines, self.partial[stream] = (self.partial.get(stream, "") + text).split("\n")
        return "".join(f"{self._marked(line)}\n" for line in lines)

    def rest(self, stream: Stream) -> str:
        """The marked last line of a stream, if it has not been ended."""
        with self.lock:
            line = self.partial.pop(stream, "")
        return f"{self._marked(line)}\n" if line else ""

    def printed(self) -> tuple[Printed, ...]:
        """What is kept, in the order it was written; pieces of one stream that follow each other are joined."""
        joined: list[Printed] = []
        for each in self.kept:
            if joined and joined[-1].stream == each.stream:
                joined[-1] = Printed(stream=each.stream, text=joined[-1].text + each.text)
            else:
                joined.append(each)
        return tuple(joined)

    def _keep(self, stream: Stream, text: str) -> None:
        if self.room <= 0 or not text:
            return
        kept = text[: self.room].encode("utf-8", "replace").decode()  # half of a surrogate pair is nothing to keep
        self.room -= len(kept)
        note = "" if self.room else f"\n{CUT_NOTE}"
        self.kept.append(Printed(stream=stream, text=kept + note))

    def _marked(self, line: str) -> str:
        # a progress bar overwrites its line by \r: the last version of the line counts
        return f"[{self.state_name}] {line.removesuffix(chr(13)).rpartition(chr(13))[2]}"


class StreamProxy:
    """Stands for `sys.stdout` or `sys.stderr`: passes on what is written, and everything else it is asked for."""

    def __init__(self, stream: Stream, target: TextIO) -> None:
        self._stream: Stream = stream
        self.target = target

    def write(self, text: str) -> int:
        """Write a text; inside a call line by line, with the name of its state."""
        recorder = _recorder.get()
        shown = text if recorder is None else recorder.write(self._stream, text)
        if shown:
            self.target.write(shown)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write texts one after another."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.target, name)


_recorder: ContextVar[Recorder | None] = ContextVar("sfn_notebook_recorder", default=None)
_lock = threading.Lock()
_running = 0
_redirected: list[tuple[Any, TextIO]] = []
_proxies: dict[tuple[Stream, int], StreamProxy] = {}


def record(text: str, stream: Stream = "stdout") -> bool:
    """Keep a text with the call that runs in this context, without showing it; whether there is such a call.

    For what reaches the notebook by another way than the streams: `display`.
    """
    recorder = _recorder.get()
    if recorder is not None:
        recorder.write(stream, text if text.endswith("\n") else f"{text}\n")
    return recorder is not None


def recorded_state() -> str | None:
    """The name of the state whose call runs in this context; None outside of calls."""
    recorder = _recorder.get()
    return None if recorder is None else recorder.state_name


@contextmanager
def recording(state_name: str) -> Generator[Recorder]:
    """Record what is written inside the block, in this context (thread, asyncio task) only."""
    recorder = Recorder(state_name)
    _install()
    token = _recorder.set(recorder)
    try:
        yield recorder
    finally:
        _recorder.reset(token)
        try:
            _show(sys.stdout, recorder.rest("stdout"))
            _show(sys.stderr, recorder.rest("stderr"))
        finally:
            _uninstall()


def _show(stream: TextIO, text: str) -> None:
    if text:
        stream.write(text)


def _install() -> None:
    global _running  # noqa: PLW0603 - the streams of a process are global, and so is the count of their users
    with _lock:
        _running += 1
        sys.stdout = _proxied("stdout", sys.stdout)
        sys.stderr = _proxied("stderr", sys.stderr)
        if _running == 1:
            _redirect_logging()


def _proxied(stream: Stream, current: TextIO) -> TextIO:
    """The proxy of a stream: made once and kept for good.

    `print` borrows `sys.stdout` without owning it: a proxy that another thread freed meanwhile would crash Python
    (python/cpython, gh-130163).
    """
    if isinstance(current, StreamProxy):
        return current
    key = (stream, id(current))
    if key not in _proxies:
        _proxies[key] = StreamProxy(stream, current)
    return cast("TextIO", _proxies[key])


def _uninstall() -> None:
    global _running  # noqa: PLW0603 - see _install
    with _lock:
        _running -= 1
        if not _running:
            _restore()


def _restore() -> None:
    sys.stdout = _plain(sys.stdout)
    sys.stderr = _plain(sys.stderr)
    while _redirected:
        handler, stream = _redirected.pop()
        handler.stream = stream


def _begin_anew() -> None:
    """In a copy of the process no call runs, whatever was going on in the original."""
    global _lock, _running
    _lock, _running = threading.Lock(), 0
    _restore()


in_copies(_begin_anew)


def _plain(current: TextIO) -> TextIO:
    return current.target if isinstance(current, StreamProxy) else current


def _redirect_logging() -> None:
    """Let log handlers that hold the real streams write to the proxies while calls run."""
    for handler in _stream_handlers():
        for proxy in (sys.stdout, sys.stderr):
            if handler.stream is _plain(proxy):
                _redirected.append((handler, handler.stream))
                handler.stream = proxy
                break


def _stream_handlers() -> list[Any]:
    named = list(logging.root.manager.loggerDict.values())
    loggers = [logging.root, *(each for each in named if isinstance(each, logging.Logger) and each.handlers)]
    handlers = [handler for logger in loggers for handler in logger.handlers]
    return [handler for handler in handlers if isinstance(handler, logging.StreamHandler)]
