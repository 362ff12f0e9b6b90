from __future__ import annotations

import ast

import pytest
from source_tree import FUNCTIONS, place, project_files, tree

VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}


@pytest.mark.parametrize(("suffix", "most"), [(".py", 300), (".ts", 250)])
def test_a_file_is_no_longer_than_its_reader_bears(suffix: str, most: int) -> None:
    lengths = {place(file): len(file.read_text(encoding="utf-8").splitlines()) for file in project_files(suffix)}
    assert {name: lines for name, lines in lengths.items() if lines > most} == {}


def test_a_function_is_no_longer_than_forty_lines() -> None:
    too_long = [
        f"{place(file)}:{node.lineno} {node.name}"
        for file in project_files(".py")
        for node in ast.walk(tree(file))
        if isinstance(node, FUNCTIONS) and (node.end_lineno or 0) - node.lineno + 1 > 40
    ]
    assert too_long == []


def test_a_module_is_named_after_what_it_holds() -> None:
    names = {place(file): file.stem for file in project_files(".py", ".ts")}
    vague = [name for name, stem in names.items() if stem in VAGUE]
    hidden = [name for name, stem in names.items() if stem.startswith("_") and not stem.startswith("__")]
    assert vague + hidden == []
