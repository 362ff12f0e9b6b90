"""States.Base64Encode, Base64Decode and Hash."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from typing import Final

from sfn_notebook.expressions.intrinsics.function import Function, InvalidArgumentsError, at_most, need_text
from sfn_notebook.expressions.java_text import java_text
from sfn_notebook.expressions.scope import Scope
from sfn_notebook.values import JSON

_MAX_CHARACTERS: Final = 10_000
_ALGORITHMS: Final = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")


def _encode(arguments: Sequence[JSON], _scope: Scope) -> JSON:
    text = _limited(need_text(arguments[0]))
    return base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")


def _decode(arguments: Sequence[JSON], _scope: Scope) -> JSON:
    """As lenient as AWS (observed): foreign characters are skipped, padding may be missing and ends the text."""
    text = _limited(need_text(arguments[0])).partition("=")[0]
    digits = _NOT_BASE64.sub("", text.replace("-", "+").replace("_", "/"))
    if len(digits) % 4 == 1:
        digits = digits[:-1]
    return base64.b64decode(digits + "=" * (-len(digits) % 4)).decode("utf-8", "replace")


def _hash(arguments: Sequence[JSON], _scope: Scope) -> JSON:
    """Data that is no text is hashed as Java prints it."""
    algorithm = _ALGORITHMS.get(need_text(arguments[1]))
    if algorithm is None:
        raise InvalidArgumentsError
    data = _limited(java_text(arguments[0])).encode("utf-8", "replace")
    return hashlib.new(algorithm, data, usedforsecurity=False).hexdigest()


def _limited(text: str) -> str:
    if len(text) > _MAX_CHARACTERS:
        raise InvalidArgumentsError
    return text


FUNCTIONS: Final = (
    Function(
        name="States.Base64Encode",
        min_arguments=1,
        max_arguments=1,
        apply=_encode,
        bound=at_most(_MAX_CHARACTERS * 6),
    ),
    Function(
        name="States.Base64Decode",
        min_arguments=1,
        max_arguments=1,
        apply=_decode,
        bound=at_most(_MAX_CHARACTERS * 6),
    ),
    Function(name="States.Hash", min_arguments=2, max_arguments=2, apply=_hash, bound=at_most(130)),
)
