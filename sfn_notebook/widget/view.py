"""The widgets: a machine's graph, and a graph with an execution on it."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

import anywidget
import traitlets

from sfn_notebook.engine.event import Event
from sfn_notebook.errors import SfnError
from sfn_notebook.values import JSON
from sfn_notebook.views.graph import Graph
from sfn_notebook.views.text import machine_text
from sfn_notebook.views.wire import wire_graph, wire_summary
from sfn_notebook.widget.feed import Feed, Fold
from sfn_notebook.widget.outputs import Output, has_front_end, show_bundle
from sfn_notebook.widget.pace import Pace
from sfn_notebook.widget.packing import pack, stored_bytes
from sfn_notebook.widget.picture import TEXT, bundle, picture

STATIC: Final = Path(__file__).parent / "static"
MOST_BYTES: Final = 290_000
"""What a view may add to the file of a notebook: its saved state, its code, and its picture."""
_LEAST_FOR_STEPS: Final = 40_000
_TEXT_BYTES: Final = 8_000
Answer: TypeAlias = "Callable[[Mapping[str, Any], float], JSON]"


def _static(name: str) -> str:
    path = STATIC / name
    if not path.exists():
        raise SfnError(f"{path} is missing: build the front end with `npm ci && npm run build` in labextension/")
    return path.read_text(encoding="utf-8")


class MachineView(anywidget.AnyWidget):
    """The graph of a state machine.

    Args:
        graph: with its positions.
        name: of the machine.
    """

    _esm: str = _static("widget.js")
    _css: str = _static("widget.css")
    view = traitlets.Unicode().tag(sync=True)
    graph = traitlets.Unicode().tag(sync=True)
    base = traitlets.Unicode().tag(sync=True)
    patch = traitlets.Unicode().tag(sync=True)
    summary = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)

    def __init__(self, graph: Graph, name: str) -> None:
        self.drawing = graph
        self.name = name
        self._outputs: list[Output] = []
        super().__init__(view=f"sfn{uuid.uuid4().hex[:16]}", graph=pack(wire_graph(graph)))

    def text(self) -> str:
        """The view for those who show no pictures."""
        return machine_text(self.drawing, self.name)

    def svg(self) -> str:
        """The picture as it stands; "" if it is too large for a notebook."""
        return picture(self.view, self.drawing, {}, {}, self.name)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = self._live(**kwargs)
        return {**data, **bundle(self.svg(), self.text())}, metadata

    def _ipython_display_(self) -> None:
        """Show the live view, and below it the picture, which the live view hides as long as it is there.

        Raises:
            NotImplementedError: in a terminal; IPython then asks for the text.
        """
        if not has_front_end():
            raise NotImplementedError
        data, metadata = self._live()
        show_bundle({**data, TEXT: f"{self.name} (live view)"}, metadata)
        self._outputs.append(Output(bundle(self.svg(), self.text())))

    def leave_picture(self) -> None:
        """Draw the pictures anew that were left in outputs."""
        for output in self._outputs:
            output.change(bundle(self.svg(), self.text()))

    def _live(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        parent: Any = super()
        return parent._repr_mimebundle_(**kwargs) or ({}, {})


class ExecutionView(MachineView):
    """The graph of a state machine with an execution on it, kept up as its observer.

    Args:
        graph: with its positions.
        fold: of the execution, before its first event.
        name: of the execution, as it is shown.
        answer: what somebody asks in the browser, and the seconds since the last event, to what the browser is told.
        parent: of a fork, see `Feed`.
    """

    def __init__(
        self,
        graph: Graph,
        fold: Fold,
        name: str,
        answer: Answer | None = None,
        parent: tuple[str, int] | None = None,
    ) -> None:
        super().__init__(graph, name)
        self._answer = answer
        self._last_event = time.monotonic()
        fixed = sum(map(stored_bytes, (self._esm, self._css, self.graph, super().svg()))) + _TEXT_BYTES
        self._feed = Feed(fold, name, max(_LEAST_FOR_STEPS, MOST_BYTES - fixed), parent)
        self._pace = Pace(self._push)
        self._events: Sequence[Event] = ()
        self._published = 0
        self._lock = threading.RLock()
        self._push()
        untyped: Any = self
        untyped.on_msg(self._asked)

    def published(self, events: Sequence[Event], count: int) -> None:
        """Show what the events changed: at once, or soon if something was shown just now."""
        self._events, self._published, self._last_event = events, count, time.monotonic()
        if count > 1 and events[count - 1].type.startswith("Execution"):
            self._pace.now()
        else:
            self._pace.request()

    def text(self) -> str:
        """The view for those who show no pictures."""
        with self._lock:
            return self._feed.text()

    def svg(self) -> str:
        """The picture as it stands; "" if it is too large for a notebook."""
        with self._lock:
            feed = self._feed
            title = f"{self.name}: {feed.summary().status}"
            return picture(self.view, self.drawing, feed.statuses, feed.badges, title)

    def _asked(self, _widget: object, content: object, _buffers: object) -> None:
        """Answer the browser; on the thread that heard it, and without the lock, which the engine may wait for."""
        if self._answer is not None and isinstance(content, dict) and "ask" in content:
            answer = self._answer(cast("dict[str, Any]", content), time.monotonic() - self._last_event)
            untyped: Any = self
            untyped.send(answer)

    def _push(self) -> None:
        with self._lock:
            feed = self._feed
            feed.take(self._events[feed.seen : self._published])
            found = feed.summary()
            has_ended = found.status != "RUNNING"
            pushed = feed.push(is_last=has_ended)
            with self.hold_sync():
                self.summary = wire_summary(found)
                if pushed.base is not None:
                    self.base = pushed.base
                self.patch = pushed.patch
        if has_ended:
            self.leave_picture()
