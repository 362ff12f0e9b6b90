"""The recorded answers of Jayway JsonPath 2.0.0, where they are at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sfn_notebook.expressions.jsonpath import find, parse_path
from sfn_notebook.expressions.jsonpath_steps import PathFailure, PathSyntaxError


def evaluate(case: Any) -> object:
    try:
        return {"value": find(parse_path(case["path"]), case["document"])}
    except (PathSyntaxError, PathFailure):
        return "error"


def test_the_recorded_paths_give_the_recorded_answers(corpus: Path) -> None:
    cases = json.loads((corpus / "jsonpath" / "cases.json").read_text(encoding="utf-8"))["cases"]
    wrong = [
        case["id"] for case in cases if evaluate(case) != ("error" if "error" in case["expected"] else case["expected"])
    ]
    assert cases
    assert wrong == []
