"""Tab completion in the lines of the magics: verbs, flags, and the names of machines, executions and variables."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any, Final, cast

from IPython.core import completer

from sfn_notebook.asl.walk import states
from sfn_notebook.errors import SfnError
from sfn_notebook.magics.command import FLAGS as VERB_FLAGS
from sfn_notebook.magics.command import VERBS
from sfn_notebook.magics.flags import TOKENS, VIEWS
from sfn_notebook.magics.lookup import find_execution
from sfn_notebook.magics.shell import Shell
from sfn_notebook.magics.statemachine import FLAGS as CELL_FLAGS
from sfn_notebook.magics.testing import LEVELS
from sfn_notebook.session.execution import Execution
from sfn_notebook.session.job import Job
from sfn_notebook.session.machine import StateMachine
from sfn_notebook.session.session import session

IDENTIFIER: Final = "sfn_notebook"
_LINE: Final = re.compile(r"^\s*(?:\w+\s*=\s*)?(%%statemachine|%sfn)\s+(?:\w+\s*<<\s*)?(.*)$")
_VALUES: Final = {
    "--level": LEVELS,
    "--clock": ("virtual", "real", "logical", "x60"),
    "--type": ("STANDARD",),
    "--view": VIEWS,
    "--tokens": TOKENS,
}
_STATUSES: Final[dict[str, tuple[str, ...]]] = {
    "history": (),
    "fork": (),
    "stop": ("RUNNING",),
    "redrive": ("FAILED", "TIMED_OUT", "ABORTED"),
}
"""Of the executions that a verb is offered; () for all."""


def complete(text: str, namespace: dict[str, Any], *, is_first_line: bool = True) -> list[str]:
    """What may stand at the end of a line up to the cursor, in the place of its last word."""
    match = _LINE.match(text)
    if match is None or (match[1] == "%%statemachine" and not is_first_line):
        return []
    *before, last = match[2].split(" ")
    if last.startswith("$"):
        return [f"${name}" for name in namespace if not name.startswith("_") and name.startswith(last[1:])]
    known = _known(match[1], [word for word in before if word], last, namespace)
    return sorted({word for word in known if word.startswith(last)})


def _known(magic: str, before: list[str], last: str, namespace: dict[str, Any]) -> Iterable[str]:
    if before and before[-1] in _VALUES:
        return _VALUES[before[-1]]
    if magic == "%sfn" and before and before[-1] in {"--with", "--at", "--state"}:
        return _named_by_flag(before, namespace)
    if magic == "%%statemachine":
        return CELL_FLAGS.names if last.startswith("-") else ()
    if not before:
        return VERBS
    return _after_verb(before, last, namespace)


def _after_verb(before: list[str], last: str, namespace: dict[str, Any]) -> Iterable[str]:
    verb, *words = before
    if last.startswith("-"):
        return VERB_FLAGS[verb].names if verb in VERB_FLAGS else ()
    return _names(verb, words, namespace)


def _names(verb: str, words: list[str], namespace: dict[str, Any]) -> Iterable[str]:
    if verb in {"run", "start", "metrics"}:
        return _machines(namespace)
    if verb in {"pending", "succeed", "fail", "heartbeat"}:
        return [task.execution_name for task in session().pending]
    if verb in _STATUSES:
        return _executions(namespace, _STATUSES[verb])
    if verb == "test":
        return _tested(words, namespace)
    if verb == "show":
        return [*_machines(namespace), *_executions(namespace)]
    return VERB_FLAGS if verb == "help" else ()


def _named_by_flag(before: list[str], namespace: dict[str, Any]) -> Iterable[str]:
    """What may follow `--with`, `--at` and `--state`: machines, and names of states that one word can carry."""
    flag = before[-1]
    if flag == "--with":
        return _machines(namespace)
    if flag == "--state":
        return [task.state_name for task in session().pending if " " not in task.state_name]
    try:
        execution = find_execution(before[1] if len(before) > 2 else None, namespace)
    except SfnError:
        return ()
    return [state.name for _, state in states(execution.definition) if " " not in state.name]


def _machines(namespace: dict[str, Any]) -> list[str]:
    bound = [name for name, value in namespace.items() if isinstance(value, StateMachine) and not name.startswith("_")]
    return [*session().machines, *bound]


def _tested(words: list[str], namespace: dict[str, Any]) -> list[str]:
    """A machine, and behind it the names of its states that one word can carry."""
    if len(words) != 1:
        return [] if words else _machines(namespace)
    machine = words[0]
    found = namespace.get(machine, session().machines.get(machine))
    if not isinstance(found, StateMachine):
        return []
    return [state.name for _, state in states(found.definition) if " " not in state.name]


def _executions(namespace: dict[str, Any], statuses: Collection[str] = ()) -> list[str]:
    """Variables and names of executions, of those statuses if some are given."""
    held = {name: value.execution if isinstance(value, Job) else value for name, value in namespace.items()}
    bound = {name: value for name, value in held.items() if isinstance(value, Execution) and not name.startswith("_")}
    found = [*bound.items(), *((each.name, each) for each in session().executions.here)]
    return [name for name, each in found if not statuses or each.status in statuses]


def make_matcher(shell: Shell) -> Any:
    """What IPython's completer asks."""

    def matcher(context: completer.CompletionContext) -> Any:
        found = complete(context.text_until_cursor, shell.user_ns, is_first_line=context.cursor_line == 0)
        word = context.text_until_cursor.rpartition(" ")[2]
        return {
            "completions": [completer.SimpleCompletion(text=each, type="magic") for each in found],
            "matched_fragment": word,
            "suppress": bool(found),
        }

    return cast("Any", completer).context_matcher(identifier=IDENTIFIER)(matcher)
