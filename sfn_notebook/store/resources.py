"""What an account has beside executions, in a store that several processes may use for the same account."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sfn_notebook.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What became of the resources of a store.

    Attributes:
        revision: the number of the last change.
        arns: of all that there are, by kind, in the order in which they came.
        texts: as JSON, by kind and ARN, of those that are new or have changed.
    """

    revision: int
    arns: Mapping[str, Sequence[str]]
    texts: Mapping[tuple[str, str], str]


class Resources:
    """State machines, versions, aliases, activities and tags as JSON texts, by kind and ARN.

    Attributes:
        write_count: how often something was written here, whatever became of it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.write_count = 0

    @contextmanager
    def changing(self) -> Generator[None]:
        """A stretch in which no other process changes any: what is put in it is kept as a whole, or not at all."""
        with self._database.writing():
            yield

    def put(self, kind: str, arn: str, text: str) -> None:
        """Keep something, or what has become of it; it keeps its place."""
        self.write_count += 1
        with self._database.writing() as connection:
            connection.execute(_COUNT)
            connection.execute(
                f"INSERT INTO resource (kind, arn, value, changed) VALUES (?, ?, ?, ({_REVISION})) "  # noqa: S608 - a statement of ours
                "ON CONFLICT (kind, arn) DO UPDATE SET value = excluded.value, changed = excluded.changed",
                (kind, arn, text),
            )

    def drop(self, kind: str, arn: str) -> None:
        """Let go of something."""
        self.write_count += 1
        with self._database.writing() as connection:
            connection.execute(_COUNT)
            connection.execute("DELETE FROM resource WHERE kind = ? AND arn = ?", (kind, arn))

    def revision(self) -> int:
        """The number of the last change; it only grows."""
        found = self._database.first(_REVISION)
        return 0 if found is None else found[0]

    def since(self, revision: int) -> Changes:
        """What has changed after a change of that number; all that there is, where the number is negative."""
        with self._database.reading() as connection:
            now = connection.execute(_REVISION).fetchone()[0]
            arns: dict[str, list[str]] = {}
            for kind, arn in connection.execute("SELECT kind, arn FROM resource ORDER BY number"):
                arns.setdefault(kind, []).append(arn)
            rows = connection.execute("SELECT kind, arn, value FROM resource WHERE changed > ?", (revision,))
            return Changes(revision=now, arns=arns, texts={(kind, arn): text for kind, arn, text in rows})


_REVISION = "SELECT changes FROM resource_changes"
_COUNT = "UPDATE resource_changes SET changes = changes + 1"
