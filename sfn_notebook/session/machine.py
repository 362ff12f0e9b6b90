"""A state machine as a user holds it. Views are imported when they are needed: importing is cheap."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sfn_notebook.api.account import Account
from sfn_notebook.api.execution import Deployed
from sfn_notebook.api.execution import Execution as Record
from sfn_notebook.api.options import Options
from sfn_notebook.api.ports import MachineSettings
from sfn_notebook.asl.check import check_or_raise
from sfn_notebook.asl.lint.linter import MachineType
from sfn_notebook.asl.model import Definition
from sfn_notebook.asl.write import write
from sfn_notebook.engine.domain import OnTokens
from sfn_notebook.engine.drivers.background import check_background
from sfn_notebook.errors import UsageError, check_type
from sfn_notebook.session.driving import drive, drive_async
from sfn_notebook.session.execution import Execution
from sfn_notebook.session.job import Job, launch
from sfn_notebook.session.public import session as default_session
from sfn_notebook.session.reading import (
    check_length,
    check_startable,
    checked_name,
    read_definition,
    read_input,
    read_options,
)
from sfn_notebook.session.state_test import InspectionLevel, StateTest, existing_state, run_test
from sfn_notebook.text.diagnostic import Diagnostic
from sfn_notebook.text.source import Source
from sfn_notebook.values import JSON, encode, to_json
from sfn_notebook.views.display import display_for

if TYPE_CHECKING:
    from sfn_notebook.session.session import Session
    from sfn_notebook.views.graph import Graph
    from sfn_notebook.views.metrics import Metrics


class StateMachine:
    """A state machine that can be run.

    Args:
        definition: the Amazon States Language as JSON or YAML text, as a dict, or the path of a file.
        name: of the machine; a file gives its own, anything else is called `machine`.
        session: whose functions answer and whose clock counts; None is the default one.
        type: STANDARD or EXPRESS, which lasts five minutes at most and bills by time.
        role_arn: shown in histories and the context object.
        substitutions: values for `${Name}` in the text.

    Raises:
        AslError: if the definition cannot be run; it carries all findings with their places.
        UsageError: for a name that AWS would not take, a file that cannot be read, or a definition that is too long.
    """

    def __init__(
        self,
        definition: str | Path | Mapping[str, JSON],
        name: str | None = None,
        *,
        session: Session | None = None,
        type: MachineType = "STANDARD",  # noqa: A002 - the word of the API
        role_arn: str | None = None,
        substitutions: Mapping[str, str] | None = None,
    ) -> None:
        given, found_name = read_definition(definition, substitutions)
        parsed, checked = check_or_raise(given, type)
        session = default_session() if session is None else session
        check_type("session", getattr(session, "account", session), Account, "a Session")
        check_type("role_arn", role_arn or "", str, "a text")
        account, chosen = session.account, checked_name(name or found_name)
        settings = MachineSettings(
            arn=account.names.machine_arn(chosen),
            name=chosen,
            definition=encode(write(parsed)) if isinstance(given, Source) else to_json(given),
            role_arn=role_arn or account.names.role_arn,
            type=type,
        )
        check_length(settings.definition, account.quotas.definition_characters)
        self._set(session, account.deploy(settings, parsed), checked.diagnostics)
        session.machines.add(self)

    @classmethod
    def of(cls, session: Session, deployed: Deployed) -> StateMachine:
        """One that the account of a session has already, as a client or an earlier process made it."""
        machine = cls.__new__(cls)
        machine._set(session, deployed, ())  # noqa: SLF001 - one of its own
        return machine

    def _set(self, session: Session, deployed: Deployed, diagnostics: tuple[Diagnostic, ...]) -> None:
        self._session, self._deployed, self._diagnostics = session, deployed, diagnostics

    # -- what it is
    @property
    def name(self) -> str:
        """Its name."""
        return self._deployed.machine.settings.name

    @property
    def arn(self) -> str:
        """Its ARN."""
        return self._deployed.machine.settings.arn

    @property
    def type(self) -> MachineType:
        """STANDARD or EXPRESS."""
        return self._deployed.machine.settings.type

    @property
    def definition(self) -> Definition:
        """The definition as frozen data."""
        return self._deployed.definition

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is doubtful about it, with places."""
        return self._diagnostics

    @property
    def account(self) -> Account:
        """Where it is deployed."""
        return self._session.account

    @property
    def deployed(self) -> Deployed:
        """What an execution that starts now keeps of it."""
        return self._deployed

    def to_dict(self) -> dict[str, JSON]:
        """The definition as AWS takes it."""
        return write(self.definition)

    # -- running it
    def run(
        self,
        input: object = None,  # noqa: A002 - the word of the API
        *,
        name: str | None = None,
        clock: str | None = None,
        seed: int | None = None,
        start_time: int | None = None,
        tokens: OnTokens | None = None,
    ) -> Execution:
        """Run it to its end on this thread.

        Args:
            input: anything JSON can carry; nothing is `{}`.
            name: of the execution.
            clock: `virtual`, `real`, `x60` or `logical`, instead of the session's.
            seed: of this execution's randomness.
            start_time: nanoseconds since the epoch at which its time starts.
            tokens: `hold` has time go on as real time while nothing is left but tasks that somebody outside may answer,
                `skip` has it jump to the next deadline; None is `skip` here and `hold` in `start` and `run_async`.

        Raises:
            UsageError: if the input is not JSON or too large, or a Task has nobody who answers it. With `.execution` if
                nobody can answer a callback or an activity any more: its history ends with ExecutionAborted.
            KeyboardInterrupt: after an interrupt, with `.execution`; its history ends likewise.
        """
        execution = self.open(input, name=name, clock=clock, seed=seed, start_time=start_time, tokens=tokens)
        self.drive(execution)
        return execution

    def open(
        self,
        input: object = None,  # noqa: A002 - the word of the API
        *,
        name: str | None = None,
        clock: str | None = None,
        seed: int | None = None,
        start_time: int | None = None,
        tokens: OnTokens | None = None,
    ) -> Execution:
        """An execution that stands before its first state, so that somebody can watch it from the start."""
        return Execution(self._open(input, name, read_options(clock, seed, start_time, tokens)))

    def drive(self, execution: Execution) -> None:
        """Run an opened execution to its end on this thread; see `run`."""
        drive(execution, "use start()")

    async def run_async(
        self,
        input: object = None,  # noqa: A002 - the word of the API
        *,
        name: str | None = None,
        clock: str | None = None,
        seed: int | None = None,
        start_time: int | None = None,
        tokens: OnTokens | None = None,
    ) -> Execution:
        """Run it to its end on the running event loop; see `run`. Cancelling it aborts the execution."""
        execution = self.open(input, name=name, clock=clock, seed=seed, start_time=start_time, tokens=tokens)
        await drive_async(execution)
        return execution

    def start(
        self,
        input: object = None,  # noqa: A002 - the word of the API
        *,
        name: str | None = None,
        clock: str | None = None,
        seed: int | None = None,
        start_time: int | None = None,
        tokens: OnTokens | None = None,
    ) -> Job:
        """Run it in the background; see `run`. Where no thread can be started, as in Pyodide, it is a UsageError."""
        check_background()
        execution = self.open(input, name=name, clock=clock, seed=seed, start_time=start_time, tokens=tokens)
        return launch(execution)

    def _open(self, given: object, name: str | None, options: Options) -> Record:
        account = self._session.account
        check_startable(account, self._deployed.machine.settings)
        text, value = read_input({} if given is None else given, account.quotas.payload_bytes)
        chosen = None if name is None else checked_name(name)
        arn = account.names.execution_arn(self.name, chosen) if chosen and self.type == "STANDARD" else None
        with account.lock:
            if arn in account.executions:
                raise UsageError(f'"{self.name}" has an execution "{name}" already: give another name, or none')
            return account.open_execution(self._deployed, text, value, name=chosen, options=options)

    # -- testing it
    def test_state(  # noqa: PLR0913 - TestState takes so much
        self,
        name: str,
        input: object = None,  # noqa: A002 - the word of the API
        *,
        variables: Mapping[str, object] | None = None,
        context: Mapping[str, object] | None = None,
        mock: Mapping[str, object] | None = None,
        inspection_level: InspectionLevel = "INFO",
        state_configuration: Mapping[str, object] | None = None,
        reveal_secrets: bool = False,
    ) -> StateTest:
        """Run one state alone, or what a mock makes of it, as AWS's TestState does; it is found however deep it stands.

        `mock` is `{"result": value}` or `{"errorOutput": {"error": "E", "cause": "why"}}` in the place of the work of
        a Task, Map or Parallel; a result that is a text is JSON text, as in boto3. `context` is the whole context
        object, and needs a mock. `state_configuration` has `retrierRetryCount`, `errorCausedByState`,
        `mapIterationFailureCount` or `mapItemReaderData`. `inspection_level` is INFO, or DEBUG or TRACE for the data
        at each stage. The input is `{}` where none is given.

        Raises:
            UsageError: for what TestState refuses, and if the state is a Task that nobody answers.
        """
        given = {
            "input": input,
            "roleArn": self._deployed.machine.settings.role_arn,
            "variables": variables,
            "context": context,
            "mock": mock,
            "inspectionLevel": inspection_level,
            "stateConfiguration": state_configuration,
            "revealSecrets": reveal_secrets,
        }
        return run_test(self._session.account, existing_state(self.definition, name), name, given)

    # -- how it did
    def metrics(self) -> Metrics:
        """What CloudWatch would show of its executions; see `Session.metrics`."""
        return self._session.metrics(self)

    # -- how it shows itself
    def layout(self) -> Graph:
        """The graph with positions."""
        from sfn_notebook.views.layout import layout

        return layout(self.definition)

    def to_svg(self) -> str:
        """The graph as one self-contained picture."""
        from sfn_notebook.views.svg import to_svg

        return to_svg(self.layout())

    def to_graphviz(self) -> Any:
        """The graph as a `graphviz.Digraph`, for whoever has Graphviz."""
        from sfn_notebook.views.dot import to_graphviz

        return to_graphviz(self.definition, self.name)

    def view(self) -> Any:
        """The view of the graph; the machine itself where widgets are not loaded."""
        show = display_for("machine")
        return show(self) if show is not None else self

    def _repr_html_(self) -> str:
        from sfn_notebook.views.html import machine_html

        return machine_html(self.layout(), self.name)

    def __repr__(self) -> str:
        from sfn_notebook.views.text import machine_text

        return machine_text(self.layout(), self.name)
