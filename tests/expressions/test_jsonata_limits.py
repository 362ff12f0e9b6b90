"""What JSONata cannot do here fails the state: nothing else happens."""

from __future__ import annotations

import pytest
from fixed_scope import FixedScope

from sfn_notebook.errors import EvaluationError
from sfn_notebook.expressions.jsonata import compile_jsonata, compile_query_template
from sfn_notebook.values import JSON


@pytest.mark.parametrize(
    "expression",
    [
        f"$formatNumber(1e300, '0.{'0' * 70_000}')",
        f"$parse('{'9' * 400}')",
        "$reduce([1..600], function($a, $b) { {'a': $a} }, 1)",
    ],
    ids=["a panic of the library", "a number that is no double", "a result that is nested too deep"],
)
def test_what_the_library_cannot_do_fails_the_state(expression: str) -> None:
    with pytest.raises(EvaluationError, match="threw an error during evaluation: "):
        compile_jsonata(f"{{% {expression} %}}", "Output")({"input": 1}, FixedScope())


def test_a_template_may_be_as_deep_as_definitions_are() -> None:
    template: JSON = "{% 1 %}"
    for _ in range(240):
        template = {"a": [template]}
    found = compile_query_template(template, "Output")({"input": 1}, FixedScope())
    assert str(found).count("a") == 240
