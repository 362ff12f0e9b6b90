"""Puts the changes of status of executions on the default event bus of the account."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from sfn_notebook.api.delivery import Delivery, Outbox, Watcher, tolerant
from sfn_notebook.api.status_events import DETAIL_TYPE, SOURCE, STATUS_TYPES, status_event
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.history import to_datetime
from sfn_notebook.engine.ports import Observer
from sfn_notebook.integrations.backend import Backend
from sfn_notebook.values import encode

if TYPE_CHECKING:
    from sfn_notebook.api.execution import Execution


def watcher(backend: Backend) -> Watcher:
    """Has the Standard executions watched; those of Express machines tell EventBridge nothing, as on AWS."""
    outbox, types = Outbox(), _Types(backend)
    put = tolerant(partial(_put, backend), "the event bus")

    def watch(execution: Execution) -> Observer | None:
        if execution.run.identity.is_express:
            return None

        def take(events: Sequence[Event]) -> None:
            for event in events:
                put(_entry(execution, event))

        return Delivery(execution.run, take, outbox, types=types, is_own=True)

    return watch


class _Types(Container[str]):
    """The types of events that are put: none before anybody has asked for EventBridge, as there can be no rule."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def __contains__(self, type_name: object) -> bool:
        return type_name in STATUS_TYPES and self._backend.is_in_use("events")


def _entry(execution: Execution, event: Event) -> dict[str, Any]:
    """The event as PutEvents takes it; account, region and id are the bus's own."""
    said = status_event(execution, event)
    return {
        "Time": to_datetime(event.timestamp),
        "Source": SOURCE,
        "DetailType": DETAIL_TYPE,
        "Resources": said["resources"],
        "Detail": encode(said["detail"]),
    }


def _put(backend: Backend, entry: dict[str, Any]) -> None:
    backend.client("events").put_events(Entries=[entry])
