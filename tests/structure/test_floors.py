"""What import-linter cannot say: where in a module an import stands, and what an import costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from source_tree import FUNCTIONS, imports, package_files, place, pure_files, tree

DRIVERS = ("sfn_notebook/engine/drivers.py", "sfn_notebook/engine/drivers/")
CLOCK = "sfn_notebook/engine/clock.py"
WAITING = {"asyncio", "threading", "concurrent", "multiprocessing", "selectors", "signal", "queue"}
REACHING_OUT = {"socket", "ssl", "http", "urllib", "subprocess", "sqlite3"}
OPTIONAL = {"boto3", "botocore", "moto", "opentelemetry", "yaml", "graphviz", "jsonpath_ng", "sqlite3"}
TODAY = (["datetime", "now"], ["datetime", "utcnow"], ["datetime", "today"], ["date", "today"])
HEAVY = OPTIONAL | {"IPython", "ipywidgets", "anywidget", "traitlets", "jupyterlab", "tornado"}


def _asked_for(file: Path, node: ast.AST, names: set[str]) -> list[str]:
    return [f"{place(file)}:{at.lineno} {name}" for at, name in imports(node) if name.split(".")[0] in names]


def test_nothing_but_the_drivers_waits_in_the_pure_floors() -> None:
    others = [file for file in pure_files() if not place(file).startswith(DRIVERS)]
    assert [use for file in others for use in _asked_for(file, tree(file), WAITING)] == []


def test_the_pure_floors_reach_for_nothing_outside() -> None:
    assert [use for file in pure_files() for use in _asked_for(file, tree(file), REACHING_OUT)] == []


def test_only_the_clock_and_the_drivers_read_the_time_in_the_pure_floors() -> None:
    others = [file for file in pure_files() if not place(file).startswith((CLOCK, *DRIVERS))]
    read = [use for file in others for use in _asked_for(file, tree(file), {"time"})]
    asked = [
        f"{place(file)}:{node.lineno} {node.attr}"
        for file in others
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and ast.unparse(node).split(".")[-2:] in TODAY
    ]
    assert read + asked == []


def test_optional_packages_are_imported_where_they_are_needed() -> None:
    found: list[str] = []
    for file in package_files():
        inside = {
            id(at)
            for node in ast.walk(tree(file))
            if isinstance(node, FUNCTIONS) or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
            for at, _ in imports(node)
        }
        found += [
            f"{place(file)}:{at.lineno} {name}"
            for at, name in imports(tree(file))
            if name.split(".")[0] in OPTIONAL and id(at) not in inside
        ]
    assert found == []


def test_importing_the_package_brings_nothing_heavy_along() -> None:
    program = "import sys; before = set(sys.modules); import sfn_notebook; print(*set(sys.modules) - before)"
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True, timeout=60)
    brought = {name.split(".")[0] for name in finished.stdout.split()}
    assert brought & HEAVY == set()
