"""The errors that users meet. Diagnostics are values (`text.diagnostic`), not exceptions."""

from __future__ import annotations

import logging
import warnings


class SfnError(Exception):
    """Something that the user can mend; shown as one short block without a traceback."""


class UsageError(SfnError):
    """A call, flag or argument that makes no sense; the message says what would.

    Attributes:
        execution: the one that was aborted because it cannot go on like this; None where nothing had begun.
        is_unanswered: whether that is because nobody can answer one of its tasks.
        hint: what would help, which only whoever drives the execution knows; "" where the message says so.
    """

    execution: object = None
    is_unanswered = False
    hint = ""

    def __str__(self) -> str:
        said = super().__str__()
        return f"{said}: {self.hint}" if self.hint else said


def check_type(name: str, given: object, kinds: type | tuple[type, ...], what: str) -> None:
    """Raise UsageError for what is of another type; a truth value is no number."""
    allowed = kinds if isinstance(kinds, tuple) else (kinds,)
    if not isinstance(given, kinds) or (isinstance(given, bool) and bool not in allowed):
        raise UsageError(f"{name} is {what}, not {given!r:.80}")


class StateError(Exception):
    """A state failed: an error name as the Amazon States Language has it, and AWS's cause.

    Attributes:
        error: for instance `States.Timeout`; None where AWS gives none (an empty Fail state).
        cause: AWS's text; None where AWS gives none.

    Spec: https://states-language.net/spec.html#errors
    """

    __slots__ = ("cause", "error")

    def __init__(self, error: str | None, cause: str | None = None) -> None:
        super().__init__(error, cause)
        self.error = error
        self.cause = cause


class ReportedError(StateError):
    """What somebody outside reported of his task; a Catch gets null for what he does not say (recorded)."""

    __slots__ = ()


class RuntimeFault(StateError):
    """`States.Runtime`: a path, a type or a limit met at run time; neither retried nor caught.

    The cause is AWS's own sentence, without the prefix that names the state: the engine adds it.
    """

    __slots__ = ()

    def __init__(self, cause: str) -> None:
        super().__init__("States.Runtime", cause)


class EvaluationError(StateError):
    """`States.QueryEvaluationError`: a JSONata expression failed, gave nothing, or gave what its field does not take.

    The cause is AWS's own sentence, without the prefix that names the state: the engine adds it, and records
    EvaluationFailed.

    Attributes:
        location: the field, as EvaluationFailed has it: `Output/items[0]`; None where AWS gives none.
    """

    __slots__ = ("location",)

    def __init__(self, cause: str, location: str | None) -> None:
        super().__init__("States.QueryEvaluationError", cause)
        self.location = location


def warn(message: str, stacklevel: int = 2) -> None:
    """Warn of something beside the work that is being done, which goes on also where warnings are made errors."""
    try:
        warnings.warn(message, RuntimeWarning, stacklevel + 1)
    except RuntimeWarning:
        logging.getLogger("sfn_notebook").error(message)  # noqa: TRY400 - the traceback would tell of this function
