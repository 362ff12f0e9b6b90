"""What each client has run, and how it makes itself known."""

from __future__ import annotations

import json
from typing import Final

TOKEN: Final = "open-sesame"  # noqa: S105 - of the tests
REGION: Final = "us-east-1"
ROLE: Final = "arn:aws:iam::123456789012:role/clients"
NOBODY: Final = f"arn:aws:states:{REGION}:123456789012:execution:order:nobody"
DEFINITION: Final = json.dumps(
    {
        "StartAt": "Cool off",
        "States": {
            "Cool off": {"Type": "Wait", "Seconds": 86_400, "Next": "Add"},
            "Add": {"Type": "Pass", "Parameters": {"next.$": "States.MathAdd($.n, 1)"}, "End": True},
        },
    }
)
EVENTS: Final = (
    "ExecutionStarted",
    "WaitStateEntered",
    "WaitStateExited",
    "PassStateEntered",
    "PassStateExited",
    "ExecutionSucceeded",
)
