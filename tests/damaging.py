"""Ways in which the file of a store can be damaged."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from typing import Any, Final, TypeAlias, cast

_PAGE: Final = 4096
TABLES: Final = ("execution", "stretch", "value", "map_run", "origin", "owner", "resource")


_Key: TypeAlias = "tuple[str, tuple[Any, ...]]"


def _page(random: Random, data: bytearray) -> None:
    at = random.randrange(len(data) // _PAGE) * _PAGE
    data[at : at + _PAGE] = random.choice((random.randbytes(_PAGE), bytes(_PAGE)))


def _last_page(random: Random, data: bytearray) -> None:
    data[-_PAGE:] = random.randbytes(_PAGE)


def _swap(random: Random, data: bytearray) -> None:
    one, other = (random.randrange(1, len(data) // _PAGE) * _PAGE for _ in range(2))
    data[one : one + _PAGE], data[other : other + _PAGE] = data[other : other + _PAGE], data[one : one + _PAGE]


def _cut(random: Random, data: bytearray) -> None:
    del data[random.randrange(len(data)) :]


def _bits(random: Random, data: bytearray) -> None:
    for _ in range(random.choice((1, 3, 30))):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


_BYTES: Final = {"page": _page, "last page": _last_page, "swap": _swap, "cut": _cut, "bits": _bits}
_VALUES: Final[tuple[Any, ...]] = (
    *(0, -1, 7, 2**62, -(2**62), 0.5, b"\xff\xfe", b"", "", "x", "null", "[]", "{}", "1", '"x"', "[[1]]", "NaN", None),
    *('{"a":1}', "[" * 100_000, "[" * 400 + "]" * 400, "1e999", '"\\ud800"', "9" * 5000, "arn:aws:states", "RUNNING"),
)
_NODES: Final[tuple[Any, ...]] = (
    *(None, True, 0, 1, -1, 3, 99, 2**70, 1.5, "", "x", "RUNNING", "SUCCEEDED", [], {}, [1], [[]], {"a": 1}, "/S0#1"),
)


def _column(random: Random, connection: sqlite3.Connection) -> None:
    table, column, key, _ = _chosen(random, connection)
    value = random.choice(_VALUES)
    connection.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {key[0]}", (value, *key[1]))  # noqa: S608


def _text(random: Random, connection: sqlite3.Connection) -> None:
    """A text is cut off, or has another character."""
    table, column, key, value = _chosen(random, connection, str)
    at = random.randrange(len(value) + 1)
    value = random.choice((value[:at], value[:at] + random.choice('"{}[],:0x9') + value[at + 1 :]))
    connection.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {key[0]}", (value, *key[1]))  # noqa: S608


def _node(random: Random, connection: sqlite3.Connection) -> None:
    """JSON that has something else somewhere inside."""
    for _ in range(50):
        table, column, key, value = _chosen(random, connection, str)
        if value[:1] in ("{", "["):
            changed = json.dumps(_changed(random, json.loads(value)))
            connection.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {key[0]}", (changed, *key[1]))  # noqa: S608
            return


def _changed(random: Random, value: Any) -> Any:
    places = _places(value)
    if not places or random.random() < 0.2:
        return random.choice(_NODES)
    place = random.choice(places)
    changed: Any = value.copy()
    if random.random() < 0.1:
        del changed[place]
    else:
        changed[place] = _changed(random, changed[place])
    return changed


def _places(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*cast("dict[str, Any]", value)]
    return [*range(len(cast("list[Any]", value)))] if isinstance(value, list) else []


def _gone(random: Random, connection: sqlite3.Connection) -> None:
    table, _, key, _ = _chosen(random, connection)
    connection.execute(f"DELETE FROM {table} WHERE {key[0]}", key[1])  # noqa: S608


def _chosen(random: Random, connection: sqlite3.Connection, kind: type = object) -> tuple[str, str, _Key, Any]:
    """A table, one of its columns, the condition for one of its rows with its values, and what is there."""
    while True:
        table = random.choice(TABLES)
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        rows = connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
        if not rows:
            continue
        row, place = random.choice(rows), random.randrange(len(columns))
        if isinstance(row[place], kind):
            break
    keys = {"stretch": 2, "value": 2, "map_run": 2}.get(table, 1)
    return table, columns[place], (" AND ".join(f"{name} IS ?" for name in columns[:keys]), row[:keys]), row[place]


_ROWS: Final = {"column": _column, "text": _text, "inside": _node, "gone": _gone}
KINDS: Final = (*_BYTES, *_ROWS)


def damage(path: Path, kind: str, random: Random) -> None:
    """Damage a file."""
    if kind in _BYTES:
        data = bytearray(path.read_bytes())
        _BYTES[kind](random, data)
        path.write_bytes(data)
        return
    with closing(sqlite3.connect(path)) as connection:
        for _ in range(random.choice((1, 1, 4))):
            with suppress(sqlite3.IntegrityError):  # that cannot stand there
                _ROWS[kind](random, connection)
        connection.commit()
