"""A session: an account of its own, with functions, a clock and a seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Self, TypeVar, overload

from sfn_notebook.api.account import Account
from sfn_notebook.asl.lint.linter import MachineType
from sfn_notebook.engine.clock import parse_clock
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.errors import UsageError, check_type
from sfn_notebook.expressions.jsonata_bounds import register_sandbox
from sfn_notebook.integrations.backend import Backend
from sfn_notebook.integrations.functions import Functions
from sfn_notebook.integrations.jsonata_process import SHARED
from sfn_notebook.integrations.lambda_ import LambdaTasks
from sfn_notebook.integrations.moto_backend import MotoBackend
from sfn_notebook.session.keeping import open_store
from sfn_notebook.session.kept import Kept
from sfn_notebook.session.machine import StateMachine
from sfn_notebook.session.machines import Machines
from sfn_notebook.session.monitored import Monitored
from sfn_notebook.session.reading import check_account, checked_seed, checked_start_time, read_definition
from sfn_notebook.session.state_test import InspectionLevel, StateTest, run_test, state_in
from sfn_notebook.session.subscription import close_all
from sfn_notebook.values import JSON

if TYPE_CHECKING:
    from sfn_notebook.session.endpoint import Endpoint

DEFAULT_ACCOUNT: Final = "123456789012"
DEFAULT_REGION: Final = "us-east-1"
Handler = TypeVar("Handler", bound=Callable[..., object])

register_sandbox(SHARED.evaluate)


class Session(Kept, Monitored):
    """An account: its state machines, executions and functions.

    A session reads the functions of the default one after its own.

    Args:
        account_id: twelve digits, shown in ARNs.
        region: shown in ARNs.
        clock: `virtual`, `real`, `logical`, or `x60` for sixty times as fast.
        seed: makes names, identifiers and all randomness the same each time; None draws one from the system.
        start_time: nanoseconds since the epoch at which each execution's time starts; None is now.
        quotas: `Quotas.AWS`, or `Quotas.OFF` to lift the limits of the service.
        store: the file that keeps the executions, made where there is none; None keeps them in memory.
        aws: who answers for the other services: "none", or "moto", in this process and empty at first.

    Raises:
        UsageError: for what is not supported yet, and for a clock, account or region that is none.
    """

    def __init__(  # noqa: PLR0913 - a session has that many settings
        self,
        *,
        account_id: str = DEFAULT_ACCOUNT,
        region: str = DEFAULT_REGION,
        clock: str = "virtual",
        seed: int | None = None,
        start_time: int | None = None,
        quotas: Quotas = Quotas.AWS,
        store: str | Path | None = None,
        aws: str = "none",
        parent: Functions | Literal["default"] | None = "default",
    ) -> None:
        if aws not in ("none", "moto"):
            raise UsageError(f'aws="{aws}" is not supported yet: only "none", with functions of your own, and "moto"')
        check_account(account_id, region)
        check_type("quotas", quotas, Quotas, "Quotas.AWS, Quotas.OFF or another Quotas")
        if parent not in ("default", None):
            check_type("parent", parent, Functions, "the functions of another session")
        self.functions = Functions(session().functions if parent == "default" else parent)
        self.machines = Machines(self)
        self._client: Any = None
        self._endpoints = ExitStack()
        self._backend: Backend | None = MotoBackend(account_id, region) if aws == "moto" else None
        self.account = Account(
            account_id=account_id,
            region=region,
            clock=parse_clock(clock),
            tasks=LambdaTasks(self.functions, account_id, region),
            seed=checked_seed(seed),
            start_time=checked_start_time(start_time),
            quotas=quotas,
            backend=self._backend,
            store=None if store is None else open_store(store),
        )
        self.functions.when_registered(self.account.unpark)

    @property
    def quotas(self) -> Quotas:
        """The limits of the service: `Quotas.AWS`, or `Quotas.OFF` for none; a change counts from the next run on."""
        return self.account.quotas

    @quotas.setter
    def quotas(self, quotas: object) -> None:
        if not isinstance(quotas, Quotas):
            raise UsageError(f"quotas are Quotas.AWS, Quotas.OFF or another Quotas, not {quotas!r:.80}")
        self.account.quotas = quotas

    @overload
    def function(
        self, name_or_arn: str, /, *, takes: float = 0, memory_mb: int = 128
    ) -> Callable[[Handler], Handler]: ...
    @overload
    def function(self, name_or_arn: str, handler: Handler, /, *, takes: float = 0, memory_mb: int = 128) -> Handler: ...
    def function(
        self,
        name_or_arn: str,
        handler: Callable[..., object] | None = None,
        /,
        *,
        takes: float = 0,
        memory_mb: int = 128,
    ) -> Callable[..., object]:
        """Let a Python function answer for a Lambda function; also a decorator.

        Args:
            name_or_arn: `charge`, or its ARN.
            handler: called with event and context, or with as many of them as it takes; may be a coroutine function.
            takes: seconds that a call lasts on the logical clock.
            memory_mb: what `context.memory_limit_in_mb` says.

        Returns:
            The handler itself, still callable.

        Raises:
            UsageError: for a name that Lambda would not take, or a handler that cannot be called.
        """
        check_type("the name of a function", name_or_arn, str, "a text")
        if handler is None:

            def decorate(decorated: Handler) -> Handler:
                self.functions.register(name_or_arn, decorated, takes=takes, memory_mb=memory_mb)
                return decorated

            return decorate
        self.functions.register(name_or_arn, handler, takes=takes, memory_mb=memory_mb)
        return handler

    def state_machine(
        self,
        definition: str | Path | Mapping[str, JSON],
        name: str | None = None,
        *,
        type: MachineType = "STANDARD",  # noqa: A002 - the word of the API
        role_arn: str | None = None,
        substitutions: Mapping[str, str] | None = None,
    ) -> StateMachine:
        """A `StateMachine` of this session."""
        return StateMachine(definition, name, session=self, type=type, role_arn=role_arn, substitutions=substitutions)

    def test_state(  # noqa: PLR0913 - TestState takes so much
        self,
        definition: str | Path | Mapping[str, JSON],
        name: str | None = None,
        input: object = None,  # noqa: A002 - the word of the API
        *,
        variables: Mapping[str, object] | None = None,
        context: Mapping[str, object] | None = None,
        mock: Mapping[str, object] | None = None,
        inspection_level: InspectionLevel = "INFO",
        state_configuration: Mapping[str, object] | None = None,
        reveal_secrets: bool = False,
    ) -> StateTest:
        """Test a state that no machine needs to be made for; see `StateMachine.test_state`.

        The definition is that of one state, or with a name that of a machine which has it, however deep. What cannot
        be run here can be tested with a mock all the same: a Task of any service, an ItemReader.

        Raises:
            AslError: if AWS would refuse the definition.
            UsageError: for what TestState refuses, and if the state is a Task that nobody answers.
        """
        given = {
            "input": input,
            "roleArn": self.account.names.role_arn,
            "variables": variables,
            "context": context,
            "mock": mock,
            "inspectionLevel": inspection_level,
            "stateConfiguration": state_configuration,
            "revealSecrets": reveal_secrets,
        }
        state = state_in(read_definition(definition, None)[0], name)
        return run_test(self.account, state, name or state.name, given)

    def mocks(self, config: Mapping[str, JSON]) -> None:
        """Not supported yet.

        Raises:
            UsageError: always.
        """
        raise UsageError(f"mocks are not supported yet: register functions instead of {config!r:.80}")

    def client(self, service: str = "stepfunctions") -> Any:
        """A genuine botocore client that this session answers: no network, no credentials.

        Raises:
            UsageError: for a service other than Step Functions, unless the session has a backend that knows it.
        """
        if service != "stepfunctions" and self._backend is not None:
            return self._backend.client(service)
        if service != "stepfunctions":
            raise UsageError(f'no client for "{service}": aws="none" has no services but stepfunctions')
        from sfn_notebook.api.inprocess import client
        from sfn_notebook.api.operations.table import dispatcher

        if self._client is None:
            self._client = client(dispatcher(self.account), self.account.region)
        return self._client

    def serve(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        token: str | None = None,
        allowed_hosts: Sequence[str] = (),
        max_body_bytes: int = 2 << 20,
    ) -> Endpoint:
        """Answer the calls of the AWS CLI and of every SDK over HTTP, until the endpoint or the session is closed.

        `with session.serve() as endpoint: boto3.client("stepfunctions", endpoint_url=endpoint.url, …)`

        Args:
            host: who reaches it: this machine, or with `0.0.0.0` every other one too.
            port: 0 takes a free one.
            token: what callers must know: their AWS access key id, or `Authorization: Bearer TOKEN`.
            allowed_hosts: further names by which this machine may be called, as `host.docker.internal`.
            max_body_bytes: of a request.

        Raises:
            UsageError: if the port is taken, and if others than this machine reach it and there is no token.
        """
        from sfn_notebook.session.endpoint import open_endpoint

        opened = open_endpoint(self, (host, port), token, allowed_hosts, max_body_bytes)
        return self._endpoints.enter_context(opened)

    def close(self) -> None:
        """Close the endpoints, abort what runs in the background, and empty the backend.

        Waits for what the endpoints are answering, five seconds at most, but for no function that is still running.
        """
        self._endpoints.close()
        self.account.close()
        close_all(self.account)
        if self._backend is not None:
            self._backend.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@cache
def session() -> Session:
    """The default session: that of magics, `StateMachine` and `function`."""
    return Session(parent=None)
