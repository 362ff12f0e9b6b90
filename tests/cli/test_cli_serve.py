from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

import sfn_notebook as sfn
from sfn_notebook.cli import main
from sfn_notebook.cli.json_log import LoggedOutput

ROLE: Final = "arn:aws:iam::123456789012:role/tests"
TASK: Final = json.dumps(
    {
        "StartAt": "Charge",
        "States": {
            "Charge": {
                "Type": "Task",
                "Resource": "arn:aws:lambda:us-east-1:123456789012:function:charge",
                "End": True,
            }
        },
    }
)
FUNCTIONS: Final = """
import logging, os, threading

def charge(event, context):
    print("charging", event)
    logging.getLogger("shop").warning("charged")
    if event.get("hangs") or os.environ.get("HANGS"):
        threading.Event().wait()
    return {"paid": event["total"]}

HANDLERS = {"charge": charge}
"""


class Serving:
    """`sfn-notebook serve` as a process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.log: list[dict[str, Any]] = []
        assert process.stdout is not None
        self.said = process.stdout.readline()
        self.address = json.loads(self.said)["url"].removeprefix("http://") if self.said else ""

    def call(self, operation: str, parameters: Any, **headers: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection(self.address, timeout=60)
        given = {"X-Amz-Target": f"AWSStepFunctions.{operation}", **headers}
        try:
            connection.request("POST", "/", json.dumps(parameters), given)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def create(self, kind: str) -> str:
        given = {"name": "order", "definition": TASK, "roleArn": ROLE, "type": kind}
        return self.call("CreateStateMachine", given)[1]["stateMachineArn"]

    def await_event(self, name: str) -> None:
        """Read the log up to an event, which must come."""
        while self._read_line():
            if self.log[-1].get("event") == name:
                return
        raise AssertionError(f"no {name}: {self.log}")

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        """The exit status after a signal; the log is whole then."""
        self.process.send_signal(number)
        while self._read_line():
            pass
        return self.process.wait(timeout=60)

    def _read_line(self) -> bool:
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        if line:
            self.log.append(json.loads(line))
        return bool(line)


@contextmanager
def serving(folder: Path, *flags: str, **environment: str) -> Generator[Serving]:
    """A server in a folder with functions."""
    (folder / "functions.py").write_text(FUNCTIONS, encoding="utf-8")
    command = [sys.executable, "-m", "sfn_notebook", "serve", "--port", "0", *flags]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=folder, stdout=pipe, stderr=pipe, text=True, env=os.environ | environment
    ) as process:
        try:
            yield Serving(process)
        finally:
            process.kill()


@pytest.mark.slow
def test_it_serves_until_ctrl_c(tmp_path: Path) -> None:
    with serving(tmp_path, "--functions", "functions:HANDLERS") as server:
        machine = server.create("EXPRESS")
        status, found = server.call("StartSyncExecution", {"stateMachineArn": machine, "input": '{"total": 12}'})
        assert (status, found["output"]) == (200, '{"paid":12}')
        assert server.call("DescribeStateMachine", {"stateMachineArn": "x"})[0] == 400
        assert server.end() == 0
        assert list(json.loads(server.said)) == ["url"]
    start, _, printed, logged, *requests, stopping, stop = server.log
    assert [each["event"] for each in (start, *requests, stopping, stop)] == [
        *["start", "request", "request"],
        *["stopping", "stop"],
    ]
    assert (start["functions"], start["region"], start["clock"]) == (["charge"], "us-east-1", "virtual")
    assert (printed["event"], printed["text"]) == ("print", "[Charge] charging {'total': 12}")
    assert [logged[name] for name in ("level", "logger", "message", "state")] == [
        "WARNING",
        "shop",
        "charged",
        "Charge",
    ]
    assert [(each["operation"], each["status"], each["error"]) for each in requests] == [
        ("StartSyncExecution", 200, None),
        ("DescribeStateMachine", 400, "InvalidArn"),
    ]
    assert all(each["time"].endswith("Z") for each in server.log)


@pytest.mark.slow
def test_sigterm_ends_it_too_and_its_port_is_free_again(tmp_path: Path) -> None:
    with serving(tmp_path, "--log-level", "warning") as server:
        port = int(server.address.rpartition(":")[2])
        assert server.end(signal.SIGTERM) == 0
    assert server.log == []
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))


@pytest.mark.slow
def test_a_second_ctrl_c_waits_for_nothing(tmp_path: Path) -> None:
    with serving(tmp_path, "--functions", "functions.py:charge") as server:
        given = {"stateMachineArn": server.create("EXPRESS"), "input": '{"hangs": true}'}
        connection = http.client.HTTPConnection(server.address, timeout=60)
        connection.request("POST", "/", json.dumps(given), {"X-Amz-Target": "AWSStepFunctions.StartSyncExecution"})
        server.await_event("print")
        server.process.send_signal(signal.SIGINT)
        server.await_event("stopping")
        assert server.end() == 130
        connection.close()
    assert server.log[-1]["event"] == "stopping", server.log


@pytest.mark.slow
def test_a_token_can_come_from_the_environment(tmp_path: Path) -> None:
    with serving(tmp_path, SFN_NOTEBOOK_TOKEN="open-sesame") as server:  # noqa: S106 - of the tests
        refused = server.call("ListStateMachines", {})
        answered = server.call("ListStateMachines", {}, Authorization="Bearer open-sesame")
        server.end()
    assert (refused[0], answered) == (403, (200, {"stateMachines": []}))


@pytest.mark.slow
def test_account_and_region_and_clock_can_be_chosen(tmp_path: Path) -> None:
    flags = ("--region", "eu-west-1", "--account-id", "111111111111", "--clock", "x60", "--max-body-bytes", "1000")
    with serving(tmp_path, *flags, "--functions", "functions:charge") as server:
        assert server.create("STANDARD") == "arn:aws:states:eu-west-1:111111111111:stateMachine:order"
        assert server.call("ListStateMachines", {"nextToken": "x" * 1000})[0] == 413
        assert server.end() == 0


@pytest.mark.slow
def test_it_goes_on_with_what_another_process_leaves_that_is_killed(tmp_path: Path) -> None:
    flags = ("--store", "db", "--functions", "functions:charge")
    with serving(tmp_path, *flags) as server, serving(tmp_path, *flags, HANGS="1") as other:
        given = {"stateMachineArn": other.create("STANDARD"), "input": '{"total": 12}'}
        arn = other.call("StartExecution", given)[1]["executionArn"]
        other.await_event("print")
        status, error = server.call("StopExecution", {"executionArn": arn})
        assert (status, f"is run by another process, {other.process.pid} on " in error["message"]) == (400, True)
        other.process.kill()
        server.await_event("resumed")
        assert server.log[-1]["executions"] == [arn]
        while server.call("DescribeExecution", {"executionArn": arn})[1]["status"] == "RUNNING":
            pass  # it may have printed before it was said that it goes on, or not yet
        server.end()
    with sfn.Session(store=tmp_path / "db") as session:
        assert session.executions[arn].output == {"paid": 12}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--prot", "1"], 'unknown: --prot, did you mean "--port"?'),
        (["--port", "x"], "invalid int value: 'x'"),
        (["--port", "70000"], "no port 70000"),
        (["--host", "0.0.0.0"], "0.0.0.0 is reached from other machines, so callers need a token"),  # noqa: S104 - refused
        (["--token", ""], "a token has letters, digits and signs"),
        (["--clock", "fast"], 'no clock "fast"'),
        (["--account-id", "12"], "an account id has twelve digits"),
        (["--log-level", "loud"], "invalid choice: 'loud'"),
        (["--functions", "none.py"], "--functions none.py: no such file"),
        (["--functions", "no_such_module:x"], "no module of that name"),
        (["--max-body-bytes", "0"], "max_body_bytes is 0"),
    ],
)
def test_bad_usage_is_status_2(capfd: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    assert main(["serve", "--port", "0", *words]) == 2
    out, err = capfd.readouterr()
    assert (out, said in err) == ("", True), err


def test_a_port_that_is_taken_is_status_2(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 2
    assert capfd.readouterr().err == (
        f"sfn-notebook: cannot listen on port {port} of 127.0.0.1: another program does; --port 0 takes a free one\n"
    )


def test_nothing_is_left_behind_by_bad_usage() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM), sys.getswitchinterval(), sys.stdout
    main(["serve", "--port", "70000"])
    after = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM), sys.getswitchinterval(), sys.stdout
    assert after == before


def test_a_line_that_does_not_end_is_logged_in_pieces(caplog: pytest.LogCaptureFixture) -> None:
    output = LoggedOutput()
    caplog.set_level("INFO", "sfn_notebook")
    print("a", "b", file=output)
    print("x" * 70_000, end="", file=output)
    assert [len(record.__dict__["fields"]["text"]) for record in caplog.records] == [3, 70_000]
