"""What a user hands to a magic by name: inputs, substitutions, names to bind."""

from __future__ import annotations

import dataclasses
import keyword
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, cast

from sfn_notebook.errors import UsageError
from sfn_notebook.text.suggest import did_you_mean
from sfn_notebook.values import JSON, NotJsonError, decode

Namespace = Mapping[str, Any]

_SUBSTITUTED: Final = re.compile(r"\$\{([A-Za-z0-9_]+)\}")


def read_input(text: str, namespace: Namespace) -> object:
    """The input that `--input` names; see `read_json`."""
    return read_json(text, namespace, "--input")


def read_json(text: str, namespace: Namespace, flag: str) -> object:
    """What a flag names: `$name`, `@file`, or JSON.

    A variable that holds the text of an object or an array gives that; any other text is a string.

    Raises:
        UsageError: if there is no such variable or file, or what is found is not JSON.
    """
    if text.startswith("$"):
        return plain(look_up(text[1:], namespace))
    if text.startswith("@"):
        return _read_json(_read_file(text[1:]), text)
    return _read_json(text, flag)


def look_up(name: str, namespace: Namespace) -> object:
    """The value of a variable of the notebook.

    Raises:
        UsageError: if there is none.
    """
    if name in namespace:
        return namespace[name]
    hint = did_you_mean(name, [each for each in namespace if not each.startswith("_")])
    raise UsageError(f"no variable ${name} in this notebook{f': {hint}' if hint else ''}")


def plain(value: object) -> object:
    """A value of the notebook in the types that JSON knows, as far as they can be told.

    Dataclasses, named tuples, rows and frames of pandas, and numbers and arrays of numpy are taken apart. What has no
    form in JSON stays, for the one door that says where it stands.
    """
    if isinstance(value, str):
        return _text_or_json(value)
    try:
        return _plain(value)
    except RecursionError:  # endless or very deep
        return value


def substitutions(body: str, namespace: Namespace) -> dict[str, str] | None:
    """The values for each `${Name}` of a body; None if it has none.

    Raises:
        UsageError: if one of them is neither a text nor a number.
    """
    wanted = set(_SUBSTITUTED.findall(body))
    if not wanted:
        return None
    for name in sorted(wanted & set(namespace)):
        if not _is_scalar(namespace[name]):
            kind = type(namespace[name]).__name__
            raise UsageError(f"${{{name}}} is a {kind}: only a text or a number can be put into a definition")
    return {name: str(value) for name, value in namespace.items() if not name.startswith("_") and _is_scalar(value)}


def check_bindable(name: str | None) -> None:
    """Make sure that a name can be a variable.

    Raises:
        UsageError: if it cannot.
    """
    if name is not None and not is_bindable(name):
        raise UsageError(f'"{name}" cannot be the name of a variable')


def is_bindable(name: str) -> bool:
    """Whether a name can be a variable."""
    return name.isidentifier() and not keyword.iskeyword(name)


def _is_scalar(value: object) -> bool:
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


def _text_or_json(text: str) -> JSON:
    try:
        value = decode(text)
    except NotJsonError:
        return text
    return value if isinstance(value, (dict, list)) else text


def _plain(value: Any) -> object:
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, dict):
        return {key: _plain(member) for key, member in cast("dict[object, object]", value).items()}
    if isinstance(value, list) or type(cast("object", value)) is tuple:
        return [_plain(item) for item in cast("list[object]", value)]
    taken = _taken_apart(cast("object", value))
    return cast("object", value) if taken is value else _plain(taken)


def _taken_apart(value: object) -> object:
    if isinstance(value, type):
        return value
    if dataclasses.is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    untyped: Any = value
    if hasattr(untyped, "columns") and hasattr(untyped, "to_dict"):  # a frame of pandas: one object for each row
        return untyped.to_dict(orient="records")
    for method in ("_asdict", "to_dict", "tolist"):
        if callable(getattr(untyped, method, None)):
            return getattr(untyped, method)()
    return value


def _read_file(name: str) -> str:
    try:
        return Path(name).expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"cannot read {name}: {reason}") from None


def _read_json(text: str, where: str) -> JSON:
    try:
        return decode(text)
    except NotJsonError as error:
        quoted = "" if where.startswith("@") else f'\nJSON goes in single quotes: {where} \'{{"name": "value"}}\''
        raise UsageError(f"{where} is not JSON: {error}{quoted}") from None
