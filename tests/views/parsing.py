"""Definitions for tests of views."""

from __future__ import annotations

from sfn_notebook.asl.model import Definition
from sfn_notebook.asl.parse import parse
from sfn_notebook.values import JSON


def definition_of(machine: JSON) -> Definition:
    """The definition of a machine that is known to be valid."""
    parsed = parse(machine)
    if parsed.definition is None:
        raise ValueError(parsed.diagnostics)
    return parsed.definition
