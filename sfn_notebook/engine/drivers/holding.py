"""What time does while nothing is under way but tasks that somebody outside may answer."""

from __future__ import annotations

from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.drivers.pace import Flow
from sfn_notebook.errors import UsageError


def flow_of(domain: Domain, *, is_calling: bool, is_waited_for: bool) -> Flow:
    """What the time of a domain depends on now.

    Args:
        domain: with its open tokens.
        is_calling: whether a call runs.
        is_waited_for: whether somebody waits for its end, who so cannot answer: then time jumps to the next deadline,
            unless a worker has taken a task, or it was said otherwise. In logical time it always does.
    """
    if is_calling:
        return "calling"
    if not domain.tokens or domain.clock.mode == "logical":
        return "idle"
    asked = domain.on_tokens or ("skip" if is_waited_for else "hold")
    return "holding" if domain.taken or asked == "hold" else "idle"


def check_answerable(domain: Domain, flow: Flow) -> None:
    """Make sure that something can still happen.

    Raises:
        UsageError: if nothing is due, and nobody is waited for who could answer an open task.
    """
    if flow == "idle" and domain.tokens and domain.next_asked_due() is None:
        frame = next(iter(domain.tokens.values()))
        what = "take the task" if frame.started is None else "answer the token"
        error = UsageError(f'nobody can {what} of state "{frame.state}"')
        error.is_unanswered = True
        raise error
