"""An execution as a user holds it. Views are imported when they are needed: importing is cheap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sfn_notebook.asl.model import Definition
from sfn_notebook.engine.event import Event, detail
from sfn_notebook.engine.history import AwsEvent, to_aws, to_datetime
from sfn_notebook.engine.ports import Observer
from sfn_notebook.errors import SfnError, check_type
from sfn_notebook.session.continuing import Continuable
from sfn_notebook.session.map_run import MapRun
from sfn_notebook.values import JSON, copy, encode
from sfn_notebook.views.display import display_for

if TYPE_CHECKING:
    from sfn_notebook.session.pending import PendingTasks
    from sfn_notebook.views.billing import Billing
    from sfn_notebook.views.fold import StepFold
    from sfn_notebook.views.log_records import LogRecord
    from sfn_notebook.views.steps import Step
    from sfn_notebook.views.summary import Summary


class ExecutionFailed(SfnError):
    """`result()` of an execution that did not succeed.

    Attributes:
        execution: the one that failed.
        error, cause: as AWS reports them; None where it gives none.
        state: the name of the state that failed; None for a timeout or an abort of the whole.
    """

    def __init__(self, execution: Execution) -> None:
        self.execution = execution
        self.error = execution.error
        self.cause = execution.cause
        self.state = execution.failed_state
        where = f" in state {self.state}" if self.state else ""
        what = f": {self.error or 'no error name'}" if execution.status == "FAILED" else ""
        why = f"\n{self.cause}" if self.cause else ""
        super().__init__(f"execution {execution.name} {execution.status}{where}{what}{why}")


class Execution(Continuable):
    """One run of a state machine: what it was given, what it gave, and everything in between.

    Everything handed out is a copy; nothing that a caller changes reaches the execution.
    """

    # -- who and how it ended
    @property
    def arn(self) -> str:
        """Its ARN."""
        return self.record.arn

    @property
    def name(self) -> str:
        """Its name, unique in its machine."""
        return self.record.name

    @property
    def machine_name(self) -> str:
        """The name of its state machine."""
        return self.record.run.identity.state_machine_name

    @property
    def status(self) -> str:
        """RUNNING, SUCCEEDED, FAILED, TIMED_OUT or ABORTED."""
        return self.record.status

    @property
    def input(self) -> JSON:
        """What it was given."""
        return copy(self.record.run.identity.input)

    @property
    def output(self) -> JSON:
        """What it gave; None unless it succeeded."""
        closing = self.record.closing
        if closing is None or closing.type != "ExecutionSucceeded":
            return None
        return copy(detail(closing, "output"))

    @property
    def error(self) -> str | None:
        """The error that ended it; None if there is none, or none was named."""
        return self.record.failure()[0]

    @property
    def cause(self) -> str | None:
        """What AWS would say about the error."""
        return self.record.failure()[1]

    def result(self) -> JSON:
        """The output.

        Raises:
            ExecutionFailed: if there is none, with error, cause and the state that failed.
        """
        if self.status != "SUCCEEDED":
            raise ExecutionFailed(self)
        return self.output

    # -- when
    @property
    def start_date(self) -> dt.datetime:
        """When it started, on its own clock."""
        return to_datetime(self.record.run.identity.start)

    @property
    def stop_date(self) -> dt.datetime | None:
        """When it ended, on its own clock; None while it runs."""
        closing = self.record.closing
        return None if closing is None else to_datetime(closing.timestamp)

    @property
    def duration(self) -> dt.timedelta:
        """From its start to its end or to its last event, on its own clock."""
        events = self._events
        end = events[-1].timestamp if events else self.record.run.identity.start
        return dt.timedelta(microseconds=(end - self.record.run.identity.start) // 1_000)

    # -- what happened
    @property
    def _events(self) -> Sequence[Event]:
        return self.record.run.events

    @property
    def history(self) -> list[AwsEvent]:
        """The events as `GetExecutionHistory` of AWS gives them: ids, parents, times, details as JSON text."""
        return to_aws(self._events)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Each visit of each state: its data stage by stage, its attempts, its status."""
        return tuple(_detached(step) for step in self._steps())

    def _steps(self) -> tuple[Step, ...]:
        return self._fold().steps()

    def _fold(self) -> StepFold:
        from sfn_notebook.views.fold import StepFold

        run = self.record.run
        printed = {key: tuple(each.text for each in found) for key, found in list(run.printed.items())}
        fold = StepFold(self.definition, run.inspections, printed)
        fold.advance(self._events)
        return fold

    @property
    def log_events(self) -> list[LogRecord]:
        """What CloudWatch Logs would get at the level ALL with data, whether anything is logged or not."""
        from sfn_notebook.views.log_records import log_records

        return log_records(self._events, self.arn)

    @property
    def billing(self) -> Billing | None:
        """What AWS would bill for an Express execution: time and memory; None for others, and while it runs."""
        return self.record.billing()

    @property
    def transitions(self) -> int:
        """How many state transitions AWS would bill: entries of states, retries, and what redrives did again."""
        return sum(step.transitions for step in self._steps())

    @property
    def failed_state(self) -> str | None:
        """The name of the innermost state whose failure ended the execution."""
        if self.status != "FAILED":
            return None
        failed = [step for step in self._steps() if step.status == "failed"]
        return max(failed, key=lambda step: (step.path.count("/"), step.entered)).name if failed else None

    @property
    def map_runs(self) -> list[MapRun]:
        """What its Distributed Map states started, in the order in which they did."""
        return [MapRun(each) for each in self.record.run.map_runs]

    @property
    def pending(self) -> PendingTasks:
        """The tasks that wait for somebody outside, in the order in which they were scheduled."""
        from sfn_notebook.session.pending import PendingTask, PendingTasks

        return PendingTasks(map(PendingTask, self.record.open_tasks()))

    @property
    def progress(self) -> str:
        """How far it has come, in one line: its status, the transitions so far, what it waits for or failed with."""
        from sfn_notebook.views.text import progress_text

        found = self._steps()
        return progress_text(self._summary(found), self.machine_name, found, self.parked)

    @property
    def exceptions(self) -> Mapping[int, BaseException]:
        """What the Python functions raised, by the id of the state's Entered event."""
        return dict(self.record.run.exceptions)

    @property
    def parked(self) -> tuple[str, ...]:
        """What it waits for that nobody answers yet, after it was resumed: `State: nobody answers …: register …`."""
        parked = tuple(self.record.run.domain.parked)
        return tuple(f"{call.state.name}: {refusal.message}: {refusal.hint}" for call, refusal in parked)

    @property
    def orphans(self) -> tuple[str, ...]:
        """Calls that run on though nobody waits for their answer any more, as `State (path)`."""
        calls = self.record.run.domain.orphans
        return tuple(f"{call.state.name} ({call.path})" for call in calls)

    @property
    def definition(self) -> Definition:
        """The definition that it started with."""
        return self.record.deployed.definition

    # -- how it shows itself
    def to_dict(self) -> dict[str, Any]:
        """Status, output or error and cause, times, the history: plain data, dates as text."""
        record = self.record.record()
        outcome = {"output": self.output} if self.status == "SUCCEEDED" else {"error": self.error, "cause": self.cause}
        return {
            "executionArn": self.arn,
            "stateMachineArn": record.state_machine_arn,
            "name": self.name,
            "status": self.status,
            "startDate": self.start_date.isoformat(),
            "stopDate": self.stop_date.isoformat() if self.stop_date else None,
            **self._origin(record.redrives),
            "input": self.input,
            **outcome,
            "history": [{**event, "timestamp": event["timestamp"].isoformat()} for event in self.history],
        }

    def _origin(self, redrives: int) -> dict[str, Any]:
        """What only executions have that were forked, or redriven."""
        parent = {} if self.parent is None else {"parent": {"executionArn": self.parent[0], "eventId": self.parent[1]}}
        return {**parent, **({"redriveCount": redrives} if redrives else {})}

    def to_json(self, path: str | Path | None = None) -> str:
        """`to_dict` as JSON text; also written to a file, if one is named."""
        text = encode(self.to_dict())
        if path is not None:
            check_type("path", path, (str, Path), "the path of a file")
            Path(path).write_text(text + "\n", encoding="utf-8")
        return text

    def observe(self, observer: Observer) -> None:
        """Have somebody told what is published from now on."""
        self.record.run.observers.append(observer)

    def view(self) -> Any:
        """The live view; plain HTML where widgets are not loaded."""
        show = display_for("execution")
        return show(self) if show is not None else self

    def to_svg(self) -> str:
        """The graph with the status of each state, as one self-contained picture."""
        from sfn_notebook.views.layout import layout
        from sfn_notebook.views.svg import to_svg

        nodes = self._fold().nodes()
        return to_svg(
            layout(self.definition),
            {each.node: each.status for each in nodes},
            badges={each.node: each.badge for each in nodes if each.badge},
            title=f"{self.machine_name}, {self.name}: {self.status}",
        )

    def _repr_html_(self) -> str:
        from sfn_notebook.views.html import execution_html
        from sfn_notebook.views.layout import layout

        fold, found = self._fold(), self._steps()
        return execution_html(self._summary(found), layout(self.definition), found, fold.nodes())

    def __repr__(self) -> str:
        from sfn_notebook.views.text import execution_text

        found = self._steps()
        return "\n".join((execution_text(self._summary(found), found), *(f"waits: {each}" for each in self.parked)))

    def _summary(self, found: tuple[Step, ...]) -> Summary:
        from sfn_notebook.views.summary import summary

        return replace(summary(self._events, found, self.name), parent=self.parent_place)


def _detached(step: Step) -> Step:
    return replace(step, stages=tuple(replace(stage, value=copy(stage.value)) for stage in step.stages))
