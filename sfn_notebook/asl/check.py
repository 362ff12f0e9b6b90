"""From a text or a value to a definition that can be run, or to why not."""

from __future__ import annotations

from dataclasses import dataclass

from sfn_notebook.asl.lint import lint
from sfn_notebook.asl.lint.linter import MachineType
from sfn_notebook.asl.lint.supported import unsupported
from sfn_notebook.asl.model import Definition
from sfn_notebook.asl.parse import parse
from sfn_notebook.errors import SfnError, UsageError
from sfn_notebook.text.diagnostic import Diagnostic, Severity
from sfn_notebook.text.render import render
from sfn_notebook.text.source import Source, has_errors, locate
from sfn_notebook.values import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of a definition.

    Attributes:
        definition: None if a diagnostic is an ERROR: nothing runs then.
        diagnostics: of reading, of the language, and of what is not supported yet, in the order of the text.
        source: None for a definition that was given as a value.
    """

    definition: Definition | None
    diagnostics: tuple[Diagnostic, ...]
    source: Source | None

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """What keeps it from running."""
        return tuple(found for found in self.diagnostics if found.severity is Severity.ERROR)


class AslError(SfnError):
    """A definition that cannot be run; prints as a block with the place of each finding.

    Attributes:
        diagnostics: all findings, warnings too.
        source: None for a definition that was given as a value.
    """

    def __init__(self, diagnostics: tuple[Diagnostic, ...], source: Source | None) -> None:
        self.diagnostics = diagnostics
        self.source = source
        errors = [found for found in diagnostics if found.severity is Severity.ERROR]
        super().__init__("\n\n".join(render(found, source) for found in errors))


def check(given: Source | JSON, type: MachineType = "STANDARD") -> Checked:  # noqa: A002 - the word of the API
    """Read, lint, and look for what is not supported yet."""
    parsed = parse(given)
    source = parsed.source
    found = lint(parsed, type)
    definition = parsed.definition
    if definition is not None:
        found = (*found, *locate(unsupported(definition), source))
    return Checked(definition=None if has_errors(found) else definition, diagnostics=found, source=source)


def check_machine_type(type: object) -> None:  # noqa: A002 - the word of the API
    """Raise UsageError for what is no type of a state machine."""
    if type not in ("STANDARD", "EXPRESS"):
        raise UsageError(f'type="{type}" is neither "STANDARD" nor "EXPRESS"')


def check_or_raise(given: Source | JSON, type: MachineType = "STANDARD") -> tuple[Definition, Checked]:  # noqa: A002 - as above
    """`check`, for a definition that is to be run.

    Raises:
        AslError: if a diagnostic is an ERROR.
        UsageError: for a type that is none.
    """
    check_machine_type(type)
    checked = check(given, type)
    if checked.definition is None:
        raise AslError(checked.diagnostics, checked.source)
    return checked.definition, checked
