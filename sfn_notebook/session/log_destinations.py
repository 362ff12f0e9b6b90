"""Where the log records of a session's executions go: a file, Python's logging, a function."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from sfn_notebook.api.delivery import tolerant
from sfn_notebook.errors import UsageError
from sfn_notebook.values import encode
from sfn_notebook.views.log_records import LogRecord, is_logged

LOGGER: Final = "sfn_notebook.executions"

Destination: TypeAlias = "str | Path | logging.Logger | Callable[[LogRecord], object]"

Batch: TypeAlias = "tuple[str, Sequence[LogRecord]]"
"""The name of an execution, and some of its records, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sink:
    """An open destination.

    Attributes:
        name: for messages.
        put: may be called by several threads, each with another execution.
        close: lets go of it.
    """

    name: str
    put: Callable[[Batch], object]
    close: Callable[[], object] = lambda: None


def open_sink(destination: Destination | None) -> Sink:
    """A destination as it is used; None is the logger `sfn_notebook.executions`.

    Raises:
        UsageError: for a file that cannot be written, and for what is no destination.
    """
    if destination is None or isinstance(destination, logging.Logger):
        return _logger(destination or logging.getLogger(LOGGER))
    if isinstance(destination, (str, Path)):
        return _file(Path(destination))
    if callable(destination):
        return _function(destination)
    raise UsageError(f"cannot log to {destination!r}: expected a path, a logger or a function of a log record")


def _file(path: Path) -> Sink:
    """A file of JSON lines; what it holds already stays."""
    try:
        # a lone surrogate becomes an escape, which JSON has for it
        file = path.open("a", encoding="utf-8", errors="backslashreplace", newline="")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None
    one_at_a_time = threading.Lock()

    def put(batch: Batch) -> None:
        text = "".join(f"{encode(record)}\n" for record in batch[1])
        with one_at_a_time:
            if not file.closed:
                file.write(text)
                file.flush()

    def close() -> None:
        with one_at_a_time:
            file.close()

    return Sink(name=str(path), put=put, close=close)


def _logger(logger: logging.Logger) -> Sink:
    def put(batch: Batch) -> None:
        name, records = batch
        for record in records:
            level = _level(record["type"])
            if logger.isEnabledFor(level):
                logger.log(level, "%s %s", record["type"], name, extra={"sfn": record})

    return Sink(name=f"the logger {logger.name}", put=put)


def _level(type_name: str) -> int:
    """What AWS logs at FATAL and at ERROR is so here; the rest is INFO."""
    if is_logged(type_name, "FATAL"):
        return logging.FATAL
    return logging.ERROR if is_logged(type_name, "ERROR") else logging.INFO


def _function(function: Callable[[LogRecord], object]) -> Sink:
    tell = tolerant(function, repr(function))

    def put(batch: Batch) -> None:
        for record in batch[1]:
            tell(record)

    return Sink(name=repr(function), put=put)
