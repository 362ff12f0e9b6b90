"""The front end's own tests, run by Node; `npm test` in labextension/ runs them alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from node_packages import install, npm

FRONT_END: Final = Path(__file__).resolve().parents[2] / "labextension"
CLOSING: Final = re.compile(r"^\W+ (pass|fail|skipped) (\d+)$", re.MULTILINE)


@pytest.fixture(scope="session")
def front_end() -> None:
    install(FRONT_END)


@pytest.mark.slow
@pytest.mark.usefixtures("front_end")
def test_the_tests_of_the_front_end_pass(record_property: Callable[[str, object], None]) -> None:
    finished = npm(FRONT_END, "test")
    counts = {word: int(number) for word, number in CLOSING.findall(finished.stdout)}
    for word, number in counts.items():
        record_property(f"node_{word}", number)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert counts.get("pass", 0) > 0
    assert counts["fail"] == counts["skipped"] == 0
