"""What one execution does otherwise than its account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from sfn_notebook.asl.model import TaskState
from sfn_notebook.engine.clock import Clock
from sfn_notebook.engine.compiled import Program
from sfn_notebook.engine.domain import Domain, OnTokens
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.engine.run import Identity, Run

if TYPE_CHECKING:
    from sfn_notebook.api.execution import Execution


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What one execution does otherwise than its account; None is the account's, of `on_tokens` its driver's.

    Attributes:
        inside: the execution that starts it, and whose time it shares; None for one that is started from outside.
        needs: the Task states that somebody has to answer; None are all. What nobody answers of the others waits.
    """

    clock: Clock | None = None
    seed: int | None = None
    start_time: int | None = None
    on_tokens: OnTokens | None = None
    inside: Execution | None = None
    needs: Sequence[TaskState] | None = None


DEFAULTS: Final = Options()
Begin: TypeAlias = "Callable[[Domain, Identity, Program, Quotas], Run]"
"""Makes an execution begin in its domain."""
