"""What the package does in the Python that runs this, as JSON: Pyodide's is compared with CPython's.

It needs no thread: a case runs on the blocking driver, and on the asynchronous one by `await`.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib
import json
import pkgutil
import platform
import sys
import time
from collections.abc import Iterator
from typing import Any, Final

from conformance_cases import Case, Run, load_cases
from conformance_compare import differences
from conformance_runner import machine_of

import sfn_notebook as sfn

FLOORS: Final = ("values", "errors", "text", "expressions", "asl", "engine", "views")
NAPS: Final = """
StartAt: Each
States:
  Each:
    Type: Map
    ItemProcessor:
      StartAt: Nap
      States:
        Nap:
          Type: Task
          Resource: arn:aws:lambda:us-east-1:123456789012:function:nap
          TimeoutSeconds: 9000
          End: true
    End: true
"""


async def report() -> str:
    """What is compared, and the version, the platform and the seconds, which are not."""
    started = time.perf_counter()
    told = {
        "python": platform.python_version(),
        "platform": sys.platform,
        "modules": sorted(_import_floors()),
        "cases": {case.id: await _case(case) for case in load_cases()},
        "naps": await _naps(),
        "background": _background(),
    }
    return json.dumps({**told, "seconds": round(time.perf_counter() - started, 1)})


def _import_floors() -> Iterator[str]:
    for found in pkgutil.walk_packages(sfn.__path__, "sfn_notebook."):
        if found.name.split(".")[1] in FLOORS:
            yield importlib.import_module(found.name).__name__


async def _case(case: Case) -> dict[str, Any]:
    """Why a case's machine is refused, or its picture and what each run does."""
    try:
        with machine_of(case) as machine:
            picture = _digest(machine.to_svg())
    except sfn.AslError as error:
        return {"refused": [f"{found.code} {found.message}" for found in error.diagnostics]}
    return {"picture": picture, "runs": [await _run(case, run) for run in case.runs]}


async def _run(case: Case, run: Run) -> dict[str, Any]:
    """What differs from what the case expects, or between the drivers; the history, and what views make of it."""
    try:
        with machine_of(case) as machine:
            blocking = machine.run(run.payload)
            for _ in range(case.redrives):
                blocking.redrive()
        with machine_of(case) as machine:
            awaited = await machine.run_async(run.payload)
            for _ in range(case.redrives):
                await awaited.redrive_async()
    except Exception as error:  # noqa: BLE001 - one case that breaks off says so beside the others
        return {"differences": [f"{type(error).__name__}: {error}"]}
    history = blocking.history
    is_same = awaited.history == history
    return {
        "differences": [*differences(run, blocking), *([] if is_same else ["run_async has another history"])],
        "history": _digest(str(history)),
        "views": "" if case.is_slow else _views(case, blocking),
    }


def _views(case: Case, execution: sfn.Execution) -> str:
    """The steps, and for the first case of a file the page."""
    page = execution._repr_html_() if case.id.endswith("-1") else ""  # pyright: ignore[reportPrivateUsage] - IPython's name
    return _digest(f"{execution.steps} {page}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


async def _naps() -> dict[str, Any]:
    """The output and the minutes of three calls that are due together and sleep, on the virtual clock."""

    def nap(event: Any, context: Any) -> Any:
        context.sleep(event)
        return event

    async def nap_async(event: Any, context: Any) -> Any:
        await asyncio.sleep(0)
        return nap(event, context)

    with sfn.Session() as session:
        machine = session.state_machine(NAPS)
        session.function("nap", nap)
        executions = {"run": machine.run([3600, 60, 7200]), "run_async": await machine.run_async([3600, 60, 7200])}
        session.function("nap", nap_async)
        executions["async function"] = await machine.run_async([3600, 60, 7200])
    return {name: [each.output, each.duration.total_seconds() // 60] for name, each in executions.items()}


def _background() -> str:
    """How a run in the background ends, or why there is none."""
    with sfn.Session() as session:
        machine = session.state_machine({"StartAt": "S", "States": {"S": {"Type": "Succeed"}}})
        try:
            return machine.start().wait(9).status
        except sfn.UsageError as error:
            return str(error)
