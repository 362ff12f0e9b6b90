"""Histories made by hand, for tests of folds."""

from __future__ import annotations

from typing import Final

from parsing import definition_of

from sfn_notebook.asl.model import Definition
from sfn_notebook.engine.event import Event
from sfn_notebook.values import JSON

SECOND: Final = 1_000_000_000
FUNCTION: Final = "arn:aws:lambda:us-east-1:111111111111:function:work"


class History:
    """Events one after another, a second apart; each follows the one before unless told otherwise."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def add(self, kind: str, path: str = "", *details: object, after: int | None = None) -> int:
        """Append an event and give its id."""
        number = len(self.events) + 1
        previous = number - 1 if after is None else after
        self.events.append(Event(number, previous, number * SECOND, kind, path, details))
        return number

    def enter(self, kind: str, path: str, given: JSON = None) -> int:
        name = path.rpartition("/")[2].partition("#")[0]
        return self.add(f"{kind}StateEntered", path, name, given)

    def exit(self, kind: str, path: str, output: JSON = None, after: int | None = None) -> int:
        name = path.rpartition("/")[2].partition("#")[0]
        return self.add(f"{kind}StateExited", path, name, output, None, after=after)

    def call(self, path: str) -> int:
        """An attempt of a Lambda function begins."""
        self.add("LambdaFunctionScheduled", path, FUNCTION, None, None)
        return self.add("LambdaFunctionStarted", path)


def started(given: JSON = None) -> History:
    """A history with its first event."""
    history = History()
    history.add("ExecutionStarted", "", given, None, None, None)
    return history


def task(**fields: JSON) -> JSON:
    """A Task state, which ends its machine unless a Next is given."""
    ending: dict[str, JSON] = {} if "Next" in fields else {"End": True}
    return {"Type": "Task", "Resource": FUNCTION, **ending, **fields}


def machine(**states: JSON) -> Definition:
    """A machine that starts at the first of its states."""
    return definition_of(inner(**states))


def inner(**states: JSON) -> JSON:
    """A machine as JSON, for a branch or a processor."""
    return {"StartAt": next(iter(states)), "States": states}


CATCH_ALL: Final[JSON] = [{"ErrorEquals": ["States.ALL"], "Next": "Repair"}]
END: Final[JSON] = {"Type": "Pass", "End": True}

PASS = machine(A=END)
TASK = machine(T=task())
CAUGHT = machine(T=task(Catch=CATCH_ALL, Next="B"), B=END, Repair=END)
FAN = machine(Fan={"Type": "Parallel", "Branches": [inner(T=task()), inner(U=task())], "End": True})
EACH = machine(Each={"Type": "Map", "ItemProcessor": inner(T=task()), "End": True})


def failed_fan() -> History:
    """Branch 0 fails, branch 1 is aborted, and so is, last of all, the failing task itself."""
    history = started()
    history.enter("Parallel", "/Fan#1")
    history.add("ParallelStateStarted", "/Fan#1")
    history.enter("Task", "/Fan#1[0]/T#1")
    history.enter("Task", "/Fan#1[1]/U#1")
    history.call("/Fan#1[0]/T#1")
    failing = history.add("LambdaFunctionFailed", "/Fan#1[0]/T#1", "Boom", "why")
    history.add("TaskStateAborted", "/Fan#1[1]/U#1", after=failing)
    history.add("TaskStateAborted", "/Fan#1[0]/T#1", after=failing)
    history.add("ParallelStateFailed", "/Fan#1", after=failing)
    return history


def each_of_two() -> History:
    """Item 0 succeeds, item 1 fails."""
    history = started()
    history.enter("Map", "/Each#1")
    history.add("MapStateStarted", "/Each#1", 2)
    for index in (0, 1):
        history.add("MapIterationStarted", f"/Each#1[{index}]", "Each", index, after=3)
        history.enter("Task", f"/Each#1[{index}]/T#1")
        history.call(f"/Each#1[{index}]/T#1")
    history.add("LambdaFunctionSucceeded", "/Each#1[0]/T#1", 1)
    history.exit("Task", "/Each#1[0]/T#1", 1)
    history.add("MapIterationSucceeded", "/Each#1[0]", "Each", 0)
    history.add("LambdaFunctionFailed", "/Each#1[1]/T#1", "Boom", None)
    history.add("MapIterationFailed", "/Each#1[1]", "Each", 1)
    return history
