"""Reads the input that a command line names."""

from __future__ import annotations

import sys
from pathlib import Path

from sfn_notebook.errors import UsageError
from sfn_notebook.values import JSON, NotJsonError, decode


def read_input(given: str) -> JSON:
    """The input: JSON, `@file`, or `-` for standard input.

    Raises:
        UsageError: if it cannot be read or is not JSON.
    """
    try:
        return decode(_input_text(given))
    except NotJsonError as error:
        where = "--input" if given[:1] not in {"@", "-"} else given
        raise UsageError(f"{where} is not JSON: {error}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{given} is not UTF-8 text") from None


def _input_text(given: str) -> str:
    if given == "-":
        return sys.stdin.read()
    if not given.startswith("@"):
        return given
    try:
        return Path(given[1:]).read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot read {given[1:]}: {error.strerror}") from None
