import pytest
import yaml

from sfn_notebook.text.source import read_source
from sfn_notebook.values import JSON


def code_and_hint(text: str) -> tuple[str, str | None]:
    (found,) = read_source(text, format="yaml").diagnostics
    return found.code, found.hint


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("2020-01-01", "2020-01-01"),
        ("2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
        ("12", 12),
        ("-3", -3),
        ("0x1F", 31),
        ("0o17", 15),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("012345678901", "012345678901"),
        ("~", None),
        ("", None),
        ('"12"', "12"),
        ("!!str 12", "12"),
        ("!!int 12", 12),
        ("1:30", "1:30"),
        ("$.a.b", "$.a.b"),
        ("-x", "-x"),
        ("é", "é"),
    ],
)
def test_scalars_follow_the_core_schema_of_yaml_1_2(scalar: str, value: JSON) -> None:
    assert read_source(f"a: {scalar}", format="yaml").value == {"a": value}


def test_keys_are_always_text() -> None:
    assert read_source("1: a\nyes: b\nnull: c", format="yaml").value == {"1": "a", "yes": "b", "null": "c"}


def test_spans_count_characters() -> None:
    source = read_source("é: 'ü'\nStates:\n  A: {Type: Pass}\n", format="yaml")
    span = source.span(("States", "A", "Type"))
    assert source.text[span.start : span.end] == "Pass"


def test_the_span_of_a_block_ends_with_its_last_line() -> None:
    source = read_source("a:\n  b: 1\n\nc: 2\n", format="yaml")
    span = source.span(("a",))
    assert source.text[span.start : span.end] == "b: 1"


def test_an_alias_repeats_its_anchor() -> None:
    source = read_source("a: &x [1, {b: 2}]\nc: *x\n", format="yaml")
    assert source.value == {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}


def test_aliases_that_would_fill_the_memory_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    assert code_and_hint("\n".join(lines))[0] == "SFN108"


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("a: {% $x %}", "SFN101", 'a JSONata expression needs quotes: "{% … %}"'),
        ("a:\n\t- b", "SFN101", "YAML is indented with spaces, not tabs"),
        ("a: b: c", "SFN101", 'text that contains ": " needs quotes'),
        ("a: [1", "SFN101", None),
        ("a: %b", "SFN101", None),
        ("a: \x01", "SFN101", None),
        ("a: 1\nb: 2\na: 3", "SFN103", "the first is in line 1"),
        ("a: .nan", "SFN102", None),
        ("a: -.inf", "SFN102", None),
        ("a: 1e999", "SFN102", None),
        (f"a: {'9' * 5000}", "SFN102", None),
        (f"a: 0x{'f' * 5000}", "SFN102", None),
        ("a: !Ref b", "SFN102", None),
        ("a: !!binary b", "SFN102", None),
        ("a: !Sub [b]", "SFN106", None),
        ("{a: 1}: 2", "SFN106", 'text in braces needs quotes: "{…}"'),
        ("a: &x [*x]", "SFN106", None),
        ("a: 1\n---\nb: 2", "SFN106", "a file holds one state machine"),
        ("# nothing", "SFN100", 'a state machine begins with {"StartAt": …, "States": …}'),
        ("[" * 1000, "SFN108", None),
    ],
)
def test_what_is_wrong_has_its_code_and_hint(text: str, code: str, hint: str | None) -> None:
    assert code_and_hint(text) == (code, hint)


def test_an_error_stands_at_its_line_and_column() -> None:
    source = read_source("a: 1\nb: [1, 2\nc: 3\n", format="yaml")
    span = source.diagnostics[0].span
    assert span is not None
    assert source.line_column(span.start) == (3, 2)


def test_aliases_can_not_nest_deeper_than_the_limit() -> None:
    text = "a: &a " + "[" * 300 + "]" * 300 + "\nb: " + "[" * 300 + "*a" + "]" * 300
    assert code_and_hint(text)[0] == "SFN108"


@pytest.mark.parametrize("text", ['a: "\\ud83d"', '"\\ud83d": a'])
def test_half_of_a_surrogate_pair_is_refused_without_the_c_loader_too(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert code_and_hint(text) == ("SFN102", "an emoji is written as itself")
