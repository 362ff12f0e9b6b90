"""Values packed for the wire and for the file of a notebook: JSON, deflated, as text."""

from __future__ import annotations

import zlib
from base64 import b64encode

from sfn_notebook.values import JSON, encode


def pack(value: JSON) -> str:
    """The value as text that a browser unpacks with what it has; a few times shorter than its JSON."""
    return b64encode(zlib.compress(encode(value).encode("utf-8", "replace"))).decode("ascii")


def stored_bytes(text: str) -> int:
    """What a text takes in the file of a notebook: quoted, in UTF-8."""
    return len(encode(text).encode("utf-8", "replace"))
