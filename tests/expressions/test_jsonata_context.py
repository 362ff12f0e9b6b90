"""$states is handed over one level at a time where an expression cannot tell."""

from __future__ import annotations

import pytest
from fixed_scope import FixedScope

from sfn_notebook.expressions.jsonata_program import UNDEFINED, Nothing, compile_program
from sfn_notebook.values import JSON


@pytest.mark.parametrize(
    "expression",
    [
        "{'a': $states.input.a}",
        "$length($states.input.name)",
        "$split($states.input.csv, ',')",
        "$lookup($states.input, 'a')",
        "$map($states.input.items, function($item) { {'id': $item.id} })",
        "{'text': 'keys()', 'same': $string($states.input.a)}",
        "$length()",
    ],
)
def test_an_expression_does_not_touch_what_it_does_not_read(expression: str) -> None:
    assert compile_program(expression).is_lazy


@pytest.mark.parametrize(
    "expression",
    [
        "{'a': $}",
        "$keys()",
        "$lookup('a')",
        "{'a': $lookup({'x': [1, 2]})}",
        "($f := $string; $f())",
        "($f := $lookup(?, 'a'); $f())",
        "{'a': $lookup($states.input, $replace('a,', /,/, ''))}",
        "($f := function($x)<o-:o>{ $x }; {'a': $f()})",
    ],
)
def test_what_may_read_the_context_value_gets_the_variable(expression: str) -> None:
    assert not compile_program(expression).is_lazy


@pytest.mark.parametrize(
    ("expression", "value"),
    [("$length()", UNDEFINED), ("{'a': $abs()}", {}), ("$states.input.a & $trim()", "1")],
)
def test_a_missing_argument_is_not_taken_from_states(expression: str, value: JSON | Nothing) -> None:
    program = compile_program(expression)
    assert (program.is_lazy, program.evaluate({"input": {"a": 1}}, FixedScope())) == (True, value)
