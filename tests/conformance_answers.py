"""Somebody outside who answers the tasks of a conformance case: his acts follow from its events alone.

An act happens once the event that it names is seen, at the same instant of the run's clock and before time goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sfn_notebook as sfn
from sfn_notebook.api.activities import Activity
from sfn_notebook.api.operations.table import OPERATIONS
from sfn_notebook.engine.event import Event

ACT_FIELDS: Final = {"after", "task", "succeed", "fail", "heartbeat", "take"}


class AnsweredMachine(sfn.StateMachine):
    """A machine each of whose executions has somebody who does the acts of a case, in their order."""

    acts: Sequence[Mapping[str, Any]] = ()

    def open(self, *args: Any, **options: Any) -> sfn.Execution:
        """An execution that is watched and answered."""
        execution = super().open(*args, **options)
        execution.observe(_Outsider(self._session, execution, self.acts))
        return execution


def create_activities(session: sfn.Session, names: Sequence[str]) -> None:
    """Make the activities of a case."""
    for name in names:
        arn = f"arn:aws:states:{session.account.region}:{session.account.account_id}:activity:{name}"
        session.account.activities.create(Activity(arn=arn, name=name, created=session.account.now()))


class _Outsider:
    """Waits for the event of the next act, and does it; what he does may be seen while he does it."""

    def __init__(self, session: sfn.Session, execution: sfn.Execution, acts: Sequence[Mapping[str, Any]]) -> None:
        self._session = session
        self._execution = execution
        self._acts = list(acts)
        self._seen = 0

    def published(self, events: Sequence[Event], count: int) -> None:
        """See new events."""
        while self._acts and self._seen < count:
            event = events[self._seen]
            self._seen += 1
            if event.type == self._acts[0]["after"]:
                self._do(self._acts.pop(0), event)

    def _do(self, act: Mapping[str, Any], event: Event) -> None:
        if "take" in act:
            self._take(act["take"])
            return
        task = next(each for each in self._execution.pending if self._is_meant(each, act, event))
        if "succeed" in act:
            task.succeed(act["succeed"])
        elif "fail" in act:
            task.fail(**act["fail"])
        else:
            task.heartbeat()

    def _is_meant(self, task: sfn.PendingTask, act: Mapping[str, Any], event: Event) -> bool:
        return task.state_name == act["task"] if "task" in act else task.path == event.path

    def _take(self, worker_name: str | None) -> None:
        (arn,) = self._session.account.activities.by_arn
        given = {} if worker_name is None else {"workerName": worker_name}
        OPERATIONS["GetActivityTask"](self._session.account, {"activityArn": arn, **given})
