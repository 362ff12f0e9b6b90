"""What the magics need of the notebook they run in: IPython has no types of its own for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, cast

from IPython import display as ipython_display


class Shell(Protocol):
    """The variables of a notebook.

    Attributes:
        user_ns: by name.
    """

    user_ns: dict[str, Any]

    def push(self, variables: dict[str, Any]) -> None:
        """Bind variables."""
        ...


def show(shown: object) -> None:
    """Display something that knows how to."""
    cast("Any", ipython_display).display(shown)


def show_bundle(bundle: Mapping[str, str]) -> None:
    """Display texts by their MIME types."""
    cast("Any", ipython_display).display(dict(bundle), raw=True)
