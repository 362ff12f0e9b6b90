"""The activities of an account: what workers poll for tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast

from sfn_notebook.api.shelf import Form, Shelf
from sfn_notebook.store.checking import checked
from sfn_notebook.values import decode, encode

if TYPE_CHECKING:
    from sfn_notebook.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """An activity; `created` is in nanoseconds since the epoch."""

    arn: str
    name: str
    created: int


def _text(activity: Activity) -> str:
    return encode(asdict(activity))


def _of_text(text: str) -> Activity:
    return Activity(**checked(Activity, cast("dict[str, Any]", decode(text))))


ACTIVITIES: Final = Form(kind="activity", write=_text, read=_of_text)


class Activities:
    """Activities by ARN, in the order in which they were made; `_set` is the only place where one comes or goes."""

    def __init__(self) -> None:
        self._by_arn = Shelf(ACTIVITIES)

    def keep(self, store: Store) -> None:
        """Take what a store has of them, and keep them there."""
        self._by_arn.attach(store)

    @property
    def by_arn(self) -> Mapping[str, Activity]:
        """All of them; live."""
        return MappingProxyType(self._by_arn)

    def create(self, activity: Activity) -> Activity:
        """The activity of that ARN: the one that there is, or else the one that is given."""
        if activity.arn not in self._by_arn:
            self._set(activity.arn, activity)
        return self._by_arn[activity.arn]

    def delete(self, arn: str) -> None:
        """Let go of an activity, if there is one."""
        if arn in self._by_arn:
            self._set(arn, None)

    def _set(self, arn: str, activity: Activity | None) -> None:
        if activity is None:
            del self._by_arn[arn]
        else:
            self._by_arn[arn] = activity
