import json

import pytest

from sfn_notebook.text.diagnostic import Severity, Span
from sfn_notebook.text.source import Source, guess_format, has_errors, read_source


def quoted(source: Source, span: Span) -> str:
    return source.text[span.start : span.end]


def only_code(text: str) -> tuple[str, str]:
    (found,) = read_source(text, format="json").diagnostics
    assert found.span is not None
    return found.code, text[found.span.start : found.span.end]


def test_a_plain_text_gives_its_value_and_nothing_else() -> None:
    source = read_source('{"a": [1, 2.5, true, null, "x\\n"]}')
    assert (source.value, source.diagnostics) == ({"a": [1, 2.5, True, None, "x\n"]}, ())


def test_a_span_covers_the_value() -> None:
    source = read_source('{"a": [1, {"b": "x"}]}')
    assert quoted(source, source.span(("a", 1, "b"))) == '"x"'


def test_a_span_can_be_that_of_the_key() -> None:
    source = read_source('{"a": [1, {"b": "x"}]}')
    assert quoted(source, source.span(("a", 1, "b"), key=True)) == '"b"'


def test_a_path_that_is_not_in_the_text_has_the_span_of_the_nearest_node_above() -> None:
    source = read_source('{"a": [1]}')
    assert quoted(source, source.span(("a", 7, "b"))) == "[1]"


def test_lines_and_columns_count_from_one() -> None:
    source = read_source('{\n  "a": 1\n}')
    assert [source.line_column(offset) for offset in (0, 4, 11)] == [(1, 1), (2, 3), (3, 1)]


@pytest.mark.parametrize(
    ("text", "code", "marked"),
    [
        ('{"a": 1 "b": 2}', "SFN101", '"b"'),
        ("{'a': 1}", "SFN101", "'"),
        ("{a: 1}", "SFN101", "a"),
        ('{"a" = 1}', "SFN101", "="),
        ('{"a": 1,, "b": 2}', "SFN101", ","),
        ('{"a": True}', "SFN101", "True"),
        ('{"a": [1}', "SFN101", "}"),
        ('{"a": 1} x', "SFN101", "x"),
        ('{"a": "x\n"}', "SFN101", '"x'),
        ('{"a": {"b": 1}', "SFN101", "}"),
        ('{"a": {', "SFN101", "{"),
        ("/* x", "SFN101", "/*"),
        ('{"a": #}', "SFN101", "#"),
        ('{"a": 01}', "SFN102", "01"),
        ('{"a": .5}', "SFN102", ".5"),
        ('{"a": NaN}', "SFN102", "NaN"),
        ('{"a": -Infinity}', "SFN102", "-Infinity"),
        ('{"a": 1e999}', "SFN102", "1e999"),
        ('{"a": "x\ty"}', "SFN102", '"x\t'),
        ('{"a": "\\\\ \\q"}', "SFN102", "\\q"),
        ('{"a": "\\ud800"}', "SFN102", '"\\ud800"'),
    ],
)
def test_what_is_wrong_is_marked(text: str, code: str, marked: str) -> None:
    assert only_code(text) == (code, marked)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('{"a": 1 "b": 2}', "a comma is missing before it"),
        ("{'a': 1}", 'a string uses double quotes: "'),
        ("{a: 1}", "a key stands in double quotes"),
        ('{"a": True}', "JSON writes true"),
        ('{"a": hello}', "a string stands in double quotes"),
        ('{"a": [1}', '"]" closes the bracket of line 1'),
        ('{"a": {', '"}" is missing'),
        ("# x\n{}", "a comment starts with //"),
    ],
)
def test_a_hint_says_what_would_do(text: str, hint: str) -> None:
    assert read_source(text, format="json").diagnostics[0].hint == hint


def test_a_missing_comma_can_be_mended_by_a_tool() -> None:
    text = '{"a": 1 "b": 2}'
    fix = read_source(text).diagnostics[0].fix
    assert fix is not None
    assert json.loads(text[: fix.span.start] + fix.text + text[fix.span.end :]) == {"a": 1, "b": 2}


def test_an_integer_of_thousands_of_digits_is_refused() -> None:
    assert only_code('{"a": ' + "9" * 5000 + "}")[0] == "SFN102"


def test_a_key_that_stands_twice_is_an_error_at_the_second() -> None:
    source = read_source('{"a": {"x": 1},\n "a": {"x": 2}}')
    (found,) = source.diagnostics
    assert (found.code, found.path, found.span) == ("SFN103", ("a",), Span(start=17, end=20))


def test_comments_and_trailing_commas_are_read_with_one_warning_each() -> None:
    source = read_source('// one\n{"a": [1, 2,], /* two */ "b": {},}')
    assert source.value == {"a": [1, 2], "b": {}}
    assert [(found.code, found.severity) for found in source.diagnostics] == [
        ("SFN104", Severity.WARNING),
        ("SFN105", Severity.WARNING),
    ]


def test_two_slashes_in_a_string_are_no_comment() -> None:
    assert read_source('{"a": "http://x", }').value == {"a": "http://x"}


@pytest.mark.parametrize("text", ["", "  \n", "// only a comment"])
def test_an_empty_text_is_refused(text: str) -> None:
    assert [found.code for found in read_source(text, format="json").diagnostics if has_errors([found])] == ["SFN100"]


@pytest.mark.parametrize("text", ["[" * 1000 + "]" * 1000, '{"a":' * 1000 + "1" + "}" * 1000, "[" * 100_000])
def test_a_text_nested_a_thousand_deep_is_refused_once(text: str) -> None:
    (found,) = read_source(text, format="json").diagnostics
    assert (found.code, found.message) == ("SFN108", "nested deeper than 500 levels")


def test_five_hundred_levels_are_read() -> None:
    source = read_source("[" * 500 + "]" * 500, format="json")
    assert (source.diagnostics, source.span((0,) * 499)) == ((), Span(start=499, end=501))


@pytest.mark.parametrize("text", ['{"a": "\ud800"}', "a: \ud800"])
def test_half_of_a_surrogate_pair_in_the_text_itself_is_refused(text: str) -> None:
    (found,) = read_source(text).diagnostics
    assert (found.code, found.span is not None) == ("SFN102", True)


def test_a_surrogate_pair_is_one_character() -> None:
    assert read_source('{"a": "\\ud83d\\ude00"}').value == {"a": "\N{GRINNING FACE}"}


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_source('\ufeff{"a": 1}').value == {"a": 1}


def test_a_large_flat_text_is_scanned() -> None:
    text = '{"a": [' + ",".join(["1"] * 20_000) + ",]}"
    assert len(json.dumps(read_source(text).value)) > 20_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [(' {"a": 1}', "json"), ("// x\n{}", "json"), ("", "json"), ("a: 1", "yaml"), ("- 1", "yaml"), ("# x", "yaml")],
)
def test_the_format_is_guessed_from_the_beginning(text: str, expected: str) -> None:
    assert guess_format(text) == expected


def test_the_scanner_reads_what_the_library_reads() -> None:
    text = '{"a": [true, false, null, -0.5e3, 12, "\\u00e9\\n"], "b": {"c": {}}, "d": []}'
    assert read_source(f"/* scan */ {text}").value == json.loads(text)
