"""One state by itself: from a definition of its own, or out of a machine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from sfn_notebook.asl.lint import lint
from sfn_notebook.asl.lint.aws import aws_errors
from sfn_notebook.asl.lint.supported import unsupported
from sfn_notebook.asl.model import Definition, State
from sfn_notebook.asl.parse import parse
from sfn_notebook.asl.walk import states
from sfn_notebook.text.diagnostic import Diagnostic
from sfn_notebook.text.source import Source
from sfn_notebook.values import JSON

ALONE: Final = "StateName"
"""What AWS calls a state that is defined without a machine."""

_NO_JSONATA: Final = "SFN901"
_OF_MACHINES: Final = frozenset({"MISSING_TRANSITION_TARGET", "MISSING_END_STATE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OneState:
    """A state that was read from a definition of its own.

    Attributes:
        definition: of a machine that has this state alone, under the name that AWS gives it; None if errors has any.
        errors: what AWS refuses.
    """

    definition: Definition | None
    errors: tuple[Diagnostic, ...]


def read_machine(source: Source) -> OneState:
    """A whole machine, as AWS checks it for the test of one of its states; what cannot be run here is in it too."""
    parsed = parse(source)
    return _checked(parsed.definition, aws_errors(lint(parsed)))


def read_state(source: Source) -> OneState:
    """A state that is defined by itself. What it leads to need not exist, and nothing needs to end there."""
    if aws_errors(source.diagnostics):
        return _checked(None, aws_errors(source.diagnostics))
    around: JSON = {"StartAt": ALONE, "States": {ALONE: source.value}}
    parsed = parse(around)
    return _checked(parsed.definition, aws_errors(_of_the_state(lint(parsed))))


def _checked(definition: Definition | None, errors: tuple[Diagnostic, ...]) -> OneState:
    """What is not run here can be tested with a mock; but without its library nothing that is JSONata."""
    if definition is not None and not errors:
        errors = tuple(found for found in unsupported(definition) if found.code == _NO_JSONATA)
    return OneState(definition=None if errors else definition, errors=errors)


def _of_the_state(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Without what would be wrong with a machine of this state alone; machines inside the state are whole ones."""
    return [each for each in found if each.aws_code not in _OF_MACHINES or each.path.count("States") > 1]


def find_state(definition: Definition, name: str) -> State | None:
    """The state of that name, however deep it stands, with its query language; None if there is none."""
    language = definition.query_language
    for _, state in states(definition):
        if state.name == name:
            return replace(state, query_language=state.query_language or language)
    return None
