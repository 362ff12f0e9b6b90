"""One frame, as far as a history tells of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sfn_notebook.engine.event import Event
from sfn_notebook.values import JSON


@dataclass(slots=True)
class Position:
    """A frame, as far as events tell.

    Attributes:
        path: of the scope; "" for the whole machine.
        index: of the branch or item.
        state: the name of the state it stands in; "" before the first one was entered.
        kind: of that state: `Task`.
        visit_path: of that visit.
        input: of that visit.
        variables: those it can see.
        entered_event_id, entered: of that visit, and when it began.
        last_event_id: parent of its next event.
        visits: how often each state was entered.
        is_inside: whether it stands in the state, and not behind it.
        next: where it goes when it stands behind a state; None at the end of its scope.
        call: the last event of a call without an answer: Scheduled or Started.
        answer: the last event of the work, or its failure, while nothing that follows from it is recorded.
        retried: the events that the retries of this visit followed, in order.
        earlier: more than all attempts of this visit before the last redrive; 0 where there was none.
        results: of the children that ended, by index.
        started: how many children were started.
        live: the children that have not ended, by index.
        begun_event_id: of the event that started the children; 0 before.
        freed: last events of the iterations that gave their slot free.
        is_complete: whether the container has recorded that its children succeeded.
        failed_by: the event that says that it failed, or made somebody abort it; 0 while there is none.
        map_run, map_run_end: its ARN, and the event that ended it.
        redriven: when a redrive let it do its state again; None where nothing is to be done again.
        error: the name of the error that failed the whole execution.
    """

    path: str
    index: int
    state: str = ""
    kind: str = ""
    visit_path: str = ""
    input: JSON = None
    variables: dict[str, JSON] = field(default_factory=dict[str, JSON])
    entered_event_id: int = 0
    entered: int = 0
    last_event_id: int = 0
    visits: dict[str, int] = field(default_factory=dict[str, int])
    is_inside: bool = False
    next: str | None = None
    call: Event | None = None
    answer: Event | None = None
    retried: list[int] = field(default_factory=list[int])
    earlier: int = 0
    results: dict[int, JSON] = field(default_factory=dict[int, JSON])
    started: int = 0
    live: dict[int, Position] = field(default_factory=dict[int, "Position"])
    begun_event_id: int = 0
    freed: list[int] = field(default_factory=list[int])
    is_complete: bool = False
    failed_by: int = 0
    map_run: str | None = None
    map_run_end: Event | None = None
    redriven: int | None = None
    error: str | None = None

    @property
    def failures(self) -> int:
        """How often the work of this visit has failed, since the last redrive."""
        return len(self.retried) + (self.answer is not None and not self.answer.type.endswith("Succeeded"))

    @property
    def is_at_end(self) -> bool:
        """Whether it stands behind the last state of its scope."""
        return bool(self.state) and not self.is_inside and self.next is None
