"""The project's own files, and its modules as syntax trees."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGE: Final = ROOT / "sfn_notebook"
PURE_FLOORS: Final = ("values.py", "errors.py", "text", "expressions", "asl", "engine", "views")
FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


@cache
def project_files(*suffixes: str) -> tuple[Path, ...]:
    """Files that are committed, or would be: those that git knows or does not ignore."""
    git = shutil.which("git")
    assert git, "git is needed to tell the project's files from what was built"
    command = [git, "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    files = [ROOT / name for name in sorted(set(names)) if name]
    return tuple(file for file in files if file.is_file() and (not suffixes or file.suffix in suffixes))


def package_files() -> tuple[Path, ...]:
    """The modules of the package."""
    return tuple(file for file in project_files(".py") if file.is_relative_to(PACKAGE))


def pure_files() -> tuple[Path, ...]:
    """The modules of the floors from `views` and `engine` down."""
    return tuple(file for file in package_files() if file.relative_to(PACKAGE).parts[0] in PURE_FLOORS)


def place(file: Path) -> str:
    """The file's path in the project, `sfn_notebook/engine/frame.py`."""
    return file.relative_to(ROOT).as_posix()


@cache
def tree(file: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(file.read_text(encoding="utf-8"), filename=place(file))


def imports(node: ast.AST) -> Iterator[tuple[ast.stmt, str]]:
    """Each absolute import under a node, with the dotted name that it asks for."""
    for found in ast.walk(node):
        if isinstance(found, ast.Import):
            yield from ((found, alias.name) for alias in found.names)
        elif isinstance(found, ast.ImportFrom) and found.module and not found.level:
            yield found, found.module


def with_owner(file: Path) -> Iterator[tuple[ast.AST, str]]:
    """Each node of a module with the dotted name of the function or class it stands in, "" for the module."""
    pending: list[tuple[ast.AST, str]] = [(tree(file), "")]
    while pending:
        node, owner = pending.pop()
        yield node, owner
        inner = f"{owner}.{node.name}".lstrip(".") if isinstance(node, (*FUNCTIONS, ast.ClassDef)) else owner
        pending.extend((child, inner) for child in ast.iter_child_nodes(node))
