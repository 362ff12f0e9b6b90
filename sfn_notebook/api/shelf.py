"""Things of an account by ARN that a store can keep: state machines, versions, aliases, activities, tags."""

from __future__ import annotations

from collections.abc import Callable
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


class Shelf(dict[str, T]):
    """A dict that writes each change through to a store, once it has one. Values are never changed in place."""

    def __init__(self, form: Form[T]) -> None:
        super().__init__()
        self._form = form
        self._store: Store | None = None

    def attach(self, store: Store) -> None:
        """Take what the store has of this kind, and keep every change there from now on; what is here is kept, too."""
        here = dict(self)
        self.clear()
        for arn, text in store.resources(self._form.kind):
            try:
                with store.decoding():
                    super().__setitem__(arn, self._form.read(text))
            except JournalError as error:
                warn(f"the {self._form.kind} of {arn} cannot be read: {error}", stacklevel=5)
        self._store = store
        self.update(here)

    def __setitem__(self, arn: str, value: T) -> None:
        if self._store is not None:
            self._store.put_resource(self._form.kind, arn, self._form.write(value))
        super().__setitem__(arn, value)

    def __delitem__(self, arn: str) -> None:
        if self._store is not None:
            self._store.drop_resource(self._form.kind, arn)
        super().__delitem__(arn)

    def update(self, values: dict[str, T]) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - the one form that is used
        """Take several things."""
        for arn, value in values.items():
            self[arn] = value

    def drop(self, arn: str) -> None:
        """Let go of a thing, if there is one."""
        if arn in self:
            del self[arn]
