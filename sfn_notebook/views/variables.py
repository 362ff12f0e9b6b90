"""The variables of a machine while its history is folded: which of them a visit can read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from sfn_notebook.engine.place import scope_of, visit_of
from sfn_notebook.values import JSON

Variables: TypeAlias = Mapping[str, JSON]
NO_VARIABLES: Final[Variables] = MappingProxyType({})


class Scopes:
    """The variables of each scope: the whole machine, every branch, every item; inner ones read those around them."""

    def __init__(self) -> None:
        self._by_scope: dict[str, Variables] = {"": NO_VARIABLES}

    def readable(self, path: str) -> Variables:
        """What the visit at a path can read."""
        scope = scope_of(path)
        while scope not in self._by_scope:
            scope = scope_of(visit_of(scope))
        return self._by_scope[scope]

    def assign(self, path: str, assigned: JSON) -> None:
        """Keep what the visit at a path assigned, for the visits of its scope that follow."""
        if isinstance(assigned, dict) and assigned:
            self._by_scope[scope_of(path)] = {**self.readable(path), **assigned}

    def begin(self, path: str) -> None:
        """Forget what was assigned inside the container at a path: it begins, perhaps anew."""
        inside = f"{path}["
        for scope in [scope for scope in self._by_scope if scope.startswith(inside)]:
            del self._by_scope[scope]
