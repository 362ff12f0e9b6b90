"""What goes on beside the cells: `%sfn start`, `stop`, and how executions go on: `redrive`, `fork`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any, cast

from sfn_notebook.asl.walk import states
from sfn_notebook.errors import UsageError
from sfn_notebook.magics.flags import Flags, add_background_flag, add_run_flags, add_view_flags, whole_number
from sfn_notebook.magics.given import Namespace, check_bindable, read_input, read_json
from sfn_notebook.magics.lookup import find_execution, find_machine
from sfn_notebook.magics.running import Kept, follow, start_following
from sfn_notebook.magics.shell import Shell, show_bundle
from sfn_notebook.magics.showing import choose_view
from sfn_notebook.session.continuing import reopen_record
from sfn_notebook.session.execution import Execution
from sfn_notebook.session.job import Job
from sfn_notebook.values import ABSENT


# -- flags
def starting_flags() -> Flags:
    """What may stand behind `%sfn start`."""
    text = "Run a machine in the background: the cell ends at once, and its view goes on."
    flags = Flags("%sfn start", text, "example:\n  %sfn start order --input $payload --out job\n")
    flags.add_argument("name", metavar="MACHINE", help="its name, or that of the variable that holds it")
    add_run_flags(flags, out="bind the job to this name: job.wait(), job.stop()")
    return flags


def stopping_flags() -> Flags:
    """What may stand behind `%sfn stop`."""
    flags = Flags(
        "%sfn stop",
        "Abort an execution that goes on in the background, or was interrupted.",
        "example:\n  %sfn stop job\n",
    )
    _add_execution(flags)
    flags.add_argument("--error", help="that the execution shall have")
    flags.add_argument("--cause", help="in words")
    return flags


def redriving_flags() -> Flags:
    """What may stand behind `%sfn redrive`."""
    text = "Do again what did not succeed in an execution, and go on from there."
    flags = Flags("%sfn redrive", text, "example:\n  %sfn redrive execution\n")
    _add_execution(flags)
    add_background_flag(flags)
    add_view_flags(flags)
    return flags


def forking_flags() -> Flags:
    """What may stand behind `%sfn fork`."""
    text = "Go on from a place in an execution, in a new execution; what happened before is taken over."
    example = """example:\n  %sfn fork execution --at Charge --input '{"total": 12}' --out second\n"""
    flags = Flags("%sfn fork", text, example)
    _add_execution(flags)
    flags.add_argument("--at", metavar="STATE|EVENT", help="a state or a visit, entered again; or the id of an event")
    flags.add_argument("--input", metavar="JSON", help="of that state: JSON in single quotes, $name, or @file")
    flags.add_argument("--variables", metavar="JSON", help="new values of some of the variables it can see")
    flags.add_argument("--with", dest="machine", metavar="MACHINE", help="go on with another, corrected machine")
    flags.add_argument("--name", dest="execution_name", metavar="NAME", help="of the new execution")
    flags.add_argument("--seed", type=whole_number, metavar="N", help="makes randomness the same each time")
    flags.add_argument("--out", metavar="EX", help="bind the new execution to this name; in the background, its job")
    add_background_flag(flags)
    add_view_flags(flags)
    return flags


def _add_execution(flags: Flags) -> None:
    flags.add_argument(
        "name", nargs="?", metavar="EXECUTION", help="a variable or a name; the latest, if none is named"
    )


# -- verbs
def start(shell: Shell, asked: argparse.Namespace, _target: str | None) -> None:
    """Start a machine, and show how it is doing.

    Raises:
        SfnError: if it cannot be run, or nobody can answer one of its tasks.
    """
    check_bindable(asked.out)
    machine = find_machine(asked.name, shell.user_ns)
    given = None if asked.input is None else read_input(asked.input, shell.user_ns)
    opened = machine.open(given, name=asked.execution_name, clock=asked.clock, seed=asked.seed, tokens=asked.tokens)
    start_following(shell, opened, _kept(shell, asked))


def stop(shell: Shell, asked: argparse.Namespace, _target: str | None) -> None:
    """Abort an execution, and say what has become of it.

    Raises:
        UsageError: if there is none, or nobody runs it here.
    """
    execution = find_execution(asked.name, shell.user_ns)
    has_ended = execution.status != "RUNNING"
    Job(execution).stop(asked.error, asked.cause)
    nothing = "\nnothing was stopped: it had ended before" if has_ended else ""
    show_bundle({"text/plain": f"{execution.progress}{nothing}"})


def redrive(shell: Shell, asked: argparse.Namespace, target: str | None) -> None:
    """Redrive an execution, and show how it goes on.

    Raises:
        UsageError: if it cannot be redriven.
        KeyboardInterrupt: after an interrupt.
    """
    execution = find_execution(asked.name, shell.user_ns)
    _check_binding(asked, target)
    reopen_record(execution.record)
    _go_on(shell, execution, _kept(shell, asked, target), is_background=asked.background)


def fork(shell: Shell, asked: argparse.Namespace, target: str | None) -> None:
    """Fork an execution, and show the new one.

    Raises:
        SfnError: if it has no such place, or cannot go on from there.
        KeyboardInterrupt: after an interrupt.
    """
    check_bindable(asked.out)
    _check_binding(asked, target)
    if asked.at is None and asked.machine is None:
        raise UsageError(
            "say with --at where the fork leaves the execution: the name of a state, or the id of an event"
        )
    execution = find_execution(asked.name, shell.user_ns)
    opened = execution.open_fork(
        None if asked.at is None else _place(execution, asked.at),
        machine=None if asked.machine is None else find_machine(asked.machine, shell.user_ns),
        input=ABSENT if asked.input is None else read_input(asked.input, shell.user_ns),
        variables=None if asked.variables is None else _variables(asked.variables, shell.user_ns),
        name=asked.execution_name,
        seed=asked.seed,
    )
    _go_on(shell, opened, _kept(shell, asked, target), is_background=asked.background)


def _go_on(shell: Shell, execution: Execution, kept: Kept, *, is_background: bool) -> None:
    if is_background:
        start_following(shell, execution, kept)
    else:
        follow(shell, execution, kept)


def _kept(shell: Shell, asked: argparse.Namespace, target: str | None = None) -> Kept:
    view = choose_view(shell, asked.view, is_silent=asked.silent)
    return Kept(out=getattr(asked, "out", None), target=target, view=view)


def _check_binding(asked: argparse.Namespace, target: str | None) -> None:
    if target is not None and asked.background:
        raise UsageError(f"{target} << binds the output, and with --background there is none yet")


def _place(execution: Execution, text: str) -> str | int:
    """The id of an event, if it is a number and no state has that name."""
    is_state = any(state.name == text for _, state in states(execution.definition))
    return int(text) if text.isdecimal() and not is_state else text


def _variables(text: str, namespace: Namespace) -> Mapping[str, object]:
    found = read_json(text, namespace, "--variables")
    if not isinstance(found, dict):
        raise UsageError("""--variables are values by name: --variables '{"total": 12}'""")
    return cast("dict[str, Any]", found)
