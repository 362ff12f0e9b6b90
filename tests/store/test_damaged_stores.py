"""Of a file that is damaged what can be read is read, and the rest is said."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from damaged_stores import Found, check_damaged, whole_file
from damaging import damage

import sfn_notebook as sfn
from sfn_notebook.store.database import StoreError

PASS: dict[str, Any] = {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "whole.db"
    whole_file(path)
    return path


@pytest.mark.slow
def test_every_call_works_or_says_what_is_wrong_whatever_is_damaged(whole: Path, tmp_path: Path) -> None:
    found = Found()
    problems = [problem for seed in range(45) for problem in check_damaged(seed, whole, tmp_path, found)]
    assert problems == []
    assert found.refused > 100
    assert found.read > 300
    assert found.resumed > 20


@pytest.mark.slow
def test_earlier_executions_are_read_where_the_last_page_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "executions.db"
    count = 40
    with sfn.Session(store=path) as session:
        machine = session.state_machine(PASS, "m")
        for number in range(count):
            machine.run({"text": "x" * 900, "n": number}, name=f"e{number}")
    damage(path, "last page", Random(1))  # noqa: S311 - a test
    read: list[str] = []
    with sfn.Session(store=path) as session:
        for number in range(count):
            with suppress(StoreError):
                assert session.load(f"e{number}").output == {"text": "x" * 900, "n": number}
                read.append(f"e{number}")
        with pytest.raises(StoreError, match="the file is damaged: what can still be read is"):
            session.load(f"e{count - 1}")
    assert read == [f"e{number}" for number in range(len(read))], "the last ones are lost"
    assert len(read) > count - 10


@pytest.mark.slow
def test_one_damaged_execution_does_not_hide_the_others(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "executions.db"
    shutil.copy(whole, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE execution SET started = 'yesterday' WHERE name IN ('passing-1', 'hanging-left')")
        connection.commit()
    with sfn.Session(store=path) as session:
        client = session.client("stepfunctions")
        arn = session.load("passing-0").record.machine_arn
        with pytest.warns(RuntimeWarning, match="damaged: 1 executions cannot be read"):
            listed = client.list_executions(stateMachineArn=arn)["executions"]
        assert [each["name"] for each in listed] == ["passing-2", "passing-0"]
        with pytest.warns(RuntimeWarning, match="damaged"):
            assert [each.name for each in session.interrupted] == ["waiting-left", "far-hanging-left"]
        with pytest.raises(StoreError, match="the file is damaged"):
            session.load("passing-1")


@pytest.mark.slow
@pytest.mark.parametrize(
    "damage", ['{"start":300000000000000000000}', '{"seed":99999999999999999999999}', '{"seed":-1}']
)
def test_an_execution_with_a_damaged_identity_is_said_to_be_damaged(whole: Path, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "executions.db"
    shutil.copy(whole, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE execution SET identity = json_patch(identity, ?)", (damage,))
        connection.commit()
    with sfn.Session(store=path) as session:
        for name in ("passing-1", "hanging-left"):
            with pytest.raises(StoreError, match="the file is damaged"):
                session.load(name)
