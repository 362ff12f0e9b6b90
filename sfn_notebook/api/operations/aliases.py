"""Create, describe, list, update and delete aliases of state machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from sfn_notebook.api import arn, errors
from sfn_notebook.api.errors import ApiError
from sfn_notebook.api.operations import paging
from sfn_notebook.api.operations.targets import active_target, check_active
from sfn_notebook.api.ports import Account, Alias, Machine, Route
from sfn_notebook.values import JSON


def create_state_machine_alias(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """Create an alias; doing so again with the same description and routes changes nothing."""
    with account.changing():
        return _created(account, parameters)


def _created(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    routes = _routes(account, parameters["routingConfiguration"])
    machine = account.publications.versions[routes[0].version_arn].machine
    check_active(account, machine.settings.arn)
    name = str(parameters["name"])
    now = account.now()
    alias = Alias(
        arn=f"{machine.settings.arn}:{name}",
        name=name,
        machine_arn=machine.settings.arn,
        routes=routes,
        created=now,
        updated=now,
        description=_text(parameters, "description"),
    )
    existing = account.publications.aliases.get(alias.arn)
    if existing is not None and (existing.routes, existing.description) != (alias.routes, alias.description):
        raise errors.conflict(
            "Failed to create alias because an alias with the same name and a different routing configuration "
            "already exists."
        )
    if existing is None:
        account.publications.put_alias(alias)
    return {"stateMachineAliasArn": alias.arn, "creationDate": (existing or alias).created}


def describe_state_machine_alias(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """What an alias is."""
    alias = _existing_alias(account, parameters)
    return {
        "stateMachineAliasArn": alias.arn,
        "name": alias.name,
        "description": alias.description,
        "routingConfiguration": [
            {"stateMachineVersionArn": route.version_arn, "weight": route.weight} for route in alias.routes
        ],
        "creationDate": alias.created,
        "updateDate": alias.updated,
    }


def list_state_machine_aliases(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """The aliases of a state machine, or those that lead to a version of it, oldest first."""
    target = active_target(account, parameters)
    published = account.publications
    aliases = (
        published.aliases_of(target.settings.arn) if isinstance(target, Machine) else published.aliases_to(target.arn)
    )
    positions, token = paging.page(parameters, len(aliases))
    listed = [
        {"stateMachineAliasArn": aliases[position].arn, "creationDate": aliases[position].created}
        for position in positions
    ]
    return {"stateMachineAliases": listed, "nextToken": token}


def update_state_machine_alias(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """Give an alias another description or other routes."""
    with account.changing():
        return _updated(account, parameters)


def _updated(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    alias = _existing_alias(account, parameters)
    check_active(account, alias.machine_arn)
    if parameters.keys() <= {"stateMachineAliasArn"}:
        raise _refuse("Either the description or the RoutingConfiguration must be specified")
    given = parameters.get("routingConfiguration")
    updated = replace(
        alias,
        description=_text(parameters, "description") if "description" in parameters else alias.description,
        routes=alias.routes if given is None else _routes(account, given),
        updated=account.now(),
    )
    account.publications.put_alias(updated)
    return {"updateDate": updated.updated}


def delete_state_machine_alias(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """Delete an alias; one that does not exist is as good as deleted."""
    found = arn.parse_state_machine(str(parameters["stateMachineAliasArn"])).text
    with account.changing():
        account.publications.aliases.drop(found)
    return {}


def _existing_alias(account: Account, parameters: Mapping[str, JSON]) -> Alias:
    alias = account.publications.aliases.get(arn.parse_state_machine(str(parameters["stateMachineAliasArn"])).text)
    if alias is None:
        raise errors.resource_not_found()
    return alias


def _routes(account: Account, given: JSON) -> tuple[Route, ...]:
    """The routes that a call names.

    Raises:
        ApiError: ValidationException, unless they lead to different versions of one state machine, 100 % in sum. The
            words were not recorded.
    """
    listed = cast("Sequence[Mapping[str, JSON]]", given)
    routes = tuple(
        Route(version_arn=str(each["stateMachineVersionArn"]), weight=cast("int", each["weight"])) for each in listed
    )
    arns, weights = [route.version_arn for route in routes], [route.weight for route in routes]
    shown = f"Received: [{', '.join(arns)}]"
    versions = [account.publications.versions.get(each) for each in arns]
    if len(set(arns)) < len(arns):
        raise _refuse(f"Routing configuration must contain distinct state machine version ARNs. {shown}")
    if sum(weights) != 100:
        listed_weights = ", ".join(map(str, weights))
        raise _refuse(f"Sum of routing configuration weights must equal 100. Received: [{listed_weights}]")
    if None in versions or len({each.machine.settings.arn for each in versions if each is not None}) > 1:
        raise _refuse(f"Routing configuration must contain state machine version ARNs. {shown}")
    return routes


def _refuse(why: str) -> ApiError:
    return ApiError("ValidationException", why)


def _text(parameters: Mapping[str, JSON], name: str) -> str | None:
    found = parameters.get(name)
    return None if found is None else str(found)
