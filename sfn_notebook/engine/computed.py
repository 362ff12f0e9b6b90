"""Numbers and times that a JSONata expression computes, within what their field takes."""

from __future__ import annotations

from typing import cast

from sfn_notebook.asl.fields import MOST_SECONDS
from sfn_notebook.engine.compiled import Selector
from sfn_notebook.engine.dataflow import read_field
from sfn_notebook.engine.frame import Frame
from sfn_notebook.engine.run import Run
from sfn_notebook.errors import EvaluationError
from sfn_notebook.expressions.timestamp import parse_timestamp


def computed_integer(
    run: Run, frame: Frame, selector: Selector, field: str, allowed: tuple[int, int] = (0, MOST_SECONDS)
) -> int:
    """A whole number within what its field takes.

    Raises:
        EvaluationError: for fewer and for more, in our own words: none of AWS's were recorded.
    """
    found = cast("int", read_field(run, frame, selector, None))
    least, most = allowed
    if not least <= found <= most:
        raise EvaluationError(f"The {field} field must be from {least} to {most}, but was: {found}", field)
    return found


def computed_time(run: Run, frame: Frame, selector: Selector) -> int:
    """The time of a Timestamp field, in nanoseconds since the epoch.

    Raises:
        EvaluationError: for a text that is no timestamp.
    """
    found = cast("str", read_field(run, frame, selector, None))
    time = parse_timestamp(found)
    if time is None:
        problem = "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string"
        raise EvaluationError(f"{problem}: {found}", "Timestamp")
    return time
