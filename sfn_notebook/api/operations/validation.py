"""Say what is wrong with a definition, without creating anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sfn_notebook.api.ports import Account
from sfn_notebook.asl.lint import lint
from sfn_notebook.asl.lint.aws import aws_code, aws_diagnostics, aws_location, aws_message
from sfn_notebook.text.diagnostic import Diagnostic, Severity
from sfn_notebook.text.source import read_source
from sfn_notebook.values import JSON

MOST_DIAGNOSTICS: Final = 100
"""How many are returned where maxResults is missing or 0."""


def validate_state_machine_definition(_account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """What AWS says of a definition; what only this package cannot do yet is not among it."""
    source = read_source(str(parameters["definition"]), format="json")
    found = lint(source, "EXPRESS" if parameters.get("type") == "EXPRESS" else "STANDARD")
    is_wrong = any(diagnostic.severity is Severity.ERROR for diagnostic in aws_diagnostics(found))
    shown = aws_diagnostics(found, with_warnings=parameters.get("severity") == "WARNING")
    wanted = parameters.get("maxResults")
    most = wanted if isinstance(wanted, int) and wanted else MOST_DIAGNOSTICS
    return {
        "result": "FAIL" if is_wrong else "OK",
        "diagnostics": [_diagnostic(diagnostic) for diagnostic in shown[:most]],
        "truncated": len(shown) > most,
    }


def _diagnostic(found: Diagnostic) -> dict[str, str]:
    shown = {"severity": found.severity.value, "code": aws_code(found), "message": aws_message(found)}
    place = aws_location(found)
    return shown if place is None else {**shown, "location": place}
