"""What is said of Task states that nobody answers."""

from __future__ import annotations

from sfn_notebook.engine.ports import Refusal
from sfn_notebook.errors import UsageError


class RefusedTaskError(UsageError):
    """Task states that nobody answers.

    Attributes:
        refusals: by the name of the state.
    """

    def __init__(self, refusals: dict[str, Refusal]) -> None:
        lines = [f"state {name}: {refusal.message}\n  {refusal.hint}" for name, refusal in refusals.items()]
        super().__init__("\n".join(lines))
        self.refusals = refusals
