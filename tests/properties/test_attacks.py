"""Some of what tests/long/attacks.py evaluates: no expression hangs, ends or fills the process that asks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

PROGRAM = Path(__file__).resolve().parent.parent / "long" / "attacks.py"


@pytest.mark.slow
def test_no_attack_succeeds() -> None:
    every = max(1, 5_000 // settings().max_examples)  # of the usual profile one in sixteen
    command = [sys.executable, str(PROGRAM), "--every", str(every)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-2_000:] + ended.stderr[-500:]
