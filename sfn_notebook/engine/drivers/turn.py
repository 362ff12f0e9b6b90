"""What a turn of the conductor tells its driver to do next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sfn_notebook.engine.domain import ScheduledCall
from sfn_notebook.engine.ports import CallControl, Handler, Request

Message: TypeAlias = "Callable[[], None]"
"""Something that is applied by the driver between two turns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """A call that is to be made: who answers it, what is asked, how it may sleep."""

    call: ScheduledCall
    handler: Handler
    request: Request
    control: CallControl


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """There is more to do at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Nothing to do before a message comes, or so many real seconds have passed; None: only a message helps."""

    seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Perform:
    """The driver is to make this call itself, now, and hand the answer to `answered`.

    Attributes:
        is_watched: whether the call has a limit, on a clock that it does not move: it is to be made elsewhere, by
            `submit`, and the driver goes on taking turns.
    """

    invocation: Invocation
    is_watched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """Every execution of the domain has ended."""


Next: TypeAlias = Again | Pause | Perform | Finished
Style: TypeAlias = Literal["inline", "pool", "serial"]
"""How calls are made: by the driver's own thread, elsewhere, or one after another on the logical clock."""
