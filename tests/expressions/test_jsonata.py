"""JSONata in the fields of a state: what it reads, what it gives, and AWS's words when it fails."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from fixed_scope import FixedScope

from sfn_notebook.errors import EvaluationError
from sfn_notebook.expressions import jsonata_engine
from sfn_notebook.expressions.jsonata import (
    Expected,
    JsonataSyntaxError,
    JsonataUnavailableError,
    analyse,
    compile_jsonata,
    compile_query_template,
    is_expression,
)
from sfn_notebook.values import JSON

INPUT: JSON = {
    "a": {"b": [1, {"c": 2}]},
    "n": 1.0,
    "f": 1.5,
    "big": 9007199254740993,
    "null": None,
    "s": "text",
    "rows": [{"id": 1}, {"id": 2}],
}
MEMORY = "Expression evaluation memory limit exceeded: Check for excessive memory usage"
STACK = "Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive."
SCOPE = FixedScope(context={"State": {"Name": "S"}}, variables={"v": {"w": [3]}, "list": [{"x": 1}, {"x": 2}]})


def evaluate(expression: str, expected: Expected | None = None, **states: JSON) -> JSON:
    return compile_jsonata(f"{{% {expression} %}}", "Output/x", expected)({"input": INPUT, **states}, SCOPE)


def cause(expression: str, expected: Expected | None = None, value: Any = INPUT) -> str:
    with pytest.raises(EvaluationError) as failed:
        compile_jsonata(f"{{% {expression} %}}", "Output/x", expected)({"input": value}, SCOPE)
    assert (failed.value.error, failed.value.location) == ("States.QueryEvaluationError", "Output/x")
    head = f"The JSONata expression '{expression}' specified for the field 'Output/x' "
    assert str(failed.value.cause).startswith(head)
    return str(failed.value.cause).removeprefix(head)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("$states.input.a.b[1].c", 2),
        ("$states.input.a", {"b": [1, {"c": 2}]}),
        ("$states.input.rows.id", [1, 2]),
        ("$states.input.`null`", None),
        ("$states.input.s", "text"),
        ("$states.input.f", 1.5),
        ("$states.input.n", 1),
        ("$states.input.big", 9007199254740992),
        ("$states.context.State.Name", "S"),
        ("$v.w", [3]),
        ("$v", {"w": [3]}),
        ("$list.x", [1, 2]),
        ("$states.result.r", 7),
        ("$states.errorOutput.Error", "E"),
        ("$sum($states.input.rows.id) + $v.w[0]", 6),
        ("$states.input.rows[id > 1]", {"id": 2}),
        ("[1..3]", [1, 2, 3]),
        ("{'a': $nope}", {}),
        ("$now()", "2031-03-04T05:06:07.000Z"),
        ("$millis()", 1_930_367_167_000),
        ("'a' & /* comment */ 'b'", "ab"),
    ],
)
def test_expressions_give_their_values(expression: str, value: JSON) -> None:
    assert evaluate(expression, result={"r": 7}, errorOutput={"Error": "E"}) == value


def test_what_is_found_is_shared_where_it_needs_no_change() -> None:
    found = evaluate("$states.input.a")
    assert isinstance(INPUT, dict)
    assert found is INPUT["a"]


@pytest.mark.parametrize("number", [1.0, 2.0**60, 2**53 + 1, -(2**53) - 1])
def test_numbers_are_written_as_javascript_does_wherever_they_stand(number: float) -> None:
    given: JSON = {"deep": [{"n": number}]}
    found = compile_jsonata("{% $states.input %}", "Output")({"input": given}, SCOPE)
    assert found == {"deep": [{"n": float(number)}]}
    assert isinstance(found, dict)
    assert found is not given


def test_large_values_are_looked_through_once() -> None:
    rows: JSON = [{"id": number} for number in range(100)]
    read = compile_jsonata("{% $states.input %}", "Output")
    assert read({"input": rows}, SCOPE) is rows
    assert read({"input": rows}, SCOPE) is rows


def test_many_large_values_may_be_looked_through() -> None:
    read = compile_jsonata("{% $states.input %}", "Output")
    for number in range(100):
        rows: JSON = list[JSON]([number]) * 50
        assert read({"input": rows}, SCOPE) is rows


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("$states.input.nope", "returned nothing (undefined)."),
        ("$nope", "returned nothing (undefined)."),
        ("$states.input.a.b.nope", "returned nothing (undefined)."),
        ("$sum", "returned an unsupported result type."),
        ("function($x){$x}", "returned an unsupported result type."),
        ("$nope()", "threw an error during evaluation. T1006: Attempted to invoke a non-function"),
        ("$eval('1')", "threw an error during evaluation. T1006: Attempted to invoke a non-function"),
        (
            "'a' + 1",
            'threw an error during evaluation. T2001: The left side of the "+" operator must evaluate to a number',
        ),
        (
            "[1..873783]",
            f"threw an error during evaluation: {MEMORY}",
        ),
        (
            "($f := function($n){1 + $f($n)}; $f(1))",
            f"threw an error during evaluation: {STACK}",
        ),
    ],
)
def test_causes_are_aws_s(expression: str, problem: str) -> None:
    assert cause(expression) == problem


@pytest.mark.slow
def test_an_endless_expression_ends() -> None:
    problem = "threw an error during evaluation: Expression evaluation timeout: Check for infinite loop"
    assert cause("($f := function($n){$f($n)}; $f(1))") == problem


@pytest.mark.parametrize(
    ("expression", "expected", "was"),
    [
        ("1", "array", "'array', but was 'number' for value: 1"),
        ("'s'", "boolean", "'boolean', but was 'string' for value: \"s\""),
        ("1.5", "integer", "'integer', but was 'number' for value: 1.5"),
        ("true", "integer", "'integer', but was 'boolean' for value: true"),
        ("null", "string", "'string', but was 'null' for value: null"),
        ("{'a': 1}", "number", "'number', but was 'object' for value: {\"a\":1}"),
        ("$states.input.rows", "object", "'object', but was 'array' for value: [{\"id\":1},{\"id\":2}]"),
    ],
)
def test_a_field_takes_one_type_only(expression: str, expected: Expected, was: str) -> None:
    assert cause(expression, expected) == f"returned an unexpected result type. Expected {was}"


def test_a_number_may_be_whole_or_not() -> None:
    assert [evaluate("1", "number"), evaluate("1.5", "number"), evaluate("2", "integer")] == [1, 1.5, 2]


def test_a_value_that_is_no_double_fails_the_state() -> None:
    assert "threw an error during evaluation" in cause("$states.input + 1", value=10**400)


def test_a_variable_that_is_nested_too_deep_fails_the_state() -> None:
    deep: JSON = []
    for _ in range(1200):
        deep = [deep]
    scope = FixedScope(variables={"deep": deep})
    with pytest.raises(EvaluationError, match="1000 levels"):
        compile_jsonata("{% $count($deep) %}", "Output")({"input": None}, scope)


# -- the functions that AWS adds
@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("$partition([1..5], 2)", [[1, 2], [3, 4], [5]]),
        ("$partition([0], 2.9)", [[0]]),
        ("$range(0, 9, 3)", [0, 3, 6, 9]),
        ("$range(5, 1, -2)", [5, 3, 1]),
        ("$range(1, 9, 9)", 1),
        ("$hash('input', 'SHA-1')", "140f86aae51ab9e1cda9b4254fe98a74eb54c1a1"),
        ("$hash('input', 'MD5')", "a43c1b0aa53a0c908810c06ab1ff3967"),
        ("$random(42)", 0.7275636800328681),
        ("$random()", 0.5),
        ("$uuid()", "9d7e3f52-8b0a-4a64-9c3b-0f5f6c1c2d3e"),
        ("$parse('{\"a\": [1]}').a", [1]),
        ("$parse('null')", None),
        ("$exists($parse($nope))", False),
        ("$exists($partition($nope, 1))", False),
        ("$exists($range(1, $nope, 1))", False),
        ("$exists($hash($nope, 'MD5'))", False),
        ("$exists($range(1, 0, 1))", False),
    ],
)
def test_functions_of_aws(expression: str, value: JSON) -> None:
    assert evaluate(expression) == value


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("$partition([1], 0)", '. T0410: Argument 2 of function "partition" does not match function signature'),
        ("$range(1, 2, 0)", '. T0410: Argument 3 of function "range" does not match function signature'),
        (
            "$range(1, 900000, 1)",
            f": {MEMORY}",
        ),
        ("$hash('a', 'MD6')", '. T0410: Argument 2 of function "hash" does not match function signature'),
        ("$hash(1, 'MD5')", '. T0410: Argument 1 of function "hash" does not match function signature'),
    ],
)
def test_functions_of_aws_refuse_what_they_do_not_take(expression: str, problem: str) -> None:
    assert cause(expression) == f"threw an error during evaluation{problem}"


def test_parse_says_where_a_text_is_no_json() -> None:
    assert cause("$parse('{')").startswith("threw an error during evaluation: Unable to parse the argument")


# -- templates
def test_a_template_keeps_what_is_no_expression() -> None:
    template: JSON = {"a": "{% $states.input.s %}", "b": [1, "{% 1 + 1 %}", {"c": "plain"}], "d": {"e": []}}
    found = compile_query_template(template, "Output")({"input": INPUT}, SCOPE)
    assert found == {"a": "text", "b": [1, 2, {"c": "plain"}], "d": {"e": []}}
    assert template["a"] == "{% $states.input.s %}"


def test_a_template_without_expressions_is_its_own_value() -> None:
    template: JSON = {"a": [1]}
    assert compile_query_template(template, "Output")({"input": INPUT}, SCOPE) is template


@pytest.mark.parametrize(
    ("template", "location"),
    [
        ("{% $nope %}", "Output"),
        ({"a": {"b": "{% $nope %}"}}, "Output/a/b"),
        ({"a": [0, ["{% $nope %}"]]}, "Output/a[1][0]"),
        (["{% $nope %}"], "Output[0]"),
    ],
)
def test_a_failing_member_is_named(template: JSON, location: str) -> None:
    with pytest.raises(EvaluationError) as failed:
        compile_query_template(template, "Output")({"input": INPUT}, SCOPE)
    assert failed.value.location == location


@pytest.mark.parametrize(
    ("value", "is_one"),
    [("{% 1 %}", True), ("{%%}", True), (" {% 1 %}", False), ("{% 1 %} ", False), ("1", False), (1, False)],
)
def test_an_expression_has_its_marks_at_both_ends(value: JSON, *, is_one: bool) -> None:
    assert is_expression(value) is is_one


# -- what can be said without evaluating
def test_an_analysis_tells_what_is_read() -> None:
    found = analyse("{% $states.input.a + $v + $sum($states.result.b) + $map($w, function($x){$x + $y}) %}")
    assert (found.problem, found.reads_input) == (None, False)
    assert found.variables == {"v", "w", "y"}
    assert found.states_fields == {"input", "result"}
    assert found.functions == {"sum", "map"}


def test_an_analysis_tells_a_problem_with_its_place() -> None:
    assert analyse("{%  (1 %}").problem == ("S0203", 'Expected ")" before end of expression', 6)


@pytest.mark.parametrize("expression", ["$.a", "a", "$$", "a.b[c]"])
def test_an_analysis_tells_what_aws_does_not_have(expression: str) -> None:
    assert analyse(f"{{% {expression} %}}").reads_input


@pytest.mark.parametrize("text", ["{% 1 + %}", "{% \ud800 %}"])
def test_what_is_no_jsonata_is_not_compiled(text: str) -> None:
    with pytest.raises(JsonataSyntaxError):
        compile_jsonata(text, "Output")


def test_an_engine_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    jsonata_engine.engine.cache_clear()
    monkeypatch.setitem(sys.modules, "jlens", None)
    try:
        with pytest.raises(JsonataUnavailableError, match="jlens"):
            analyse("{% 'an expression that nobody compiled before' %}")
    finally:
        jsonata_engine.engine.cache_clear()
