"""Create, describe, list, update and delete state machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sfn_notebook.api import arn, errors
from sfn_notebook.api.operations import paging, refusals
from sfn_notebook.api.operations.execution_targets import existing_standard_execution
from sfn_notebook.api.operations.logging import describe_logging, read_logging
from sfn_notebook.api.operations.tags import read_tags
from sfn_notebook.api.operations.targets import active_machine, check_active, described, existing_target
from sfn_notebook.api.ports import Account, Machine, MachineSettings, Version
from sfn_notebook.asl.variable_references import variable_references
from sfn_notebook.values import JSON, decode

_CREATE = (
    "name",
    "definition",
    "roleArn",
    "type",
    "publish",
    "versionDescription",
    "loggingConfiguration",
    "tracingConfiguration",
    "encryptionConfiguration",
    "tags",
)
_UPDATE = ("stateMachineArn", *_CREATE[1:3], *_CREATE[4:-1])
_UPDATES_NOTHING: Final = {"stateMachineArn", "publish", "versionDescription"}
_NOTHING_TO_UPDATE = (
    "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified"
)


def create_state_machine(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """Create a state machine; doing so again with the same definition changes nothing, as on AWS, not even its tags."""
    refusals.only(parameters, _CREATE)
    refusals.machine_settings(parameters)
    description = _version_description(parameters)
    name = arn.check_name(str(parameters["name"]))
    settings = MachineSettings(
        arn=arn.state_machine(account.region, account.account_id, name),
        name=name,
        definition=str(parameters["definition"]),
        role_arn=arn.check_role(str(parameters["roleArn"])),
        type="EXPRESS" if parameters.get("type") == "EXPRESS" else "STANDARD",
        logging=read_logging(account, parameters),
    )
    existing = _existing(account, settings)
    tags = read_tags(parameters, settings.arn)
    definition = account.checked(settings) if existing is None else None
    with account.changing():
        machine = _existing(account, settings)
        if machine is None:
            machine = account.put_machine(settings, definition or account.checked(settings))
            account.tags.add(settings.arn, tags)
        published = _published(account, machine, parameters, description)
    account.prepare(machine)
    return {"stateMachineArn": machine.settings.arn, "creationDate": machine.created, **published}


def _existing(account: Account, settings: MachineSettings) -> Machine | None:
    """The machine that is there already, and is to be created.

    Raises:
        ApiError: StateMachineAlreadyExists, for one that is another; StateMachineDeleting.
    """
    check_active(account, settings.arn)
    existing = account.machines.get(settings.arn)
    if existing is not None and replace(existing.settings, role_arn=settings.role_arn) != settings:
        raise errors.state_machine_already_exists(settings.arn)
    return existing


def describe_state_machine(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """What a state machine is."""
    found = described(account, existing_target(account, parameters))
    machine = found.machine if isinstance(found, Version) else found
    return {
        **_listed(machine),
        **(_described_version(found) if isinstance(found, Version) else {}),
        "status": "DELETING" if _is_deleting(account, machine) else "ACTIVE",
        "definition": None if parameters.get("includedData") == "METADATA_ONLY" else machine.settings.definition,
        "roleArn": machine.settings.role_arn,
        "revisionId": machine.revision_id,
        "loggingConfiguration": describe_logging(machine.settings.logging),
        "tracingConfiguration": {"enabled": False},
        "encryptionConfiguration": {"type": "AWS_OWNED_KEY"},
        "variableReferences": _variable_references(machine, parameters),
    }


def _is_deleting(account: Account, machine: Machine) -> bool:
    """Whether a machine is being deleted, and with it its versions."""
    present = account.machines.get(machine.settings.arn)
    return present is not None and present.is_deleting


def _variable_references(machine: Machine, parameters: Mapping[str, JSON]) -> Mapping[str, Sequence[str]] | None:
    """None where there are none; they are left out with the definition."""
    if parameters.get("includedData") == "METADATA_ONLY":
        return None
    return variable_references(decode(machine.settings.definition)) or None


def describe_state_machine_for_execution(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """What the state machine of an execution was when it started; of the child of a Map Run, the ItemProcessor."""
    machine = existing_standard_execution(account, parameters).started_machine()
    data = {"definition": machine.definition, "variableReferences": machine.variable_references or None}
    return {
        "stateMachineArn": machine.arn,
        "name": machine.name,
        **({} if parameters.get("includedData") == "METADATA_ONLY" else data),
        "roleArn": machine.role_arn,
        "updateDate": machine.updated,
        "loggingConfiguration": describe_logging(machine.logging),
        "tracingConfiguration": {"enabled": False},
        "mapRunArn": machine.map_run_arn,
        "label": machine.label,
        "revisionId": machine.revision_id,
        "encryptionConfiguration": {"type": "AWS_OWNED_KEY"},
    }


def list_state_machines(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """The state machines, oldest first."""
    machines = list(account.machines.values())
    positions, token = paging.page(parameters, len(machines))
    return {"stateMachines": [_listed(machines[position]) for position in positions], "nextToken": token}


def update_state_machine(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """Give a state machine another definition or role; running executions keep theirs."""
    refusals.only(parameters, _UPDATE)
    machine = active_machine(account, parameters)
    if parameters.keys() <= _UPDATES_NOTHING:
        raise errors.missing_required_parameter(_NOTHING_TO_UPDATE)
    refusals.machine_settings(parameters)
    description = _version_description(parameters)
    changes = _changes(account, parameters)
    settings = replace(machine.settings, **changes)
    definition = account.checked(settings) if settings != machine.settings else None
    with account.changing():
        machine = active_machine(account, parameters)
        settings = replace(machine.settings, **changes)
        if settings != machine.settings:
            if parameters.get("publish") is True:
                account.publications.check_room(settings.arn)
            machine = account.put_machine(settings, definition or account.checked(settings))
        published = _published(account, machine, parameters, description)
    account.prepare(machine)
    return {"updateDate": machine.updated, "revisionId": machine.revision_id, **published}


def _changes(account: Account, parameters: Mapping[str, JSON]) -> dict[str, Any]:
    """The settings that a call gives."""
    changes: dict[str, Any] = {}
    if parameters.get("definition") is not None:
        changes["definition"] = str(parameters["definition"])
    if parameters.get("roleArn") is not None:
        changes["role_arn"] = arn.check_role(str(parameters["roleArn"]))
    if isinstance(parameters.get("loggingConfiguration"), dict):
        changes["logging"] = read_logging(account, parameters)
    return changes


def delete_state_machine(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """Delete a state machine; one that does not exist is as good as deleted."""
    found = arn.parse_state_machine(str(parameters["stateMachineArn"]))
    if found.qualifier is None:
        account.delete_machine(found.text)
    return {}


def _version_description(parameters: Mapping[str, JSON]) -> str | None:
    description = parameters.get("versionDescription")
    if description is None:
        return None
    if parameters.get("publish") is not True:
        raise errors.ApiError("ValidationException", "Version description can only be set when publish is true")
    return str(description)


def _published(
    account: Account, machine: Machine, parameters: Mapping[str, JSON], description: str | None
) -> dict[str, object]:
    if parameters.get("publish") is not True:
        return {}
    return {"stateMachineVersionArn": account.publish(machine, description).arn}


def _described_version(version: Version) -> dict[str, object]:
    return {"stateMachineArn": version.arn, "creationDate": version.created, "description": version.description}


def _listed(machine: Machine) -> dict[str, object]:
    return {
        "stateMachineArn": machine.settings.arn,
        "name": machine.settings.name,
        "type": machine.settings.type,
        "creationDate": machine.created,
    }
