"""Cells of a notebook with an order machine: a choice, branches, a map, retries, a caught error, a wait."""

from __future__ import annotations

from typing import Final

SETUP: Final = """
import time
import sfn_notebook as sfn
from sfn_notebook.widget.show import show_execution, show_machine

ARN = "arn:aws:lambda:us-east-1:111111111111:function:"
SECONDS = 0
calls = {"charge": 0}

@sfn.function("charge")
def charge(event, context):
    time.sleep(SECONDS)
    calls["charge"] += 1
    print("charging", event["total"])
    if calls["charge"] % 2:
        raise TimeoutError("the bank does not answer")
    return {"paid": event["total"]}

@sfn.function("pack")
def pack(event, context):
    time.sleep(SECONDS)
    return {"packed": event["sku"]}

@sfn.function("ship")
def ship(event, context):
    time.sleep(SECONDS)
    raise ValueError("no carrier for " + event.get("country", "nowhere"))

task = lambda name, **fields: {"Type": "Task", "Resource": ARN + name, **fields}
definition = {
    "StartAt": "Large order?",
    "States": {
        "Large order?": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.total", "NumericGreaterThan": 1000, "Next": "Ask a human"}],
            "Default": "Prepare",
        },
        "Ask a human": {"Type": "Fail", "Error": "Order.TooLarge", "Cause": "a human must look at it"},
        "Prepare": {
            "Type": "Parallel",
            "ResultPath": "$.prepared",
            "Branches": [
                {"StartAt": "Charge", "States": {"Charge": task("charge", End=True, ResultSelector={"paid.$": "$.paid"},
                    Parameters={"total.$": "$.total"},
                    Retry=[{"ErrorEquals": ["TimeoutError"], "IntervalSeconds": 2}])}},
                {"StartAt": "Each item", "States": {"Each item": {"Type": "Map", "ItemsPath": "$.items",
                    "MaxConcurrency": 2, "End": True,
                    "ItemProcessor": {"StartAt": "Pack", "States": {"Pack": task("pack", End=True)}}}}},
            ],
            "Next": "Cool off",
        },
        "Cool off": {"Type": "Wait", "Seconds": 86400, "Next": "Ship"},
        "Ship": task("ship", Next="Done",
            Catch=[{"ErrorEquals": ["ValueError"], "ResultPath": "$.problem", "Next": "Store"}]),
        "Store": {"Type": "Pass", "Result": "shelf 4", "ResultPath": "$.stored", "Next": "Done"},
        "Done": {"Type": "Succeed"},
    },
}
order = sfn.StateMachine(definition, "order")
""".strip()

RUN: Final = """
execution = order.open({"total": 120, "items": [{"sku": "tea"}, {"sku": "mug"}, {"sku": "spoon"}]}, name="first")
view = show_execution(execution)
order.drive(execution)
""".strip()

RUN_SLOWLY: Final = """
SECONDS = 0.5
execution = order.open({"total": 120, "items": [{"sku": "tea"}, {"sku": "mug"}, {"sku": "spoon"}]}, name="slow")
view = show_execution(execution)
order.drive(execution)
""".strip()

RUN_TOO_LARGE: Final = """
execution = order.open({"total": 5000, "items": []}, name="large")
view = show_execution(execution)
order.drive(execution)
""".strip()

MACHINE: Final = "graph = show_machine(order)"
