"""What one execution does otherwise than its account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from sfn_notebook.engine.clock import Clock
from sfn_notebook.engine.compiled import Program
from sfn_notebook.engine.domain import Domain, OnTokens
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.engine.run import Identity, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What one execution does otherwise than its account; None is the account's, of `on_tokens` its driver's."""

    clock: Clock | None = None
    seed: int | None = None
    start_time: int | None = None
    on_tokens: OnTokens | None = None


DEFAULTS: Final = Options()
Begin: TypeAlias = "Callable[[Domain, Identity, Program, Quotas], Run]"
"""Makes an execution begin in its domain."""
