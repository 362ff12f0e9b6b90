"""Executions through `sfn-notebook serve`, which runs as a process of its own, by clients in processes of their own.

Every execution has to exist at the end, with the status SUCCEEDED and the right output; exits with 1 if one does not.
A client starts an execution, then asks for it until it has ended.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from load_client import Client
from timing import machine_description, say

_CLIENT: Final = Path(__file__).with_name("load_client.py")
_ROLE: Final = "arn:aws:iam::123456789012:role/load"
_PAGE: Final = 1_000
DEFINITION: Final = {
    "StartAt": "Check",
    "States": {
        "Check": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.n", "NumericGreaterThanEquals": 0, "Next": "Wait"}],
            "Default": "Refuse",
        },
        "Wait": {"Type": "Wait", "Seconds": 60, "Next": "Add"},
        "Add": {"Type": "Pass", "Parameters": {"n.$": "$.n", "next.$": "States.MathAdd($.n, 1)"}, "Next": "Done"},
        "Done": {"Type": "Succeed"},
        "Refuse": {"Type": "Fail", "Error": "Negative"},
    },
}


class Server(NamedTuple):
    """`sfn-notebook serve`, and where it listens."""

    process: subprocess.Popen[str]
    host: str
    port: int

    def memory_mb(self) -> str:
        """What it holds now, and what it held at most."""
        return f"{self._status('VmRSS')} MB now, {self._status('VmHWM')} MB at most"

    def cpu_seconds(self) -> float:
        """What all its threads have computed so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _status(self, name: str) -> int:
        lines = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(f"{name}:"))


def main() -> int:
    """Serve, load, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000, help="executions in all")
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--store", metavar="FILE", help="for the server")
    asked = parser.parse_args()
    with served(asked.store) as server:
        machine = _create(server)
        before = server.cpu_seconds()
        started = time.perf_counter()
        measured = _load(server, machine, asked.count, asked.clients)
        seconds = time.perf_counter() - started
        cpu = server.cpu_seconds() - before
        memory = server.memory_mb()
        missing = asked.count - _succeeded(server, machine)
    wrong = [each for found in measured for each in found["wrong"]]
    for operation in ("starts", "describes"):
        say(_row(operation, sorted(each for found in measured for each in found[operation])))
    say(
        f"{asked.count / seconds:,.0f} executions a second by {asked.clients} clients, {cpu / asked.count * 1e3:.2f} ms"
    )
    say(f"of the server's CPU each; it holds {memory}")
    say(f"{len(wrong)} with another end than expected, {missing} missing")
    say(machine_description())
    for each in wrong[:5]:
        say(each)
    return int(bool(wrong or missing))


@contextmanager
def served(store: str | None) -> Generator[Server]:
    """A server of its own on a free port, ended by Ctrl-C at the end."""
    flags = ["--port", "0", "--log-level", "warning", *(["--store", store] if store else [])]
    command = [sys.executable, "-m", "sfn_notebook", "serve", *flags]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - this package
        if process.stdout is None:
            raise AssertionError("it is a pipe")
        told = process.stdout.readline()
        if not told:
            raise SystemExit(process.wait())
        host, _, port = json.loads(told)["url"].removeprefix("http://").rpartition(":")
        yield Server(process, host, int(port))
        process.send_signal(signal.SIGINT)
        if process.wait(timeout=30) != 0:
            raise RuntimeError(f"the server ended with status {process.returncode}")


def _create(server: Server) -> str:
    given = {"name": "load", "definition": json.dumps(DEFINITION), "roleArn": _ROLE}
    return Client(server.host, server.port).call("CreateStateMachine", given)[0]["stateMachineArn"]


def _load(server: Server, machine: str, count: int, clients: int) -> list[Any]:
    """What the clients measured; they begin together."""
    bounds = [count * number // clients for number in range(clients + 1)]
    processes = [
        subprocess.Popen([sys.executable, "-S", _CLIENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - this program
        for _ in range(clients)
    ]
    for process, first, last in zip(processes, bounds[:-1], bounds[1:], strict=True):
        task = {"host": server.host, "port": server.port, "machine": machine, "first": first, "last": last}
        _tell(process, json.dumps(task))
    for process in processes:
        _tell(process, "go")
    return [json.loads(process.communicate()[0]) for process in processes]


def _tell(process: subprocess.Popen[str], line: str) -> None:
    if process.stdin is None:
        raise AssertionError("it is a pipe")
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def _succeeded(server: Server, machine: str) -> int:
    """How many executions the server lists as SUCCEEDED."""
    client, total, token = Client(server.host, server.port), 0, {}
    while True:
        asked = {"stateMachineArn": machine, "statusFilter": "SUCCEEDED", "maxResults": _PAGE, **token}
        page, _ = client.call("ListExecutions", asked)
        total += len(page["executions"])
        if "nextToken" not in page:
            return total
        token = {"nextToken": page["nextToken"]}


def _row(name: str, milliseconds: Sequence[float]) -> str:
    median, last = milliseconds[len(milliseconds) // 2], milliseconds[len(milliseconds) * 99 // 100]
    operation = {"starts": "StartExecution", "describes": "DescribeExecution"}[name]
    return f"{operation}: {len(milliseconds):,} calls, p50 {median:.1f} ms, p99 {last:.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
