"""The items in what an ItemReader reads: JSON, JSON Lines or CSV.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NoReturn

from sfn_notebook.errors import StateError
from sfn_notebook.values import JSON, NotJsonError, decode

_DELIMITERS: Final = MappingProxyType({"COMMA": ",", "PIPE": "|", "SEMICOLON": ";", "SPACE": " ", "TAB": "\t"})


def read_source(text: str, config: Mapping[str, JSON]) -> JSON:
    """The value of a text, by InputType; a source that is no text (a listing, Parquet) is given as JSON.

    Raises:
        StateError: States.ItemReaderFailed, for a text that is not of its type.
    """
    match config.get("InputType"):
        case "CSV":
            return _rows(text, config)
        case "JSONL":
            return [_decoded(line) for line in text.splitlines() if line.strip()]
        case _:
            return _decoded(text)


def at_pointer(value: JSON, pointer: str) -> JSON:
    """What ItemsPointer leads to: a JSON Pointer (RFC 6901).

    Raises:
        StateError: States.ItemReaderFailed, if it leads nowhere.
    """
    found = value
    for escaped in pointer.split("/")[1:]:
        step = escaped.replace("~1", "/").replace("~0", "~")
        if isinstance(found, dict) and step in found:
            found = found[step]
        elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            reader_failed(f"ItemsPointer {pointer} leads to nothing")
    return found


def items_in(value: JSON) -> list[JSON]:
    """The items of an array; the members of an object, each as `{"Key": …, "Value": …}`.

    Raises:
        StateError: States.ItemReaderFailed, for anything else (recorded).
    """
    if isinstance(value, dict):
        return [{"Key": key, "Value": member} for key, member in value.items()]
    if not isinstance(value, list):
        reader_failed("Attempting to map over non-iterable node.")
    return value


def reader_failed(cause: str) -> NoReturn:
    """Fail as an ItemReader does.

    Raises:
        StateError: always.
    """
    raise StateError("States.ItemReaderFailed", cause)


def _decoded(text: str) -> JSON:
    try:
        return decode(text)
    except NotJsonError as error:
        reader_failed(f"the data is not JSON: {error}")


def _rows(text: str, config: Mapping[str, JSON]) -> list[JSON]:
    delimiter = _DELIMITERS.get(str(config.get("CSVDelimiter")), ",")
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter, escapechar="\\") if row]
    given = config.get("CSVHeaders")
    if config.get("CSVHeaderLocation") == "GIVEN" and isinstance(given, list):
        headers = [str(name) for name in given]
    else:
        headers, rows = (rows[0], rows[1:]) if rows else ([], [])
    if len(set(headers)) < len(headers):
        reader_failed("CSV headers cannot contain duplicates.")
    return [_row(headers, row) for row in rows]


def _row(headers: Sequence[str], row: Sequence[str]) -> JSON:
    """A short row is filled up with empty texts, a long one is cut off."""
    return {name: row[index] if index < len(row) else "" for index, name in enumerate(headers)}
