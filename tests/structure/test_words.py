"""What stands in no file of the project: the place where it is made, and what was recorded by others."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from source_tree import ROOT, place, project_files

# Written in pieces, lest this file finds itself.
BESIDE = "../" + "shared"
MACHINE = re.compile(r"(?<![\w.])/(?:" + "work|farm|root" + r")/|/tmp/" + r"brief\b")
GAPS = "tests/known_gaps.toml"  # has to say which case cannot be met
LINK = re.compile(r"!?\[[^\]]*\]\((?!https?:|#|mailto:)([^)#\s]+)")


def _texts() -> Iterator[tuple[str, str]]:
    for file in project_files():
        try:
            yield place(file), file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_file_names_the_machine_it_was_written_on() -> None:
    assert [name for name, text in _texts() if MACHINE.search(text)] == []


def test_only_the_check_program_knows_what_lies_beside_the_project() -> None:
    leads_out = {name: not ((ROOT / name).parent / BESIDE).resolve().is_relative_to(ROOT) for name, _ in _texts()}
    assert [name for name, text in _texts() if BESIDE in text and leads_out[name] and name != ".ci/run"] == []


def test_every_link_to_a_file_leads_somewhere() -> None:
    dangling = [
        f"{place(file)}: {target}"
        for file in project_files(".md")
        for target in LINK.findall(file.read_text(encoding="utf-8"))
        if not (file.parent / target).exists()
    ]
    assert dangling == []


def test_every_rule_that_is_off_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    rules: list[str] = tomllib.loads(text)["tool"]["ruff"]["lint"]["ignore"]
    listed = text.split("\nignore = [\n")[1].split("\n]")[0]
    explained = re.findall(r'^    "([A-Z]+\d+)", +# \S', listed, re.MULTILINE)
    assert len(rules) <= 15
    assert explained == rules


def test_there_are_at_most_three_warning_filters() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    filters: list[str] = settings["tool"]["pytest"]["ini_options"]["filterwarnings"]
    assert filters[0] == "error"
    assert len(filters) <= 3


def _recorded_names(corpus: Path) -> set[str]:
    """Ids of the cases, the tests that recorded them, and the names of their machines and executions."""
    fields = re.compile(r'^ "(?:id|source_test|state_machine_name|execution_name)": "([^"\n]+)"', re.MULTILINE)
    files = (corpus / "asl" / "cases").glob("*/*.json")
    found = {value for file in files for value in fields.findall(file.read_text(encoding="utf-8"))}
    names = {value.rsplit("::", 1)[-1].split("[")[0] for value in found}
    return {name for name in names if len(name) > 12}


def test_no_recorded_case_is_named(corpus: Path) -> None:
    names = _recorded_names(corpus)
    assert len(names) > 500
    ours = [(name, text) for name, text in _texts() if name.startswith(("sfn_notebook/", "tests/"))]
    named = {name: names.intersection(re.findall(r"[\w.-]+", text)) for name, text in ours if name != GAPS}
    assert {name: found for name, found in named.items() if found} == {}
