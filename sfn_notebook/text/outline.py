"""Where the nodes of a text stand, and what was found while reading it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from sfn_notebook.text.diagnostic import Diagnostic, Path
from sfn_notebook.values import JSON

Extent: TypeAlias = "tuple[int, int]"
"""Start and end in characters: a Span before somebody asks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What a reader made of a text.

    Attributes:
        value: None also where the text could not be read; then a diagnostic says so.
        values, keys: where the value and the key of each node stand.
    """

    value: JSON = None
    values: Mapping[Path, Extent] = field(default_factory=dict[Path, Extent])
    keys: Mapping[Path, Extent] = field(default_factory=dict[Path, Extent])
    diagnostics: tuple[Diagnostic, ...] = ()


class BrokenText(Exception):
    """The text cannot be read any further; carries the diagnostic that says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic
