"""Above which Map Runs an execution of a store stands, by their ARNs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfn_notebook.store.reading import Row, rows
from sfn_notebook.store.selection import OF_MAP_RUNS

if TYPE_CHECKING:
    import sqlite3


def ancestor(connection: sqlite3.Connection, arn: str) -> Row | None:
    """The latest execution below which a Map Run or a child of one stands, however deep; None if there is none.

    Args:
        connection: of the store.
        arn: of the Map Run, or of the child.
    """
    child = connection.execute(f"SELECT map_run FROM execution WHERE arn = ? AND {OF_MAP_RUNS}", (arn,)).fetchone()  # noqa: S608 - conditions of ours
    above = arn if child is None else child[0]
    while True:
        found = rows(connection, "WHERE id = (SELECT max(execution) FROM map_run WHERE arn = ?)", (above,))
        if not found or found[0].map_run is None:
            return found[0] if found else None
        above = found[0].map_run
