"""The run in which one state is tested: who it is, and its way from beginning to end."""

from __future__ import annotations

from collections.abc import Callable

from sfn_notebook.asl.model import State, TaskState
from sfn_notebook.engine import draws
from sfn_notebook.engine.clock import Clock
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.drivers.blocking import run_blocking
from sfn_notebook.engine.ports import Connector
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.engine.run import Identity
from sfn_notebook.engine.trial import Asked
from sfn_notebook.engine.trial_outcome import Tried, tried
from sfn_notebook.engine.trial_run import open_trial
from sfn_notebook.values import decode, text_size_bytes


def trial_identity(place: tuple[str, str], seed: int, start: int, input_text: str, role_arn: str | None) -> Identity:
    """Who the run is: an Express execution of a machine that nobody made, as on AWS (recorded).

    Args:
        place: region and account.
        seed: of its randomness, its names among it.
        start: nanoseconds since the epoch.
        input_text: of the state.
        role_arn: None where there is none.
    """
    region, account_id = place
    machine, name = (draws.draw_uuid(seed, what) for what in ("machine", "execution"))
    return Identity(
        execution_arn=f"arn:aws:states:{region}:{account_id}:express:{machine}:{name}",
        execution_name=name,
        state_machine_arn=f"arn:aws:states:{region}:{account_id}:stateMachine:{machine}",
        state_machine_name=machine,
        role_arn=role_arn,
        input=decode(input_text),
        input_bytes=text_size_bytes(input_text),
        start=start,
        seed=seed,
        is_express=True,
    )


def run_trial(
    clock: Clock,
    identity: Identity,
    quotas: Quotas,
    state: State,
    asked: Asked,
    connect: Callable[[TaskState], Connector],
) -> Tried:
    """Run the state to its end on this thread; raises what `connect` raises, before anything runs."""
    run = open_trial(Domain(clock, identity.start), identity, quotas, state, asked, connect)
    run_blocking(run.domain)
    return tried(run)
