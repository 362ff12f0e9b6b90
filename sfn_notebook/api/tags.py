"""The tags of state machines and activities."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, cast

from sfn_notebook.api import errors
from sfn_notebook.api.shelf import Form, Shelf
from sfn_notebook.values import decode, encode

MOST_TAGS: Final = 50
"""How many tags a resource can have."""


def _text(tags: Mapping[str, str]) -> str:
    return encode({**tags})


def _of_text(text: str) -> Mapping[str, str]:
    tags = cast("dict[str, str]", decode(text))
    if {type(value) for value in tags.values()} > {str}:
        raise ValueError(f"tags are {tags!r:.40}")
    return tags


TAGS: Final = Form(kind="tags", write=_text, read=_of_text)


class Tags:
    """Tags by the ARN of what has them, in the order in which they came; `_set` is the only place that changes any."""

    def __init__(self) -> None:
        self.shelf = Shelf(TAGS)

    def of(self, arn: str) -> Mapping[str, str]:
        """The tags of a resource, values by key; none where none were given."""
        return self.shelf.get(arn, {})

    def add(self, arn: str, tags: Mapping[str, str]) -> None:
        """Give a resource tags besides those that it has; a tag of the same key is replaced.

        Raises:
            ApiError: TooManyTags; nothing has changed then.
        """
        self._set(arn, {**self.of(arn), **tags})

    def remove(self, arn: str, keys: Collection[str]) -> None:
        """Take tags from a resource; a key that it does not have takes nothing."""
        self._set(arn, {key: value for key, value in self.of(arn).items() if key not in keys})

    def forget(self, arn: str) -> None:
        """Take all tags from a resource."""
        self._set(arn, {})

    def _set(self, arn: str, tags: Mapping[str, str]) -> None:
        check_count(arn, tags)
        if tags:
            self.shelf[arn] = tags
        else:
            self.shelf.drop(arn)


def check_count(arn: str, tags: Mapping[str, str]) -> None:
    """Raise TooManyTags for more tags than a resource can have."""
    if len(tags) > MOST_TAGS:
        raise errors.too_many_tags(arn, len(tags), MOST_TAGS)
