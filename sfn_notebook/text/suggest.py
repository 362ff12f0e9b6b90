"""Which of the known names a mistyped one was meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

MOST_CANDIDATES = 2000
"""Beyond so many names a comparison with each of them would be felt."""


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known name nearest to `word`, or None if none is near; letter case counts least."""
    from difflib import get_close_matches

    names = {name.lower(): name for name in islice(known, MOST_CANDIDATES)}
    found = get_close_matches(word.lower(), names, n=1, cutoff=0.6)
    return names[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """`did you mean "Check"?`, or None if no known name is near."""
    name = closest(word, known)
    return None if name is None else f'did you mean "{name}"?'
