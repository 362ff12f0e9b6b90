"""The error and the cause that a user gives an execution, or one of its tasks."""

from __future__ import annotations

from typing import Final

from sfn_notebook.errors import UsageError
from sfn_notebook.values import is_text

MAX_ERROR_CHARACTERS: Final = 256
MAX_CAUSE_CHARACTERS: Final = 32_768


def check_failure(error: object, cause: object) -> None:
    """Raise UsageError for an error or a cause that AWS does not take."""
    limits = (("error", error, MAX_ERROR_CHARACTERS), ("cause", cause, MAX_CAUSE_CHARACTERS))
    for name, text, most in limits:
        if text is None:
            continue
        if not isinstance(text, str):
            raise UsageError(f"the {name} is no text: {text!r:.80}")
        if len(text) > most:
            raise UsageError(f"the {name} has {len(text)} characters, more than the {most} that AWS takes")
        if not is_text(text):
            raise UsageError(f"the {name} is no text: it has half of a surrogate pair")
