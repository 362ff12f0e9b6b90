"""Writes to the standard streams; a reader that has gone away is no reason to fail."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def answer(text: str) -> None:
    """Write what was asked for."""
    _write(sys.stdout, text)


def complain(text: str) -> None:
    """Write what a person should know."""
    _write(sys.stderr, text)


def _write(stream: TextIO, text: str) -> None:
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:
        # what comes later, and Python's own flush at the end, goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
