"""Event and Frame can be changed, for speed: so only the engine does, and one place makes each."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from source_tree import PACKAGE, package_files, place, tree, with_owner

MAKERS = {
    "Event": ("sfn_notebook/engine/event.py", "sfn_notebook/engine/events.py Events.__getitem__"),
    "Frame": ("sfn_notebook/engine/frame.py", "sfn_notebook/engine/frame.py child"),
}


def _definition(record: str) -> ast.ClassDef:
    home = MAKERS[record][0]
    classes = [node for node in ast.walk(tree(PACKAGE.parent / home)) if isinstance(node, ast.ClassDef)]
    return next(node for node in classes if node.name == record)


def _fields(record: str) -> set[str]:
    body = _definition(record).body
    return {node.target.id for node in body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)}


def _local_names(file: Path, record: str) -> set[str]:
    """What a module calls the record: its own name or an alias, `threading.Event` being another thing."""
    home = MAKERS[record][0]
    module = home.removesuffix(".py").replace("/", ".")
    aliases = [
        alias.asname or alias.name
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ImportFrom) and node.module == module
        for alias in node.names
        if alias.name == record
    ]
    return {*aliases, record} if place(file) == home else set(aliases)


def _constructions(record: str) -> Iterator[tuple[str, ast.Call]]:
    for file in package_files():
        names = _local_names(file, record)
        for node, owner in with_owner(file):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield f"{place(file)} {owner}", node


@pytest.mark.parametrize("record", MAKERS)
def test_a_hot_record_is_made_in_one_function(record: str) -> None:
    assert {where for where, _ in _constructions(record)} == {MAKERS[record][1]}


@pytest.mark.parametrize("record", MAKERS)
def test_a_hot_record_is_made_by_position(record: str) -> None:
    assert [where for where, call in _constructions(record) if call.keywords] == []


@pytest.mark.parametrize("record", MAKERS)
def test_a_hot_record_is_a_dataclass_with_slots(record: str) -> None:
    decorators = [ast.unparse(decorator) for decorator in _definition(record).decorator_list]
    assert [text for text in decorators if text.startswith("dataclass(") and "slots=True" in text] == decorators
    assert len(decorators) == 1


def _assigned(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.Assign() | ast.Delete():
            return list(node.targets)
        case ast.AugAssign() | ast.AnnAssign():
            return [node.target]
        case _:
            return []


def _foreign_fields(file: Path) -> Iterator[str]:
    """Assignments to a field of something else than `self`: outside the engine nothing else may be changed."""
    fields = _fields("Event") | _fields("Frame")
    for node in ast.walk(tree(file)):
        for target in _assigned(node):
            if isinstance(target, ast.Attribute) and target.attr in fields and ast.unparse(target.value) != "self":
                yield f"{place(file)}:{target.lineno} {ast.unparse(target)}"


def test_hot_records_are_assigned_to_only_in_the_engine() -> None:
    outside = [file for file in package_files() if not file.is_relative_to(PACKAGE / "engine")]
    assert [use for file in outside for use in _foreign_fields(file)] == []
