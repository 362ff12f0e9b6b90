"""Commit before effect: what happened is kept before anybody sees it, and before anything is done because of it."""

from __future__ import annotations

from collections.abc import Sequence

from sfn_notebook.engine.domain import Domain


def commit(domains: Sequence[Domain]) -> None:
    """Keep all that has happened in domains of one journal, and let everybody see it.

    Raises:
        JournalError: if it cannot be kept; nobody sees any of it then.
    """
    changed = list(dict.fromkeys(run for domain in domains for run in domain.changed))
    if not changed:
        return
    journal = domains[0].journal
    if journal is not None:
        journal.commit(changed)
    for domain in domains:
        domain.changed.clear()
    for run in changed:
        run.publish()
