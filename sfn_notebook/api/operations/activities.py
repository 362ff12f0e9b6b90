"""Create, describe, list and delete activities."""

from __future__ import annotations

from collections.abc import Mapping

from sfn_notebook.api import arn, errors
from sfn_notebook.api.activities import Activity
from sfn_notebook.api.operations import paging, refusals
from sfn_notebook.api.operations.tags import read_tags
from sfn_notebook.api.ports import Account
from sfn_notebook.values import JSON


def create_activity(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """Create an activity; doing so again changes nothing, whatever else is given."""
    refusals.encryption(parameters)
    name = arn.check_name(str(parameters["name"]))
    new = Activity(arn=arn.activity(account.region, account.account_id, name), name=name, created=account.now())
    tags = read_tags(parameters, new.arn)
    with account.changing():
        activity = account.activities.create(new)
        if activity is new:
            account.tags.add(activity.arn, tags)
    return {"activityArn": activity.arn, "creationDate": activity.created}


def describe_activity(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """What an activity is."""
    return {
        **_listed(existing_activity(account, parameters)),
        "encryptionConfiguration": {"type": "AWS_OWNED_KEY"},
    }


def list_activities(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """The activities, oldest first."""
    activities = list(account.activities.by_arn.values())
    positions, token = paging.page(parameters, len(activities))
    return {"activities": [_listed(activities[position]) for position in positions], "nextToken": token}


def delete_activity(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """Delete an activity; one that does not exist is as good as deleted."""
    found = arn.check_activity(str(parameters["activityArn"]))
    with account.changing():
        account.activities.delete(found)
        account.tags.forget(found)
    return {}


def existing_activity(account: Account, parameters: Mapping[str, JSON]) -> Activity:
    """The activity that a call names; raises ActivityDoesNotExist."""
    found = arn.check_activity(str(parameters["activityArn"]))
    activity = account.activities.by_arn.get(found)
    if activity is None:
        raise errors.activity_does_not_exist(found)
    return activity


def _listed(activity: Activity) -> dict[str, object]:
    return {"activityArn": activity.arn, "name": activity.name, "creationDate": activity.created}
