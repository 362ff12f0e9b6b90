"""Publish, list and delete versions of state machines."""

from __future__ import annotations

from collections.abc import Mapping

from sfn_notebook.api import arn, errors
from sfn_notebook.api.operations import paging
from sfn_notebook.api.operations.targets import active_machine, machine_arn
from sfn_notebook.api.ports import Account
from sfn_notebook.values import JSON


def publish_state_machine_version(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """Publish the present revision; a revision that has been published keeps its version."""
    with account.changing():
        return _published(account, parameters)


def _published(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    machine = active_machine(account, parameters)
    wanted, present = parameters.get("revisionId"), machine.revision_id or "INITIAL"
    if wanted is not None and wanted != present:
        raise errors.conflict(
            f"Failed to publish the State Machine version for revision {wanted}. "
            f"The current State Machine revision is {present}."
        )
    description = parameters.get("description")
    version = account.publish(machine, None if description is None else str(description))
    return {"stateMachineVersionArn": version.arn, "creationDate": version.created}


def list_state_machine_versions(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """The versions of a state machine, newest first.

    Raises:
        ApiError: ValidationException, where there is no such machine: the operation has no other error for that.
    """
    found = machine_arn(parameters)
    if found not in account.machines:
        raise errors.refused(errors.state_machine_does_not_exist(found).message)
    versions = account.publications.versions_of(found)
    positions, token = paging.page(parameters, len(versions), newest_first=True)
    listed = [
        {"stateMachineVersionArn": versions[position].arn, "creationDate": versions[position].created}
        for position in positions
    ]
    return {"stateMachineVersions": listed, "nextToken": token}


def delete_state_machine_version(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """Delete a version that no alias leads to; one that does not exist is as good as deleted."""
    found = arn.parse_state_machine(str(parameters["stateMachineVersionArn"])).text
    with account.changing():
        aliases = account.publications.aliases_to(found)
        if aliases:
            names = ", ".join(alias.name for alias in aliases)
            raise errors.conflict(
                "Version to be deleted must not be referenced by an alias. "
                f"Current list of aliases referencing this version: [{names}]"
            )
        account.publications.versions.drop(found)
    return {}
