"""What is due in a closed domain: nothing, and nothing can be put there.

Sessions keep thousands of executions that have ended: their domains share this.
"""

from __future__ import annotations

from typing import Any, Final, NoReturn

from sfn_notebook.engine.waits import Waits


class _Nobody(dict[str, Any]):
    """Can be looked into and taken from like any other dict."""

    def __setitem__(self, key: str, value: object) -> NoReturn:
        raise AssertionError(f"nothing goes on in a closed domain: {key}")


ITEMS: Final[Any] = ()
TOKENS: Final[Any] = frozenset[str]()
FRAMES: Final[dict[str, Any]] = _Nobody()
WAITS: Final = Waits()
