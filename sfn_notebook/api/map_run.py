"""The Map Runs of an account's executions, and the executions that they started."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from sfn_notebook.api.execution_ports import ExecutionRecord, ExecutionStatus, StartedMachine
from sfn_notebook.api.execution_record import closing_of, events_of, record_of, status_of
from sfn_notebook.api.map_run_ports import MapRunRecord
from sfn_notebook.api.started_machine import child_machine, map_state
from sfn_notebook.engine import map_run as engine
from sfn_notebook.engine.closing import stop
from sfn_notebook.engine.drivers.door import ask, is_driven
from sfn_notebook.engine.history import AwsEvent, to_aws
from sfn_notebook.engine.interpreter import change_map_run
from sfn_notebook.engine.place import state_of
from sfn_notebook.engine.run import Outcome, Run
from sfn_notebook.values import encode
from sfn_notebook.views.billing import Billing

if TYPE_CHECKING:
    from sfn_notebook.api.execution import Execution

_STATUSES: Final[Mapping[str, str]] = {
    "SUCCEEDED": "succeeded",
    "FAILED": "failed",
    "TIMED_OUT": "timedOut",
    "ABORTED": "aborted",
}
_COUNTED: Final = (
    *("pending", "running", *_STATUSES.values(), "total"),
    *("resultsWritten", "failuresNotRedrivable", "pendingRedrive"),
)
Owner: TypeAlias = "Execution | Child"


class MapRun:
    """A Map Run.

    Args:
        root: the execution that a user started, whose job drives the Map Run too.
        owner: the execution that started it: the root, or a child of another Map Run.
        run: the engine's own.
    """

    def __init__(self, root: Execution, owner: Owner, run: engine.MapRun) -> None:
        self.root = root
        self.run = run
        self._owner = owner

    @property
    def arn(self) -> str:
        """Its ARN."""
        return self.run.arn

    @property
    def machine_arn(self) -> str:
        """The ARN of the machine that its children run."""
        return f"{self._owner.machine_arn}/{self.run.label}"

    @cached_property
    def is_express(self) -> bool:
        """Whether its children are Express executions."""
        _, state = map_state(self.root.deployed.definition, state_of(self.run.path))
        return state.item_processor.processor_config.execution_type == "EXPRESS"

    def record(self) -> MapRunRecord:
        """What may be read of it now."""
        found: list[MapRunRecord] = []
        self.root.look(lambda: found.append(self._record()))
        return found[0]

    def _record(self) -> MapRunRecord:
        run = self.run
        now = self.root.account.now(self.root.run.domain.clock)
        items, executions = _counts(run, {row.index for row in run.not_redrivable(now, self.root.run.quotas)})
        return MapRunRecord(
            arn=run.arn,
            execution_arn=self._owner.arn,
            machine_arn=self.machine_arn,
            status=run.status,
            started=run.started,
            stopped=run.stopped,
            max_concurrency=run.max_concurrency,
            tolerated_count=run.tolerated_count or 0,
            tolerated_percentage=run.tolerated_percentage or 0,
            items=items,
            executions=executions,
            redrives=run.redrives,
            redriven=run.redriven,
        )

    def children(self) -> list[Child]:
        """The executions that it started, in the order in which it did."""
        live = list(self.run.live)  # first: a child that ends meanwhile moves from here to the rows
        return [Child(self, index) for index in sorted({*live, *list(self.run.rows)})]

    def child(self, name: str) -> Child | None:
        """The execution of that name; what it has recorded up to now may be read."""
        for index, live in list(self.run.live.items()):
            if live.identity.execution_name == name:
                self.root.look(live.publish)
                return Child(self, index)
        index = next((row.index for row in list(self.run.rows.values()) if row.name == name), None)
        return None if index is None else Child(self, index)

    def change(self, limits: engine.Limits) -> bool:
        """Let other limits hold from now on; False if it goes on no more."""
        owner = self._owner.live_run
        if owner is None or self.run.status != "RUNNING":
            return False
        return self.tell(lambda: change_map_run(owner, self.run, limits))

    def tell(self, act: Callable[[], bool]) -> bool:
        """Have the engine do something, and wait for what comes of it; False if all had ended before."""
        domain = self.root.run.domain
        return is_driven(domain) and ask(domain, act).result()


class Child:
    """An execution that a Map Run started."""

    def __init__(self, map_run: MapRun, index: int) -> None:
        self._map_run = map_run
        self._index = index

    @property
    def arn(self) -> str:
        """Its ARN."""
        found = self._found()
        return found.execution_arn if isinstance(found, engine.ChildRow) else found.identity.execution_arn

    @property
    def machine_arn(self) -> str:
        """The ARN of its machine, `…:stateMachine:NAME/LABEL`."""
        return self._map_run.machine_arn

    @property
    def live_run(self) -> Run | None:
        """The engine's own; None once it has ended."""
        return self._map_run.run.live.get(self._index)

    @property
    def status(self) -> ExecutionStatus:
        """What it has come to."""
        found = self._found()
        return status_of(found) if isinstance(found, Run) else self._status_of(found)

    def _status_of(self, row: engine.ChildRow) -> ExecutionStatus:
        """How it ended, unless a redrive will do it again as soon as there is room for it."""
        is_pending = row.index in self._map_run.run.pending
        return "PENDING_REDRIVE" if is_pending else cast("ExecutionStatus", row.status)

    @property
    def is_kept(self) -> bool:
        """Whether its history and the Map Runs that it started may be read, once it has ended."""
        found = self._found()
        return isinstance(found, Run) or found.events is not None

    def _found(self) -> engine.ChildRow | Run:
        """Its row, or the run that has none yet; it may end between two looks, but does not begin again."""
        rows = self._map_run.run.rows
        return rows.get(self._index) or self.live_run or rows[self._index]

    def record(self) -> ExecutionRecord:
        """What may be read of it now."""
        found = self._found()
        if isinstance(found, Run):
            items = self._map_run.run.sizes.get(self._index, 1)
            return replace(
                record_of(found, encode(found.identity.input)), map_run_arn=self._map_run.arn, item_count=items
            )
        return ExecutionRecord(
            arn=found.execution_arn,
            name=found.name,
            state_machine_arn=self.machine_arn,
            status=self._status_of(found),
            started=found.started,
            input=encode(found.input),
            event_count=found.event_count,
            stopped=found.stopped,
            output=encode(found.output) if found.status == "SUCCEEDED" else None,
            error=found.error,
            cause=found.cause,
            map_run_arn=self._map_run.arn,
            item_count=found.items,
            is_express=self._map_run.is_express,
            redrives=found.redrives,
            redriven=found.redriven,
        )

    def events(self, first: int, last: int) -> list[AwsEvent]:
        """The events with ids from `first` to `last`, in AWS's shape, `timestamp` in nanoseconds; none if not kept."""
        found = self._found()
        if isinstance(found, Run):
            return events_of(found, first, last)
        return to_aws((found.events or ())[first - 1 : last], stamp=int)

    def billing(self) -> Billing | None:
        """None: what AWS would bill for it is not worked out."""
        return None

    def stop(self, error: str | None, cause: str | None) -> int:
        """Abort it, if it has not ended; the time when it stopped."""
        run = self.live_run
        if run is not None and closing_of(run) is None:
            self._map_run.tell(lambda: _stop(run, Outcome(status="ABORTED", error=error, cause=cause)))
        found = self._found()
        return found.stopped if isinstance(found, engine.ChildRow) else found.history.events[-1].timestamp

    def started_machine(self) -> StartedMachine:
        """The machine that it runs, as it was when the whole execution started."""
        deployed, run = self._map_run.root.deployed, self._map_run.run
        machine = child_machine(deployed.machine, deployed.definition, self.machine_arn, state_of(run.path))
        return replace(machine, map_run_arn=run.arn, label=run.label)

    def map_runs(self) -> list[MapRun]:
        """The Map Runs that it started, in the order in which it did; none if not kept."""
        found = self._found()
        return [MapRun(self._map_run.root, self, each) for each in list(found.map_runs)]


def _stop(run: Run, outcome: Outcome) -> bool:
    stop(run, "ExecutionAborted", outcome)
    run.publish()
    return True


def _counts(run: engine.MapRun, not_redrivable: Collection[int]) -> tuple[dict[str, int], dict[str, int]]:
    """How many items and how many executions there are, by what became of them.

    Args:
        run: the Map Run.
        not_redrivable: which of its executions did not succeed, and cannot be redriven.
    """
    rows, sizes = list(run.rows.values()), list(run.sizes.values())
    items = Counter(pending=run.item_count - run.taken, running=sum(sizes), total=run.item_count)
    executions = Counter(running=len(sizes), total=len(rows) + len(sizes))
    pending = set(run.pending)
    for row in rows:
        for name in _names(row, pending, not_redrivable):
            items[name] += row.items
            executions[name] += 1
    return {name: items[name] for name in _COUNTED}, {name: executions[name] for name in _COUNTED}


def _names(row: engine.ChildRow, pending: Collection[int], not_redrivable: Collection[int]) -> Iterator[str]:
    """What a child that has ended counts as."""
    yield "pendingRedrive" if row.index in pending else _STATUSES[row.status]
    if row.index in not_redrivable:
        yield "failuresNotRedrivable"
