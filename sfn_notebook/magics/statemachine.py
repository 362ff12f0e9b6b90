"""`%%statemachine`: check a definition, bind it, show it, run it."""

from __future__ import annotations

import argparse
from typing import Final

from sfn_notebook.errors import UsageError
from sfn_notebook.magics.flags import Flags, add_background_flag, add_run_flags, take_binding
from sfn_notebook.magics.given import check_bindable, is_bindable, read_input, substitutions
from sfn_notebook.magics.running import Kept, follow, start_following
from sfn_notebook.magics.shell import Shell
from sfn_notebook.magics.showing import choose_view, show_findings, show_machine
from sfn_notebook.session.machine import StateMachine
from sfn_notebook.text.source import read_source

_ABOUT: Final = """\
Define a state machine: the cell holds it in the Amazon States Language, as JSON or YAML.

It is checked, bound to NAME and shown; with --input it is also run. ${Name} in the body is replaced by the text or
number of that name in the notebook. `output << NAME` in the place of NAME binds the output of the run.
"""
_EXAMPLES: Final = """\
examples:
  %%statemachine order
  %%statemachine order --input '{"total": 12}'
  %%statemachine order --input $payload --background --out job
  %%statemachine receipt << order --input $payload --clock x60 --out execution
"""
_NEEDS_INPUT: Final = {
    "clock": "clock",
    "seed": "seed",
    "out": "out",
    "name": "execution_name",
    "tokens": "tokens",
    "background": "background",
}


def make_flags() -> Flags:
    """What may stand behind `%%statemachine`."""
    flags = Flags("%%statemachine", _ABOUT, _EXAMPLES)
    flags.add_argument("name", nargs="?", metavar="NAME", help="of the machine, and the variable that holds it")
    add_run_flags(flags, out="bind the execution to this name; in the background, its job")
    add_background_flag(flags)
    flags.add_argument("--type", default="STANDARD", metavar="STANDARD", help="or EXPRESS: five minutes at most")
    return flags


FLAGS: Final = make_flags()


def statemachine(shell: Shell, line: str, body: str) -> None:
    """Do what a cell asks for.

    Raises:
        SfnError: if the line or the definition is wrong, or the machine cannot be run.
    """
    target, rest = take_binding(line)
    asked = FLAGS.read(rest)
    if asked is None:
        print(FLAGS.format_help())  # noqa: T201 - the answer to --help
        return
    _check(asked, target)
    if not body.strip():
        raise UsageError("the cell has no definition: write it below the first line, as JSON or YAML")
    given = None if asked.input is None else read_input(asked.input, shell.user_ns)
    machine = _define(shell, asked, body if body.endswith("\n") else f"{body}\n")
    view = choose_view(shell, asked.view, is_silent=asked.silent)
    if asked.input is None:
        show_machine(machine, view)
        return
    execution = machine.open(given, name=asked.execution_name, clock=asked.clock, seed=asked.seed, tokens=asked.tokens)
    kept = Kept(out=asked.out, target=target, view=view)
    if asked.background:
        start_following(shell, execution, kept)
    else:
        follow(shell, execution, kept)


def _check(asked: argparse.Namespace, target: str | None) -> None:
    check_bindable(asked.out)
    if asked.type not in {"STANDARD", "EXPRESS"}:
        raise UsageError(f'--type is STANDARD or EXPRESS, not "{asked.type}"')
    if target is not None and asked.background:
        raise UsageError(f"{target} << binds the output of a run, and with --background there is none yet")
    if asked.input is not None:
        return
    useless = [f"--{name}" for name, kept in _NEEDS_INPUT.items() if getattr(asked, kept) not in (None, False)]
    useless += [f"{target} <<"] if target else []
    if useless:
        raise UsageError(f"{useless[0]} is about a run: add --input to run the machine")


def _define(shell: Shell, asked: argparse.Namespace, body: str) -> StateMachine:
    values = substitutions(body, shell.user_ns)
    machine = StateMachine(body, asked.name, type=asked.type, substitutions=values)
    if asked.name and is_bindable(asked.name):
        shell.push({asked.name: machine})
    if not asked.silent and machine.diagnostics:
        show_findings(machine.diagnostics, read_source(body, substitutions=values))
    return machine
