"""Finds machines and executions by what a user calls them: a variable, a name, an ARN, the start of a name."""

from __future__ import annotations

from collections.abc import Iterable

from sfn_notebook.errors import UsageError
from sfn_notebook.magics.given import Namespace
from sfn_notebook.session.execution import Execution
from sfn_notebook.session.job import Job
from sfn_notebook.session.machine import StateMachine
from sfn_notebook.session.session import session
from sfn_notebook.text.suggest import did_you_mean


def find_machine(name: str, namespace: Namespace) -> StateMachine:
    """The machine of that name or variable.

    Raises:
        UsageError: if there is none.
    """
    found = _variable(name, namespace)
    if isinstance(found, StateMachine):
        return found
    machines = session().machines
    if name in machines:
        return machines[name]
    raise UsageError(_nothing("machine", name, machines))


def find_execution(name: str | None, namespace: Namespace) -> Execution:
    """The execution of that variable, ARN, name or unique start of a name; without a name the latest one.

    Raises:
        UsageError: if there is none, or more than one.
    """
    here = session().executions.here
    if name is None:
        if not here:
            raise UsageError("no execution yet: run a machine first")
        return here[-1]
    found = _variable(name, namespace)
    if isinstance(found, Execution):
        return found
    found = session().find(name)
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f'{len(found)} executions have a name that begins with "{name}": write more of it')
    raise UsageError(_nothing("execution", name, [each.name for each in here]))


def find_shown(name: str, namespace: Namespace) -> StateMachine | Execution:
    """The machine or else the execution that a user calls so.

    Raises:
        UsageError: if there is neither.
    """
    found = _variable(name, namespace)
    if isinstance(found, (StateMachine, Execution)):
        return found
    machines = session().machines
    if name in machines:
        return machines[name]
    if not session().find(name):
        names = [each.name for each in session().executions.here]
        raise UsageError(_nothing("machine or execution", name, [*machines, *names]))
    return find_execution(name, namespace)


def _variable(name: str, namespace: Namespace) -> object:
    found = namespace.get(name.removeprefix("$"))
    return found.execution if isinstance(found, Job) else found


def _nothing(kind: str, name: str, known: Iterable[str]) -> str:
    hint = did_you_mean(name, known)
    return f'no {kind} "{name}"{f": {hint}" if hint else "; %sfn ls lists what there is"}'
