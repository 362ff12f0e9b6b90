"""What a session logs of all its executions, and where to."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

import sfn_notebook as sfn
from sfn_notebook.values import JSON

ROLE = "arn:aws:iam::123456789012:role/any"
STOP: dict[str, JSON] = {
    "StartAt": "Nap",
    "States": {
        "Nap": {"Type": "Wait", "Seconds": 60, "Next": "Stop"},
        "Stop": {"Type": "Fail", "Error": "Boom", "Cause": "why"},
    },
}


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session(clock="logical") as opened:
        yield opened


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("kind", ["STANDARD", "EXPRESS"])
@pytest.mark.parametrize("how", ["run", "run_async", "start", "api"])
def test_a_file_gets_a_line_for_each_event(session: sfn.Session, tmp_path: Path, kind: Any, how: str) -> None:
    file = tmp_path / "executions.jsonl"
    session.log_to(file)
    machine = session.state_machine(STOP, name="order", type=kind)
    match how:
        case "run":
            machine.run({"ä": 1})
        case "run_async":
            asyncio.run(machine.run_async({"ä": 1}))
        case "start":
            machine.start({"ä": 1}).wait(10)
        case _:
            session.client().start_execution(stateMachineArn=machine.arn, input='{"ä":1}')
            (record,) = session.account.executions.values()
            assert record.job is not None
            record.job.done.wait(10)
            record.settle()
    (execution,) = session.executions.values()
    assert lines(file) == execution.log_events
    assert lines(file)[0]["details"]["input"] == '{"ä":1}'


def test_a_synchronous_express_execution_is_logged_before_it_answers(session: sfn.Session) -> None:
    types: list[str] = []
    session.log_to(lambda record: types.append(record["type"]))
    client = session.client()
    arn = client.create_state_machine(name="m", definition=json.dumps(STOP), roleArn=ROLE, type="EXPRESS")
    client.start_sync_execution(stateMachineArn=arn["stateMachineArn"])
    assert types == [
        "ExecutionStarted",
        "WaitStateEntered",
        "WaitStateExited",
        "FailStateEntered",
        "ExecutionFailed",
    ]


def test_what_a_file_holds_already_stays(session: sfn.Session, tmp_path: Path) -> None:
    file = tmp_path / "executions.jsonl"
    file.write_text('{"type":"before"}\n', encoding="utf-8")
    with session.log_to(str(file), "FATAL"):
        session.state_machine(STOP).run()
    assert [line["type"] for line in lines(file)] == ["before", "ExecutionFailed"]


@pytest.mark.parametrize(
    ("level", "types"),
    [("ERROR", ["FailStateEntered", "ExecutionFailed"]), ("FATAL", ["ExecutionFailed"]), ("OFF", [])],
)
def test_a_level_takes_less(session: sfn.Session, level: str, types: list[str]) -> None:
    taken: list[str] = []
    session.log_to(lambda record: taken.append(record["type"]), level)
    session.state_machine(STOP).run()
    assert taken == types


def test_data_can_be_left_out(session: sfn.Session) -> None:
    records: list[dict[str, Any]] = []
    session.log_to(records.append, include_data=False)
    session.state_machine(STOP).run("secret")
    assert "secret" not in json.dumps(records)
    assert records[-1]["details"] == {"error": "Boom", "cause": "why"}


@pytest.mark.parametrize("name", [None, "mine"])
def test_a_logger_gets_type_and_name_and_the_whole_record(
    session: sfn.Session, caplog: pytest.LogCaptureFixture, name: str | None
) -> None:
    logger = logging.getLogger(name or "sfn_notebook.executions")
    caplog.set_level(logging.INFO, logger=logger.name)
    session.log_to(logger if name else None)
    execution = session.state_machine(STOP).run(name="one")
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("INFO", "ExecutionStarted one"),
        ("INFO", "WaitStateEntered one"),
        ("INFO", "WaitStateExited one"),
        ("ERROR", "FailStateEntered one"),
        ("CRITICAL", "ExecutionFailed one"),
    ]
    assert [cast("Any", record).sfn for record in caplog.records] == execution.log_events
    assert {record.name for record in caplog.records} == {logger.name}


def test_what_a_logger_does_not_take_is_not_made(session: sfn.Session, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, logger="sfn_notebook.executions")
    session.log_to()
    session.state_machine(STOP).run()
    assert [record.levelname for record in caplog.records] == ["ERROR", "CRITICAL"]


def test_a_function_that_raises_is_reported_once_and_called_again(session: sfn.Session) -> None:
    called: list[str] = []

    def broken(record: dict[str, Any]) -> None:
        called.append(record["type"])
        raise ValueError("no")

    session.log_to(broken, "ERROR")
    machine = session.state_machine(STOP)
    with pytest.warns(RuntimeWarning, match=r"broken.* raised ValueError\('no'\); executions go on") as warned:
        statuses = [machine.run().status for _ in range(2)]
    assert statuses == ["FAILED", "FAILED"]
    assert len(warned) == 1
    assert called == ["FailStateEntered", "ExecutionFailed"] * 2


def test_several_destinations_do_not_disturb_one_another(session: sfn.Session, tmp_path: Path) -> None:
    taken: list[str] = []
    session.log_to(tmp_path / "all.jsonl")
    session.log_to(lambda record: taken.append(record["type"]), "FATAL")
    session.state_machine(STOP).run()
    assert (len(lines(tmp_path / "all.jsonl")), taken) == (5, ["ExecutionFailed"])


def test_after_the_end_nothing_is_logged_any_more(session: sfn.Session, tmp_path: Path) -> None:
    file = tmp_path / "executions.jsonl"
    log = session.log_to(file, "FATAL")
    machine = session.state_machine(STOP)
    machine.run()
    log.close()
    log.close()
    machine.run()
    assert len(lines(file)) == 1
    assert repr(log) == f"<log of executions to {file}, level FATAL, closed>"


def test_an_execution_that_runs_when_the_log_ends_is_logged_until_then(session: sfn.Session) -> None:
    types: list[str] = []
    log = session.log_to(lambda record: types.append(record["type"]))
    execution = session.state_machine(STOP).open()
    execution.record.run.publish()
    log.close()
    session.state_machine(STOP, name="other").run()
    assert types == ["ExecutionStarted"]
    assert execution.record.run.observers == []


def test_the_end_of_a_session_is_logged(tmp_path: Path) -> None:
    file = tmp_path / "executions.jsonl"
    with sfn.Session(clock="real") as session:
        session.log_to(file)
        session.state_machine(STOP).start()
    assert lines(file)[-1]["type"] == "ExecutionAborted"


def test_of_an_execution_that_has_ended_nothing_is_kept(session: sfn.Session) -> None:
    log = session.log_to(print, "OFF")
    job = session.state_machine(STOP).start()
    job.wait(10)
    assert log.jobs == []


def test_half_of_a_character_becomes_an_escape_of_json(session: sfn.Session, tmp_path: Path) -> None:
    def fail() -> None:
        raise ValueError("\udc80")

    session.function("fail", fail)
    resource = "arn:aws:lambda:us-east-1:123456789012:function:fail"
    task: JSON = {"Type": "Task", "Resource": resource, "End": True}
    file = tmp_path / "executions.jsonl"
    session.log_to(file, "FATAL")
    session.state_machine({"StartAt": "T", "States": {"T": task}}).run()
    assert lines(file)[0]["type"] == "ExecutionFailed"


@pytest.mark.parametrize(
    ("destination", "level", "said"),
    [
        (print, "WARN", 'no log level "WARN": expected ALL, ERROR, FATAL, OFF'),
        (print, "error", 'no log level "error": did you mean "ERROR"?'),
        (5, "ALL", "cannot log to 5: expected a path, a logger or a function of a log record"),
        (Path("nowhere/at/all.jsonl"), "ALL", "cannot write nowhere/at/all.jsonl: No such file or directory"),
    ],
)
def test_a_slip_is_refused_at_once(session: sfn.Session, destination: Any, level: str, said: str) -> None:
    with pytest.raises(sfn.UsageError) as raised:
        session.log_to(destination, level)
    assert str(raised.value) == said
    assert session.account.watchers == []
