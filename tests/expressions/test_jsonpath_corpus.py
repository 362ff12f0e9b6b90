"""The recorded answers of Jayway JsonPath 2.0.0, where they are at hand."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from sfn_notebook.expressions.jsonpath import find, parse_path
from sfn_notebook.expressions.jsonpath_steps import PathFailure, PathSyntaxError

CORPUS = os.environ.get("SFN_CORPUS")


def load_cases() -> list[Any]:
    if CORPUS is None:
        return []
    return json.loads((Path(CORPUS) / "jsonpath" / "cases.json").read_text(encoding="utf-8"))["cases"]


def evaluate(case: Any) -> object:
    try:
        return {"value": find(parse_path(case["path"]), case["document"])}
    except (PathSyntaxError, PathFailure):
        return "error"


@pytest.mark.skipif(CORPUS is None, reason="SFN_CORPUS names no folder with the recorded cases")
def test_the_recorded_paths_give_the_recorded_answers() -> None:
    cases = load_cases()
    wrong = [
        case["id"] for case in cases if evaluate(case) != ("error" if "error" in case["expected"] else case["expected"])
    ]
    assert cases
    assert wrong == []
