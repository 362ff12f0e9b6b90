"""Tag and untag state machines and activities, and list their tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, cast

from sfn_notebook.api import arn, errors
from sfn_notebook.api.ports import Account
from sfn_notebook.api.tags import check_count
from sfn_notebook.values import JSON

_RESERVED: Final = "aws:"
_SIGNS: Final = frozenset("_.:/=+-@")


def tag_resource(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """Give a resource tags besides those that it has."""
    with account.changing():
        found = _existing_resource(account, parameters)
        account.tags.add(found, read_tags(parameters, found))
    return {}


def untag_resource(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """Take tags from a resource, by their keys."""
    keys = cast("Sequence[str]", parameters["tagKeys"])
    with account.changing():
        account.tags.remove(_existing_resource(account, parameters), keys)
    return {}


def list_tags_for_resource(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """The tags of a resource, in the order in which they were given."""
    tags = account.tags.of(_existing_resource(account, parameters))
    return {"tags": [{"key": key, "value": value} for key, value in tags.items()]}


def read_tags(parameters: Mapping[str, JSON], resource_arn: str) -> dict[str, str]:
    """The tags that a call gives to a resource, values by key.

    Raises:
        ApiError: TooManyTags; ValidationException, for a key or a value that AWS does not take. These words were not
            recorded.

    Reference: https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html
    """
    tags: dict[str, str] = {}
    for given in cast("Sequence[Mapping[str, str]]", parameters.get("tags") or []):
        key = _checked_key(given)
        if key in tags:
            raise errors.refused(f"Duplicate tag key: '{key}'")
        tags[key] = _checked_text("value", given.get("value", ""))
    check_count(resource_arn, tags)
    return tags


def _checked_key(tag: Mapping[str, str]) -> str:
    if "key" not in tag:
        raise errors.refused("A tag needs a key")
    key = _checked_text("key", tag["key"])
    if key.lower().startswith(_RESERVED):
        raise errors.refused(f"Tag keys that start with '{_RESERVED}' are reserved: '{key}'")
    return key


def _checked_text(what: str, text: str) -> str:
    if not all(each.isalnum() or each.isspace() or each in _SIGNS for each in text):
        raise errors.refused(f"Tag {what} may only contain letters, digits, white space and _ . : / = + - @: '{text}'")
    return text


def _existing_resource(account: Account, parameters: Mapping[str, JSON]) -> str:
    """The ARN that a call names; raises ResourceNotFound, for versions and aliases too (recorded)."""
    found = arn.check_taggable(str(parameters["resourceArn"]))
    if found not in account.machines and found not in account.activities.by_arn:
        raise errors.no_such_resource(found)
    return found
