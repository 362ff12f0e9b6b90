"""What an account has beside executions: with a store all processes that use it have the same."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from sfn_notebook.api.activities import Activities
from sfn_notebook.api.deployments import Deployments
from sfn_notebook.api.shelf import Shelf
from sfn_notebook.api.tags import Tags
from sfn_notebook.engine.ports import JournalError, Tasks

if TYPE_CHECKING:
    from sfn_notebook.store.store import Store

_NOTHING_TAKEN: Final = -1


class Catalogue:
    """State machines with what is published of them, activities, and the tags of both.

    Args:
        tasks: who answers Task states.

    Attributes:
        lock: held while anything changes.
    """

    def __init__(self, tasks: Tasks) -> None:
        self.lock = threading.RLock()
        self.activities = Activities()
        self.tags = Tags()
        self.deployments = Deployments(tasks)
        self._store: Store | None = None
        self._revision = _NOTHING_TAKEN

    @property
    def _shelves(self) -> tuple[Shelf[Any], ...]:
        deployments = self.deployments
        return deployments.machines, *deployments.publications.shelves, self.activities.shelf, self.tags.shelf

    def keep(self, store: Store) -> None:
        """Take what a store has, and keep everything there from now on; what is here is kept, too.

        Raises:
            StoreError: if it cannot be read or written.
        """
        here = [dict(shelf) for shelf in self._shelves]
        try:
            with self.lock, store.resources.changing():
                self._take(store)
                for shelf, things in zip(self._shelves, here, strict=True):
                    shelf.attach(store, things)
                self._revision = store.resources.revision()
        except BaseException:
            for shelf, things in zip(self._shelves, here, strict=True):
                shelf.detach(things)
            raise
        self._store = store

    def refresh(self) -> int:
        """Take what other processes have changed, if the store can be read; the number of the last change known."""
        store = self._store
        if store is not None:
            with suppress(JournalError):
                if store.resources.revision() != self._revision:
                    with self.lock:
                        self._take(store)
        return self._revision

    @contextmanager
    def changing(self) -> Generator[None]:
        """A stretch in which nobody else changes anything, here or in another process; with what they did before it.

        With a store all that is changed in it is kept, or nothing.
        """
        with self.lock:
            if self._store is None:
                yield
                return
            resources = self._store.resources
            count = resources.write_count
            try:
                with resources.changing():
                    self._take(self._store)
                    yield
                    self._revision = resources.revision()
            except BaseException:
                if resources.write_count != count:
                    self._revision = _NOTHING_TAKEN  # what was changed is not kept
                raise

    def forget_machine(self, arn: str) -> None:
        """Forget a machine, with all that is published of it and its tags."""
        self.deployments.forget(arn)
        self.tags.forget(arn)

    def _take(self, store: Store) -> None:
        changes = store.resources.since(self._revision)
        if changes.revision == self._revision:
            return
        for shelf in self._shelves:
            shelf.take(changes.arns.get(shelf.kind, ()), changes.texts, store)
        self._revision = changes.revision
        self.deployments.let_go()
