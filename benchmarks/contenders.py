"""How each contender runs a workload: this package, the bare loop, and the engines of others."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from bare_loop import Ex
from peer_programs import ACCOUNT, Ministack, PeerError, Program, is_installed, node_program
from timing import Measure, Spent
from workloads import FUNCTION, Workload

import sfn_notebook as sfn

TASK_SECONDS: Final = 0.01
GIVE_UP_SECONDS: Final = 60
QUOTAS_WITHOUT_EVENTS: Final = replace(sfn.Quotas.AWS, events=None)
Load: TypeAlias = "Callable[[Workload], Measure]"
"""Makes a machine of a workload ready to be run."""

_OPEN: Final = "RUNNING"
_ROLE: Final = f"arn:aws:iam::{ACCOUNT}:role/benchmark"
_HANDLER: Final = f"import time\ndef handler(event, context):\n    time.sleep({TASK_SECONDS})\n    return event\n"


def bare(workload: Workload) -> Callable[[], Any]:
    """The compiled loop."""

    async def work(data: Any) -> Any:
        await asyncio.sleep(TASK_SECONDS)
        return data

    machine = Ex(workload.definition, {FUNCTION: work})
    return lambda: asyncio.run(machine.run(workload.payload))


def ours(workload: Workload, *, with_history: bool) -> Callable[[], Any]:
    """A run on the virtual clock with all limits, of a machine made before; perhaps with every event in AWS's shape."""
    session = sfn.Session(quotas=QUOTAS_WITHOUT_EVENTS if workload.is_long else sfn.Quotas.AWS)
    session.function("work", _work)
    machine = sfn.StateMachine(workload.definition, session=session)

    def run() -> None:
        raise_unless_succeeded(machine.run(workload.payload), with_history=with_history)
        session.account.executions.forget_ended()

    return run


def _work(event: Any, _context: Any) -> Any:
    time.sleep(TASK_SECONDS)
    return event


def raise_unless_succeeded(execution: sfn.Execution, *, with_history: bool = False) -> None:
    """A failed run is no measurement."""
    if execution.status != "SUCCEEDED":
        message = f"{execution.status}: {execution.error} {execution.cause}"
        raise RuntimeError(message)
    if with_history and not execution.history:
        raise RuntimeError("no history")


class Peer:
    """The engine of somebody else: started when it is needed, and again after it was closed."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._stack = ExitStack()
        self._load: Load | None = None

    def load(self, workload: Workload) -> Measure:
        """Make a machine of a workload ready to be run.

        Raises:
            PeerError: if it does not know the language, or fails.
        """
        if workload.is_jsonata and self.name not in WITH_JSONATA:
            raise PeerError("no JSONata")
        if self._load is None:
            self._load = _STARTS[self.name](self._stack)
        return self._load(workload)

    def close(self) -> None:
        """End it with all that it may still be doing."""
        self._stack.close()
        self._load = None


def installed_peers(names: Sequence[str]) -> list[Peer]:
    """Those that can be used."""
    return [Peer(name) for name in names if name == "moto" or is_installed(name)]


def _local_stepfunctions(stack: ExitStack) -> Load:
    return _program(stack.enter_context(node_program("local_stepfunctions.cjs")))


def _moto(stack: ExitStack) -> Load:
    return _program(stack.enter_context(Program([sys.executable, Path(__file__).parent / "moto_program.py"])))


def _program(program: Program) -> Load:
    def load(workload: Workload) -> Measure:
        program.load({"definition": workload.definition, "input": workload.payload, "taskSeconds": TASK_SECONDS})
        return program.measure

    return load


def _ministack(stack: ExitStack) -> Load:
    server = stack.enter_context(Ministack())
    client = _client("stepfunctions", server.endpoint)
    _client("lambda", server.endpoint).create_function(
        FunctionName="work", Runtime="python3.11", Role=_ROLE, Handler="work.handler", Code={"ZipFile": _zip()}
    )

    def load(workload: Workload) -> Measure:
        run = execution(client, workload.definition, workload.payload)

        def measure(runs: int) -> Spent:
            cpu, wall = server.cpu_seconds(), time.perf_counter()
            for _ in range(runs):
                run()
            return Spent((server.cpu_seconds() - cpu) / runs, (time.perf_counter() - wall) / runs)

        return measure

    return load


def _zip() -> bytes:
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("work.py", _HANDLER)
    return packed.getvalue()


def _client(service: str, endpoint: str | None = None) -> Any:
    import botocore.session

    return botocore.session.get_session().create_client(
        service,
        "us-east-1",
        endpoint_url=endpoint,
        aws_access_key_id="none",
        aws_secret_access_key="none",  # noqa: S106 - they ask for some
    )


@contextmanager
def moto_client() -> Generator[Any]:
    """A client of moto's own Step Functions engine, whose Lambda function sleeps and gives its input back."""
    import logging
    from unittest.mock import patch

    from moto import mock_aws
    from moto.awslambda_simple.models import LambdaSimpleBackend

    def invoke(_self: object, _name: str, _qualifier: object, body: Any, *_: object) -> bytes:
        time.sleep(TASK_SECONDS)
        return body if isinstance(body, bytes) else str(body).encode()

    logging.getLogger("moto").setLevel(logging.CRITICAL)  # it reports an execution that is stopped as an error
    settings: Any = {"stepfunctions": {"execute_state_machine": True}, "lambda": {"use_docker": False}}
    with patch.object(LambdaSimpleBackend, "invoke", invoke), mock_aws(config=settings):
        yield _client("stepfunctions")


def execution(client: Any, definition: Any, payload: Any) -> Callable[[], Any]:
    """Start an execution by the API and wait for its end."""
    made = client.create_state_machine(name=f"m{time.monotonic_ns()}", definition=json.dumps(definition), roleArn=_ROLE)
    text = json.dumps(payload)

    def run() -> None:
        name = f"e{time.monotonic_ns()}"
        started = client.start_execution(stateMachineArn=made["stateMachineArn"], name=name, input=text)
        arn = started["executionArn"]
        for _ in _patience():
            found = client.describe_execution(executionArn=arn)
            if found["status"] != _OPEN:
                break
        else:
            client.stop_execution(executionArn=arn)
            raise PeerError(f"over {GIVE_UP_SECONDS} s")
        if found["status"] != "SUCCEEDED":
            raise PeerError(found["status"].lower())

    return run


def _patience() -> Iterator[None]:
    ends = time.monotonic() + GIVE_UP_SECONDS
    while time.monotonic() < ends:
        yield
        time.sleep(0.02)


_STARTS: Final[Mapping[str, Callable[[ExitStack], Load]]] = {
    "moto": _moto,
    "ministack": _ministack,
    "aws-local-stepfunctions": _local_stepfunctions,
}
PEERS: Final = tuple(_STARTS)
WITH_JSONATA: Final = ("ministack",)
"""moto fails with a TypeError of its own; aws-local-stepfunctions succeeds with its expressions unevaluated."""
