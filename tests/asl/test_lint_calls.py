"""One wrong definition for each rule of resources, readers and handlers of errors."""

import pytest
from asl_samples import Members, calling, catching, distributed, findings, in_jsonata, retrying, task

from sfn_notebook.text.diagnostic import Severity

ERRORS: list[tuple[str, Members, str, str]] = [
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
    ("no parameters", task(Resource="arn:aws:states:::lambda:invoke"), "SFN312", "/States/One"),
    (
        "credentials of an activity",
        task(Resource="arn:aws:states:eu-west-1:222222222222:activity:a", Credentials={"RoleArn": "r"}),
        "SFN316",
        "/States/One/Credentials",
    ),
    (
        "credentials that are text in JSONata",
        in_jsonata({"Type": "Task", "Resource": "arn:aws:lambda:::function:f", "Credentials": "me"}),
        "SFN305",
        "/States/One/Credentials",
    ),
    ("credentials that are text", task(Credentials="me"), "SFN305", "/States/One/Credentials"),
    ("credentials without role", task(Credentials={}), "SFN316", "/States/One/Credentials"),
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
