from __future__ import annotations

import pytest

from sfn_notebook.engine.states.reader_data import at_pointer, items_in, read_source
from sfn_notebook.errors import StateError
from sfn_notebook.values import JSON


@pytest.mark.parametrize(
    ("config", "text", "value"),
    [
        ({"InputType": "JSON"}, '{"a": [1]}', {"a": [1]}),
        ({}, '[{"Key": "k"}]', [{"Key": "k"}]),
        ({"InputType": "JSONL"}, '{"a": 1}\n\n[2]\n', [{"a": 1}, [2]]),
        ({"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}, "a,b\n1,2\n", [{"a": "1", "b": "2"}]),
        ({"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}, "", []),
        ({"InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["x"]}, "1\n2\n", [{"x": "1"}, {"x": "2"}]),
        ({"InputType": "CSV", "CSVDelimiter": "PIPE"}, "a|b\n1,5|2\n", [{"a": "1,5", "b": "2"}]),
    ],
)
def test_a_source_is_read_by_its_type(config: dict[str, JSON], text: str, value: JSON) -> None:
    assert read_source(text, config) == value


def test_short_rows_are_filled_up_and_long_ones_cut_off() -> None:
    assert read_source("a,b\n1\n1,2,3\n", {"InputType": "CSV"}) == [{"a": "1", "b": ""}, {"a": "1", "b": "2"}]


def test_a_quoted_field_may_hold_a_quote_by_either_escape() -> None:
    assert read_source('a\n"x""y"\n"x\\"y"\n', {"InputType": "CSV"}) == [{"a": 'x"y'}, {"a": 'x"y'}]


def _cause(text: str, **config: JSON) -> tuple[str | None, str | None]:
    with pytest.raises(StateError) as raised:
        items_in(read_source(text, config))
    return raised.value.error, raised.value.cause


def test_headers_are_unique() -> None:
    said = "CSV headers cannot contain duplicates."
    assert _cause("a,a\n", InputType="CSV") == ("States.ItemReaderFailed", said)


def test_a_scalar_cannot_be_mapped_over() -> None:
    assert _cause("1", InputType="JSON") == ("States.ItemReaderFailed", "Attempting to map over non-iterable node.")


def test_data_that_is_not_json_fails_the_reader() -> None:
    assert _cause("{", InputType="JSON")[0] == "States.ItemReaderFailed"


def test_the_members_of_an_object_are_items() -> None:
    assert items_in({"a": 1}) == [{"Key": "a", "Value": 1}]


@pytest.mark.parametrize(("pointer", "found"), [("", {"a/b": [{"~": 1}]}), ("/a~1b/0/~0", 1)])
def test_a_pointer_leads_to_a_part(pointer: str, found: JSON) -> None:
    assert at_pointer({"a/b": [{"~": 1}]}, pointer) == found


@pytest.mark.parametrize("pointer", ["/no", "/a/1", "/a/x"])
def test_a_pointer_that_leads_to_nothing_fails_the_reader(pointer: str) -> None:
    with pytest.raises(StateError, match=r"States\.ItemReaderFailed"):
        at_pointer({"a": [1]}, pointer)
