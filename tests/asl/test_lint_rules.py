"""One wrong definition for each rule: the code, the place, and where AWS speaks its words."""

import pytest

from sfn_notebook.asl.lint import lint
from sfn_notebook.text.diagnostic import Severity, location
from sfn_notebook.values import JSON

Members = dict[str, JSON]
ARN = "arn:aws:lambda:eu-west-1:222222222222:function:work"
LAST: Members = {"Type": "Succeed"}
INNER: Members = {"StartAt": "In", "States": {"In": {"Type": "Succeed"}}}


def machine(state: Members, **more: JSON) -> Members:
    """A machine of the state `One` and, behind it, `Last`."""
    if state["Type"] not in {"Choice", "Succeed", "Fail"} and "Next" not in state and "End" not in state:
        state = {**state, "Next": "Last"}
    states: Members = {"One": state}
    if state["Type"] not in {"Succeed", "Fail"} and not state.get("End"):
        states["Last"] = LAST
    return {"StartAt": "One", "States": states, **more}


def passing(**fields: JSON) -> Members:
    return machine({"Type": "Pass", **fields})


def task(**fields: JSON) -> Members:
    return machine({"Type": "Task", "Resource": ARN, **fields})


def choice(**rule: JSON) -> Members:
    return machine({"Type": "Choice", "Choices": [{"Next": "Last", **rule}], "Default": "Last"})


def map_(**fields: JSON) -> Members:
    return machine({"Type": "Map", "ItemProcessor": INNER, **fields})


def distributed(**fields: JSON) -> Members:
    config: JSON = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    return machine({"Type": "Map", "ItemProcessor": {**INNER, "ProcessorConfig": config}, **fields})


def in_jsonata(state: Members) -> Members:
    return machine(state, QueryLanguage="JSONata")


def retrying(*entries: JSON) -> Members:
    return task(Retry=list(entries))


def catching(*entries: Members) -> Members:
    return task(Catch=[{"Next": "Last", **entry} for entry in entries])


def calling(resource: str, **parameters: JSON) -> Members:
    return task(Resource=resource, Parameters=parameters)


def findings(value: JSON, severity: Severity, type_: str = "STANDARD") -> list[tuple[str, str]]:
    found = lint(value, "EXPRESS" if type_ == "EXPRESS" else "STANDARD")
    return [(diagnostic.code, location(diagnostic.path)) for diagnostic in found if diagnostic.severity is severity]


ERRORS: list[tuple[str, Members, str, str]] = [
    ("no States", {"StartAt": "A"}, "SFN304", "/"),
    ("an empty machine", {}, "SFN304", "/"),
    ("no states in States", {"StartAt": "A", "States": {}}, "SFN308", "/States"),
    ("a state that is no object", {"StartAt": "One", "States": {"One": LAST, "B": 7}}, "SFN305", "/States/B"),
    ("a field of the machine", {**passing(), "Start": 1}, "SFN301", "/Start"),
    ("a version", {**passing(), "Version": "2.0"}, "SFN307", "/Version"),
    ("a query language", {**passing(), "QueryLanguage": "XPath"}, "SFN307", "/QueryLanguage"),
    ("no type", {"StartAt": "One", "States": {"One": {}, "Two": LAST}}, "SFN304", "/States/One"),
    ("a type that is no text", {"StartAt": "One", "States": {"One": {"Type": 7}}}, "SFN211", "/States/One/Type"),
    ("a type", {"StartAt": "One", "States": {"One": {"Type": "Pas"}}}, "SFN211", "/States/One/Type"),
    ("an unknown field", passing(Resultpath="$.a"), "SFN301", "/States/One/Resultpath"),
    ("a field of another state type", passing(Retry=[]), "SFN301", "/States/One/Retry"),
    ("a field of JSONata", passing(Output=1), "SFN302", "/States/One/Output"),
    ("a field of JSONPath", in_jsonata({"Type": "Pass", "InputPath": "$"}), "SFN302", "/States/One/InputPath"),
    ("a flag that is text", passing(End="true"), "SFN305", "/States/One/End"),
    ("a whole number that is text", task(TimeoutSeconds="5"), "SFN305", "/States/One/TimeoutSeconds"),
    ("a whole number with a fraction", task(TimeoutSeconds=1.5), "SFN305", "/States/One/TimeoutSeconds"),
    (
        "a number that is a flag",
        map_(ToleratedFailurePercentage=True),
        "SFN305",
        "/States/One/ToleratedFailurePercentage",
    ),
    ("a path that is an array", passing(InputPath=[]), "SFN305", "/States/One/InputPath"),
    ("a path that is null", map_(ItemsPath=None), "SFN305", "/States/One/ItemsPath"),
    ("a field that is an object", task(Resource={}), "SFN305", "/States/One/Resource"),
    ("Assign that is text", passing(Assign="x"), "SFN305", "/States/One/Assign"),
    ("a timeout of nothing", task(TimeoutSeconds=0), "SFN306", "/States/One/TimeoutSeconds"),
    ("a wait without end", machine({"Type": "Wait", "Seconds": 100_000_000}), "SFN306", "/States/One/Seconds"),
    ("a percentage", map_(ToleratedFailurePercentage=100.5), "SFN306", "/States/One/ToleratedFailurePercentage"),
    ("Next and End", passing(Next="Last", End=True), "SFN209", "/States/One/End"),
    ("neither Next nor End", passing(End=False), "SFN208", "/States/One"),
    ("a task without resource", machine({"Type": "Task"}), "SFN304", "/States/One"),
    ("a wait for nothing", machine({"Type": "Wait"}), "SFN304", "/States/One"),
    (
        "a wait for two things",
        machine({"Type": "Wait", "Seconds": 1, "SecondsPath": "$.s"}),
        "SFN303",
        "/States/One/Seconds",
    ),
    ("two causes", machine({"Type": "Fail", "Cause": "c", "CausePath": "$.c"}), "SFN303", "/States/One/CausePath"),
    ("two processors", map_(Iterator={"StartAt": "X", "States": {"X": LAST}}), "SFN303", "/States/One/Iterator"),
    ("no processor", machine({"Type": "Map"}), "SFN304", "/States/One"),
    ("no branches", machine({"Type": "Parallel", "Branches": []}), "SFN308", "/States/One/Branches"),
    (
        "a branch that is no object",
        machine({"Type": "Parallel", "Branches": [[]]}),
        "SFN305",
        "/States/One/Branches[0]",
    ),
    (
        "a query language of a branch",
        machine({"Type": "Parallel", "Branches": [{**INNER, "QueryLanguage": "JSONata"}]}),
        "SFN301",
        "/States/One/Branches[0]/QueryLanguage",
    ),
    (
        "a mode of a map",
        machine({"Type": "Map", "ItemProcessor": {**INNER, "ProcessorConfig": {"Mode": "inline"}}}),
        "SFN307",
        "/States/One/ItemProcessor/ProcessorConfig/Mode",
    ),
    (
        "an execution type of an inline map",
        machine({"Type": "Map", "ItemProcessor": {**INNER, "ProcessorConfig": {"ExecutionType": "STANDARD"}}}),
        "SFN301",
        "/States/One/ItemProcessor/ProcessorConfig/ExecutionType",
    ),
    (
        "no execution type of a distributed map",
        machine({"Type": "Map", "ItemProcessor": {**INNER, "ProcessorConfig": {"Mode": "DISTRIBUTED"}}}),
        "SFN304",
        "/States/One/ItemProcessor/ProcessorConfig",
    ),
    ("no rules", machine({"Type": "Choice", "Choices": [], "Default": "Last"}), "SFN308", "/States/One/Choices"),
    ("a rule that compares nothing", choice(Variable="$.a"), "SFN304", "/States/One/Choices[0]"),
    ("a rule without variable", choice(IsNull=True), "SFN304", "/States/One/Choices[0]"),
    (
        "a rule with two comparisons",
        choice(Variable="$.a", IsNull=True, IsString=True),
        "SFN303",
        "/States/One/Choices[0]/IsString",
    ),
    (
        "a rule with And and a variable",
        choice(And=[{"Variable": "$.a", "IsNull": True}], Variable="$.a"),
        "SFN303",
        "/States/One/Choices[0]/Variable",
    ),
    ("an unknown comparison", choice(Variable="$.a", StringEqual="x"), "SFN301", "/States/One/Choices[0]/StringEqual"),
    ("an operand", choice(Variable="$.a", NumericEquals="1"), "SFN305", "/States/One/Choices[0]/NumericEquals"),
    ("an empty And", choice(And=[]), "SFN308", "/States/One/Choices[0]/And"),
    (
        "Next inside of And",
        choice(And=[{"Variable": "$.a", "IsNull": True, "Next": "Last"}]),
        "SFN301",
        "/States/One/Choices[0]/And[0]/Next",
    ),
    (
        "a rule of JSONata without condition",
        in_jsonata({"Type": "Choice", "Choices": [{"Next": "Last"}]}),
        "SFN304",
        "/States/One/Choices[0]",
    ),
    (
        "a dangling Next",
        {
            "StartAt": "One",
            "States": {"One": {"Type": "Pass", "Next": "Lst"}, "Last": LAST, "Two": {"Type": "Pass", "Next": "Last"}},
        },
        "SFN203",
        "/States/One/Next",
    ),
    ("a dangling StartAt", {"StartAt": "Two", "States": {"One": LAST}}, "SFN203", "/StartAt"),
    (
        "a dangling Default",
        machine({"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": True, "Next": "Last"}], "Default": "Lst"}),
        "SFN203",
        "/States/One/Default",
    ),
    ("a dangling catcher", catching({"ErrorEquals": ["E"], "Next": "Lst"}), "SFN203", "/States/One/Catch[0]/Next"),
    (
        "a transition out of a branch",
        machine(
            {
                "Type": "Parallel",
                "Branches": [{"StartAt": "In", "States": {"In": {"Type": "Pass", "Next": "Last"}, "End": LAST}}],
            }
        ),
        "SFN203",
        "/States/One/Branches[0]/States/In/Next",
    ),
    (
        "a state that nothing leads to",
        {"StartAt": "One", "States": {"One": LAST, "Two": LAST}},
        "SFN204",
        "/States/Two",
    ),
    ("no end", {"StartAt": "One", "States": {"One": {"Type": "Pass", "Next": "One"}}}, "SFN205", "/"),
    (
        "a name of two states",
        map_(ItemProcessor={"StartAt": "Last", "States": {"Last": LAST}}),
        "SFN206",
        "/States/One/ItemProcessor/States/Last",
    ),
    ("a name that is too long", {"StartAt": "x" * 81, "States": {"x" * 81: LAST}}, "SFN207", f"/States/{'x' * 81}"),
    ("no path", passing(InputPath="a"), "SFN401", "/States/One/InputPath"),
    ("a function as InputPath", passing(InputPath="States.UUID()"), "SFN401", "/States/One/InputPath"),
    ("no timeout path", task(TimeoutSecondsPath="a"), "SFN401", "/States/One/TimeoutSecondsPath"),
    ("no error path", machine({"Type": "Fail", "ErrorPath": "e"}), "SFN401", "/States/One/ErrorPath"),
    (
        "a broken function as ErrorPath",
        machine({"Type": "Fail", "ErrorPath": "States.Format("}),
        "SFN401",
        "/States/One/ErrorPath",
    ),
    (
        "a number as ErrorPath",
        machine({"Type": "Fail", "ErrorPath": "States.MathAdd(1, 2)"}),
        "SFN401",
        "/States/One/ErrorPath",
    ),
    ("a wildcard as ResultPath", passing(ResultPath="$.a[*]"), "SFN402", "/States/One/ResultPath"),
    ("the context as ResultPath", passing(ResultPath="$$.a"), "SFN402", "/States/One/ResultPath"),
    (
        "no ResultPath of a catcher",
        catching({"ErrorEquals": ["E"], "ResultPath": "e"}),
        "SFN402",
        "/States/One/Catch[0]/ResultPath",
    ),
    ("no variable of a rule", choice(Variable="a", IsNull=True), "SFN402", "/States/One/Choices[0]/Variable"),
    (
        "no path in a rule",
        choice(Not={"Or": [{"Variable": "$.a", "StringEqualsPath": "b"}]}),
        "SFN402",
        "/States/One/Choices[0]/Not/Or[0]/StringEqualsPath",
    ),
    ("no path in a template", passing(Parameters={"a.$": "hello"}), "SFN403", "/States/One/Parameters/a.$"),
    ("no path in an assignment", passing(Assign={"a.$": "hello"}), "SFN403", "/States/One/Assign/a.$"),
    (
        "no path in the parameters of a reader",
        distributed(ItemReader={"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Key.$": "k"}}),
        "SFN403",
        "/States/One/ItemReader/Parameters/Key.$",
    ),
    ("no timestamp", machine({"Type": "Wait", "Timestamp": "2030-01-01"}), "SFN309", "/States/One/Timestamp"),
    (
        "no timestamp in a rule",
        choice(Variable="$.a", TimestampEquals="noon"),
        "SFN309",
        "/States/One/Choices[0]/TimestampEquals",
    ),
    ("no ARN", task(Resource="work"), "SFN310", "/States/One/Resource"),
    ("an unknown call", calling("arn:aws:states:::sqs:receiveMessage"), "SFN311", "/States/One/Resource"),
    (
        "an unknown ending",
        calling("arn:aws:states:::sqs:sendMessage.wait", QueueUrl="q", MessageBody="m"),
        "SFN311",
        "/States/One/Resource",
    ),
    (
        "a .sync that is none",
        calling("arn:aws:states:::sns:publish.sync", Message="m"),
        "SFN311",
        "/States/One/Resource",
    ),
    ("a .sync:2 that is none", calling("arn:aws:states:::batch:submitJob.sync:2"), "SFN311", "/States/One/Resource"),
    (
        "a token that is none",
        calling("arn:aws:states:::glue:startJobRun.waitForTaskToken", JobName="j"),
        "SFN311",
        "/States/One/Resource",
    ),
    ("a .sync of the SDK", calling("arn:aws:states:::aws-sdk:s3:getObject.sync"), "SFN311", "/States/One/Resource"),
    (
        "a missing parameter",
        calling("arn:aws:states:::lambda:invoke", Functionname="f"),
        "SFN312",
        "/States/One/Parameters",
    ),
    (
        "no arguments",
        in_jsonata({"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke"}),
        "SFN312",
        "/States/One",
    ),
    ("credentials that are text", task(Credentials="me"), "SFN305", "/States/One/Credentials"),
    ("credentials without role", task(Credentials={}), "SFN316", "/States/One/Credentials"),
    (
        "JSONPath in JSONata",
        in_jsonata({"Type": "Pass", "QueryLanguage": "JSONPath"}),
        "SFN313",
        "/States/One/QueryLanguage",
    ),
    ("an expression without end", in_jsonata({"Type": "Pass", "Output": ["{% 1"]}), "SFN317", "/States/One/Output[0]"),
    (
        "an expression without beginning",
        in_jsonata({"Type": "Pass", "Output": {"a": "1 %}"}}),
        "SFN317",
        "/States/One/Output/a",
    ),
    ("a variable that begins with a digit", passing(Assign={"1a": 1}), "SFN318", "/States/One/Assign/1a"),
    ("the reserved variable", passing(Assign={"states": 1}), "SFN318", "/States/One/Assign/states"),
    ("a variable that is too long", passing(Assign={"a" * 81: 1}), "SFN318", f"/States/One/Assign/{'a' * 81}"),
    ("no errors", retrying({"MaxAttempts": 1}), "SFN304", "/States/One/Retry[0]"),
    ("an empty list of errors", retrying({"ErrorEquals": []}), "SFN308", "/States/One/Retry[0]/ErrorEquals"),
    ("an error that is no text", retrying({"ErrorEquals": [7]}), "SFN305", "/States/One/Retry[0]/ErrorEquals[0]"),
    ("a retrier that is no object", retrying(7), "SFN305", "/States/One/Retry[0]"),
    (
        "a delay that is too long",
        retrying({"ErrorEquals": ["E"], "MaxDelaySeconds": 31_622_401}),
        "SFN306",
        "/States/One/Retry[0]/MaxDelaySeconds",
    ),
    (
        "a jitter",
        retrying({"ErrorEquals": ["E"], "JitterStrategy": "HALF"}),
        "SFN307",
        "/States/One/Retry[0]/JitterStrategy",
    ),
    (
        "States.ALL in company",
        retrying({"ErrorEquals": ["States.ALL", "E"]}),
        "SFN501",
        "/States/One/Retry[0]/ErrorEquals",
    ),
    (
        "States.ALL before others",
        catching({"ErrorEquals": ["States.ALL"]}, {"ErrorEquals": ["E"]}),
        "SFN501",
        "/States/One/Catch[0]/ErrorEquals",
    ),
    ("a label", distributed(Label="a b"), "SFN315", "/States/One/Label"),
    (
        "a reader",
        distributed(ItemReader={"Resource": "arn:aws:states:::s3:putObject"}),
        "SFN319",
        "/States/One/ItemReader/Resource",
    ),
    ("a reader without resource", distributed(ItemReader={}), "SFN304", "/States/One/ItemReader"),
    (
        "CSV without header",
        distributed(ItemReader={"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "CSV"}}),
        "SFN319",
        "/States/One/ItemReader/ReaderConfig",
    ),
    (
        "given headers that are not given",
        distributed(
            ItemReader={"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"CSVHeaderLocation": "GIVEN"}}
        ),
        "SFN304",
        "/States/One/ItemReader/ReaderConfig",
    ),
    (
        "two numbers of items",
        distributed(
            ItemReader={
                "Resource": "arn:aws:states:::s3:getObject",
                "ReaderConfig": {"MaxItems": 1, "MaxItemsPath": "$.n"},
            }
        ),
        "SFN303",
        "/States/One/ItemReader/ReaderConfig/MaxItemsPath",
    ),
    (
        "an input type",
        distributed(ItemReader={"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "XML"}}),
        "SFN307",
        "/States/One/ItemReader/ReaderConfig/InputType",
    ),
]


@pytest.mark.parametrize(("value", "code", "place"), [pytest.param(*case[1:], id=case[0]) for case in ERRORS])
def test_an_error_is_found_where_it_stands(value: Members, code: str, place: str) -> None:
    assert (code, place) in findings(value, Severity.ERROR)


LOOPING: Members = {
    "StartAt": "One",
    "States": {
        "One": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.a", "IsNull": True, "Next": "Loop"}],
            "Default": "Last",
        },
        "Loop": {"Type": "Pass", "Next": "Loop"},
        "Last": LAST,
    },
}
WARNINGS: list[tuple[str, Members, str, str]] = [
    ("a loop without end", LOOPING, "SFN210", "/States/Loop"),
    ("a resource before substitution", task(Resource="${Work}"), "SFN310", "/States/One/Resource"),
    ("no parameters", task(Resource="arn:aws:states:::lambda:invoke"), "SFN312", "/States/One"),
    (
        "an error of Step Functions that is none",
        retrying({"ErrorEquals": ["States.Timeuot"]}),
        "SFN502",
        "/States/One/Retry[0]/ErrorEquals[0]",
    ),
    (
        "an error named twice",
        catching({"ErrorEquals": ["E"]}, {"ErrorEquals": ["E"]}),
        "SFN503",
        "/States/One/Catch[1]/ErrorEquals[0]",
    ),
    (
        "an error that is never caught",
        catching({"ErrorEquals": ["States.Runtime"]}),
        "SFN504",
        "/States/One/Catch[0]/ErrorEquals[0]",
    ),
    (
        "a cap below the delay",
        retrying({"ErrorEquals": ["E"], "IntervalSeconds": 5, "MaxDelaySeconds": 2}),
        "SFN505",
        "/States/One/Retry[0]/MaxDelaySeconds",
    ),
    ("a heartbeat", task(TimeoutSeconds=5, HeartbeatSeconds=5), "SFN602", "/States/One/HeartbeatSeconds"),
    ("JSONata in JSONPath", passing(Result="{% 1 %}"), "SFN603", "/States/One/Result"),
    ("a path under a plain key", passing(Parameters={"a": [{"b": "$.c"}]}), "SFN604", "/States/One/Parameters/a[0]/b"),
    ("a large concurrency", map_(MaxConcurrency=41), "SFN605", "/States/One/MaxConcurrency"),
]


@pytest.mark.parametrize(("value", "code", "place"), [pytest.param(*case[1:], id=case[0]) for case in WARNINGS])
def test_a_likely_mistake_is_a_warning_and_no_error(value: Members, code: str, place: str) -> None:
    assert (findings(value, Severity.WARNING), findings(value, Severity.ERROR)) == ([(code, place)], [])


def test_a_choice_without_default_is_only_mentioned() -> None:
    value = machine({"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": True, "Next": "Last"}]})
    assert findings(value, Severity.INFO) == [("SFN601", "/States/One")]


EXPRESS: list[tuple[str, Members, str]] = [
    ("an activity", task(Resource="arn:aws:states:eu-west-1:222222222222:activity:a"), "/States/One/Resource"),
    ("a job", calling("arn:aws:states:::states:startExecution.sync:2", StateMachineArn="a"), "/States/One/Resource"),
    ("a token", calling("arn:aws:states:::sns:publish.waitForTaskToken", Message="m"), "/States/One/Resource"),
    ("a distributed map", distributed(), "/States/One/ItemProcessor/ProcessorConfig/Mode"),
]


@pytest.mark.parametrize(("value", "place"), [pytest.param(*case[1:], id=case[0]) for case in EXPRESS])
def test_express_workflows_wait_for_nobody(value: Members, place: str) -> None:
    assert (findings(value, Severity.ERROR), findings(value, Severity.ERROR, "EXPRESS")) == ([], [("SFN314", place)])


RIGHT: list[tuple[str, Members]] = [
    ("a timeout of the machine of nothing", {**passing(), "TimeoutSeconds": 0}),
    ("an interval of nothing", retrying({"ErrorEquals": ["E"], "IntervalSeconds": 0})),
    ("an HTTP error", retrying({"ErrorEquals": ["States.Http.StatusCode.404"]})),
    (
        "the context and a variable in a rule",
        choice(Or=[{"Variable": "$$.a.b", "IsNull": True}, {"Variable": "$v.a", "IsNull": True}]),
    ),
    (
        "a function as ErrorPath",
        machine({"Type": "Fail", "ErrorPath": "States.Format('{}', $.e)", "CausePath": "$$.State.Name"}),
    ),
    ("a nanosecond", machine({"Type": "Wait", "Timestamp": "2030-01-01T00:00:00.123456789+01:00"})),
    ("an activity", task(Resource="arn:aws:states:eu-west-1:222222222222:activity:a")),
    ("a service that is not checked", calling("arn:aws:states:::sagemaker:createModel")),
    ("parameters from a path", calling("arn:aws:states:::lambda:invoke", **{"FunctionName.$": "$.f"})),
    ("parameters that are no object", task(Resource="arn:aws:states:::lambda:invoke", Parameters="x")),
    ("credentials in JSONata", in_jsonata({"Type": "Task", "Resource": ARN, "Credentials": "{% $c %}"})),
    ("a computed number", in_jsonata({"Type": "Wait", "Seconds": "{% 1 %}"})),
    ("a computed timestamp", in_jsonata({"Type": "Wait", "Timestamp": "{% $now() %}"})),
    ("a JSONata state in a JSONPath machine", passing(QueryLanguage="JSONata", Output="{% 1 %}")),
    (
        "a reader",
        distributed(
            ItemReader={"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Key.$": "$.k"}}, MaxConcurrency=500
        ),
    ),
]


@pytest.mark.parametrize("value", [pytest.param(case[1], id=case[0]) for case in RIGHT])
def test_what_aws_accepts_has_no_error_and_no_warning(value: Members) -> None:
    assert (findings(value, Severity.ERROR), findings(value, Severity.WARNING)) == ([], [])


def test_two_maps_have_different_labels() -> None:
    states: Members = {
        name: {
            "Type": "Map",
            "Label": "l",
            "ItemProcessor": {"StartAt": f"In{name}", "States": {f"In{name}": LAST}},
            **onward,
        }
        for name, onward in (("A", {"Next": "B"}), ("B", {"End": True}))
    }
    assert findings({"StartAt": "A", "States": states}, Severity.ERROR) == [("SFN212", "/States/B/Label")]


def test_a_name_that_is_nearly_right_is_suggested() -> None:
    value: JSON = {"StartAt": "Start", "States": {"Start": {"Type": "Pass", "Next": "Chek"}, "Check": LAST}}
    assert lint(value)[0].hint == 'did you mean "Check"?'


def test_a_field_of_other_states_is_explained() -> None:
    assert lint(passing(TimeoutSeconds=5))[0].hint == "only Task states have it"


def test_a_name_in_another_machine_is_explained() -> None:
    value = machine(
        {"Type": "Parallel", "Branches": [{"StartAt": "In", "States": {"In": {"Type": "Pass", "Next": "Last"}}}]}
    )
    hints = [found.hint for found in lint(value) if found.code == "SFN203"]
    assert hints == ["that state is in another machine, and a transition stays in its own"]
