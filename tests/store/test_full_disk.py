"""A disk that is full: a clear error, all that was kept is read, and once there is room everything goes on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sfn_notebook as sfn
from sfn_notebook.store.database import StoreError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux has tmpfs"),
]
_ARN = "arn:aws:lambda:us-east-1:123456789012:function:grow"
_SIZE = 1 << 20
GROWING: dict[str, Any] = {
    "StartAt": "First",
    "States": {
        "First": {"Type": "Task", "Resource": _ARN, "ResultPath": "$.first", "Next": "Wait"},
        "Wait": {"Type": "Wait", "Seconds": 60, "Next": "Second"},
        "Second": {"Type": "Task", "Resource": _ARN, "ResultPath": "$.second", "End": True},
    },
}


def _grown(_: object) -> str:
    return "x" * 20_000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("nothing can be mounted here")
    command = [mount, "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(tmp_path)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    yield tmp_path
    subprocess.run([shutil.which("umount") or "umount", "--lazy", str(tmp_path)], check=True)


def _fill(disk: Path, left: int) -> Path:
    """Fill a disk up to so many bytes."""
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - left)))
    return ballast


def _run_ten(machine: sfn.StateMachine) -> None:
    for number in range(10):
        machine.start({}, name=f"e{number}").wait(30)


@pytest.mark.parametrize("left", [0, 8_192, 20_000, 40_000, 60_000, 100_000])
def test_what_was_kept_on_a_full_disk_is_read_and_goes_on_once_there_is_room(disk: Path, left: int) -> None:
    with sfn.Session(store=disk / "executions.db") as session:
        session.function("grow", _grown)
        machine = session.state_machine(GROWING, "m")
        earlier = session.state_machine({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}, "p").run({})
        ballast = _fill(disk, left)
        with pytest.raises(StoreError, match="the disk is full: nothing more can be kept; make room, then resume"):
            _run_ten(machine)
        statuses = [execution.status for execution in session.executions.values()]
        assert statuses[0] == "SUCCEEDED"
        assert set(statuses[:-1]) <= {"SUCCEEDED"}
        assert session.load(earlier.name).history == earlier.history
        ballast.unlink()
        assert [job.wait(30).status for job in session.resume()] == ["SUCCEEDED"] * statuses.count("RUNNING")
        assert {execution.status for execution in session.executions.values()} == {"SUCCEEDED"}
        assert machine.run({}).status == "SUCCEEDED"


def test_a_session_that_comes_later_goes_on_once_there_is_room(disk: Path) -> None:
    path = disk / "executions.db"
    with sfn.Session(store=path) as session:
        session.function("grow", _grown)
        machine = session.state_machine(GROWING, "m")
        machine.run({}, name="whole")
        ballast = _fill(disk, 20_000)
        with pytest.raises(StoreError, match="the disk is full"):
            machine.run({}, name="cut")
    ballast.unlink()
    with sfn.Session(store=path) as session:
        session.function("grow", _grown)
        for job in session.resume():
            assert job.wait(30).status == "SUCCEEDED"
        assert session.load("whole").status == "SUCCEEDED"
        assert session.interrupted == ()


def test_no_store_is_made_on_a_full_disk(disk: Path) -> None:
    _fill(disk, 4_096)
    with pytest.raises(StoreError, match="the disk is full"):
        sfn.Session(store=disk / "executions.db")
