"""Whether the value of one field is of the kind that the field takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from sfn_notebook.asl.fields import Field, Kind
from sfn_notebook.asl.findings import quoted, schema_error
from sfn_notebook.asl.model import QueryLanguage
from sfn_notebook.text.diagnostic import Diagnostic, Path
from sfn_notebook.text.suggest import did_you_mean
from sfn_notebook.values import JSON


def check_value(field: Field, value: JSON, path: Path, language: QueryLanguage) -> Iterator[Diagnostic]:
    """What is wrong with a value, as far as its JSON type, range and words go."""
    if language == "JSONata" and field.takes_expression and isinstance(value, str) and value.startswith("{%"):
        return
    test = _TESTS.get(field.kind)
    if test is not None and not test[0](value):
        expected = test[1]
        article = "an" if expected[0] in "AIO" else "a"
        message = f"{field.name} takes {article} {_WORDS[expected]}, found {described(value)}"
        said = "[STRING]" if expected == "String" else expected
        yield schema_error("SFN305", message, path, f"Expected value of type {said}")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _check_range(field, value, path)
    elif field.accepted and value not in field.accepted:
        said = f"Value should be one of the following: [{', '.join(field.accepted)}]"
        hint = did_you_mean(str(value), field.accepted)
        yield schema_error(
            "SFN307", f'{field.name} is {quoted(field.accepted)}, found "{value}"', path, said, hint=hint
        )


def _check_range(field: Field, value: float, path: Path) -> Iterator[Diagnostic]:
    if field.minimum is not None and value < field.minimum:
        least = f"{field.minimum:g}"
        yield schema_error(
            "SFN306", f"{field.name} is at least {least}, found {value}", path, f"Minimum value is {least}"
        )
    if field.maximum is not None and value > field.maximum:
        most = str(int(field.maximum))
        yield schema_error("SFN306", f"{field.name} is at most {most}, found {value}", path, f"Maximum value is {most}")


def _is_text(value: JSON) -> bool:
    return isinstance(value, str)


def _is_text_or_null(value: JSON) -> bool:
    return value is None or isinstance(value, str)


def _is_integer(value: JSON) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: JSON) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_TEXT: Final = (_is_text, "String")
_TEXT_OR_NULL: Final = (_is_text_or_null, "String")
_TESTS: Final[Mapping[Kind, tuple[Callable[[JSON], bool], str]]] = {
    Kind.TEXT: _TEXT,
    Kind.TARGET: _TEXT,
    Kind.ARN: _TEXT,
    Kind.TIMESTAMP: _TEXT,
    Kind.VALUE_PATH: _TEXT,
    Kind.PATH_OR_FUNCTION: _TEXT,
    Kind.PATH: _TEXT_OR_NULL,
    Kind.REFERENCE_PATH: _TEXT_OR_NULL,
    Kind.FLAG: (lambda value: isinstance(value, bool), "Boolean"),
    Kind.INTEGER: (_is_integer, "Integer"),
    Kind.NUMBER: (_is_number, "Number"),
    Kind.OBJECT: (lambda value: isinstance(value, dict), "Object"),
    Kind.ARRAY: (lambda value: isinstance(value, list), "Array"),
}
_WORDS: Final = {
    "String": "text",
    "Boolean": "boolean",
    "Integer": "integer",
    "Number": "number",
    "Object": "object",
    "Array": "array",
}


def described(value: JSON) -> str:
    """The value in few words: `an array`, `"7"`, `null`."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "an array"
    if isinstance(value, str):
        return f'"{value[:40]}"'
    return "null" if value is None else str(value).lower()
