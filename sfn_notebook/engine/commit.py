"""Commit before effect: what happened is kept before anybody sees it, and before anything is done because of it."""

from __future__ import annotations

from collections.abc import Sequence

from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.ports import JournalError
from sfn_notebook.engine.run import Run


def commit(domains: Sequence[Domain]) -> None:
    """Keep all that has happened in domains of one journal, and let everybody see it.

    Raises:
        JournalError: if it cannot be kept; nobody sees any of that then.
    """
    changed = list(dict.fromkeys(run for domain in domains for run in domain.changed))
    if not changed:
        return
    journal = domains[0].journal
    try:
        if journal is not None:
            journal.commit(changed)
    except JournalError:
        raise
    except Exception as error:
        lost = frozenset(changed) if len(domains) == 1 else _commit_singly(domains)
        if lost:
            raise JournalError(f"what happened could not be kept: {type(error).__name__}: {error}", lost) from error
        return
    for domain in domains:
        domain.changed.clear()
    for run in changed:
        run.publish()


def _commit_singly(domains: Sequence[Domain]) -> frozenset[Run]:
    """Keep what can be kept, where something broke that is nothing that the journal knows of; gives what cannot be."""
    lost: set[Run] = set()
    for domain in domains:
        try:
            commit([domain])
        except JournalError:
            lost.update(domain.changed)
    return frozenset(lost)


def leave(domain: Domain) -> None:
    """Nothing of a domain can be kept any more: what has happened since the last time nobody will see."""
    if domain.journal is not None:
        domain.journal.leave([*domain.open_runs.values(), *domain.changed])
    domain.changed.clear()
