"""What the fields of a state become in its query language: callables, or constants.

JSONPath has a field of its own for a path, `SecondsPath`; in JSONata the field itself may hold an expression.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from sfn_notebook.engine.compiled import Batcher, Selector, Template
from sfn_notebook.expressions.intrinsics.compiler import compile_intrinsic
from sfn_notebook.expressions.jsonata import Expected, compile_jsonata, compile_query_template, is_expression
from sfn_notebook.expressions.jsonpath import parse_path
from sfn_notebook.expressions.path import compile_field_path, compile_items_path, compile_path
from sfn_notebook.expressions.scope import Reader, Scope
from sfn_notebook.expressions.template import compile_template, template_bound
from sfn_notebook.expressions.timestamp import parse_timestamp
from sfn_notebook.values import ABSENT, JSON, Maybe, size_bytes


def _nothing(*_: object) -> JSON:
    return {}


_NULL: Final = Selector(text="null", read=_nothing, shrinks=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """How the fields of one state are read."""

    is_jsonata: bool

    def path(self, path: str | None) -> Selector | None:
        """A path with the default `$`; None where it changes nothing, and an empty object for null."""
        if path == "$":
            return None
        return _NULL if path is None else _read(path)

    def template(self, template: Maybe, field: str) -> Template | None:
        """Parameters, Arguments, Assign and their like; None where there is none."""
        return None if template is ABSENT else self.payload(template, field)

    def payload(self, template: JSON, field: str) -> Template:
        """A payload template that is there."""
        if self.is_jsonata:
            return _query(template, field)
        bound = template_bound(template)
        read = compile_template(template)
        return Template(read=read, literal_bytes=bound.literal_bytes, references=bound.references)

    def output(self, template: Maybe, field: str) -> Template | None:
        """Output, which JSONata alone has."""
        return _query(template, field) if template is not ABSENT else None

    def condition(self, value: str | bool, field: str) -> Callable[[JSON, Scope], bool]:  # noqa: FBT001 - the field's value
        """The test of a Choice rule in JSONata."""
        if isinstance(value, bool):
            return lambda _states, _scope: value
        read = compile_jsonata(value, field, "boolean")
        return lambda states, scope: read(states, scope) is True

    def number(self, field: str, number: float | str | None, path: str | None) -> int | Selector | None:
        """A field that may be a whole number, a path to one, or an expression."""
        if path is not None:
            return _read(path)
        if isinstance(number, str):
            return _computed(number, field, "integer")
        return None if number is None else int(number)

    def fraction(self, field: str, number: float | str | None, path: str | None) -> float | Selector | None:
        """A field that may be a number, a path to one, or an expression."""
        if path is not None:
            return _read(path)
        return _computed(number, field, "number") if isinstance(number, str) else number

    def batcher(self, batcher: Maybe) -> Batcher | None:
        """ItemBatcher."""
        if not isinstance(batcher, dict):
            return None
        return Batcher(
            max_items=self._batch_limit(batcher, "MaxItemsPerBatch"),
            max_bytes=self._batch_limit(batcher, "MaxInputBytesPerBatch"),
            batch_input=self.template(batcher.get("BatchInput", ABSENT), "ItemBatcher/BatchInput"),
        )

    def _batch_limit(self, batcher: Mapping[str, JSON], field: str) -> int | Selector | None:
        number, path = batcher.get(field), batcher.get(f"{field}Path")
        given = number if isinstance(number, int | str) else None
        return self.number(f"ItemBatcher/{field}", given, path if isinstance(path, str) else None)

    def time(self, field: str, text: str | None, path: str | None) -> int | Selector | None:
        """A field that may be a timestamp, a path to one, or an expression; in nanoseconds since the epoch."""
        if path is not None:
            return _read(path)
        if self.is_jsonata and is_expression(text):
            return _computed(str(text), field, "string")
        return None if text is None else parse_timestamp(text)

    def text(self, field: str, text: str | None, path: str | None) -> str | Selector | None:
        """A field that may be a text, a path to one or an intrinsic function that makes one, or an expression."""
        if path is not None:
            read = compile_field_path(path, f"{field}Path") if path.startswith("$") else compile_intrinsic(path)
            return Selector(text=path, read=read, shrinks=False)
        if self.is_jsonata and is_expression(text):
            return _computed(str(text), field, "string")
        return text

    def items(self, items: Maybe, path: str | None) -> Selector | None:
        """Items, or ItemsPath with its default `$`; None for the input itself."""
        if self.is_jsonata:
            return None if items is ABSENT else _items(items)
        return None if path == "$" else _read(str(path), compile_items_path)


def _items(items: JSON) -> Selector:
    if is_expression(items):
        return _computed(str(items), "Items", "array")
    return Selector(text="Items", read=compile_query_template(items, "Items"), shrinks=False, is_jsonata=True)


def _computed(text: str, field: str, expected: Expected) -> Selector:
    return Selector(text=text, read=compile_jsonata(text, field, expected), shrinks=False, is_jsonata=True)


def _query(template: JSON, field: str) -> Template:
    """What an expression gives is of any size; a template without one has its own."""
    read = compile_query_template(template, field)
    return Template(read=read, literal_bytes=size_bytes(template), references=None)


def _read(path: str, compile_text: Callable[[str], Reader] = compile_path) -> Selector:
    reads_input = not path.startswith("$$") and path[1:2] in ("", ".", "[")
    return Selector(text=path, read=compile_text(path), shrinks=reads_input and parse_path(path).is_definite)
