"""Cells that several tests run, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, cast

from IPython.core.completer import provisionalcompleter
from IPython.utils.capture import capture_output

BODY: Final = """
StartAt: Cool off
States:
  Cool off: {Type: Wait, Seconds: 86400, Next: Charge}
  Charge: {Type: Task, Resource: "arn:aws:lambda:us-east-1:111111111111:function:charge", End: true}
"""
FUNCTIONS: Final = """
import sfn_notebook as sfn

@sfn.function("charge")
def charge(event):
    return {"paid": event["total"]}
"""
ECHO: Final = """
StartAt: Echo
States:
  Echo: {Type: Pass, End: true}
"""
FAIL: Final = """
StartAt: Stop
States:
  Stop: {Type: Fail, Error: Sold out, Cause: nothing is left}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What came of a cell.

    Attributes:
        text: what was printed, tracebacks too.
        bundles: what was displayed.
    """

    text: str
    bundles: list[dict[str, Any]]
    error: BaseException | None

    @property
    def shown(self) -> str:
        """All that was displayed, as text."""
        return "\n".join(bundle.get("text/plain", "") for bundle in self.bundles)


class Notebook:
    """Runs cells."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell

    @property
    def variables(self) -> dict[str, Any]:
        return self.shell.user_ns

    def run(self, text: str) -> Cell:
        with capture_output() as captured:
            result = self.shell.run_cell(text)
        found = cast("Any", captured)
        error = result.error_in_exec or result.error_before_exec
        return Cell(text=found.stdout, bundles=[each.data for each in found.outputs], error=error)

    def complete(self, text: str) -> list[str]:
        """What Tab offers at the end of a line."""
        with provisionalcompleter():
            found = list(self.shell.Completer.completions(text, len(text)))
        return [each.text for each in found]
