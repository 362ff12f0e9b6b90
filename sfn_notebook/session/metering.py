"""Counts the executions of a session for its metrics, when somebody asks for them.

Nothing is counted while executions run: whoever never asks pays nothing. An execution that has ended is folded once,
and only its sums stay; of one that goes on the fold is kept until it has got further.
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import NamedTuple

from sfn_notebook.api.account import Account
from sfn_notebook.api.execution import Execution
from sfn_notebook.engine.history import CLOSING
from sfn_notebook.errors import UsageError
from sfn_notebook.text.suggest import did_you_mean
from sfn_notebook.values import text_size_bytes
from sfn_notebook.views.metrics import Metrics, machine_metrics
from sfn_notebook.views.samples import Samples, samples


class _Going(NamedTuple):
    """An execution that has not ended, as it was counted: its machine, how many events it had, what they added."""

    machine: str
    events: int
    added: Samples


class Meter:
    """Knows what each execution of an account has added to the metrics of its state machine."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._lock = threading.Lock()
        self._totals: dict[str, Samples] = {}
        self._ended: dict[str, int] = {}
        self._going: dict[str, _Going] = {}
        self._reopened: set[str] = set()
        account.watchers.append(self._opened)

    def metrics(self, machine: str | None = None) -> Metrics:
        """The metrics of a state machine by its name or ARN, or of all that have had an execution.

        Raises:
            UsageError: if there is no state machine of that name.
        """
        with self._lock:
            found = self._read()
        arns = list(found) if machine is None else [self._arn(machine, found)]
        return Metrics(machines=tuple(machine_metrics(arn, found.get(arn, Counter())) for arn in arns))

    def _arn(self, machine: str, found: dict[str, Samples]) -> str:
        names = {arn.rpartition(":")[2]: arn for arn in (*found, *self._account.machines)}
        if machine in names.values():
            return machine
        if machine not in names:
            hint = did_you_mean(machine, names)
            raise UsageError(f'no state machine "{machine}"{f": {hint}" if hint else ""}')
        return names[machine]

    def _read(self) -> dict[str, Samples]:
        """What all executions have added, by the ARN of their machine."""
        self._take_back()
        for arn in list(self._account.executions):
            execution = None if arn in self._ended else self._account.executions.get(arn)
            if execution is not None:
                self._count(execution)
        found: dict[str, Samples] = {machine: Counter(total) for machine, total in self._totals.items()}
        for going in self._going.values():
            found.setdefault(going.machine, Counter()).update(going.added)
        return found

    def _count(self, execution: Execution) -> None:
        arn, history, machine = execution.arn, execution.run.history, execution.run.identity.state_machine_arn
        count = history.published
        if not count:  # it has been opened, and nobody has begun to run it
            return
        going = self._going.get(arn)
        if going is None or going.events != count:
            going = self._going[arn] = _Going(machine, count, _samples(execution, count))
        if history.events[count - 1].type in CLOSING:
            self._totals.setdefault(machine, Counter()).update(going.added)
            self._ended[arn] = count
            del self._going[arn]

    def _opened(self, execution: Execution) -> None:
        """An execution that has been counted may go on when it is redriven: then it is counted anew."""
        if execution.arn in self._ended:
            self._reopened.add(execution.arn)

    def _take_back(self) -> None:
        while self._reopened:
            execution = self._account.executions[self._reopened.pop()]
            added = _samples(execution, self._ended.pop(execution.arn))
            self._totals[execution.run.identity.state_machine_arn].subtract(added)


def _samples(execution: Execution, count: int) -> Samples:
    definition_bytes = text_size_bytes(execution.deployed.machine.settings.definition)
    events = execution.run.history.events[:count]
    return samples(execution.run.identity, execution.deployed.definition, definition_bytes, events)
