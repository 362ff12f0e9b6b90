"""Map states: what reads, batches and writes, and what Express children cannot do."""

import pytest
from asl_samples import INNER, Members, distributed, findings, in_jsonata, machine, map_

from sfn_notebook.asl.lint import lint
from sfn_notebook.asl.lint.aws import aws_location, aws_message
from sfn_notebook.text.diagnostic import Severity
from sfn_notebook.values import JSON

GET = "arn:aws:states:::s3:getObject"
PUT = "arn:aws:states:::s3:putObject"
DISTRIBUTED: JSON = {**INNER, "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}


def reading(**config: JSON) -> Members:
    return distributed(ItemReader={"Resource": GET, "ReaderConfig": config})


def in_language(**fields: JSON) -> Members:
    return in_jsonata({"Type": "Map", "ItemProcessor": DISTRIBUTED, **fields})


ERRORS: list[tuple[str, Members, str, str]] = [
    ("an unknown field", reading(Inputtype="CSV"), "SFN301", "/ItemReader/ReaderConfig/Inputtype"),
    ("a delimiter", reading(CSVDelimiter=";"), "SFN307", "/ItemReader/ReaderConfig/CSVDelimiter"),
    ("a number of items", reading(MaxItems="many"), "SFN305", "/ItemReader/ReaderConfig/MaxItems"),
    ("no path", reading(MaxItemsPath="n"), "SFN401", "/ItemReader/ReaderConfig/MaxItemsPath"),
    (
        "headers of JSON",
        reading(InputType="JSON", CSVHeaderLocation="FIRST_ROW"),
        "SFN319",
        "/ItemReader/ReaderConfig/CSVHeaderLocation",
    ),
    (
        "arguments in JSONPath",
        distributed(ItemReader={"Resource": GET, "Arguments": {}}),
        "SFN302",
        "/ItemReader/Arguments",
    ),
    (
        "parameters in JSONata",
        in_language(ResultWriter={"Resource": PUT, "Parameters": {}}),
        "SFN302",
        "/ResultWriter/Parameters",
    ),
    ("a writer", distributed(ResultWriter={"Resource": GET}), "SFN319", "/ResultWriter/Resource"),
    (
        "a form of results",
        distributed(ResultWriter={"WriterConfig": {"Transformation": "FLAT"}}),
        "SFN307",
        "/ResultWriter/WriterConfig/Transformation",
    ),
    (
        "two sizes of a batch",
        distributed(ItemBatcher={"MaxItemsPerBatch": 1, "MaxItemsPerBatchPath": "$.n"}),
        "SFN303",
        "/ItemBatcher/MaxItemsPerBatchPath",
    ),
    (
        "a batch input",
        distributed(ItemBatcher={"MaxItemsPerBatch": 1, "BatchInput": {"a.$": "b"}}),
        "SFN403",
        "/ItemBatcher/BatchInput/a.$",
    ),
    ("a reader that is text", in_language(ItemReader="{% 1 %}"), "SFN305", "/ItemReader"),
]


@pytest.mark.parametrize(("value", "code", "place"), [pytest.param(*case[1:], id=case[0]) for case in ERRORS])
def test_an_error_is_found_where_it_stands(value: Members, code: str, place: str) -> None:
    assert findings(value, Severity.ERROR) == [(code, f"/States/One{place}")]


WARNINGS: list[tuple[str, Members, str, str]] = [
    ("a reader of an inline Map", map_(ItemReader={"Resource": GET}), "SFN606", "/ItemReader"),
    ("a batch of no size", distributed(ItemBatcher={"BatchInput": {}}), "SFN607", "/ItemBatcher"),
]


@pytest.mark.parametrize(("value", "code", "place"), [pytest.param(*case[1:], id=case[0]) for case in WARNINGS])
def test_a_likely_mistake_is_a_warning_and_no_error(value: Members, code: str, place: str) -> None:
    found = (findings(value, Severity.WARNING), findings(value, Severity.ERROR))
    assert found == ([(code, f"/States/One{place}")], [])


RIGHT: list[tuple[str, Members]] = [
    ("no number above 0", reading(InputType="CSV", CSVHeaderLocation="GIVEN", CSVHeaders=["a"], MaxItems=-1)),
    ("a manifest", reading(InputType="CSV", ManifestType="ATHENA_DATA", CSVDelimiter="TAB")),
    (
        "a computed batch",
        in_language(ItemBatcher={"MaxItemsPerBatch": "{% $states.input.n %}", "BatchInput": "{% 1 %}"}),
    ),
    ("results", distributed(ResultWriter={"WriterConfig": {"Transformation": "FLATTEN", "OutputType": "JSONL"}})),
    ("a bucket", in_language(ResultWriter={"Resource": PUT, "Arguments": {"Bucket": "{% $states.input.b %}"}})),
    (
        "headers are no expressions",
        in_language(ItemReader={"Resource": GET, "ReaderConfig": {"CSVHeaders": ["{% a %}"]}}),
    ),
]


@pytest.mark.parametrize("value", [pytest.param(case[1], id=case[0]) for case in RIGHT])
def test_what_aws_accepts_has_no_error_and_no_warning(value: Members) -> None:
    assert (findings(value, Severity.ERROR), findings(value, Severity.WARNING)) == ([], [])


def test_a_reader_is_refused_in_the_words_of_aws() -> None:
    (found,) = lint(distributed(ItemReader={"Resource": PUT}))
    said = "The field 'Resource' does not match any of the allowed values"
    assert (aws_message(found), aws_location(found)) == (said, "/States/One/ItemReader/Resource")


def test_express_children_wait_for_nobody() -> None:
    config: JSON = {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}
    task: JSON = {"Type": "Task", "Resource": "arn:aws:states:eu-west-1:222222222222:activity:a", "End": True}
    processor: JSON = {"StartAt": "In", "States": {"In": task}, "ProcessorConfig": config}
    value = machine({"Type": "Map", "ItemProcessor": processor})
    assert findings(value, Severity.WARNING) == [("SFN314", "/States/One/ItemProcessor/States/In/Resource")]


def test_an_express_workflow_has_no_distributed_map_by_its_old_name_either() -> None:
    value = machine({"Type": "Map", "Iterator": DISTRIBUTED})
    assert findings(value, Severity.ERROR, "EXPRESS") == [("SFN314", "/States/One/Iterator/ProcessorConfig/Mode")]
