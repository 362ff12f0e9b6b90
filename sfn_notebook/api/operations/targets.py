"""What the ARN of a state machine, a version or an alias leads to."""

from __future__ import annotations

from collections.abc import Mapping

from sfn_notebook.api import arn, errors
from sfn_notebook.api.ports import Account, Alias, Machine, Startable, Version
from sfn_notebook.values import JSON


def existing_machine(account: Account, parameters: Mapping[str, JSON]) -> Machine:
    """The state machine that a call names; raises StateMachineDoesNotExist, for versions and aliases too."""
    found = machine_arn(parameters)
    machine = account.machines.get(found)
    if machine is None:
        raise errors.state_machine_does_not_exist(found)
    return machine


def existing_target(account: Account, parameters: Mapping[str, JSON]) -> Startable:
    """The state machine, the version or the alias that a call names; raises StateMachineDoesNotExist."""
    found = machine_arn(parameters)
    published = account.publications
    target = account.machines.get(found) or published.versions.get(found) or published.aliases.get(found)
    if target is None:
        raise errors.state_machine_does_not_exist(found)
    return target


def active_target(account: Account, parameters: Mapping[str, JSON]) -> Startable:
    """`existing_target` for what a state machine that is being deleted does no more; raises StateMachineDeleting."""
    target = existing_target(account, parameters)
    check_active(account, machine_of(account, target).settings.arn)
    return target


def active_machine(account: Account, parameters: Mapping[str, JSON]) -> Machine:
    """`existing_machine` for what a state machine that is being deleted does no more; raises StateMachineDeleting."""
    machine = existing_machine(account, parameters)
    check_active(account, machine.settings.arn)
    return machine


def check_active(account: Account, found: str) -> None:
    """Raise StateMachineDeleting for the ARN of a state machine that is being deleted."""
    machine = account.machines.get(found)
    if machine is not None and machine.is_deleting:
        raise errors.state_machine_deleting(found)


def machine_of(account: Account, target: Startable) -> Machine:
    """The state machine of a target, of some revision: its ARN, its name and its type are always the same."""
    return account.publications.machine_of(target)


def target_arn(target: Startable) -> str:
    """The ARN by which a target was named."""
    return target.settings.arn if isinstance(target, Machine) else target.arn


def described(account: Account, target: Startable) -> Machine | Version:
    """What describes a target; an alias is described by the version that most of its executions run."""
    if not isinstance(target, Alias):
        return target
    route = max(target.routes, key=lambda each: each.weight)
    return account.publications.versions[route.version_arn]


def machine_arn(parameters: Mapping[str, JSON]) -> str:
    """The ARN of a state machine, a version or an alias that a call names, whether there is one or not.

    Raises:
        ApiError: InvalidArn; ValidationException, for a mocked test case, which is not supported yet.
    """
    found = arn.parse_state_machine(str(parameters["stateMachineArn"]))
    if found.test_case is not None:
        raise errors.not_supported(f"a mocked test case (#{found.test_case})")
    return found.text
