"""Outputs of a cell: what IPython's `display` does, with types."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

_IPYTHON: Final[Any] = import_module("IPython.display")  # its functions have no types


def show(thing: object) -> None:
    """Display an object."""
    _IPYTHON.display(thing)


def show_bundle(data: Mapping[str, Any], metadata: Mapping[str, Any] | None = None) -> None:
    """Display data by their types."""
    _IPYTHON.display(dict(data), metadata=dict(metadata or {}), raw=True)


def has_front_end() -> bool:
    """Whether a notebook shows what is displayed; a terminal, or plain Python, does not."""
    shell = import_module("IPython").get_ipython()
    return hasattr(shell, "kernel")


class Output:
    """An output that can be changed later, from any thread; nothing where there is no notebook."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._handle = _IPYTHON.display(dict(data), raw=True, display_id=True)

    def change(self, data: Mapping[str, Any]) -> None:
        """Put something else in its place."""
        if self._handle is not None:
            self._handle.update(dict(data), raw=True)
