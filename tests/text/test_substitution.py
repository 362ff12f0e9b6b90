from sfn_notebook.text.source import read_source


def test_a_name_in_a_string_is_replaced_and_escaped() -> None:
    source = read_source('{"a": "x${N}y"}', substitutions={"N": 'q"\n'})
    assert source.value == {"a": 'xq"\ny'}


def test_a_name_outside_of_a_string_is_taken_as_it_is() -> None:
    assert read_source('{"a": ${N}}', substitutions={"N": "[1]"}).value == {"a": [1]}


def test_names_are_replaced_in_yaml() -> None:
    assert read_source("a: ${N}", substitutions={"N": "7"}).value == {"a": 7}


def test_without_substitutions_the_text_stays() -> None:
    assert read_source('{"a": "${N}"}').value == {"a": "${N}"}


def test_an_unknown_name_is_an_error_with_a_suggestion() -> None:
    (found,) = read_source('{"a": "${Tabel}"}', substitutions={"Table": "t"}).diagnostics
    assert (found.code, found.hint) == ("SFN107", 'did you mean "Table"?')


def test_an_unknown_name_that_is_like_no_other_lists_what_is_known() -> None:
    hints = [
        read_source('{"a": "${X}"}', substitutions=known).diagnostics[0].hint
        for known in ({}, {"Table": "t", "Key": "k"})
    ]
    assert hints == ["none are given", "known are Table, Key"]


def test_spans_count_in_the_text_as_it_was_written() -> None:
    source = read_source('{"a": "${Long}", "b": 1}', substitutions={"Long": "x"})
    spans = [source.span(path) for path in (("a",), ("b",))]
    assert [source.text[span.start : span.end] for span in spans] == ['"${Long}"', "1"]


def test_an_error_behind_a_substitution_is_marked_where_it_was_written() -> None:
    source = read_source('{"a": "${N}" "b": 1}', substitutions={"N": "much longer than its name"})
    (found,) = source.diagnostics
    assert found.span is not None
    assert found.fix is not None
    assert (source.text[found.span.start : found.span.end], found.fix.span.start) == ('"b"', 12)


def test_a_warning_survives_a_substitution() -> None:
    source = read_source("// ${N}\n{}", substitutions={"N": "n"})
    assert [found.code for found in source.diagnostics] == ["SFN104"]
