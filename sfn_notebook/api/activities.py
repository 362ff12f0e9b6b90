"""The activities of an account: what workers poll for tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, cast

from sfn_notebook.api.shelf import Form, Shelf
from sfn_notebook.store.checking import checked
from sfn_notebook.values import decode, encode


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
    """Activities by ARN, in the order in which they were made."""

    def __init__(self) -> None:
        self.shelf = Shelf(ACTIVITIES)

    @property
    def by_arn(self) -> Mapping[str, Activity]:
        """All of them; live."""
        return self.shelf

    def create(self, activity: Activity) -> Activity:
        """The activity of that ARN: the one that there is, or else the one that is given."""
        if activity.arn not in self.shelf:
            self.shelf[activity.arn] = activity
        return self.shelf[activity.arn]

    def delete(self, arn: str) -> None:
        """Let go of an activity, if there is one."""
        self.shelf.drop(arn)
