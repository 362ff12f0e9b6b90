"""Things of an account by ARN that a store can keep: state machines, versions, aliases, activities, tags."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from sfn_notebook.engine.ports import JournalError
from sfn_notebook.errors import warn

if TYPE_CHECKING:
    from sfn_notebook.store.store import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Generic[T]):
    """How things of a kind are written as JSON text, and read."""

    kind: str
    write: Callable[[T], str]
    read: Callable[[str], T]


class Shelf(Mapping[str, T]):
    """Things in the order in which they came; each change is written through to a store, once there is one.

    They may be read from any thread, and are never changed in place.
    """

    def __init__(self, form: Form[T]) -> None:
        self._form = form
        self._store: Store | None = None
        self._things: dict[str, T] = {}

    @property
    def kind(self) -> str:
        """Of the things."""
        return self._form.kind

    def attach(self, store: Store, things: Mapping[str, T]) -> None:
        """Keep every change in a store from now on, and some things first, whatever the store has of their ARNs."""
        self._store = store
        for arn, thing in things.items():
            self[arn] = thing

    def detach(self, things: Mapping[str, T]) -> None:
        """Have some things, and keep them in memory only."""
        self._store, self._things = None, dict(things)

    def take(self, arns: Sequence[str], texts: Mapping[tuple[str, str], str], store: Store) -> None:
        """Let it be what a store has.

        Args:
            arns: of all things there.
            texts: by kind and ARN, of those that are new or have changed.
            store: where they are from.
        """
        things: dict[str, T] = {}
        for arn in arns:
            if arn in self._things and (self.kind, arn) not in texts:
                things[arn] = self._things[arn]
            elif text := texts.get((self.kind, arn)):
                try:
                    with store.decoding():
                        things[arn] = self._form.read(text)
                except JournalError as error:
                    warn(f"the {self.kind} of {arn} cannot be read: {error}", stacklevel=6)
        self._things = things

    def _keep(self, arn: str, thing: T) -> None:
        if self._store is not None:
            self._store.resources.put(self.kind, arn, self._form.write(thing))

    def __getitem__(self, arn: str) -> T:
        return self._things[arn]

    def __setitem__(self, arn: str, thing: T) -> None:
        self._keep(arn, thing)
        self._things[arn] = thing

    def __iter__(self) -> Iterator[str]:
        return iter(self._things)

    def __len__(self) -> int:
        return len(self._things)

    def values(self) -> ValuesView[T]:
        """The things."""
        return self._things.values()

    def items(self) -> ItemsView[str, T]:
        """The things by their ARNs."""
        return self._things.items()

    def drop(self, arn: str) -> None:
        """Let go of a thing, if there is one."""
        if arn not in self._things:
            return
        if self._store is not None:
            self._store.resources.drop(self.kind, arn)
        self._things.pop(arn, None)
