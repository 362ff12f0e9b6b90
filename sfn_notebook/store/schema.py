"""The tables of a store, and the way from each version of them to the next."""

from __future__ import annotations

from typing import Final

MIGRATIONS: Final = (
    """
    CREATE TABLE owner (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        host TEXT NOT NULL,
        boot TEXT NOT NULL,
        pid INTEGER NOT NULL,
        started INTEGER NOT NULL,
        beat INTEGER NOT NULL
    );
    CREATE TABLE origin (
        id INTEGER PRIMARY KEY,
        digest TEXT NOT NULL UNIQUE,
        settings TEXT NOT NULL
    );
    CREATE TABLE execution (
        id INTEGER PRIMARY KEY,
        arn TEXT NOT NULL,
        root INTEGER NOT NULL,
        owner INTEGER,
        origin INTEGER NOT NULL REFERENCES origin,
        machine_arn TEXT NOT NULL,
        version_arn TEXT,
        alias_arn TEXT,
        name TEXT NOT NULL,
        status TEXT NOT NULL,
        started INTEGER NOT NULL,
        stopped INTEGER,
        closed INTEGER,
        event_count INTEGER NOT NULL,
        map_run TEXT,
        child INTEGER,
        items INTEGER,
        redrives INTEGER NOT NULL,
        redriven INTEGER,
        redriven_event INTEGER NOT NULL,
        note TEXT NOT NULL,
        identity TEXT NOT NULL,
        error TEXT,
        cause TEXT,
        input TEXT NOT NULL,
        output TEXT,
        position TEXT,
        history TEXT
    );
    CREATE UNIQUE INDEX execution_started ON execution (name, arn) WHERE map_run IS NULL;
    CREATE UNIQUE INDEX execution_of_map_run ON execution (root, map_run, child) WHERE map_run IS NOT NULL;
    CREATE INDEX execution_listed
        ON execution (machine_arn, status, id, version_arn, alias_arn, root, origin, closed) WHERE map_run IS NULL;
    CREATE INDEX execution_nested ON execution (root) WHERE map_run IS NULL AND root <> id;
    CREATE INDEX execution_of_owner ON execution (owner) WHERE owner IS NOT NULL;
    CREATE TABLE stretch (
        execution INTEGER NOT NULL,
        number INTEGER NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (execution, number)
    ) WITHOUT ROWID;
    CREATE TABLE value (
        execution INTEGER NOT NULL,
        number INTEGER NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (execution, number)
    ) WITHOUT ROWID;
    CREATE TABLE map_run (
        execution INTEGER NOT NULL,
        arn TEXT NOT NULL,
        head TEXT NOT NULL,
        PRIMARY KEY (execution, arn)
    ) WITHOUT ROWID;
    CREATE TABLE resource (
        number INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        arn TEXT NOT NULL,
        value TEXT NOT NULL,
        UNIQUE (kind, arn)
    );
    """,
    """
    CREATE INDEX execution_in_map_run ON execution (arn) WHERE map_run IS NOT NULL;
    CREATE INDEX map_run_named ON map_run (arn);
    """,
    """
    ALTER TABLE resource ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE resource_changes (changes INTEGER NOT NULL);
    INSERT INTO resource_changes VALUES (0);
    """,
)
"""The statements that lead from each version to the next one; those that were released are never changed.

`execution.root` is the execution that was started from outside: it and all that was started inside it, by Map Runs and
by Tasks, share one time and one owner. `owner` is NULL once nothing goes on. A history comes in stretches, see
`stretches`: that of an execution that ended before it was kept for the first time is `execution.history`, others are
rows of `stretch`. There is one index by which executions are listed, counted and pruned, as each of them has to be
written when an execution ends: it has all that is asked of them. `resource_changes.changes` counts how often resources
were changed, and `resource.changed` is what it came to with the last change of each.
"""


def statements(script: str) -> list[str]:
    """The statements of a script, which has no semicolon inside of one."""
    return [statement.strip() for statement in script.split(";") if statement.strip()]
