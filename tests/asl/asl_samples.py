"""Builders of small definitions with one state of interest."""

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
