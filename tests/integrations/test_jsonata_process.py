"""Expressions that take more than the kernel can risk: each ends, with AWS's words, and harms nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fixed_scope import FixedScope

from sfn_notebook.errors import EvaluationError
from sfn_notebook.expressions.jsonata import compile_jsonata
from sfn_notebook.expressions.jsonata_bounds import Request, is_tame, register_sandbox
from sfn_notebook.expressions.jsonata_engine import MEMORY, TIME, JsonataError
from sfn_notebook.integrations.jsonata_process import SHARED, JsonataProcess
from sfn_notebook.values import JSON


@pytest.fixture(autouse=True)
def _sandbox() -> Iterator[None]:  # pyright: ignore[reportUnusedFunction] - pytest calls it
    register_sandbox(SHARED.evaluate)
    yield
    SHARED.close()


def evaluate(expression: str, scope: FixedScope | None = None) -> JSON:
    return compile_jsonata(f"{{% {expression} %}}", "Output")({"input": {"s": "text"}}, scope or FixedScope())


def problem(expression: str) -> str:
    with pytest.raises(EvaluationError) as failed:
        evaluate(expression)
    return str(failed.value.cause).partition("'Output' ")[2]


class CountingScope(FixedScope):
    """A scope that counts its draws."""

    count = 0

    def random(self) -> float:
        self.count += 1
        return self.count / 100_000

    def uuid(self) -> str:
        self.count += 1
        return f"id {self.count}"


@pytest.mark.slow
def test_what_takes_long_has_its_value_all_the_same() -> None:
    assert evaluate("$sum($map([1..100000], function($n) { $n * 2 }))") == 10_000_100_000
    assert evaluate("$exists($map([1..30000], function($n) { $n })[50000].x)") is False
    with pytest.raises(EvaluationError, match="undefined"):
        evaluate("$map([1..30000], function($n) { $n })[50000]")
    with pytest.raises(EvaluationError, match="unsupported result type"):
        evaluate("($m := $map([1..30000], function($n) { $n }); $sum)")
    with pytest.raises(EvaluationError, match="T2001"):
        evaluate("($m := $map([1..30000], function($n) { $n }); 'a' + 1)")


@pytest.mark.slow
def test_what_is_evaluated_anew_draws_the_same() -> None:
    scope = CountingScope()
    expression = "[$random(), $uuid(), $count($states.input.l.$string($)), $random(), $uuid()]"
    large: JSON = list[JSON]([1]) * 30_000
    found = compile_jsonata(f"{{% {expression} %}}", "Output")({"input": {"l": large}}, scope)
    assert found == [0.00001, "id 2", 30000, 0.00003, "id 4"]
    assert scope.count == 4


@pytest.mark.slow
@pytest.mark.parametrize(
    ("expression", "causes"),
    [
        ("($f := function($s) { $f({'a': $s, 'b': $s}) }; $f(1))", (TIME, MEMORY)),
        ("$reduce([1..100000], function($a, $b) { function() { $a } }, 1)", (TIME, MEMORY)),
        ("[1..900].([1..900].([1..900]))", (TIME, MEMORY)),
        ("$map([1..10000], function($i) { [1..10000] })", (TIME, MEMORY)),
        ("($s := $pad('x', 100000, 'x'); $replace($s, 'x', $s))", (TIME, MEMORY)),
        ("$reduce([1..60], function($a, $b) { {'a': $a, 'b': $a} }, {})", (TIME, MEMORY)),
        (
            "($f := function() { $reduce([1..60], function($a, $b) { {'a': $a, 'b': $a} }, {}) }; $f() = $f())",
            (TIME, MEMORY),
        ),
        ("$match($pad('', 40, 'a') & '!', /^(a+)+$/)", (TIME,)),
        ("[1..10000000]", (MEMORY,)),
    ],
)
def test_no_expression_harms_the_process_that_asks(expression: str, causes: tuple[str, ...]) -> None:
    assert problem(expression) in [f"threw an error during evaluation: {cause}" for cause in causes]
    assert evaluate("$sum($map([1..30000], function($n) { 1 }))") == 30_000


@pytest.mark.slow
def test_a_process_that_was_ended_from_outside_is_started_again() -> None:
    request = Request(text="1 + 1", document=None, bindings={"states": None}, now=0)
    process = JsonataProcess()
    assert process.evaluate(request, FixedScope()) == 2
    running: Any = process._process  # pyright: ignore[reportPrivateUsage] - what only somebody outside could end
    running.kill()
    running.wait()
    assert process.evaluate(request, FixedScope()) == 2
    process.close()
    assert process.close() is None


@pytest.mark.slow
def test_a_defect_is_no_failure_of_the_expression() -> None:
    process = JsonataProcess()
    request = Request(text="(", document=None, bindings={}, now=0)
    with pytest.raises(RuntimeError, match="JsonataSyntaxError"):
        process.evaluate(request, FixedScope())
    process.close()


@pytest.mark.slow
def test_whoever_gives_up_leaves_no_answer_behind() -> None:
    class Impatient(FixedScope):
        def random(self) -> float:
            raise KeyboardInterrupt

    process = JsonataProcess()
    with pytest.raises(KeyboardInterrupt):
        process.evaluate(Request(text="$random()", document=None, bindings={}, now=0), Impatient())
    assert process.evaluate(Request(text="'next'", document=None, bindings={}, now=0), FixedScope()) == "next"
    process.close()


def test_where_no_process_can_be_started_the_expression_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(JsonataError, match="no process could be started"):
        JsonataProcess().evaluate(Request(text="1", document=None, bindings={}, now=0), FixedScope())


@pytest.mark.slow
def test_a_process_that_dies_while_it_is_asked_is_a_bound() -> None:
    process = JsonataProcess()
    with pytest.raises(JsonataError, match="memory"):
        process.evaluate(
            Request(
                text="$reduce([1..200000], function($a, $b) { function() { $a } }, 1)",
                document=None,
                bindings={},
                now=0,
            ),
            FixedScope(),
        )
    process.close()


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("$states.input.a.b[1].c", True),
        ("{'a': $sum($states.input.rows.price), 'b': [$x, $y & 'z']}", True),
        ("$map($states.input.rows, function($r) { {'id': $r.id} })", True),
        ("$states.input.rows{kind: $}", True),
        ("($x := $states.input.a; $x + $x)", True),
        ("($f := function($n) { $f($n) }; $f(1))", False),
        ("($a := 1; $b := [$a, $a]; $c := [$b, $b]; $d := [$c, $c]; $d)", False),
        ("[1..3]", False),
        ("$map($a, function($f) { $f ($f) })", False),
        ("$map($a, function() { 1 })", True),
        ("(function($x) { $x })(1)", False),
        ("$filter($map($a, function($x) { $x }), function($x) { $x })", False),
        ("$a.{'b': $}.{'b': $}.{'b': $}.{'b': $}", False),
        ("$replace($a, $b, $c)", False),
    ],
)
def test_what_can_grow_beyond_all_bounds_is_told_by_its_text(text: str, *, is_one: bool) -> None:
    assert is_tame(text) is is_one


def test_a_module_of_the_folder_does_not_stand_in_for_one_of_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise RuntimeError", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    SHARED.close()
    assert evaluate("$reduce([1, 2], function($a, $b) {$a + $b})") == 3


def test_a_process_that_ends_at_once_is_not_taken_for_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    SHARED.close()
    assert "no process could be started" in problem("$reduce([1, 2], function($a, $b) {$a + $b})")
