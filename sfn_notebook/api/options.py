"""What one execution does otherwise than its account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sfn_notebook.engine.clock import Clock
from sfn_notebook.engine.domain import OnTokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What one execution does otherwise than its account; None is the account's, of `on_tokens` its driver's."""

    clock: Clock | None = None
    seed: int | None = None
    start_time: int | None = None
    on_tokens: OnTokens | None = None


DEFAULTS: Final = Options()
