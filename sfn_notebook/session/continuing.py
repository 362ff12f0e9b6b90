"""How an execution goes on from its history: redrive, fork, with a corrected definition, once more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from sfn_notebook.api.errors import ApiError
from sfn_notebook.api.execution import Deployed
from sfn_notebook.api.execution import Execution as Record
from sfn_notebook.api.forks import Fork, open_fork
from sfn_notebook.api.redrives import reopen
from sfn_notebook.api.repeats import repeated
from sfn_notebook.engine.drivers.background import check_background
from sfn_notebook.engine.forking import Cut
from sfn_notebook.errors import UsageError, check_type
from sfn_notebook.session.driving import drive, drive_async
from sfn_notebook.session.reading import checked_name, checked_seed, read_input
from sfn_notebook.session.spots import Spot, before_entered, find_spot
from sfn_notebook.values import ABSENT, JSON, NotJsonError, detach, text_size_bytes

if TYPE_CHECKING:
    from sfn_notebook.api.account import Account
    from sfn_notebook.session.execution import Execution
    from sfn_notebook.session.job import Job
    from sfn_notebook.session.machine import StateMachine


class Continuable:
    """An execution that can go on from its history."""

    def __init__(self, record: Record) -> None:
        self.record = record

    @property
    def parent(self) -> tuple[str, int] | None:
        """Of a fork: the ARN of the execution that it goes on from, and the last event that both have; else None."""
        identity = self.record.run.identity
        return None if identity.parent_arn is None else (identity.parent_arn, identity.parent_event_id)

    @property
    def parent_place(self) -> tuple[str, int] | None:
        """The same with its name."""
        return None if self.parent is None else (self.parent[0].rpartition(":")[2], self.parent[1])

    @property
    def seed(self) -> int:
        """Of all its randomness; a fork with the same seed draws the same numbers."""
        return self.record.run.identity.seed

    # -- redrive
    def redrive(self) -> Execution:
        """Go on from what failed, was aborted or timed out, as RedriveExecution does; blocks like `StateMachine.run`.

        What has succeeded is not done again; retries count anew, and so does the machine's TimeoutSeconds. The
        execution keeps its ARN, its definition and its history, which goes on. What had begun and not ended is begun
        again, so a function may be called twice for the same work.

        Returns:
            The execution itself, when it has ended.

        Raises:
            UsageError: for one that runs or has succeeded, an Express one, and one that is too old or too long.
            KeyboardInterrupt: after an interrupt, with `.execution`.
        """
        reopen_record(self.record)
        drive(self._itself, "use start_redrive()")
        return self._itself

    def start_redrive(self) -> Job:
        """`redrive` in the background. Where no thread can be started, as in Pyodide, it is a UsageError."""
        from sfn_notebook.session.job import launch

        check_background()
        reopen_record(self.record)
        return launch(self._itself)

    async def redrive_async(self) -> Execution:
        """`redrive` on the running event loop; cancelling it aborts the execution."""
        reopen_record(self.record)
        await drive_async(self._itself)
        return self._itself

    # -- fork
    def fork(
        self,
        at: str | int,
        *,
        input: object = ABSENT,  # noqa: A002 - the word of the API
        variables: Mapping[str, object] | None = None,
        name: str | None = None,
        seed: int | None = None,
    ) -> Execution:
        """A new execution that begins with the history of this one, and goes on from a place in it to its own end.

        What happened before is taken over: no function is called for it. Branches and items that had ended keep their
        results, others go on from where they stood; a call that had no answer yet is made again.

        Args:
            at: the name of a state, which is entered again as at its last visit; the path of a visit, as steps have it
                (`/Each#1[2]/Charge#1`); or the id of an event, right behind which it goes on.
            input: of that state, instead of what it was given.
            variables: new values of some variables that the state can see.
            name: of the new execution.
            seed: of its randomness; a new one unless it is given.

        Raises:
            UsageError: if there is no such place, or an execution cannot go on from there.
            KeyboardInterrupt: after an interrupt, with `.execution`.
        """
        opened = self.open_fork(at, input=input, variables=variables, name=name, seed=seed)
        drive(opened, "use start_fork()")
        return opened

    def start_fork(
        self,
        at: str | int,
        *,
        input: object = ABSENT,  # noqa: A002 - the word of the API
        variables: Mapping[str, object] | None = None,
        name: str | None = None,
        seed: int | None = None,
    ) -> Job:
        """`fork` in the background; see `StateMachine.start`."""
        from sfn_notebook.session.job import launch

        check_background()
        return launch(self.open_fork(at, input=input, variables=variables, name=name, seed=seed))

    def open_fork(
        self,
        at: str | int | None = None,
        *,
        machine: StateMachine | None = None,
        input: object = ABSENT,  # noqa: A002 - the word of the API
        variables: Mapping[str, object] | None = None,
        name: str | None = None,
        seed: int | None = None,
    ) -> Execution:
        """What `fork` makes, or with a machine `continue_with`, before it goes on, so that somebody can watch it."""
        record = self.record
        cut = None
        if at is not None:
            cut = _cut(record, find_spot(record.run.events, record.deployed.definition, at), input, variables)
        else:
            _check_unsuccessful(record, is_changed=input is not ABSENT or variables is not None)
        if machine is not None and not hasattr(machine, "deployed"):
            raise UsageError("expected a state machine: make one of the definition with sfn.StateMachine")
        if machine is not None and machine.type != record.deployed.machine.settings.type:
            raise UsageError(f'"{machine.name}" is {machine.type}, and the execution is not')
        account, deployed = (
            (record.account, record.deployed) if machine is None else (machine.account, machine.deployed)
        )
        return _opened(account, deployed, _forked(record, cut, name, seed))

    def continue_with(
        self,
        machine: StateMachine,
        at: str | int | None = None,
        *,
        input: object = ABSENT,  # noqa: A002 - the word of the API
        variables: Mapping[str, object] | None = None,
        name: str | None = None,
        seed: int | None = None,
    ) -> Execution:
        """`fork` with another machine, for instance one whose definition is corrected.

        Without `at` all of the history is taken over, and what failed, was aborted or timed out is done again, as a
        redrive does; this execution stays as it is. Every state that the execution stands at must be in the new
        definition, at the same place and of the same type; what is over may have changed.

        Raises:
            UsageError: see `fork`; naming the state that the definition has no place for; and without `at` for an
                execution that did not end without success, or an Express one.
        """
        opened = self.open_fork(at, machine=machine, input=input, variables=variables, name=name, seed=seed)
        drive(opened, "use start_continue_with()")
        return opened

    def start_continue_with(
        self,
        machine: StateMachine,
        at: str | int | None = None,
        *,
        input: object = ABSENT,  # noqa: A002 - the word of the API
        variables: Mapping[str, object] | None = None,
        name: str | None = None,
        seed: int | None = None,
    ) -> Job:
        """`continue_with` in the background; see `StateMachine.start`."""
        from sfn_notebook.session.job import launch

        check_background()
        return launch(self.open_fork(at, machine=machine, input=input, variables=variables, name=name, seed=seed))

    # -- once more
    def repeat(self) -> Execution:
        """This execution once more: the same seed, start time and task results, and so the same history.

        No function is called. What comes out has the same name and ARN, and is not listed among the executions.

        Raises:
            UsageError: for one that runs, and one that cannot be repeated: a call without a recorded answer, as of the
                children of a Map Run of which only the end was kept; or a history that comes out as another one.
        """
        return _shown(repeated(self.record))

    @property
    def _itself(self) -> Execution:
        return cast("Execution", self)


def reopen_record(record: Record) -> None:
    """Let an execution stand before what did not succeed in it.

    Raises:
        UsageError: if it cannot be redriven.
    """
    if record.run.identity.is_express:
        raise UsageError(f"execution {record.name} is an Express one: only Standard ones are redriven")
    try:
        reopen(record.account, record)
    except ApiError as error:
        raise UsageError(error.message) from None


def _check_unsuccessful(record: Record, *, is_changed: bool) -> None:
    if is_changed:
        raise UsageError("input and variables are for a state: say with `at` for which")
    if record.run.identity.is_express:
        raise UsageError(f"execution {record.name} is an Express one, and is not redriven: say where with `at`")
    if record.status in ("RUNNING", "SUCCEEDED"):
        raise UsageError(f"execution {record.name} is {record.status}: say with `at` where to go on")


def _cut(record: Record, spot: Spot, given: object, variables: Mapping[str, object] | None) -> Cut:
    if given is ABSENT and variables is None:
        return Cut(event_id=spot.event_id)
    spot = before_entered(record.run.events, spot)
    return Cut(
        event_id=spot.event_id,
        scope=spot.scope or "",
        input=None if given is ABSENT else _input(record, given),
        variables=None if variables is None else _variables(variables),
    )


def _input(record: Record, given: object) -> tuple[JSON, int]:
    text, value = read_input(given, record.run.quotas.payload_bytes)
    return value, text_size_bytes(text)


def _variables(given: Mapping[str, object]) -> Mapping[str, JSON]:
    check_type("variables", given, Mapping, "a dict of values by name")
    try:
        value = detach(dict(given))[1]
    except NotJsonError as error:
        raise UsageError(f"the variables are not JSON: {error}") from None
    return cast("Mapping[str, JSON]", value)


def _forked(record: Record, cut: Cut | None, name: str | None, seed: int | None) -> Fork:
    checked = None if name is None else checked_name(name)
    return Fork(source=record, cut=cut, name=checked, seed=checked_seed(seed))


def _opened(account: Account, deployed: Deployed, forked: Fork) -> Execution:
    settings = deployed.machine.settings
    with account.lock:
        arn = (
            account.names.execution_arn(settings.name, forked.name)
            if forked.name and settings.type == "STANDARD"
            else None
        )
        if arn in account.executions:
            raise UsageError(f'"{settings.name}" has an execution "{forked.name}" already: give another name, or none')
        return _shown(open_fork(account, deployed, forked))


def _shown(record: Record) -> Execution:
    from sfn_notebook.session.execution import Execution

    return Execution(record)
