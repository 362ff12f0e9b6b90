"""Task states that wait for a worker of an activity."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from sfn_notebook.asl.model import TaskState
from sfn_notebook.engine.ports import Connector, Refusal, Tasks, Workers

_ACTIVITY: Final = re.compile(r"arn:aws[a-zA-Z-]*:states:[a-z0-9-]+:\d{12}:activity:[^:]+")


class ActivityTasks:
    """Answers the Task states that name an activity, and leaves the others to somebody else; see `ports.Tasks`.

    Whether there is such an activity shows when the state is entered, as on AWS: one may be made or deleted meanwhile.

    Args:
        workers_of: who works for the activity of an ARN.
        others: who answers all other Task states.
    """

    def __init__(self, workers_of: Callable[[str], Workers], others: Tasks) -> None:
        self._workers_of = workers_of
        self._others = others

    def resolve(self, state: TaskState) -> Connector | Refusal:
        """How a Task is recorded and who answers it, or why nobody does."""
        return self._taken(state) if _ACTIVITY.fullmatch(state.resource) else self._others.resolve(state)

    def expect(self, state: TaskState) -> Connector | Refusal:
        """The same for an execution that goes on."""
        return self._taken(state) if _ACTIVITY.fullmatch(state.resource) else self._others.expect(state)

    def _taken(self, state: TaskState) -> Connector:
        return Connector(
            family="Activity",
            resource_type="activity",
            resource=state.resource,
            region="",
            result_name=state.resource,
            handler=None,
            pattern="token",
            workers=self._workers_of(state.resource),
        )
