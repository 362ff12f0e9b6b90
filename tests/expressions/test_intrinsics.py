from __future__ import annotations

import pytest
from fixed_scope import FixedScope

from sfn_notebook.errors import StateError
from sfn_notebook.expressions.intrinsics.compiler import FUNCTIONS, check_intrinsic, compile_intrinsic
from sfn_notebook.expressions.intrinsics.parser import IntrinsicSyntaxError
from sfn_notebook.values import JSON, encode

DATA: JSON = {
    "text": "a-b,c",
    "number": 3,
    "half": -0.5,
    "list": [3, 1, 3, 1.0, True, 1],
    "object": {"Arg1": 1, "Arg2": []},
    "nothing": None,
    "template": "<{}>",
    "big": 2**31,
    "long": "x" * 10_001,
}
SCOPE = FixedScope(context={"Execution": {"Name": "run-7"}}, variables={"who": "Ada"})


def call(source: str) -> JSON:
    return compile_intrinsic(source)(DATA, SCOPE)


def failure(source: str, error: str = "States.IntrinsicFailure") -> str | None:
    with pytest.raises(StateError) as caught:
        call(source)
    assert caught.value.error == error
    return caught.value.cause


def test_there_are_eighteen_functions() -> None:
    assert len(FUNCTIONS) == 18


def test_a_function_is_one_of_its_arguments() -> None:
    assert FUNCTIONS["States.MathAdd"].apply([1, 2], SCOPE) == 3
    assert FUNCTIONS["States.Format"].apply(["{}", 2], SCOPE) == "2"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("States.Format('plain')", "plain"),
        ("States.Format('v{}', $.number)", "v3"),
        ("States.Format('v{}', $.text)", "va-b,c"),
        ("States.Format('{}', $.half)", "-0.5"),
        ("States.Format('{}|{}|{}', $.nothing, true, 1.5)", "null|true|1.5"),
        ("States.Format('{}', $.object)", "{Arg1=1, Arg2=[]}"),
        (r"States.Format('it\'s \{{}\} \\', $who)", r"it's {Ada} \ ".rstrip()),
        ("States.Format($.template, $$.Execution.Name)", "<run-7>"),
        ("States.Format('{}{}', 'x', States.Format('{}', 1))", "x1"),
        ("States.StringSplit($.text, '-,')", ["a", "b", "c"]),
        ("States.StringSplit(',,,,', ',')", []),
        ("States.StringSplit(' , ', ',')", [" ", " "]),
        ("States.StringSplit('a]b^c', ']^')", ["a", "b", "c"]),
        ("States.StringSplit('abc', '')", ["abc"]),
        ("States.StringSplit('', '')", []),
        ("States.UUID()", "9d7e3f52-8b0a-4a64-9c3b-0f5f6c1c2d3e"),
    ],
)
def test_text_functions(source: str, expected: JSON) -> None:
    assert call(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("States.Array()", []),
        ("States.Array('a', 1, null, $.number)", ["a", 1, None, 3]),
        ("States.ArrayPartition($.list, 4)", [[3, 1, 3, 1.0], [True, 1]]),
        ("States.ArrayPartition($.list, 4.9)", [[3, 1, 3, 1.0], [True, 1]]),
        ("States.ArrayContains($.list, 1)", True),
        ("States.ArrayContains($.list, 1.5)", False),
        ("States.ArrayContains(States.Array($.object), $.object)", True),
        ("States.ArrayRange(1, 9, 2)", [1, 3, 5, 7, 9]),
        ("States.ArrayRange(5, 1, -2)", [5, 3, 1]),
        ("States.ArrayRange(5.4, -0.6, -2.4)", [5, 3, 1]),
        ("States.ArrayRange(5, 1, 1)", []),
        ("States.ArrayGetItem($.list, 1)", 1),
        ("States.ArrayLength($.list)", 6),
        ("States.ArrayUnique($.list)", [3, 1, 1.0, True]),
    ],
)
def test_array_functions(source: str, expected: JSON) -> None:
    assert encode(call(source)) == encode(expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("States.JsonToString($.object)", '{"Arg1":1,"Arg2":[]}'),
        ("States.JsonToString('x')", '"x"'),
        ("States.StringToJson('')", None),
        ("States.StringToJson(' ')", None),
        ("States.StringToJson('[1, {\"a\": -0}]')", [1, {"a": 0}]),
        (
            'States.JsonMerge(States.StringToJson(\'{"a":[1],"b":1}\'), States.StringToJson(\'{"a":[]}\'), false)',
            {"a": [], "b": 1},
        ),
        ("States.JsonMerge($.object, $.object, 'no')", {"Arg1": 1, "Arg2": []}),
    ],
)
def test_json_functions(source: str, expected: JSON) -> None:
    assert encode(call(source)) == encode(expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("States.Base64Encode('Data to encode')", "RGF0YSB0byBlbmNvZGU="),
        ("States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", "Data to encode"),
        ("States.Base64Decode(' YW Jj ')", "abc"),
        ("States.Base64Decode('YWI')", "ab"),
        ("States.Base64Decode('YWJjZ')", "abc"),
        ("States.Base64Decode('YWI=YWI=')", "ab"),
        ("States.Base64Decode('_w==')", "\ufffd"),
        ("States.Hash('hello', 'MD5')", "5d41402abc4b2a76b9719d911017c592"),
        ("States.Hash('hello', 'SHA-1')", "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"),
        (
            "States.Hash('hello', 'SHA-256')",
            "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        ),
        ("States.Hash(123, 'MD5')", "202cb962ac59075b964b07152d234b70"),
    ],
)
def test_encoding_functions(source: str, expected: JSON) -> None:
    assert call(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("States.MathAdd($.number, 1)", 4),
        ("States.MathAdd(1.49, 1.5)", 3),
        ("States.MathAdd(-0.5, 0.5)", 1),
        ("States.MathAdd(-1.5, 0)", -1),
        ("States.MathAdd(-2.51, 1e1)", 7),
        ("States.MathAdd(2147483646, 1)", 2147483647),
        ("States.MathRandom(10, 20)", 15),
        ("States.MathRandom(1.6, 3.4)", 2),
    ],
)
def test_mathematical_functions(source: str, expected: JSON) -> None:
    assert call(source) == expected


@pytest.mark.parametrize(
    ("seed", "start", "end", "expected"),
    # java.util.Random: nextInt(10) of the seeds 42 and 0, nextInt(16) of 42.
    [(42, 0, 10, 0), (0, 5, 15, 5), (42, 0, 16, 11)],
)
def test_a_seed_gives_what_java_gives(seed: int, start: int, end: int, expected: int) -> None:
    assert call(f"States.MathRandom({start}, {end}, {seed})") == expected


def test_a_seed_gives_a_number_of_any_range() -> None:
    wide = call("States.MathRandom(-2147483648, 2147483647, 7)")
    assert isinstance(wide, int)
    assert -(2**31) <= wide < 2**31 - 1
    spread = [call(f"States.MathRandom(-2000000000, 1000000000, {seed})") for seed in range(20)]
    assert all(isinstance(number, int) and -2_000_000_000 <= number < 1_000_000_000 for number in spread)
    close = [call(f"States.MathRandom(0, 1500000000, {seed})") for seed in range(20)]
    assert all(isinstance(number, int) and 0 <= number < 1_500_000_000 for number in close)


@pytest.mark.parametrize(
    "source",
    [
        "States.MathAdd('a', 1)",
        "States.MathAdd(1, null)",
        "States.MathAdd(true, 1)",
        "States.MathAdd(2147483647, 1)",
        "States.MathAdd($.big, -1)",
        "States.MathAdd(1)",
        "States.MathAdd(1, 2, 3)",
        "States.MathRandom(1, 1)",
        "States.MathRandom(1, 3000000000)",
        "States.MathRandom(1, 10, 'seed')",
        "States.ArrayRange(1, 2, 0.4)",
        "States.ArrayRange(1, 1001, 1)",
        "States.ArrayPartition($.list, 0)",
        "States.ArrayPartition($.text, 2)",
        "States.ArrayGetItem($.list, 6)",
        "States.ArrayGetItem($.list, -1)",
        "States.ArrayLength($.object)",
        "States.StringSplit(1, ',')",
        "States.StringToJson('{')",
        "States.StringToJson($.number)",
        "States.JsonMerge($.object, $.list, false)",
        "States.JsonMerge($.object, $.object, true)",
        "States.Base64Encode($.long)",
        "States.Base64Decode(1)",
        "States.Hash('x', 'SHA256')",
        "States.Format($.number)",
        "States.Format(1, 2)",
        "States.UUID(1)",
    ],
)
def test_arguments_that_do_not_fit_fail_the_state(source: str) -> None:
    name = source.partition("(")[0]
    assert failure(source) == (
        f"There was an error while evaluating the intrinsic function: {source}. Invalid arguments in {name}"
    )


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (
            "States.Format('{}')",
            "Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.",
        ),
        (
            "States.Format($.template)",
            "Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.",
        ),
        ("States.Format('{', 1)", "Invalid template in States.Format: matching '}' not found for '{'."),
        ("States.Format('}')", "Invalid template in States.Format: matching '{' not found for '}'."),
    ],
)
def test_a_format_that_does_not_fit_says_why(source: str, reason: str) -> None:
    assert failure(source) == f"There was an error while evaluating the intrinsic function: {source}. {reason}"


def test_a_failure_names_the_whole_expression() -> None:
    source = "States.Format('{}', States.ArrayLength($.number))"
    assert failure(source) == (
        f"There was an error while evaluating the intrinsic function: {source}. Invalid arguments in States.ArrayLength"
    )


@pytest.mark.parametrize(
    ("argument", "shown"),
    [("$.nope", "$.nope"), ("$.list[9]", "$.list[9]"), ("$$.No.Such", "$.No.Such"), ("$missing", "$missing")],
)
def test_an_argument_that_finds_nothing_shows_the_input(argument: str, shown: str) -> None:
    source = f"States.Array(1, {argument})"
    assert failure(source, "States.Runtime") == (
        f"The function '{source}' had the following error: "
        f"The JsonPath argument for the field '{shown}' could not be found in the input '{encode(DATA)}'"
    )


def test_an_argument_of_the_wrong_type_shows_the_words_of_the_path_library() -> None:
    source = "States.Array($.number[0])"
    assert failure(source, "States.Runtime") == (
        f"The function '{source}' had the following error: "
        "Filter: [0] can only be applied to arrays. Current context is: 3"
    )


def test_a_path_with_a_filter_is_an_argument() -> None:
    source = "States.ArrayLength($.rows[?(@.k == 'a,)' || @.k == b)].v)"
    rows: JSON = {"rows": [{"k": "a,)", "v": 1}, {"k": "b", "v": 2}, {"k": "c", "v": 3}]}
    assert compile_intrinsic(source)(rows, SCOPE) == 2


@pytest.mark.parametrize(
    "source",
    [
        "States.Xyz(1)",
        "States.Format ('x')",
        " States.UUID()",
        "States.UUID() ",
        "States.UUID(",
        "States.Array(1,)",
        "States.Array(1 2)",
        "States.Array($.a",
        "States.Array(nope)",
        "States.Array('open)",
        r"States.Array('\"')",
        r"States.Array('\n')",
        "States.Array(1e999)",
        f"States.Array({'9' * 5000})",
        "States.Array($..)",
        "Format('x')",
        "States.Array(" * 11 + ")" * 11,
    ],
)
def test_a_text_that_is_no_call_is_refused(source: str) -> None:
    assert check_intrinsic(source) is not None
    with pytest.raises(IntrinsicSyntaxError):
        compile_intrinsic(source)


def test_functions_nest_ten_deep() -> None:
    assert check_intrinsic("States.Array(" * 10 + ")" * 10) is None
