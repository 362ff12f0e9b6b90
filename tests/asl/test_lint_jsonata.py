"""One wrong expression for each rule of JSONata."""

import sys
from collections.abc import Iterator

import pytest
from asl_samples import ARN, INNER, Members, findings, in_jsonata, machine, passing

from sfn_notebook.asl.lint import lint
from sfn_notebook.asl.lint.aws import aws_message
from sfn_notebook.expressions.jsonata_engine import engine
from sfn_notebook.text.diagnostic import Severity


def output(value: str) -> Members:
    return in_jsonata({"Type": "Pass", "Output": {"v": value}})


def task(**fields: object) -> Members:
    return in_jsonata({"Type": "Task", "Resource": ARN, **fields})  # pyright: ignore[reportArgumentType] - JSON


def choosing(condition: object) -> Members:
    rule = {"Condition": condition, "Next": "Last"}
    return in_jsonata({"Type": "Choice", "Choices": [rule], "Default": "Last"})  # pyright: ignore[reportArgumentType]


CATCHER: Members = {"ErrorEquals": ["States.ALL"], "Next": "Last"}
ERRORS: list[tuple[str, Members, str, str]] = [
    ("broken syntax", output("{% 1 + %}"), "SFN404", "/States/One/Output/v"),
    ("nothing between the marks", output("{% %}"), "SFN404", "/States/One/Output/v"),
    ("a bare name", output("{% total %}"), "SFN405", "/States/One/Output/v"),
    ("the context", output("{% $.total %}"), "SFN405", "/States/One/Output/v"),
    ("the root", output("{% $$ %}"), "SFN405", "/States/One/Output/v"),
    ("an error outside of a catcher", task(Output="{% $states.errorOutput %}"), "SFN406", "/States/One/Output"),
    ("a name in a condition", choosing("{% a = 1 %}"), "SFN405", "/States/One/Choices[0]/Condition"),
    ("a name in seconds", in_jsonata({"Type": "Wait", "Seconds": "{% a %}"}), "SFN405", "/States/One/Seconds"),
    ("a name in a cause", in_jsonata({"Type": "Fail", "Cause": "{% a %}"}), "SFN405", "/States/One/Cause"),
    (
        "a name in items",
        in_jsonata({"Type": "Map", "Items": "{% a %}", "ItemProcessor": INNER}),
        "SFN405",
        "/States/One/Items",
    ),
    (
        "a name in a catcher",
        task(Catch=[{**CATCHER, "Assign": {"Next": "{% a %}"}}]),
        "SFN405",
        "/States/One/Catch[0]/Assign/Next",
    ),
    ("a timeout that is text", task(TimeoutSeconds="5"), "SFN305", "/States/One/TimeoutSeconds"),
    ("an unclosed timeout", task(TimeoutSeconds="{% 5"), "SFN317", "/States/One/TimeoutSeconds"),
    ("an assignment that is an expression", task(Assign="{% {} %}"), "SFN305", "/States/One/Assign"),
    ("a condition that is text", choosing("true"), "SFN305", "/States/One/Choices[0]/Condition"),
    ("a condition that is a number", choosing(1), "SFN305", "/States/One/Choices[0]/Condition"),
]


@pytest.mark.parametrize(("value", "code", "place"), [pytest.param(*case[1:], id=case[0]) for case in ERRORS])
def test_an_error_is_found_where_it_stands(value: Members, code: str, place: str) -> None:
    assert findings(value, Severity.ERROR) == [(code, place)]


WARNINGS: list[tuple[str, Members, str, str]] = [
    ("a deeper root", output("{% $states.input[$$.a] %}"), "SFN405", "/States/One/Output/v"),
    ("a result in a Pass state", output("{% $states.result %}"), "SFN406", "/States/One/Output/v"),
    ("a result in arguments", task(Arguments="{% $states.result %}"), "SFN406", "/States/One/Arguments"),
    ("an unknown field of $states", output("{% $states.inptu %}"), "SFN406", "/States/One/Output/v"),
    ("an unknown function", output("{% $randomSeed(1) %}"), "SFN407", "/States/One/Output/v"),
    ("the function that AWS removed", output("{% $eval('1') %}"), "SFN407", "/States/One/Output/v"),
    ("a newer operator", output("{% $states.input ?: 1 %}"), "SFN408", "/States/One/Output/v"),
]


@pytest.mark.parametrize(("value", "code", "place"), [pytest.param(*case[1:], id=case[0]) for case in WARNINGS])
def test_what_aws_was_not_seen_to_refuse_is_a_warning(value: Members, code: str, place: str) -> None:
    assert (findings(value, Severity.WARNING), findings(value, Severity.ERROR)) == ([(code, place)], [])


RIGHT: list[Members] = [
    output("{% $states.input.a[b > $states.context.State.RetryCount] %}"),
    output("no expression"),
    task(Output="{% $states.result %}", Assign={"x": "{% $states.result %}"}),
    task(Catch=[{**CATCHER, "Output": "{% $states.errorOutput.Cause %}"}]),
    task(Retry=[{"ErrorEquals": ["{% a %}"]}], Comment="{% a %}"),
    choosing(True),  # noqa: FBT003 - JSON
    output("{% $uuid() & $hash('a', 'MD5') & $string($partition([1..$random()], 2)) %}"),
]


@pytest.mark.parametrize("value", RIGHT)
def test_what_aws_accepts_has_no_error_and_no_warning(value: Members) -> None:
    assert (findings(value, Severity.ERROR), findings(value, Severity.WARNING)) == ([], [])


WORDS: list[tuple[str, str]] = [
    ("{% a[1,2) %}", 'Expected "]", got ","'),
    ("{% total %}", "Reference to 'total' at the top level is not supported."),
    ("{% $ %}", "Reference to '$' at the top level is not supported."),
    ("{% $$ %}", "Reference to '$$' is not supported."),
    ("{% $states.errorOutput %}", "Field '$states.errorOutput' does not exist."),
]


@pytest.mark.parametrize(("expression", "words"), WORDS)
def test_an_expression_is_refused_in_the_words_of_aws(expression: str, words: str) -> None:
    assert [aws_message(found) for found in lint(output(expression))] == [words]


HINTS: list[tuple[str, str]] = [
    ("{% total %}", "a field of the input is $states.input.total, a variable is $total"),
    ("{% total + $total %}", "the variable is $total"),
    ("{% $.a %}", "the input is $states.input"),
    ("{% States.UUID() %}", "intrinsic functions are for JSONPath"),
    ("{% $states.inputs %}", 'did you mean "input"?'),
    ("{% $states.zzz %}", 'it has "context" or "input"'),
    ("{% $summ([1]) %}", 'did you mean "sum"?'),
]


@pytest.mark.parametrize(("expression", "hint"), HINTS)
def test_a_hint_says_what_would_do(expression: str, hint: str) -> None:
    assert lint(output(expression))[0].hint == hint


def test_the_place_in_a_broken_expression_is_told() -> None:
    (found,) = lint(output("{% a[1,2) %}"))
    assert found.message == 'expected "]", got ",", at character 8 of {% a[1,2) %}'


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "jlens", None)
    engine.cache_clear()
    yield
    engine.cache_clear()


@pytest.mark.usefixtures("no_engine")
def test_without_an_engine_only_the_syntax_is_not_checked() -> None:
    value = output("{% unseen before %}")
    assert findings(value, Severity.ERROR) == [("SFN405", "/States/One/Output/v")]


def test_a_wrong_query_language_is_read_as_jsonata() -> None:
    value = passing(QueryLanguage="jsonpath", Output="{% 1 %}")
    assert findings(value, Severity.ERROR) == [("SFN307", "/States/One/QueryLanguage")]


def test_of_a_state_that_cannot_go_back_to_jsonpath_only_that_is_told() -> None:
    value = machine({"Type": "Pass", "QueryLanguage": "JSONPath", "Output": 1}, QueryLanguage="JSONata")
    assert findings(value, Severity.ERROR) == [("SFN313", "/States/One/QueryLanguage")]
