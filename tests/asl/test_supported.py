import sys
from pathlib import Path

import pytest

import sfn_notebook as sfn
from sfn_notebook.asl.check import check
from sfn_notebook.asl.lint import lint
from sfn_notebook.asl.lint.supported import unsupported
from sfn_notebook.asl.parse import parse
from sfn_notebook.text.diagnostic import Severity, location
from sfn_notebook.text.source import locate, read_source
from sfn_notebook.values import JSON, encode

Members = dict[str, JSON]
ARN = "arn:aws:lambda:eu-west-1:222222222222:function:work"
INVOKE = "arn:aws:states:::lambda:invoke"
LAST: Members = {"Type": "Succeed"}
INNER: Members = {"StartAt": "In", "States": {"In": {"Type": "Succeed"}}}
CATCHER: Members = {"ErrorEquals": ["E"], "Next": "Last"}


def machine(type_: str, **fields: JSON) -> Members:
    state: Members = {"Type": type_, **fields}
    if type_ not in {"Choice", "Succeed", "Fail"}:
        state["Next"] = "Last"
    return {"StartAt": "One", "States": {"One": state, "Last": LAST}}


def task(**fields: JSON) -> Members:
    return machine("Task", **{"Resource": ARN, **fields})


def choice(language: str = "JSONPath", **rule: JSON) -> Members:
    return machine("Choice", QueryLanguage=language, Choices=[{**rule, "Next": "Last"}], Default="Last")


def map_(**fields: JSON) -> Members:
    return machine("Map", **{"ItemProcessor": INNER, **fields})


def resource(name: str) -> Members:
    return task(Resource=name, Parameters={})


REFUSED: list[tuple[str, Members, str, str]] = [
    ("a reader", map_(ItemReader={"Resource": "arn:aws:states:::s3:getObject"}), "SFN904", "/States/One/ItemReader"),
    (
        "a writer",
        map_(ResultWriter={"Resource": "arn:aws:states:::s3:putObject"}),
        "SFN904",
        "/States/One/ResultWriter/Resource",
    ),
    ("a token", resource("arn:aws:states:::sqs:sendMessage.waitForTaskToken"), "SFN907", "/States/One/Resource"),
    ("a job", resource("arn:aws:states:::batch:submitJob.sync"), "SFN907", "/States/One/Resource"),
    (
        "a job of the SDK",
        resource("arn:aws:states:::aws-sdk:sfn:startExecution.sync"),
        "SFN907",
        "/States/One/Resource",
    ),
    ("a service", resource("arn:aws:states:::sqs:sendMessage"), "SFN907", "/States/One/Resource"),
    ("the SDK", resource("arn:aws:states:::aws-sdk:lambda:invoke"), "SFN907", "/States/One/Resource"),
    ("HTTP", resource("arn:aws:states:::http:invoke"), "SFN907", "/States/One/Resource"),
]


@pytest.mark.parametrize(("value", "code", "place"), [pytest.param(*case[1:], id=case[0]) for case in REFUSED])
def test_what_cannot_be_run_yet_is_refused_by_name(value: Members, code: str, place: str) -> None:
    definition = parse(value).definition
    assert definition is not None
    found = [(diagnostic.code, location(diagnostic.path)) for diagnostic in unsupported(definition)]
    assert (code, place) in found


@pytest.mark.parametrize("value", [pytest.param(case[1], id=case[0]) for case in REFUSED])
def test_every_refusal_is_an_error_that_says_so(value: Members) -> None:
    definition = parse(value).definition
    assert definition is not None
    found = unsupported(definition)
    assert all(one.severity is Severity.ERROR and one.message.endswith(" not supported yet") for one in found)


@pytest.mark.parametrize(
    "value",
    [
        task(),
        {**INNER, "QueryLanguage": "JSONata"},
        task(Credentials={"RoleArn": "arn:aws:iam::1:role/r"}),
        machine("Pass", Assign={"a": 1}, InputPath="$a.b"),
        map_(
            ItemProcessor={**INNER, "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}},
            ItemBatcher={"MaxItemsPerBatch": 2},
            ResultWriter={"WriterConfig": {"OutputType": "JSON"}},
            ToleratedFailureCountPath="$.n",
        ),
        task(Resource=f"{ARN}:PROD"),
        task(Resource="arn:aws-cn:lambda:cn-north-1:222222222222:function:work:$LATEST"),
        resource(INVOKE),
        resource(f"{INVOKE}.waitForTaskToken"),
        resource("arn:aws:states:eu-west-1:222222222222:activity:a"),
        machine("Pass", Parameters={"price": "$5", "a.$": "States.Format('$v {}', $.b)", "c.$": "$$.State.Name"}),
        machine("Pass", InputPath="$.a['$v']", Result="{% 1 %}"),
        choice(Or=[{"Variable": "$$.State.Name", "StringEquals": "$v"}]),
        map_(ItemSelector={"i.$": "$$.Map.Item.Value"}, MaxConcurrency=3),
        machine("Parallel", Branches=[INNER]),
    ],
)
def test_what_can_be_run_is_not_refused(value: Members) -> None:
    definition = parse(value).definition
    assert definition is not None
    assert unsupported(definition) == ()


IN_JSONATA: Members = {**machine("Pass", QueryLanguage="JSONata"), "QueryLanguage": "JSONata"}


@pytest.mark.usefixtures("without_jlens")
def test_jsonata_is_refused_by_name_where_there_is_no_engine_of_it() -> None:
    found = [(one.code, location(one.path), one.message) for one in check(IN_JSONATA).errors]
    message = "JSONata needs the library jlens, which is not installed; there is no build of it for Pyodide"
    assert found == [("SFN901", "/QueryLanguage", message), ("SFN901", "/States/One/QueryLanguage", message)]


def test_jsonata_is_refused_where_its_engine_cannot_be_imported(
    without_jlens: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "jlens.py").write_text('raise ImportError("built for another system")\n', encoding="utf-8")
    without_jlens.setattr(sys, "path", [str(tmp_path), *sys.path])
    without_jlens.delitem(sys.modules, "jlens")
    reasons = {one.message.partition("; ")[0] for one in check(IN_JSONATA).errors}
    assert reasons == {"JSONata needs the library jlens, which cannot be imported (built for another system)"}


@pytest.mark.usefixtures("without_jlens")
def test_one_state_in_jsonata_is_refused_before_anything_runs() -> None:
    calls: list[object] = []
    with sfn.Session() as session:
        session.function("work", calls.append)
        in_jsonata: Members = {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% 1 %}", "End": True}
        called: Members = {"Type": "Task", "Resource": ARN, "Next": "Last"}
        with pytest.raises(sfn.AslError, match="JSONata needs the library jlens"):
            session.state_machine({"StartAt": "One", "States": {"One": called, "Last": in_jsonata}})
        assert (calls, session.executions) == ([], {})


@pytest.mark.usefixtures("without_jlens")
def test_jsonpath_needs_no_engine_of_jsonata() -> None:
    assert check(machine("Pass", Assign={"a.$": "$.a"}, OutputPath="$")).errors == ()


def test_a_refusal_gets_its_place_in_the_text() -> None:
    source = read_source(encode(resource(INVOKE + ".sync")))
    definition = parse(source).definition
    assert definition is not None
    (found,) = locate(unsupported(definition), source)
    assert found.span is not None
    assert source.text[found.span.start : found.span.end] == f'"{INVOKE}.sync"'


def test_the_linter_says_nothing_of_what_is_not_supported() -> None:
    assert [one for one in lint(machine("Pass", Assign={"a": 1})) if one.severity is Severity.ERROR] == []
