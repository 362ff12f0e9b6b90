"""ARNs of state machines and executions, and what AWS says about those that are none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NoReturn

from sfn_notebook.api import errors

_FORBIDDEN: Final = re.compile(
    r"""[\s<>{}\[\]?*"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\U0010ffff]"""
)
_PARTS: Final = 7
"""`arn`, partition, service, region, account, kind, and what the kind says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineArn:
    """The ARN of a state machine, of a version or an alias of it (`qualifier`), or of a mocked test case of it."""

    text: str
    name: str
    qualifier: str | None = None
    test_case: str | None = None


def state_machine(region: str, account_id: str, name: str) -> str:
    """The ARN of a state machine."""
    return f"arn:aws:states:{region}:{account_id}:stateMachine:{name}"


def execution(state_machine_arn: str, name: str) -> str:
    """The ARN of an execution of a state machine."""
    return f"{state_machine_arn.replace(':stateMachine:', ':execution:', 1)}:{name}"


def activity(region: str, account_id: str, name: str) -> str:
    """The ARN of an activity."""
    return f"arn:aws:states:{region}:{account_id}:activity:{name}"


def parse_state_machine(text: str) -> MachineArn:
    """The parts of a state machine's ARN.

    Raises:
        ApiError: InvalidArn, in AWS's words; ValidationException, for the ARN of a Map state, `NAME/LABEL`.
    """
    plain, _, test_case = text.partition("#")
    name, _, qualifier = _rest(plain, "stateMachine").partition(":")
    if "/" in name:
        raise errors.refused(f"The ARN of a Distributed Map state cannot be used here: '{plain}'")
    return MachineArn(text=plain, name=name, qualifier=qualifier or None, test_case=test_case or None)


def check_execution(text: str) -> str:
    """The ARN of an execution, unchanged; raises InvalidArn for anything else."""
    if ":" not in _rest(text, "execution"):
        _refuse(text)
    return text


def check_activity(text: str) -> str:
    """The ARN of an activity, unchanged; raises InvalidArn for anything else."""
    _rest(text, "activity")
    return text


def check_taggable(text: str) -> str:
    """The ARN of a state machine, of what is published of one, or of an activity; raises InvalidArn for others."""
    _rest(text, "stateMachine", "activity")
    return text


def check_map_run(text: str) -> str:
    """The ARN of a Map Run, unchanged; raises InvalidArn for anything else."""
    name, _, number = _rest(text, "mapRun").rpartition(":")
    if "/" not in name or not number:
        _refuse(text)
    return text


def check_role(text: str) -> str:
    """The ARN of a role, unchanged; raises InvalidArn for anything else."""
    parts = text.split(":", _PARTS - 2)
    if parts[0] != "arn" or len(parts) < _PARTS - 1 or parts[2] != "iam" or not parts[5].startswith("role/"):
        raise errors.invalid_role_arn(text)
    return text


def check_name(name: str) -> str:
    """A name of a state machine, an execution or an activity, unchanged.

    Raises:
        ApiError: InvalidName, for the characters that AWS does not allow.

    Reference: https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
    """
    if _FORBIDDEN.search(name):
        raise errors.invalid_name(name)
    return name


def _rest(text: str, *kinds: str) -> str:
    parts = text.split(":", _PARTS - 1)
    if parts[0] != "arn" or len(parts) < _PARTS or parts[2] != "states" or not parts[6]:
        _refuse(text)
    if parts[5] not in kinds:
        raise errors.invalid_arn(f"Resource type not valid in this context: {parts[5]}")
    return parts[6]


def _refuse(text: str) -> NoReturn:
    raise errors.invalid_arn(f"Invalid ARN prefix: {text}")
