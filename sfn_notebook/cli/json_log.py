"""The log of a command that goes on for long: one JSON document a line, on stderr."""

from __future__ import annotations

import contextlib
import io
import logging
import sys
import threading
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final, TextIO, cast

from sfn_notebook.integrations.printing import record as keep_with_call
from sfn_notebook.integrations.printing import recorded_state
from sfn_notebook.values import JSON, encode

LEVELS: Final = ("debug", "info", "warning", "error")
_LOGGER: Final = "sfn_notebook.serve"
_OURS: Final = ("sfn_notebook", "tornado.general")
_MOST_CHARACTERS: Final = 65_536


class JsonHandler(logging.Handler):
    """Writes a record as JSON: `time`, `level`, and its `event` with its fields, or the `logger` and the `message`.

    What a function logs is kept with its state too, as what it prints is. This is no `StreamHandler`: what those write
    while a function runs is taken for its own.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line; a reader that has gone away is no reason to fail."""
        try:
            text = self.format(record)
            self._stream.write(f"{text}\n")
            self._stream.flush()
        except (OSError, ValueError):
            return

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line: dict[str, JSON] = {"time": time, "level": record.levelname}
        event: str | None = getattr(record, "event", None)
        if event is not None:
            line |= {"event": event, **cast("dict[str, JSON]", getattr(record, "fields", {}))}
        else:
            message = record.getMessage()
            line |= {"logger": record.name, "message": message}
            if keep_with_call(message, "stderr"):
                line["state"] = recorded_state()
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = "".join(traceback.format_exception(record.exc_info[1]))
        return encode(line).encode("utf-8", "backslashreplace").decode()


class LoggedOutput(io.TextIOBase):
    """Stands for stdout: each line that Python prints is a record of the log."""

    def __init__(self) -> None:
        self._partial = ""
        self._lock = threading.Lock()

    def writable(self) -> bool:
        """It is written to."""
        return True

    def write(self, text: str) -> int:
        """Log the lines that are complete; a longer one than the log takes is cut into pieces."""
        with self._lock:
            *lines, self._partial = (self._partial + text).split("\n")
            if len(self._partial) > _MOST_CHARACTERS:
                lines.append(self._partial)
                self._partial = ""
        for line in lines:
            log("print", {"text": line})
        return len(text)


@contextmanager
def json_log(level: str) -> Generator[None]:
    """Meanwhile, all that is logged goes to stderr as JSON: of this package from a level on, of others their warnings.

    What Python prints is logged too.
    """
    handler = JsonHandler(sys.stderr)
    logging.captureWarnings(True)  # noqa: FBT003 - its only parameter
    logging.getLogger().addHandler(handler)
    for name in _OURS:
        logging.getLogger(name).setLevel(level.upper())
    try:
        with contextlib.redirect_stdout(cast("TextIO", LoggedOutput())):
            yield
    finally:
        logging.captureWarnings(False)  # noqa: FBT003 - its only parameter
        logging.getLogger().removeHandler(handler)
        for name in _OURS:
            logging.getLogger(name).setLevel(logging.NOTSET)


def log(event: str, fields: dict[str, JSON]) -> None:
    """Log an event of the command itself."""
    logging.getLogger(_LOGGER).info(event, extra={"event": event, "fields": fields})
