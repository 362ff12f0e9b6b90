"""The package in Pyodide, which is CPython in WebAssembly: no threads, no jlens, nothing that is not pure Python."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import botocore
import case_report
import dateutil
import jmespath
import pytest
import six
import urllib3
import yaml
from conformance_cases import load_cases
from node_packages import install, program

import sfn_notebook as sfn

pytestmark = [pytest.mark.slow, pytest.mark.pyodide]

HERE: Final = Path(__file__).resolve().parent
MOUNTS: Final = {
    Path(sfn.__file__).parent: "/packages/sfn_notebook",
    Path(yaml.__file__).parent: "/packages/yaml",
    **{
        Path(str(package.__file__)).parent: f"/packages/{package.__name__}"
        for package in (botocore, dateutil, jmespath, urllib3)
    },
    HERE.parent: "/tests",
}
"""What Pyodide gets to see: the package, what its floors import, what knows the API of Step Functions, the cases."""

NO_JSONATA: Final = (
    "SFN901 JSONata needs the library jlens, which is not installed; there is no build of it for Pyodide"
)


@pytest.fixture(scope="module")
def pyodide(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the package does in Pyodide, which is installed if need be."""
    install(HERE)
    alone = tmp_path_factory.mktemp("modules")  # folders are mounted, and six is a file
    shutil.copy(str(six.__file__), alone)
    mounts = [f"{folder}={place}" for folder, place in {**MOUNTS, alone: "/modules"}.items()]
    command = [program("node"), "run.mjs", *mounts]
    finished = subprocess.run(command, cwd=HERE, capture_output=True, check=False, text=True, timeout=150)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return json.loads(finished.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def cpython() -> dict[str, Any]:
    """What it does in the Python that runs the tests."""
    return json.loads(asyncio.run(case_report.report()))


@pytest.fixture
def in_jsonata() -> set[str]:
    """The cases whose machines have a state in JSONata."""
    return {case.id for case in load_cases() if '"JSONata"' in json.dumps(case.definition)}


def test_every_case_without_jsonata_does_what_it_does_in_cpython(
    pyodide: dict[str, Any], cpython: dict[str, Any], in_jsonata: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    ran = {name: case["runs"] for name, case in pyodide["cases"].items() if "runs" in case}
    failed = {name: runs for name, runs in ran.items() if any(run["differences"] for run in runs)}
    passed, refused = len(ran) - len(failed), len(pyodide["cases"]) - len(ran)
    with capsys.disabled():
        told = f"{passed} cases passed, {len(failed)} failed, {refused} in JSONata refused, in {pyodide['seconds']} s"
        print(f"\nPyodide, Python {pyodide['python']}: {told}")  # noqa: T201 - the figures, also of a run that passes
    assert failed == {}
    assert (passed, refused) == (len(cpython["cases"]) - len(in_jsonata), len(in_jsonata))
    assert {name: pyodide["cases"][name] for name in ran} == {name: cpython["cases"][name] for name in ran}


def test_it_is_pyodide_that_ran_them(pyodide: dict[str, Any]) -> None:
    assert pyodide["platform"] == "emscripten"
    assert len([case for case in pyodide["cases"].values() if "runs" in case]) >= 250


def test_every_case_in_jsonata_is_refused_by_name(pyodide: dict[str, Any], in_jsonata: set[str]) -> None:
    refusals = {name: case["refused"] for name, case in pyodide["cases"].items() if "refused" in case}
    assert refusals.keys() == in_jsonata
    assert [name for name, refused in refusals.items() if NO_JSONATA not in refused] == []


def test_every_module_from_views_and_engine_down_can_be_imported(
    pyodide: dict[str, Any], cpython: dict[str, Any]
) -> None:
    assert pyodide["modules"] == cpython["modules"]
    assert len(pyodide["modules"]) > 100


def test_calls_that_sleep_together_end_when_they_do_in_cpython(
    pyodide: dict[str, Any], cpython: dict[str, Any]
) -> None:
    assert pyodide["naps"] == cpython["naps"]
    assert list(pyodide["naps"].values()) == [[[3600, 60, 7200], 120]] * 3


def test_a_run_in_the_background_is_refused(pyodide: dict[str, Any], cpython: dict[str, Any]) -> None:
    assert cpython["background"] == "SUCCEEDED"
    assert pyodide["background"].startswith("nothing runs in the background without threads")
