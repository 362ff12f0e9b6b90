"""How the checks of a definition word what they found."""

from __future__ import annotations

from sfn_notebook.text.diagnostic import Diagnostic, Path, Severity, location

SCHEMA: str = "SCHEMA_VALIDATION_FAILED"


def schema_error(
    code: str,
    message: str,
    path: Path,
    aws_message: str | None = None,
    *,
    hint: str | None = None,
    at: Path | None = None,
) -> Diagnostic:
    """An error that AWS reports as SCHEMA_VALIDATION_FAILED.

    Args:
        code: ours.
        message: ours.
        path: the node.
        aws_message: AWS's words; None takes ours.
        hint: what would do.
        at: where AWS says it stands, if that is not `path`.
    """
    return Diagnostic(
        code=code,
        severity=Severity.ERROR,
        message=message,
        path=path,
        hint=hint,
        aws_code=SCHEMA,
        aws_message=aws_message or message,
        aws_location=None if at is None else location(at),
    )


def warning(code: str, message: str, path: Path, hint: str | None = None) -> Diagnostic:
    """A likely mistake; AWS is silent about it."""
    return Diagnostic(code=code, severity=Severity.WARNING, message=message, path=path, hint=hint)


def quoted(words: tuple[str, ...] | list[str]) -> str:
    """`"A", "B" or "C"`."""
    marked = [f'"{word}"' for word in words]
    return marked[0] if len(marked) == 1 else f"{', '.join(marked[:-1])} or {marked[-1]}"
