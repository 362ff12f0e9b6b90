"""What a JSONata expression is seen to refer to."""

import pytest

from sfn_notebook.asl.lint.jsonata_references import References, references


def named(**changes: object) -> References:
    nothing: dict[str, object] = dict.fromkeys(References.__slots__, ())
    return References(**{**nothing, "inner_roots": False, **changes})  # pyright: ignore[reportArgumentType] - by name


TOP_LEVEL: list[tuple[str, tuple[str, ...]]] = [
    ("a + b.c + a", ("a", "b")),
    ("$.a", ("$",)),
    ("$$.a", ("$$",)),
    ("`a b`.c", ("a b",)),
    ("'a'.b", ("a",)),
    ("[a, {b: c}][d]", ("a", "b", "c")),
    ("(a; -b)", ("a", "b")),
    ("a and and", ("a", "and")),
    ("true or false or null", ()),
    ("a / b", ("a", "b")),
    ("/* a */ 'a' & 1.5e3", ()),
    ("States.UUID()", ("States",)),
]


@pytest.mark.parametrize(("text", "names"), TOP_LEVEL)
def test_a_name_at_the_top_is_read_off_the_context(text: str, names: tuple[str, ...]) -> None:
    assert references(text).top_level == names


@pytest.mark.parametrize(
    "text",
    [
        "$states.input.a.b",
        "$states.input.a[b > 1]",
        "$states.input.a^(>b, c)",
        "$states.input.a{b: $sum(c)}",
        "$states.input.a.(b + $.c)",
        "$states.input.a.{'b': c}",
        "$states.input.a.[b]",
        "$states.input ~> |a|{'b': c}, ['d']|",
        "$states.input.|a|{'b': c}|.d",
        "$states.input.*.**.%.a[]",
        "$states.input.$sum(a)",
    ],
)
def test_a_name_deeper_is_read_off_a_value(text: str) -> None:
    assert references(text) == named(states_fields=("input",), functions=("sum",) if "$sum" in text else ())


def test_the_body_of_a_function_has_the_context_around_it() -> None:
    assert references("$map($x, function($v, $i)<x-n:x>{ $v + a })") == named(
        top_level=("a",), variables=("x",), functions=("map",)
    )


def test_the_root_may_stand_deeper() -> None:
    assert references("$x[$$.a = 1]") == named(inner_roots=True, variables=("x",))


def test_a_variable_that_the_expression_binds_is_its_own() -> None:
    assert references("($a := 1; $f := λ($b){ $b }; $a + $c + $f(1))") == named(variables=("c",))


def test_a_join_and_an_index_bind_variables() -> None:
    assert references("$x@$l.a#$i[$i = 1].($l.b)") == named(variables=("x",))


def test_a_regular_expression_has_no_names() -> None:
    assert references(r"$match($a, /b[/]\/$c(d)/i) / $e") == named(variables=("a", "e"), functions=("match",))


def test_the_fields_of_states_are_told() -> None:
    assert references("$states.result.a & $states.'b' & $states").states_fields == ("result", "b")


def test_a_group_below_states_is_no_field() -> None:
    assert references("$states.(input)").states_fields == ()


def test_operators_that_came_later_are_told() -> None:
    assert references("$a ?: $b ?? 1").newer_operators == ("?:", "??")


def test_a_place_of_a_partial_call_is_no_name() -> None:
    assert references("$substring(?, 0, 1)") == named(functions=("substring",))


@pytest.mark.parametrize("text", ["", "a)", "|", "$f(", "'a", "function(", "a @", "$states.", "a | b"])
def test_a_broken_expression_does_no_harm(text: str) -> None:
    assert isinstance(references(text), References)
