"""One execution while it runs: its frames, its history, and what expressions can reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sfn_notebook.engine import draws
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.frame import Frame, attempt
from sfn_notebook.engine.history import History
from sfn_notebook.engine.ports import Observer, Printed
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.engine.sizes import Sizes
from sfn_notebook.engine.tokens import token_text
from sfn_notebook.engine.trial import STATE_DATA, Trial
from sfn_notebook.errors import warn
from sfn_notebook.expressions.timestamp import format_timestamp
from sfn_notebook.values import ABSENT, JSON, Maybe

if TYPE_CHECKING:
    from sfn_notebook.engine.compiled import Program
    from sfn_notebook.engine.domain import Domain
    from sfn_notebook.engine.map_run import MapRun

SELECTED_ITEMS: Final = "afterItemSelector"
"""The one stage of a visit whose value grows while the visit goes on: a list of what ItemSelector made of each item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who an execution is, as the context object and the API show it.

    Attributes:
        input: decoded; shared with the engine.
        start: nanoseconds since the epoch.
        seed: of all its randomness, 64 bits.
        role_arn: None where a state is tested without one.
        alias_arn, version_arn: what it was started at; None where it was the machine itself.
        is_express: whether it is an Express execution.
        parent_arn, parent_event_id: of a fork: the execution that it goes on from, and after which event of it.
    """

    execution_arn: str
    execution_name: str
    state_machine_arn: str
    state_machine_name: str
    role_arn: str | None
    input: JSON
    input_bytes: int
    start: int
    seed: int
    alias_arn: str | None = None
    version_arn: str | None = None
    is_express: bool = False
    parent_arn: str | None = None
    parent_event_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an execution ended. `output` is ABSENT unless it succeeded."""

    status: str
    output: Maybe = ABSENT
    error: str | None = None
    cause: str | None = None


@dataclass(slots=True, eq=False, weakref_slot=True)
class Run:
    """An execution on its way; also the `Scope` of its expressions, for the frame that is being advanced.

    Attributes:
        number: of the run in its domain.
        root: None once it is closed.
        inspections: by the id of the state's Entered event, under TestState's names.
        printed, exceptions: what the handlers of a visit wrote and raised, by the id of its Entered event.
        map_runs: of its Distributed Map states, in the order in which they started.
        map_run, starter, index: of the child of a Map Run: that, the frame of the Map state, and which child it is.
        doom: the cause with which it fails before it enters another state; None for one that may go on.
        frame: whose expressions are being evaluated.
        shallow: the value that was last found to be nested no deeper than values may be.
        item: while an ItemSelector is evaluated: index, value, and whether the Map is a distributed one.
        trial: of a run that tests one state; None for an execution.
        sizes: of its large values.
        redrives: how often it was redriven.
        redriven: when that was last, in nanoseconds since the epoch; None where it never was, or left no event.
        redriven_event_id: of the last ExecutionRedriven; 0 where there is none.
    """

    number: int
    identity: Identity
    program: Program
    domain: Domain
    history: History
    quotas: Quotas
    root: Frame | None = None
    outcome: Outcome | None = None
    machine_deadline: int | None = None
    inspections: dict[int, dict[str, JSON]] = field(default_factory=dict[int, dict[str, JSON]])
    printed: dict[int, tuple[Printed, ...]] = field(default_factory=dict[int, tuple[Printed, ...]])
    exceptions: dict[int, BaseException] = field(default_factory=dict[int, BaseException])
    observers: list[Observer] = field(default_factory=list[Observer])
    map_runs: list[MapRun] = field(default_factory=list["MapRun"])
    map_run: MapRun | None = None
    starter: Frame | None = None
    index: int = 0
    doom: str | None = None
    frame: Frame | None = None
    shallow: JSON = None
    item: tuple[int, JSON, bool] | None = None
    trial: Trial | None = None
    sizes: Sizes = field(default_factory=Sizes)
    redrives: int = 0
    redriven: int | None = None
    redriven_event_id: int = 0

    def __post_init__(self) -> None:
        self.history.belong_to(self)

    @property
    def variables(self) -> Mapping[str, JSON]:
        """The variables that the present frame can read."""
        return self.frame.variables if self.frame else {}

    @property
    def now(self) -> int:
        """The time of the run, in nanoseconds since the epoch."""
        return self.domain.now

    def random(self) -> float:
        """The next number of the present visit."""
        frame, number = self._next_draw()
        return draws.draw(self.identity.seed, frame.visit_path, attempt(frame), number)

    def uuid(self) -> str:
        """The next UUID of the present visit."""
        frame, number = self._next_draw()
        return draws.draw_uuid(self.identity.seed, frame.visit_path, attempt(frame), number)

    def _next_draw(self) -> tuple[Frame, int]:
        frame = self.frame
        if frame is None:
            raise AssertionError("randomness is drawn inside a state")
        frame.draws += 1
        return frame, frame.draws

    @property
    def context(self) -> JSON:
        """The context object of the present visit; anew each time, as its values change."""
        given = None if self.trial is None else self.trial.asked.context
        context = given if isinstance(given, dict) else self._own_context()
        if self.item is None:
            return context
        source = STATE_DATA if self.trial is None else self.trial.item_source
        return {**context, "Map": {"Item": _map_item(*self.item, source)}}

    def _own_context(self) -> dict[str, JSON]:
        identity, frame, trial = self.identity, self.frame, self.trial
        context: dict[str, JSON] = {
            "Execution": {
                "Id": identity.execution_arn,
                "Input": identity.input,
                "StartTime": format_timestamp(identity.start),
                "Name": identity.execution_name,
                "RoleArn": identity.role_arn,
                **self._redrive(),
            },
            "StateMachine": {"Id": identity.state_machine_arn, "Name": identity.state_machine_name},
        }
        if frame is not None and frame.phase != "done":
            state = frame.program.states[frame.state]
            context["State"] = {
                "Name": state.name,
                "EnteredTime": format_timestamp(frame.entered),
                **({"RetryCount": frame.retries + _retries_before(trial)} if state.retriable else {}),
            }
            if state.has_token:
                context["Task"] = {"Token": token_text(self, frame)}
        if trial is not None and trial.task_token is not None:
            context["Task"] = {"Token": trial.task_token}
        return context

    def _redrive(self) -> dict[str, JSON]:
        """How often it was redriven, and when; an Express one shows no time, and 0 not either (recorded)."""
        if self.identity.is_express and not self.redrives:
            return {}
        when = {} if self.redriven is None else {"RedriveTime": format_timestamp(self.redriven)}
        return {"RedriveCount": self.redrives, **when}

    def inspect(self, frame: Frame, stage: str, value: JSON) -> None:
        """Keep what AWS does not record: the data at one stage of the present visit."""
        self.inspections.setdefault(frame.entered_event_id, {})[stage] = value

    def inspect_item(self, frame: Frame, value: JSON) -> None:
        """Keep what ItemSelector made of the next item; in the order of the items."""
        stages = self.inspections.setdefault(frame.entered_event_id, {})
        selected = stages.setdefault(SELECTED_ITEMS, [])
        if isinstance(selected, list):
            selected.append(value)

    def publish(self) -> None:
        """Let readers see everything recorded so far, and tell those who watch."""
        history = self.history
        count = history.count
        if count == history.published:
            return
        history.publish()
        for observer in tuple(self.observers):
            try:
                observer.published(history.events, count)
            except Exception as error:  # noqa: BLE001 - somebody else's code; watching must not end what is watched
                self.observers.remove(observer)
                name = self.identity.execution_name
                message = f"{observer!r} raised {error!r} and is told no more of execution {name}"
                warn(message)

    @property
    def events(self) -> Sequence[Event]:
        """What readers may see."""
        return self.history.events[: self.history.published]


def _retries_before(trial: Trial | None) -> int:
    return 0 if trial is None else trial.asked.retry_count


def _map_item(index: int, value: JSON, is_distributed: bool, source: str) -> JSON:  # noqa: FBT001 - part of what describes an item
    """`$$.Map.Item`; an item that was made of a member of an object shows its key and value."""
    if not is_distributed:
        return {"Index": index, "Value": value}
    if isinstance(value, dict) and value.keys() == {"Key", "Value"}:
        return {"Index": index, "Key": value["Key"], "Value": value["Value"], "Source": source}
    return {"Index": index, "Value": value, "Source": source}
