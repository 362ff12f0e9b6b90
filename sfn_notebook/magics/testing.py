"""Tests one state for a magic: one call of the Python API, shown."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any, Final, cast

from sfn_notebook.magics.flags import Flags
from sfn_notebook.magics.given import Namespace, check_bindable, read_json
from sfn_notebook.magics.lookup import find_machine
from sfn_notebook.magics.shell import Shell, show

LEVELS: Final = ("INFO", "DEBUG", "TRACE")
_GIVEN: Final = ("input", "mock", "variables", "context", "configuration")


def testing_flags() -> Flags:
    """What may stand behind `%sfn test`."""
    example = """example:\n  %sfn test order Charge --input $payload --mock '{"result": {"paid": 12}}'\n"""
    flags = Flags("%sfn test", "Run one state of a machine alone, or what a mock makes of it.", example)
    flags.add_argument("name", metavar="NAME", help="of a machine, or of the variable that holds it")
    flags.add_argument("state", metavar="STATE", help="of a state of it, however deep")
    flags.add_argument("--input", metavar="JSON", help="JSON in single quotes, $name for a variable, or @file")
    flags.add_argument("--mock", metavar="JSON", help='{"result": …} or {"errorOutput": {"error": …, "cause": …}}')
    flags.add_argument("--variables", metavar="JSON", help="by name, that the state can read")
    flags.add_argument("--context", metavar="JSON", help="the whole context object; only with a mock")
    flags.add_argument("--configuration", metavar="JSON", help='for instance {"retrierRetryCount": 2}')
    flags.add_argument("--level", type=str.upper, choices=LEVELS, default="DEBUG", help="INFO shows no stages")
    flags.add_argument("--out", metavar="TEST", help="bind what came of it to this name")
    return flags


def run_state(shell: Shell, asked: argparse.Namespace, target: str | None) -> None:
    """Test a state and show what came of it; `target` is bound to the output.

    Raises:
        SfnError: if it cannot be tested.
    """
    check_bindable(asked.out)
    given = _given(asked, shell.user_ns)
    tested = find_machine(asked.name, shell.user_ns).test_state(
        asked.state,
        given.get("input"),
        mock=given.get("mock"),
        variables=given.get("variables"),
        context=given.get("context"),
        state_configuration=given.get("configuration"),
        inspection_level=asked.level,
    )
    bound = {asked.out: tested, target: tested.output}
    shell.push({name: value for name, value in bound.items() if name is not None})
    show(tested)


def _given(asked: argparse.Namespace, namespace: Namespace) -> Mapping[str, Any]:
    texts = {name: cast("str | None", getattr(asked, name)) for name in _GIVEN}
    return {name: read_json(text, namespace, f"--{name}") for name, text in texts.items() if text is not None}
