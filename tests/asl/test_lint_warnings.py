"""What is only doubtful, what Express forbids, what is right, and how hints read."""

import pytest
from asl_samples import (
    ARN,
    LAST,
    Members,
    calling,
    catching,
    choice,
    distributed,
    findings,
    in_jsonata,
    machine,
    map_,
    passing,
    retrying,
    task,
)

from sfn_notebook.asl.lint import lint
from sfn_notebook.text.diagnostic import Severity
from sfn_notebook.values import JSON

CALLBACK = "arn:aws:states:::lambda:invoke.waitForTaskToken"


def awaiting(payload: JSON) -> Members:
    arguments: JSON = {"FunctionName": "f", "Payload": payload}
    return in_jsonata({"Type": "Task", "Resource": CALLBACK, "Arguments": arguments})


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
    (
        "credentials with more than a role",
        task(Credentials={"RoleArn": "r", "Name": "n"}),
        "SFN316",
        "/States/One/Credentials/Name",
    ),
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
    (
        "a token that nobody gets",
        calling(CALLBACK, **{"FunctionName": "f", "Payload.$": "$$.State.Name"}),
        "SFN608",
        "/States/One/Parameters",
    ),
    (
        "a token that nobody gets in JSONata",
        awaiting("{% $states.context.Execution.Id & $states.input.t %}"),
        "SFN608",
        "/States/One/Arguments",
    ),
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
        choice(Or=[{"Variable": "$$.a.b", "IsNull": True}, {"Variable": "$v.a", "IsPresent": True}]),
    ),
    (
        "a function as ErrorPath",
        machine({"Type": "Fail", "ErrorPath": "States.Format('{}', $.e)", "CausePath": "$$.State.Name"}),
    ),
    ("a nanosecond", machine({"Type": "Wait", "Timestamp": "2030-01-01T00:00:00.123456789+01:00"})),
    ("an activity", task(Resource="arn:aws:states:eu-west-1:222222222222:activity:a")),
    ("a service that is not checked", calling("arn:aws:states:::sagemaker:createModel")),
    ("a token", calling(CALLBACK, FunctionName="f", Payload=[{"t.$": "States.Array($$.Task.Token)"}])),
    ("the whole context object", calling(CALLBACK, **{"FunctionName": "f", "Payload.$": "$$"})),
    ("a token in JSONata", awaiting("{% $states.context.Task.Token %}")),
    ("the whole context object in JSONata", awaiting("{% $states.context %}")),
    ("all that JSONata has", awaiting("{% $string($states) %}")),
    ("a job", calling("arn:aws:states:::states:startExecution.sync:2", StateMachineArn="a")),
    ("credentials", task(Credentials={"RoleArn.$": "$.role"})),
    ("parameters from a path", calling("arn:aws:states:::lambda:invoke", **{"FunctionName.$": "$.f"})),
    ("parameters that are no object", task(Resource="arn:aws:states:::lambda:invoke", Parameters="x")),
    ("credentials in JSONata", in_jsonata({"Type": "Task", "Resource": ARN, "Credentials": "{% $states.input %}"})),
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
