"""Copies of this process, as `os.fork` makes them: none of its threads is there, and its locks may be held for ever."""

from __future__ import annotations

import os
from collections.abc import Callable


def in_copies(act: Callable[[], None]) -> None:
    """Have something done in every copy of this process, before anything else happens there."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=act)
