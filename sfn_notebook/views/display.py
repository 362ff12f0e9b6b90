"""How a state machine or an execution is shown: the seam that the widget fills."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["machine", "execution"]
Display: TypeAlias = "Callable[[Any], Any]"

_displays: dict[Kind, Display] = {}


def register_display(kind: Kind, display: Display) -> None:
    """Have something shown by `display` from now on; it gets the object that the user holds."""
    _displays[kind] = display


def display_for(kind: Kind) -> Display | None:
    """Who shows it; None where no widget was loaded."""
    return _displays.get(kind)
