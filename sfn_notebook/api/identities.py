"""Who an execution of an account is."""

from __future__ import annotations

from sfn_notebook.api.execution import Deployed
from sfn_notebook.api.names import Names
from sfn_notebook.engine.run import Identity
from sfn_notebook.values import JSON, text_size_bytes


def identity_of(
    names: Names, deployed: Deployed, chosen: tuple[str, int, int | None], given: tuple[str, JSON]
) -> Identity:
    """A new execution of a machine.

    Args:
        names: of its account.
        deployed: what it runs.
        chosen: its name, its start in nanoseconds since the epoch, and its seed; None takes one of the account.
        given: its input, as text and as the value that the engine keeps.
    """
    settings = deployed.machine.settings
    name, start, seed = chosen
    is_express = settings.type == "EXPRESS"
    arn = (names.express_arn if is_express else names.execution_arn)(settings.name, name)
    return Identity(
        execution_arn=arn,
        execution_name=name,
        state_machine_arn=settings.arn,
        state_machine_name=settings.name,
        role_arn=settings.role_arn,
        input=given[1],
        input_bytes=text_size_bytes(given[0]),
        start=start,
        seed=names.seed_of(arn if is_express else name, seed),
        version_arn=deployed.version_arn,
        alias_arn=deployed.alias_arn,
        is_express=is_express,
    )
