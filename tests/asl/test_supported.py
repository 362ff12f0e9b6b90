import pytest

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
    ("a machine in JSONata", {**INNER, "QueryLanguage": "JSONata"}, "SFN901", "/QueryLanguage"),
    ("a state in JSONata", machine("Pass", QueryLanguage="JSONata"), "SFN901", "/States/One/QueryLanguage"),
    ("Output", machine("Pass", QueryLanguage="JSONata", Output="{% 1 %}"), "SFN901", "/States/One/Output"),
    ("Arguments", task(QueryLanguage="JSONata", Arguments={}), "SFN901", "/States/One/Arguments"),
    ("Items", map_(QueryLanguage="JSONata", Items=[1]), "SFN901", "/States/One/Items"),
    ("Condition", choice("JSONata", Condition="{% true %}"), "SFN901", "/States/One/Choices[0]/Condition"),
    ("Output of a rule", choice("JSONata", Condition=True, Output=1), "SFN901", "/States/One/Choices[0]/Output"),
    (
        "Output of a catcher",
        task(QueryLanguage="JSONata", Catch=[{**CATCHER, "Output": 1}]),
        "SFN901",
        "/States/One/Catch[0]/Output",
    ),
    ("Assign", machine("Pass", Assign={"a": 1}), "SFN902", "/States/One/Assign"),
    ("Assign of a catcher", task(Catch=[{**CATCHER, "Assign": {"a": 1}}]), "SFN902", "/States/One/Catch[0]/Assign"),
    (
        "Assign of a rule",
        choice(Variable="$.a", IsNull=True, Assign={"a": 1}),
        "SFN902",
        "/States/One/Choices[0]/Assign",
    ),
    ("a variable as InputPath", machine("Pass", InputPath="$a.b"), "SFN902", "/States/One/InputPath"),
    ("a variable as SecondsPath", machine("Wait", SecondsPath="$a"), "SFN902", "/States/One/SecondsPath"),
    (
        "a variable in ErrorPath",
        machine("Fail", ErrorPath="States.Format('{}', $a)"),
        "SFN902",
        "/States/One/ErrorPath",
    ),
    ("a variable as ItemsPath", map_(ItemsPath="$a"), "SFN902", "/States/One/ItemsPath"),
    (
        "a variable in a template",
        machine("Pass", Parameters={"a": [{"b.$": "$v.c"}]}),
        "SFN902",
        "/States/One/Parameters/a[0]/b.$",
    ),
    (
        "a variable in a function",
        task(ResultSelector={"a.$": "States.Format('{}', $v)"}),
        "SFN902",
        "/States/One/ResultSelector/a.$",
    ),
    ("a variable in ItemSelector", map_(ItemSelector={"a.$": "$v"}), "SFN902", "/States/One/ItemSelector/a.$"),
    ("a variable in Parameters of a Map", map_(Parameters={"a.$": "$v"}), "SFN902", "/States/One/Parameters/a.$"),
    ("a variable in a rule", choice(Variable="$v", IsNull=True), "SFN902", "/States/One/Choices[0]/Variable"),
    (
        "a variable inside of And, Or and Not",
        choice(And=[{"Or": [{"Not": {"Variable": "$.a", "StringEqualsPath": "$v"}}]}]),
        "SFN902",
        "/States/One/Choices[0]/And[0]/Or[0]/Not/StringEqualsPath",
    ),
    (
        "a distributed map",
        map_(ItemProcessor={**INNER, "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}),
        "SFN903",
        "/States/One/ItemProcessor/ProcessorConfig/Mode",
    ),
    ("a reader", map_(ItemReader={"Resource": "arn:aws:states:::s3:getObject"}), "SFN904", "/States/One/ItemReader"),
    ("a batcher", map_(ItemBatcher={"MaxItemsPerBatch": 2}), "SFN904", "/States/One/ItemBatcher"),
    ("a writer", map_(ResultWriter={"WriterConfig": {}}), "SFN904", "/States/One/ResultWriter"),
    ("a percentage", map_(ToleratedFailurePercentage=1), "SFN905", "/States/One/ToleratedFailurePercentage"),
    ("a count", map_(ToleratedFailureCountPath="$.n"), "SFN905", "/States/One/ToleratedFailureCountPath"),
    ("credentials", task(Credentials={"RoleArn": "arn:aws:iam::1:role/r"}), "SFN906", "/States/One/Credentials"),
    ("a token", resource(f"{INVOKE}.waitForTaskToken"), "SFN907", "/States/One/Resource"),
    ("a job", resource("arn:aws:states:::states:startExecution.sync:2"), "SFN907", "/States/One/Resource"),
    ("a service", resource("arn:aws:states:::sqs:sendMessage"), "SFN907", "/States/One/Resource"),
    ("the SDK", resource("arn:aws:states:::aws-sdk:lambda:invoke"), "SFN907", "/States/One/Resource"),
    ("an activity", resource("arn:aws:states:eu-west-1:222222222222:activity:a"), "SFN907", "/States/One/Resource"),
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


def test_express_workflows_are_refused() -> None:
    definition = parse(INNER).definition
    assert definition is not None
    assert [(one.code, one.message) for one in unsupported(definition, "EXPRESS")] == [
        ("SFN908", "Express workflows are not supported yet")
    ]


@pytest.mark.parametrize(
    "value",
    [
        task(),
        task(Resource=f"{ARN}:PROD"),
        task(Resource="arn:aws-cn:lambda:cn-north-1:222222222222:function:work:$LATEST"),
        resource(INVOKE),
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


def test_a_refusal_gets_its_place_in_the_text() -> None:
    source = read_source(encode(resource(INVOKE + ".waitForTaskToken")))
    definition = parse(source).definition
    assert definition is not None
    (found,) = locate(unsupported(definition), source)
    assert found.span is not None
    assert source.text[found.span.start : found.span.end] == f'"{INVOKE}.waitForTaskToken"'


def test_the_linter_says_nothing_of_what_is_not_supported() -> None:
    assert [one for one in lint(machine("Pass", Assign={"a": 1})) if one.severity is Severity.ERROR] == []
