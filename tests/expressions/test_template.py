from __future__ import annotations

import pytest
from fixed_scope import FixedScope
from hypothesis import given
from hypothesis import strategies as st

from sfn_notebook.errors import RuntimeFault
from sfn_notebook.expressions.template import (
    TemplateError,
    check_expression,
    check_template,
    compile_expression,
    compile_template,
    template_bound,
)
from sfn_notebook.values import JSON, size_bytes

SCOPE = FixedScope(context={"Execution": {"Id": "arn"}}, variables={"who": "Ada"})


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ({"a.$": "$.a"}, {"a": 1}),
        ({"a.$": "$.a", "i": 3, "s.$": "States.Format('v{}',$.a)"}, {"a": 1, "i": 3, "s": "v1"}),
        ({"x": {"y": {"z.$": "$$.Execution.Id"}, "k": "$.a"}}, {"x": {"y": {"z": "arn"}, "k": "$.a"}}),
        ([{"a.$": "$.a"}, 2, [{"b.$": "$who"}]], [{"a": 1}, 2, [{"b": "Ada"}]]),
        ({"keep": {"a": [1, {"b": None}]}, "a.$": "$.a"}, {"keep": {"a": [1, {"b": None}]}, "a": 1}),
        ("$.a", "$.a"),
        (None, None),
        ({}, {}),
    ],
)
def test_a_template_is_filled_in(template: JSON, expected: JSON) -> None:
    assert compile_template(template)({"a": 1}, SCOPE) == expected


def test_members_keep_the_order_of_the_template() -> None:
    filled = compile_template({"z.$": "$.a", "m": 1, "a.$": "$.a"})({"a": 1}, SCOPE)
    assert isinstance(filled, dict)
    assert list(filled) == ["z", "m", "a"]


def test_what_is_constant_is_shared() -> None:
    constant: JSON = {"deep": [1, 2]}
    template: JSON = {"constant": constant, "a.$": "$.a"}
    filled = compile_template(template)({"a": 1}, SCOPE)
    assert isinstance(filled, dict)
    assert filled["constant"] is constant
    assert compile_template(constant)({}, SCOPE) is constant


def test_a_missing_path_names_its_own_field() -> None:
    with pytest.raises(RuntimeFault) as caught:
        compile_template({"outer": [{"inner.$": "$.x"}]})({"a": 1}, SCOPE)
    assert caught.value.cause == (
        "The JSONPath '$.x' specified for the field 'inner.$' could not be found in the input '{\"a\":1}'"
    )


@pytest.mark.parametrize(
    ("template", "path", "message"),
    [
        ({"a.$": "hello"}, ("a.$",), 'expected a path or an intrinsic function call, found "hello"'),
        ({"a.$": ""}, ("a.$",), 'expected a path or an intrinsic function call, found ""'),
        (
            {"a": [{"b.$": 5}]},
            ("a", 0, "b.$"),
            'the value of "b.$" must be a path or an intrinsic function call, as text',
        ),
        (
            {"a.$": "$.", "b": 1},
            ("a.$",),
            "expected a name; names with spaces are written ['so'], at character 3 of $.",
        ),
        ({"a.$": "States.No()"}, ("a.$",), "there is no function States.No, at character 1 of States.No()"),
        ({"a": 1, "a.$": "$"}, ("a.$",), '"a.$" and "a" give the same member twice'),
    ],
)
def test_what_is_wrong_is_said_with_its_place(template: JSON, path: tuple[str | int, ...], message: str) -> None:
    assert check_template(template) == [(path, message)]
    with pytest.raises(TemplateError) as caught:
        compile_template(template)
    assert (caught.value.path, caught.value.message) == (path, message)


def test_all_problems_are_found() -> None:
    assert [path for path, _ in check_template({"a.$": 1, "b": {"c.$": 2}})] == [("a.$",), ("b", "c.$")]


def test_an_expression_is_a_path_or_a_call() -> None:
    assert compile_expression("$.a", "ErrorPath")({"a": 1}, SCOPE) == 1
    assert compile_expression("States.Array($.a)", "ErrorPath")({"a": 1}, SCOPE) == [1]
    assert check_expression("$.a") is None
    assert check_expression("States.UUID()") is None


def test_a_template_400_deep_is_compiled_filled_and_bounded() -> None:
    template: JSON = {"a.$": "$.a"}
    for _ in range(200):
        template = {"x": [template]}
    filled = compile_template(template)({"a": 1}, SCOPE)
    assert size_bytes(filled) == len('{"x":[]}') * 200 + len('{"a":1}')
    assert template_bound(template).references == 1


@pytest.mark.parametrize(
    ("template", "references"),
    [
        ({"a": 1}, 0),
        ({"a.$": "$", "b.$": "$.a[*].b"}, 2),
        ({"a.$": "$.a[0,1]"}, 1),
        ({"a.$": "$.a[0,0]"}, None),
        ({"a.$": "$..b"}, None),
        ({"a.$": "$$.Execution.Input"}, None),
        ({"a.$": "$who"}, None),
        ({"a.$": "States.StringToJson($.a)"}, None),
        ({"a.$": "States.Array($$.Execution)"}, None),
        ({"a.$": "States.Format('{}', $.a)"}, 2),
        ({"a.$": "States.JsonToString(States.Format('{}', $.a))"}, 4),
        ({"a.$": "States.Array(States.UUID(), States.Hash($.a, 'MD5'), 1)"}, 0),
        ({"a.$": "States.JsonMerge($.a, $.b, false)"}, 2),
        ({"a.$": "States.ArrayUnique(States.ArrayPartition($.a, 1))"}, 2),
        ({"a.$": "States.StringSplit($.a, ',')"}, 2),
    ],
)
def test_the_bound_counts_how_often_the_input_may_appear(template: JSON, references: int | None) -> None:
    assert template_bound(template).references == references


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
documents = st.fixed_dictionaries(
    {"text": st.text(), "list": st.lists(scalars), "object": st.dictionaries(st.text(), st.lists(scalars))}
)
BOUNDED = (
    "$",
    "$.list[*]",
    "$.list[7]",
    "$.object.*",
    "$.list[?(@ != null)]",
    "States.Format('{}{}', $.list, $.object)",
    "States.JsonToString($)",
    "States.Array($.text, $.list)",
    "States.ArrayPartition($.list, 1)",
    "States.ArrayUnique($.list)",
    "States.StringSplit($.text, 'ab')",
    "States.JsonMerge($.object, $, false)",
    "States.Base64Encode($.text)",
    "States.Base64Decode($.text)",
)


@given(document=documents, expression=st.sampled_from(BOUNDED))
def test_no_result_is_larger_than_its_bound(document: JSON, expression: str) -> None:
    template: JSON = {"value.$": expression, "constant": [1, "é"]}
    bound = template_bound(template)
    assert bound.references is not None
    allowed = bound.literal_bytes + bound.references * size_bytes(document)
    assert size_bytes(compile_template(template)(document, SCOPE)) <= allowed
