"""The Map Runs that a fork takes over are its own: they and their children get ARNs that nobody else has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sfn_notebook.engine.draws import draw_uuid
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.events import Events, row_of
from sfn_notebook.engine.map_run import ChildRow, MapRun
from sfn_notebook.engine.reopening import Begun, MapRunAt
from sfn_notebook.engine.run import Identity
from sfn_notebook.engine.states.distributed import child_identity
from sfn_notebook.values import JSON, size_bytes

_NAMING = ("MapRunStarted", "MapRunRedriven")
"""The events whose first detail is the ARN of a Map Run."""
MAP_RUN = "mapRun"
"""The stage of an inspection that has the counts of a Map Run, with its ARN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """An execution that takes Map Runs over.

    Attributes:
        fork: the one whose seed and name make the new ARNs; of a child that of the whole.
        identity: its own.
    """

    fork: Identity
    identity: Identity

    def arn(self, arn: str) -> str:
        """The new ARN of a Map Run."""
        before, _, number = arn.rpartition(":")
        prefix, _, machine = self.identity.state_machine_arn.partition(":stateMachine:")
        return f"{prefix}:mapRun:{machine}/{before.rpartition('/')[2]}:{self._drawn(number, 'map run')}"

    def events(self, events: Sequence[Event]) -> Sequence[Event]:
        """A history with the new ARNs."""
        if not any(event.type in _NAMING for event in events):
            return events
        return Events.of(row_of(self._event(event)) for event in events)

    def _event(self, event: Event) -> Event:
        if event.type not in _NAMING:
            return event
        return replace(event, details=(self.arn(str(event.details[0])), *event.details[1:]))

    def stages(self, stages: Mapping[str, JSON]) -> dict[str, JSON]:
        """What was kept of a visit, with the new ARN."""
        counts = stages.get(MAP_RUN)
        if not isinstance(counts, dict):
            return dict(stages)
        return {**stages, MAP_RUN: {**counts, "arn": self.arn(str(counts["arn"]))}}

    def map_run(self, at: MapRunAt) -> MapRunAt:
        """A Map Run as it stood, with the new ARNs and names."""
        before = at.map_run
        map_run = replace(before, arn=self.arn(before.arn))
        map_run.rows = {index: self._row(map_run, row) for index, row in before.rows.items()}
        return MapRunAt(map_run=map_run, begun=[self._begun(map_run, begun) for begun in at.begun])

    def _row(self, map_run: MapRun, row: ChildRow) -> ChildRow:
        child = self._child(map_run, row.name, (row.input, size_bytes(row.input)), (row.started, row.seed))
        inner = [child.map_run(MapRunAt(map_run=each)).map_run for each in row.map_runs]
        return replace(
            row,
            name=child.identity.execution_name,
            execution_arn=child.identity.execution_arn,
            events=None if row.events is None else child.events(row.events),
            map_runs=inner,
        )

    def _begun(self, map_run: MapRun, begun: Begun) -> Begun:
        before = begun.identity
        given, started = (before.input, before.input_bytes), (before.start, before.seed)
        child = self._child(map_run, before.execution_name, given, started)
        return replace(
            begun,
            identity=child.identity,
            events=child.events(begun.events),
            map_runs=[child.map_run(each) for each in begun.map_runs],
        )

    def _child(self, map_run: MapRun, name: str, given: tuple[JSON, int], begun: tuple[int, int]) -> Owner:
        identity = child_identity(self.identity, map_run, self._drawn(name, "child"), given, begun)
        return Owner(fork=self.fork, identity=identity)

    def _drawn(self, before: str, what: str) -> str:
        return draw_uuid(self.fork.seed, self.fork.execution_name, what, before)
