"""The Map Runs of a store and their children, found by their ARNs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from mapping import Work, around, children, ended, machine, mapped, processor

import sfn_notebook as sfn


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "executions.db"


def test_they_are_found_in_a_later_session(path: Path) -> None:
    with sfn.Session(store=path) as session:
        Work(session)
        _, map_run = ended(session, [1, 2])
        child = children(session, map_run)[0]["executionArn"]
    with sfn.Session(store=path) as session:
        client = session.client()
        assert client.describe_execution(executionArn=child)["mapRunArn"] == map_run
        assert client.describe_map_run(mapRunArn=map_run)["itemCounts"]["succeeded"] == 2
        assert client.get_execution_history(executionArn=child)["events"][0]["type"] == "ExecutionStarted"


def test_the_child_of_a_child_is_found_in_a_later_session(path: Path) -> None:
    inner = around(Inner=mapped(processor(), label="inner"))
    with sfn.Session(store=path) as session:
        Work(session)
        machine(session, mapped(inner, label="outer")).run([[1]])
        (outer,) = session.executions.values()
        (child,) = children(session, outer.map_runs[0].arn)
        found = session.client().list_map_runs(executionArn=child["executionArn"])["mapRuns"][0]["mapRunArn"]
        (grandchild,) = children(session, found)
    with sfn.Session(store=path) as session:
        described = session.client().describe_execution(executionArn=grandchild["executionArn"])
        assert (described["input"], described["mapRunArn"]) == ("1", found)


def test_no_other_execution_is_read_for_it(path: Path) -> None:
    with sfn.Session(store=path) as session:
        Work(session)
        _, map_run = ended(session, [1])
        child = children(session, map_run)[0]["executionArn"]
        later, _ = ended(session, [2])
    with closing(sqlite3.connect(path)) as connection:
        statement = "UPDATE execution SET input = 'no JSON' WHERE arn = ?"
        assert connection.execute(statement, (later.arn,)).rowcount == 1
        connection.commit()
    with sfn.Session(store=path) as session:
        assert session.client().describe_execution(executionArn=child)["output"] == "1"
        assert session.client().describe_map_run(mapRunArn=map_run)["status"] == "SUCCEEDED"


def test_what_is_not_there_is_not_found(path: Path) -> None:
    with sfn.Session(store=path) as session:
        Work(session)
        _, map_run = ended(session, [1])
        child = children(session, map_run)[0]["executionArn"]
        client = session.client()
        with pytest.raises(ClientError, match="ExecutionDoesNotExist"):
            client.describe_execution(executionArn=f"{child}0")
        with pytest.raises(ClientError, match="ResourceNotFound"):
            client.describe_map_run(mapRunArn=f"{map_run}0")


def test_indexes_lead_to_them(path: Path) -> None:
    with sfn.Session(store=path):
        pass
    with closing(sqlite3.connect(path)) as connection:
        for question in (
            "SELECT map_run FROM execution WHERE arn = ? AND map_run IS NOT NULL",
            "SELECT max(execution) FROM map_run WHERE arn = ?",
        ):
            (step,) = connection.execute(f"EXPLAIN QUERY PLAN {question}", ("x",)).fetchall()
            assert "USING" in step[3]
            assert "INDEX" in step[3]
