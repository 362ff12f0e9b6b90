"""The exact size of values, where no bound is known: large parts that many values share are measured once."""

from __future__ import annotations

from typing import Final

from sfn_notebook.values import JSON, size_bytes

_LARGE: Final = 64
"""Members of an object or array, characters of a text: what has more is looked up before it is measured."""
_WORTH_KEEPING: Final = 1_024
_KEPT: Final = 64


class Sizes:
    """Sizes of large values by identity. The values stay alive here, so that their identity stays theirs."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[int, tuple[JSON, int]] = {}

    def of(self, value: JSON) -> int:
        """The length of the compact JSON text in UTF-8; an object's large members may have been measured before."""
        if not isinstance(value, dict):
            return self._measured(value)
        large = {
            key: member
            for key, member in value.items()
            if isinstance(member, (dict, list, str)) and len(member) > _LARGE
        }
        if not large:
            return size_bytes(value)
        shell: dict[str, JSON] = {**value, **dict.fromkeys(large)}
        return size_bytes(shell) + sum(self._measured(member) - len("null") for member in large.values())

    def _measured(self, value: JSON) -> int:
        known = self._known.get(id(value))
        if known is not None and known[0] is value:
            return known[1]
        size = size_bytes(value)
        if size > _WORTH_KEEPING:
            if len(self._known) >= _KEPT:
                del self._known[next(iter(self._known))]
            self._known[id(value)] = value, size
        return size
