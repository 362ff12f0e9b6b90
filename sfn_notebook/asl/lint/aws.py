"""The findings as AWS words them, for CreateStateMachine and ValidateStateMachineDefinition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sfn_notebook.asl.findings import SCHEMA
from sfn_notebook.text.diagnostic import Diagnostic, Severity, location

NOT_JSON = "INVALID_JSON_DESCRIPTION"
_NOT_SUPPORTED = "SFN9"


def aws_errors(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """What AWS refuses: our errors, and what only we read (comments, trailing commas).

    A text that is not JSON for AWS is that and nothing else.
    """
    return tuple(found for found in aws_diagnostics(diagnostics) if found.severity is Severity.ERROR)


def aws_diagnostics(diagnostics: Iterable[Diagnostic], *, with_warnings: bool = False) -> tuple[Diagnostic, ...]:
    """What ValidateStateMachineDefinition answers: what AWS refuses, and on request what it warns of.

    Our own warnings are not among them: AWS is silent there. What this package cannot run yet is told only of a
    definition that AWS would take.
    """
    found = tuple(diagnostics)
    not_json = tuple(diagnostic for diagnostic in found if diagnostic.aws_code == NOT_JSON)
    if not_json:
        return (replace(not_json[0], severity=Severity.ERROR),)
    shown = tuple(diagnostic for diagnostic in found if _is_of_aws(diagnostic, with_warnings=with_warnings))
    of_the_language = tuple(diagnostic for diagnostic in shown if not diagnostic.code.startswith(_NOT_SUPPORTED))
    return of_the_language or shown


def _is_of_aws(found: Diagnostic, *, with_warnings: bool) -> bool:
    if found.severity is Severity.ERROR:
        return True
    return with_warnings and found.severity is Severity.WARNING and found.aws_code is not None


def aws_code(diagnostic: Diagnostic) -> str:
    """AWS's code; SCHEMA_VALIDATION_FAILED for an error that AWS was never seen to report."""
    return diagnostic.aws_code or SCHEMA


def aws_message(diagnostic: Diagnostic) -> str:
    """AWS's words, else ours."""
    return diagnostic.aws_message or diagnostic.message


def aws_location(diagnostic: Diagnostic) -> str | None:
    """Where AWS says it stands; None where it names no place."""
    place = diagnostic.aws_location or location(diagnostic.path)
    return None if place == "null" else place


def invalid_definition_message(diagnostics: Iterable[Diagnostic]) -> str:
    """The message of InvalidDefinition: `Invalid State Machine Definition: 'CODE: message at /place, …'`."""
    listed = ", ".join(_line(found) for found in aws_errors(diagnostics))
    return f"Invalid State Machine Definition: '{listed}'"


def _line(found: Diagnostic) -> str:
    return f"{aws_code(found)}: {aws_message(found)} at {aws_location(found) or 'null'}"
