"""The executions recorded on AWS, through the public face; the folder's own modules drive and compare."""

from __future__ import annotations

import importlib
import os
import sys
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol

import pytest

GAPS: Final = Path(__file__).with_name("known_gaps.toml")
TIERS: Final = ("engine", "lambda", "api", "sfn_api")
"""The cases that need the engine, Lambda functions and Step Functions; the other tiers need more of AWS."""


class Result(Protocol):
    """What `drive.check` gives."""

    @property
    def passed(self) -> bool: ...
    @property
    def problem(self) -> str | None: ...
    @property
    def differences(self) -> Sequence[str]: ...
    @property
    def history_differences(self) -> Sequence[str]: ...


def _module(folder: Path, name: str) -> Any:
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    return importlib.import_module(name)


@cache
def _cases(folder: Path) -> list[Any]:
    """The cases of the tiers."""
    loading = _module(folder, "corpus")
    return loading.select(loading.load_cases(folder / "cases"), tiers=TIERS)


def _gaps() -> list[dict[str, str]]:
    return tomllib.loads(GAPS.read_text(encoding="utf-8")).get("gap", [])


def _parameter(case: Any, reasons: dict[str, str]) -> Any:
    reason = reasons.get(str(case))
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(case, id=str(case), marks=marks)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" not in metafunc.fixturenames:
        return
    folder = os.environ.get("SFN_CORPUS")
    reasons = {gap["case"]: gap["reason"] for gap in _gaps()}
    cases = [_parameter(case, reasons) for case in _cases(Path(folder) / "asl")] if folder else []
    metafunc.parametrize("case", cases or [pytest.param(None, id="all")])


@pytest.mark.slow
def test_the_engine_does_what_aws_did(case: Any, corpus: Path) -> None:
    folder = corpus / "asl"
    adapter = _module(folder, "engines").make_adapter("sfn_notebook")
    result: Result = _module(folder, "drive").check(case, adapter)
    assert [*result.differences, *result.history_differences] == []
    assert result.passed, result.problem


def test_every_recorded_case_of_the_slice_is_there(corpus: Path) -> None:
    names = (corpus / "asl" / "slice.ids").read_text(encoding="utf-8").split()
    assert set(names) - {str(case) for case in _cases(corpus / "asl")} == set()


def test_known_gaps_are_explained() -> None:
    assert [gap["case"] for gap in _gaps() if not (gap["recorded"].strip() and gap["reason"].strip())] == []


def test_known_gaps_name_recorded_cases(corpus: Path) -> None:
    known = {str(case) for case in _cases(corpus / "asl")}
    assert {gap["case"] for gap in _gaps()} <= known
