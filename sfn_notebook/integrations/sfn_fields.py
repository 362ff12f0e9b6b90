"""The fields of Parameters and Arguments that operations of Step Functions take."""

from __future__ import annotations

from typing import Final

from sfn_notebook.asl.model import TaskState
from sfn_notebook.engine.ports import Refusal
from sfn_notebook.expressions.jsonata import is_expression
from sfn_notebook.integrations.sdk_values import fields_of
from sfn_notebook.integrations.service_model import input_shape, sdk_field
from sfn_notebook.text.suggest import did_you_mean
from sfn_notebook.values import ABSENT, JSON

SERVICE: Final = "stepfunctions"


def check_fields(state: TaskState, operation: str, call: str) -> Refusal | None:
    """Make sure that Parameters or Arguments have the fields of an operation, as far as they are literal."""
    given = state.parameters if state.arguments is ABSENT else state.arguments
    template: JSON = {} if given is ABSENT else given
    if not isinstance(template, dict) or is_expression(template):
        return None
    shape = input_shape(SERVICE, operation)
    fields = fields_of(shape)
    names = {name.removesuffix(".$") for name in template}
    for name in sorted(names - fields.keys()):
        return Refusal(
            message=f'the field "{name}" is not supported by {call}',
            hint=did_you_mean(name, fields) or f"its fields are {', '.join(fields)}",
        )
    for member in shape.required_members:
        if sdk_field(member) not in names:
            return Refusal(
                message=f"{call} needs the field {sdk_field(member)}", hint=f"its fields are {', '.join(fields)}"
            )
    return None
