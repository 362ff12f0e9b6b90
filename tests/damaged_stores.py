"""Damages the file of a store in every way, and uses all that a session has of it.

Each call either works or raises an error of ours, whatever is damaged.
"""

from __future__ import annotations

import shutil
import threading
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from damaging import KINDS, damage

import sfn_notebook as sfn
from sfn_notebook.values import JSON

_ARN: Final = "arn:aws:lambda:us-east-1:123456789012:function:"
PATIENCE_SECONDS: Final = 5
ALLOWED: Final = (sfn.SfnError, ClientError, BotoCoreError, TimeoutError)


@dataclass(slots=True, kw_only=True)
class Found:
    """What was done, and what went wrong."""

    files: Counter[str] = field(default_factory=Counter[str])
    works: int = 0
    refused: int = 0
    read: int = 0
    resumed: int = 0
    failures: Counter[str] = field(default_factory=Counter[str])

    def add(self, other: Found) -> None:
        """Take another one's counts."""
        self.files.update(other.files)
        self.works += other.works
        self.refused += other.refused
        self.read += other.read
        self.resumed += other.resumed
        self.failures.update(other.failures)

    def __str__(self) -> str:
        kinds = ", ".join(f"{count} by {kind}" for kind, count in sorted(self.files.items()))
        calls = f"{self.works} calls worked, {self.refused} said what is wrong"
        counts = f"{self.read} histories were read, {self.resumed} executions went on to an end"
        failures = [f"{count} times {failure}" for failure, count in self.failures.most_common()]
        return "\n".join([f"damaged: {kinds}", calls, counts, f"{len(failures)} failures", *failures])


# -- a file that is whole
def _task(name: str, **fields: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": _ARN + name, **fields}


def _each(state: dict[str, Any], mode: str) -> dict[str, Any]:
    processor: dict[str, Any] = {"StartAt": "One", "States": {"One": {**state, "End": True}}}
    if mode == "DISTRIBUTED":
        processor["ProcessorConfig"] = {"Mode": mode, "ExecutionType": "STANDARD"}
    return {"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": processor, "ResultPath": "$.each"}


def _machine(*states: dict[str, Any], letter: str = "S") -> dict[str, Any]:
    chain = {
        f"{letter}{number}": {
            **state,
            **({"End": True} if number == len(states) - 1 else {"Next": f"{letter}{number + 1}"}),
        }
        for number, state in enumerate(states)
    }
    return {"StartAt": f"{letter}0", "States": chain}


MACHINES: Final[dict[str, dict[str, Any]]] = {
    "passing": _machine({"Type": "Pass", "Assign": {"v": "x" * 600}}, {"Type": "Pass", "Result": {"n": [1, 2]}}),
    "failing": _machine(_task("fail", Retry=[{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}])),
    "each": _machine(_each(_task("work"), "INLINE")),
    "far": _machine(_each(_task("work"), "DISTRIBUTED")),
    "hanging": _machine(_task("work", ResultPath="$.one"), _task("hang")),
    "waiting": _machine(
        {
            "Type": "Parallel",
            "Branches": [_machine({"Type": "Wait", "Seconds": 9}, letter="A"), _machine(_task("hang"), letter="B")],
        }
    ),
    "far hanging": _machine(_each(_task("hang"), "DISTRIBUTED")),
}
RUNNING: Final = ("hanging", "waiting", "far hanging")
GIVEN: Final[dict[str, Any]] = {"items": [1, 2, 3], "text": "y" * 700}


def _given(event: Any) -> JSON:
    return event


def _register(session: sfn.Session, hang: Callable[[Any], JSON] = _given) -> None:
    def work(event: Any) -> JSON:
        print("worked")  # noqa: T201 - what a function prints is kept
        return {"seen": event, "long": "z" * 500}

    def fail(_: Any) -> JSON:
        raise ValueError("always")

    session.function("work", work)
    session.function("fail", fail)
    session.function("hang", hang)


@contextmanager
def _silence() -> Generator[None]:
    """What functions print is not of interest."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        yield


def whole_file(path: Path) -> None:
    """A store with executions that have ended in every way, some that were left, and things of an account."""
    over, called = threading.Event(), threading.Semaphore(0)

    def hang(_: Any) -> JSON:
        called.release()
        over.wait(60)
        return None

    with _silence(), sfn.Session(store=path, seed=1) as session:
        _register(session, hang)
        client = session.client("stepfunctions")
        client.create_activity(name="act", tags=[{"key": "k", "value": "v"}])
        for name, definition in MACHINES.items():
            machine = session.state_machine(definition, name.replace(" ", "-"))
            if name in RUNNING:
                machine.start(GIVEN, name=f"{name.replace(' ', '-')}-left")
                assert called.acquire(timeout=10)
                continue
            for number in range(3):
                machine.start({**GIVEN, "n": number}, name=f"{name}-{number}").wait(10)
            client.publish_state_machine_version(stateMachineArn=machine.arn)
        session.executions[session.load("failing-0").arn].redrive()
    over.set()


# -- using it
class User:
    """Does all that there is to do, and notes what comes of it."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self.failures: list[str] = []

    def tried(self, act: Callable[[], Any]) -> Any:
        """What it gives; None if it says what is wrong."""
        try:
            given = act()
        except ALLOWED:
            self._found.refused += 1
            return None
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            where = traceback.extract_tb(error.__traceback__)[-1]
            asked = next(
                frame.line
                for frame in reversed(traceback.extract_tb(error.__traceback__))
                if "damaged" in frame.filename
            )
            self.failures.append(
                f"{asked}: {type(error).__name__} {str(error)[:90]} in {Path(where.filename).name}:{where.lineno}"
            )
            return None
        self._found.works += 1
        return given

    def use(self, path: Path) -> None:
        """Use a file as a session does."""
        session = self.tried(lambda: sfn.Session(store=path))
        if session is None:
            return
        _register(session)
        self._read(session)
        self._ask(session)
        self._go_on(session)
        self.tried(lambda: session.account.store.prune(days=0))
        self.tried(session.close)

    def _read(self, session: sfn.Session) -> None:
        for arn in self.tried(lambda: list(session.executions)) or ():
            execution = self.tried(lambda: session.executions.get(arn))  # noqa: B023 - done at once; gone, if its index is
            if execution is not None:
                self._look_at(execution)
        self.tried(lambda: len(session.executions))
        self.tried(lambda: "x" in session.executions)
        for name in ("passing-0", "failing", "far-1"):
            self.tried(lambda: [each.status for each in session.find(name)])  # noqa: B023
            self.tried(lambda: session.load(name).history)  # noqa: B023
        for execution in self.tried(lambda: session.interrupted) or ():
            self._look_at(execution)

    def _look_at(self, execution: sfn.Execution) -> None:
        self._found.read += self.tried(lambda: execution.history) is not None
        self.tried(lambda: (execution.status, execution.output, execution.input, execution.name, execution.start_date))
        self.tried(lambda: [(each.status, each.item_counts, each.children) for each in execution.map_runs])

    def _ask(self, session: sfn.Session) -> None:
        client = session.client("stepfunctions")
        machines: Any = self.tried(client.list_state_machines) or {"stateMachines": []}
        self.tried(client.list_activities)
        for machine in machines["stateMachines"]:
            arn = machine["stateMachineArn"]
            self.tried(lambda: client.describe_state_machine(stateMachineArn=arn))  # noqa: B023
            self.tried(lambda: client.list_state_machine_versions(stateMachineArn=arn))  # noqa: B023
            self.tried(lambda: client.list_executions(stateMachineArn=arn, statusFilter="RUNNING"))  # noqa: B023
            listed: Any = self.tried(lambda: client.list_executions(stateMachineArn=arn)) or {"executions": []}  # noqa: B023
            for execution in listed["executions"]:
                self._ask_of(client, execution["executionArn"])

    def _ask_of(self, client: Any, arn: str) -> None:
        self.tried(lambda: client.describe_execution(executionArn=arn))
        self.tried(lambda: client.get_execution_history(executionArn=arn))
        self.tried(lambda: client.get_execution_history(executionArn=arn, reverseOrder=True, maxResults=3))
        self.tried(lambda: client.describe_state_machine_for_execution(executionArn=arn))
        map_runs: Any = self.tried(lambda: client.list_map_runs(executionArn=arn)) or {"mapRuns": []}
        for each in map_runs["mapRuns"]:
            self.tried(lambda: client.describe_map_run(mapRunArn=each["mapRunArn"]))  # noqa: B023
            listed: Any = self.tried(lambda: client.list_executions(mapRunArn=each["mapRunArn"]))  # noqa: B023
            for child in (listed or {"executions": ()})["executions"]:
                self.tried(lambda: client.describe_execution(executionArn=child["executionArn"]))  # noqa: B023
                self.tried(lambda: client.get_execution_history(executionArn=child["executionArn"]))  # noqa: B023

    def _go_on(self, session: sfn.Session) -> None:
        self.tried(lambda: session.load("failing-1").redrive())
        self.tried(lambda: session.resume("hanging-left"))
        for job in self.tried(session.resume) or ():
            ended = self.tried(lambda: job.wait(PATIENCE_SECONDS))  # noqa: B023
            self._found.resumed += ended is not None
        machine = self.tried(lambda: session.state_machine(MACHINES["passing"], "new"))
        if machine is not None:
            self.tried(lambda: machine.run(GIVEN))


def check_damaged(seed: int, whole: Path, folder: Path, found: Found) -> list[str]:
    """Damage a copy of a file and use it; gives what went wrong."""
    random = Random(seed)  # noqa: S311 - a test
    kind = KINDS[seed % len(KINDS)]
    path = folder / f"{seed}.db"
    shutil.copy(whole, path)
    damage(path, kind, random)
    found.files[kind] += 1
    user = User(found)
    with warnings.catch_warnings(), _silence():
        warnings.simplefilter("ignore")
        user.use(path)
    for failure in user.failures:
        found.failures[failure] += 1
    for each in folder.glob(f"{seed}.db*"):
        each.unlink()
    return [f"seed {seed} ({kind}): {failure}" for failure in user.failures]
