"""The test suite of jsonata-js, and generated expressions with the answers of jsonata-js, where they are at hand."""

from __future__ import annotations

import json
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from fixed_scope import FixedScope

from sfn_notebook.errors import EvaluationError
from sfn_notebook.expressions.jsonata import JsonataSyntaxError, compile_jsonata
from sfn_notebook.expressions.jsonata_engine import JsonataError, compile_expression, run

Answer = tuple[str, Any]

NOT_MET: Final = {
    "function-encodeUrl/case002.json": "half a surrogate pair is refused when the expression is compiled",
    "function-encodeUrlComponent/case002.json": "half a surrogate pair is refused when the expression is compiled",
    "function-string/case019.json": "1/0 is out of range (D1001) before $string sees it (D3001)",
    "tail-recursion/case002.json": "the depth has a bound here, and an error of its own",
    "tail-recursion/case005.json": "the depth has a bound here, and an error of its own",
    "tail-recursion/case006.json": "the time has a bound here, and an error of its own",
}
"""Cases of the suite with another answer, and why."""


def _read(corpus: Path, name: str) -> Any:
    return json.loads((corpus / "jsonata" / name).read_text(encoding="utf-8"))


def _data(suite: Any, case: Any) -> Any:
    return case["data"] if "data" in case else suite["datasets"].get(case.get("dataset"))


def _suite_answer(case: Any, data: Any) -> Answer:
    bounds: dict[str, Any] = {"timeout": case.get("timelimit", 10_000) / 1000}
    if "depth" in case:
        bounds["max_depth"] = case["depth"]
    try:
        found = run(compile_expression(case["expr"]), data, {**(case.get("bindings") or {}), "eval": None}, bounds)
    except (JsonataSyntaxError, JsonataError) as error:
        return "code", error.code
    return "value", json.loads(json.dumps(found))


def _suite_expected(case: Any) -> Answer:
    if "result" in case:
        return "value", case["result"]
    if "undefinedResult" in case:
        return "value", None
    return "code", case.get("code") or case["error"]["code"]


def _sorted(case: Any, answer: Answer) -> Answer:
    kind, found = answer
    return (kind, sorted(map(json.dumps, found))) if case.get("unordered") and kind == "value" else answer


@pytest.mark.slow
def test_the_suite_of_jsonata_gives_its_answers(corpus: Path) -> None:
    suite = _read(corpus, "suite.json")
    cases = [case for case in suite["cases"] if "$eval" not in case["expr"]]
    wrong: set[str] = set()
    for case in cases:
        if _sorted(case, _suite_answer(case, _data(suite, case))) != _sorted(case, _suite_expected(case)):
            wrong.add(f"{case['_g']}/{case['_f']}")
    assert len(cases) == 1_674
    assert wrong == NOT_MET.keys()


def test_there_is_no_eval(corpus: Path) -> None:
    suite = _read(corpus, "suite.json")
    cases = [case for case in suite["cases"] if "$eval" in case["expr"]]
    assert [_suite_answer(case, _data(suite, case)) for case in cases] == [("code", "T1006")] * 12


def _generated_answer(case: Any, bindings: dict[str, Any]) -> Any:
    states = {name: value for name, value in bindings["states"].items() if name != "context"}
    variables = {name: value for name, value in bindings.items() if name != "states"}
    scope = FixedScope(context=bindings["states"].get("context"), variables=variables)
    try:
        return {"value": compile_jsonata(f"{{% {case['expr']} %}}", "Output")(states, scope)}
    except JsonataSyntaxError as error:
        return {"code": error.code, "message": error.message}
    except EvaluationError as error:
        _, _, problem = str(error.cause).partition("specified for the field 'Output' ")
        said = problem.removeprefix("threw an error during evaluation. ")
        code, _, message = said.partition(": ")
        return {"code": code, "message": message} if said != problem else {}


@pytest.mark.slow
def test_generated_expressions_give_the_answers_of_jsonata(corpus: Path) -> None:
    generated = _read(corpus, "generated.json")
    counts: Counter[str] = Counter()
    for case in generated["cases"]:
        expected = case["expected"]
        answer = _generated_answer(case, generated["bindings"][case["bindings"]])
        if "message" not in expected:
            counts["values"] += 1
            counts["right values"] += answer == ({"value": expected["value"]} if "value" in expected else {})
        elif expected["code"] is not None:
            is_right = answer.get("code") == expected["code"]
            counts["codes"] += 1
            counts["right codes"] += is_right
            counts["right messages"] += is_right and answer["message"] == expected["message"]
    share = partial(_share, counts)
    assert counts["values"] + counts["codes"] > 5_000
    assert share("right values", "values") >= 0.998
    assert share("right codes", "codes") >= 0.98
    assert share("right messages", "codes") >= 0.95


def _share(counts: Counter[str], part: str, whole: str) -> float:
    return counts[part] / counts[whole]
