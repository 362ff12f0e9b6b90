"""`%sfn`: what else there is to do with machines and executions, verb by verb."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from sfn_notebook.errors import UsageError
from sfn_notebook.magics import answering, background
from sfn_notebook.magics.flags import Flags, add_run_flags, add_view_flags, take_binding
from sfn_notebook.magics.given import check_bindable, read_input
from sfn_notebook.magics.keeping import executions_table, listing_flags, resume, resuming_flags
from sfn_notebook.magics.listings import history_table, session_tables
from sfn_notebook.magics.lookup import find_execution, find_machine, find_shown
from sfn_notebook.magics.running import Kept, follow
from sfn_notebook.magics.shell import Shell, show
from sfn_notebook.magics.showing import Showing, choose_view, show_machine
from sfn_notebook.magics.testing import run_state, testing_flags
from sfn_notebook.session.machine import StateMachine
from sfn_notebook.session.session import session
from sfn_notebook.text.suggest import did_you_mean

_PAGE: Final = """\
%%statemachine order --input '{"total": 12}'    define, show and run a machine; its definition is the cell
%sfn ls                                         machines, functions, executions
%sfn run order --input $payload                 run a machine again
%sfn start order --input $payload --out job     run it in the background
%sfn stop job                                   abort what runs in the background
%sfn redrive execution                          do again what did not succeed, and go on
%sfn fork execution --at Charge --input $other  go on from a state in a new execution
%sfn pending                                    what waits for an answer: succeed, fail, heartbeat
%sfn show order                                 the graph of a machine, or an execution by name or variable
%sfn test order Charge --input $payload         run one state of a machine alone, or a mock of its work
%sfn history                                    the events of an execution; without a name of the latest one
%sfn ls --executions                            executions of earlier kernels too
%sfn resume                                     let executions go on whose kernel has died
%sfn metrics order                              how the executions of a machine went, and its states
%sfn help run                                   the flags of a verb

Functions of the notebook answer the Tasks:     @sfn.function("charge")
                                                def charge(event, context): ...
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What stands behind a verb.

    Attributes:
        target: the name in front of `<<`.
    """

    target: str | None
    words: str


_BINDING: Final = ("run", "test", "redrive", "fork")
Verb: TypeAlias = "Callable[[Shell, Line], None]"


def sfn(shell: Shell, line: str) -> None:
    """Do what a line asks for.

    Raises:
        SfnError: if it cannot be done.
    """
    target, rest = take_binding(line)
    verb, _, words = rest.strip().partition(" ")
    if verb in {"", "-h", "--help"}:
        print(_PAGE)  # noqa: T201 - the answer to %sfn
        return
    known = VERBS.get(verb)
    if known is None:
        hint = did_you_mean(verb, VERBS)
        raise UsageError(f'no verb "{verb}"{f": {hint}" if hint else ""}; %sfn alone shows what there is')
    if target is not None and verb not in _BINDING:
        why = "ends before there is one" if verb == "start" else "runs nothing"
        raise UsageError(f"{target} << binds the output of a run, and %sfn {verb} {why}")
    known(shell, Line(target=target, words=words))


def _run_flags() -> Flags:
    flags = Flags("%sfn run", "Run a machine of the notebook.", "example:\n  %sfn run order --input $payload\n")
    flags.add_argument("name", metavar="NAME", help="of a machine, or of the variable that holds it")
    add_run_flags(flags)
    return flags


def _show_flags() -> Flags:
    flags = Flags("%sfn show", "Show a machine or an execution.", "example:\n  %sfn show order --view svg\n")
    flags.add_argument("name", metavar="NAME", help="of a machine, an execution, or a variable that holds one")
    add_view_flags(flags)
    return flags


def _history_flags() -> Flags:
    flags = Flags("%sfn history", "Show the events of an execution.", "example:\n  %sfn history execution\n")
    flags.add_argument("name", nargs="?", metavar="EXECUTION", help="the latest one, if none is named")
    return flags


def _metrics_flags() -> Flags:
    about = "Show what CloudWatch would show of the executions of a machine, and how its states did."
    flags = Flags("%sfn metrics", about, "example:\n  %sfn metrics order\n")
    flags.add_argument("name", nargs="?", metavar="NAME", help="all machines that were executed, if none is named")
    return flags


FLAGS: Final = {
    "ls": listing_flags(),
    "run": _run_flags(),
    "show": _show_flags(),
    "history": _history_flags(),
    "metrics": _metrics_flags(),
    "test": testing_flags(),
    "resume": resuming_flags(),
    "start": background.starting_flags(),
    "stop": background.stopping_flags(),
    "redrive": background.redriving_flags(),
    "fork": background.forking_flags(),
    "pending": answering.pending_flags(),
    "succeed": answering.succeeding_flags(),
    "fail": answering.failing_flags(),
    "heartbeat": answering.heartbeat_flags(),
}


def _list(_shell: Shell, line: Line) -> None:
    asked = FLAGS["ls"].read(line.words)
    if asked is None:
        _help_on("ls")
        return
    if asked.executions or asked.status:
        show(executions_table(session(), asked))
        return
    for table in session_tables(session()):
        show(table)


def _run(shell: Shell, line: Line) -> None:
    asked = FLAGS["run"].read(line.words)
    if asked is None:
        _help_on("run")
        return
    check_bindable(asked.out)
    machine = find_machine(asked.name, shell.user_ns)
    given = None if asked.input is None else read_input(asked.input, shell.user_ns)
    view = choose_view(shell, asked.view, is_silent=asked.silent)
    execution = machine.open(given, name=asked.execution_name, clock=asked.clock, seed=asked.seed, tokens=asked.tokens)
    follow(shell, execution, Kept(out=asked.out, target=line.target, view=view))


def _show(shell: Shell, line: Line) -> None:
    asked = FLAGS["show"].read(line.words)
    if asked is None:
        _help_on("show")
        return
    found = find_shown(asked.name, shell.user_ns)
    view = choose_view(shell, asked.view, is_silent=asked.silent)
    if isinstance(found, StateMachine):
        show_machine(found, view)
        return
    showing = Showing(found, view)
    showing.begin()
    showing.end()


def _history(shell: Shell, line: Line) -> None:
    asked = FLAGS["history"].read(line.words)
    if asked is None:
        _help_on("history")
        return
    show(history_table(find_execution(asked.name, shell.user_ns)))


def _metrics(shell: Shell, line: Line) -> None:
    asked = FLAGS["metrics"].read(line.words)
    if asked is None:
        _help_on("metrics")
        return
    show(session().metrics() if asked.name is None else find_machine(asked.name, shell.user_ns).metrics())


def _test(shell: Shell, line: Line) -> None:
    asked = FLAGS["test"].read(line.words)
    if asked is None:
        _help_on("test")
        return
    run_state(shell, asked, line.target)


def _resume(_shell: Shell, line: Line) -> None:
    asked = FLAGS["resume"].read(line.words)
    if asked is None:
        _help_on("resume")
        return
    resume(asked)


def _verb(name: str, act: Callable[[Shell, argparse.Namespace, str | None], None]) -> Verb:
    """A verb that is given its flags, and the name in front of `<<`."""

    def verb(shell: Shell, line: Line) -> None:
        asked = FLAGS[name].read(line.words)
        if asked is None:
            _help_on(name)
        else:
            act(shell, asked, line.target)

    return verb


def _help(_shell: Shell, line: Line) -> None:
    verb = line.words.strip()
    if verb in FLAGS:
        _help_on(verb)
        return
    if verb not in {"", "help", "-h", "--help"}:
        hint = did_you_mean(verb, FLAGS)
        raise UsageError(f'no verb "{verb}"{f": {hint}" if hint else ""}; %sfn alone shows what there is')
    print(_PAGE)  # noqa: T201 - the answer to %sfn help


def _help_on(verb: str) -> None:
    print(FLAGS[verb].format_help())  # noqa: T201 - the answer to --help


VERBS: Final[dict[str, Verb]] = {
    "ls": _list,
    "run": _run,
    "show": _show,
    "history": _history,
    "metrics": _metrics,
    "test": _test,
    "resume": _resume,
    "start": _verb("start", background.start),
    "stop": _verb("stop", background.stop),
    "redrive": _verb("redrive", background.redrive),
    "fork": _verb("fork", background.fork),
    "pending": _verb("pending", answering.pending),
    "succeed": _verb("succeed", answering.succeed),
    "fail": _verb("fail", answering.fail),
    "heartbeat": _verb("heartbeat", answering.heartbeat),
    "help": _help,
}
