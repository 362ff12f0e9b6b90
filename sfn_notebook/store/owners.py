"""Who runs an execution: a process of this machine or of another one, and whether it is still there."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sfn_notebook.store.checking import checked

if TYPE_CHECKING:
    import sqlite3

BEAT_SECONDS: Final = 10
"""How often a process says that it is there; others elsewhere believe it gone after six silent beats."""
SILENT_SECONDS: Final = 6 * BEAT_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A process that runs executions.

    Attributes:
        host: where the process is.
        boot: what tells one start of that machine, and one set of process numbers, from another; "" where unknown.
        started: of the process: what tells it from another one with the same number.
        beat: when it was last heard of, in seconds since the epoch.
    """

    host: str
    boot: str
    pid: int
    started: int
    beat: int


def this_process() -> Owner:
    """The process that asks."""
    import platform

    pid = os.getpid()
    return Owner(host=platform.node(), boot=_boot(), pid=pid, started=started_at(pid) or 0, beat=int(time.time()))


def is_alive(owner: Owner, me: Owner) -> bool:
    """Whether a process still runs: for one of this machine that is known, of others it is believed for a minute."""
    if owner.boot and owner.boot == me.boot:
        return started_at(owner.pid) == owner.started
    if owner.host == me.host and owner.boot.partition("/")[0] != me.boot.partition("/")[0]:
        return False  # this machine was started anew
    if owner.host == me.host and not me.boot and not exists(owner.pid):
        return False
    return me.beat - owner.beat <= SILENT_SECONDS


@cache
def _boot() -> str:
    """This start of the machine, and the set of process numbers that this process sees: containers have their own."""
    if sys.platform != "linux":
        return ""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def started_at(pid: int) -> int | None:
    """When a process was started, in ticks since the machine was; None if there is no such process or no telling."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = status.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else int(fields[19])


def exists(pid: int) -> bool:
    """Whether there is a process of that number, or no telling."""
    if sys.platform == "win32":  # there the question would end it
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def register(connection: sqlite3.Connection, owner: Owner) -> int:
    """Keep an owner; gives its number."""
    row = (owner.host, owner.boot, owner.pid, owner.started, owner.beat)
    cursor = connection.execute("INSERT INTO owner (host, boot, pid, started, beat) VALUES (?, ?, ?, ?, ?)", row)
    return cursor.lastrowid or 0


def beat(connection: sqlite3.Connection, number: int, owner: Owner) -> None:
    """Say that an owner is there; also one that was believed gone for so long that it was forgotten."""
    row = (number, owner.host, owner.boot, owner.pid, owner.started, owner.beat)
    connection.execute("INSERT OR REPLACE INTO owner VALUES (?, ?, ?, ?, ?, ?)", row)


def forget_dead(connection: sqlite3.Connection, me: Owner) -> None:
    """Delete owners that have no open executions, and do not run any more."""
    rows = connection.execute(
        "SELECT id, host, boot, pid, started, beat FROM owner "
        "WHERE id NOT IN (SELECT owner FROM execution WHERE owner IS NOT NULL)"
    ).fetchall()
    dead = [(row[0],) for row in rows if not _is_there(row[1:], me)]
    connection.executemany("DELETE FROM owner WHERE id = ?", dead)


def dead_owners(connection: sqlite3.Connection, me: Owner) -> list[int]:
    """The numbers of the owners of open executions that do not run any more, or have left the store."""
    rows = connection.execute(
        "SELECT open.owner, host, boot, pid, started, beat "
        "FROM (SELECT DISTINCT owner FROM execution WHERE owner IS NOT NULL) AS open "
        "LEFT JOIN owner ON owner.id = open.owner"
    ).fetchall()
    return [row[0] for row in rows if not _is_there(row[1:], me)]


def living(connection: sqlite3.Connection, number: int, me: Owner) -> Owner | None:
    """The owner of that number, if it still runs and has not left the store."""
    row = connection.execute("SELECT host, boot, pid, started, beat FROM owner WHERE id = ?", (number,)).fetchone()
    return None if row is None else _there(row, me)


def _is_there(row: Sequence[Any], me: Owner) -> bool:
    """Whether the owner of a row still runs; not if the row is not there, or is damaged."""
    return _there(row, me) is not None


def _there(row: Sequence[Any], me: Owner) -> Owner | None:
    values = dict(zip([each.name for each in fields(Owner)], row, strict=True))
    try:
        owner = Owner(**checked(Owner, values))
    except ValueError:
        return None
    return owner if is_alive(owner, me) else None
