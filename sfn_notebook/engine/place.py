"""Where something happened: paths of visits, scopes and boxes.

A path is `/Fan#1[0]/Charge#2`: the second visit of Charge in branch 0 of the first visit of Fan. A path that ends with
an index is a scope: a branch of a Parallel state, an item of a Map state. Names are escaped, so that the four signs
of a path mean one thing only. A visit is counted within its scope.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

_ESCAPES: Final = str.maketrans({"%": "%25", "/": "%2F", "#": "%23", "[": "%5B", "]": "%5D"})
_ESCAPED: Final = re.compile(r"%(25|2F|23|5B|5D)")
_SEGMENT: Final = re.compile(r"/([^/#\[]*)(?:#\d+)?(\[\d+\])?")
_CONTAINERS: Final = re.compile(r"\[\d+\](?=/|$)")


def escape(name: str) -> str:
    """The name of a state as it stands in a path: `% / # [ ]` are percent-encoded."""
    return name.translate(_ESCAPES)


def unescape(text: str) -> str:
    """The name of a state from its form in a path."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def visit_path(scope: str, name: str, visit: int) -> str:
    """The path of one visit of a state; `name` is already escaped, `scope` is "" at the top."""
    return f"{scope}/{name}#{visit}"


def child_path(path: str, index: int) -> str:
    """The scope of one branch or item of the visit of a container."""
    return f"{path}[{index}]"


def scope_of(path: str) -> str:
    """The scope that a visit stands in: `/Fan#1[0]` of `/Fan#1[0]/Charge#2`, "" at the top."""
    return path[: path.rindex("/")] if path else ""


def state_of(path: str) -> str:
    """The name of the state that a visit is of: `Charge` of `/Fan#1[0]/Charge#2`."""
    return unescape(path.rpartition("/")[2].rpartition("#")[0])


def visit_of(scope: str) -> str:
    """The visit of the container that a scope belongs to: `/Fan#1` of `/Fan#1[0]`; a visit is given back."""
    return scope[: scope.rindex("[")] if scope.endswith("]") else scope


def node_id(path: str, maps: Container[str]) -> str:
    """The box of a path in the graph: without visits, and without the indexes of Map items.

    Args:
        path: of a visit or a scope.
        maps: the ids of the boxes of all Map states; other containers keep the index, which is of a branch.
    """
    place = ""
    for name, index in _SEGMENT.findall(path):
        place = f"{place}/{name}"
        if index and place not in maps:
            place += index
    return place


def enclosing_visits(path: str) -> tuple[str, ...]:
    """The visits of the containers around a visit or scope, outermost first."""
    return tuple(path[: match.start()] for match in _CONTAINERS.finditer(path))
