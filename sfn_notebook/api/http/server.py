"""The endpoint: listens on a port and serves on a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Final

from sfn_notebook.api.http.connections import Listener
from sfn_notebook.api.http.gate import Gate
from sfn_notebook.api.http.limits import Limits
from sfn_notebook.api.http.request import Desk
from sfn_notebook.api.wire import Dispatch, service_model
from sfn_notebook.values import JSON

THREAD_NAME: Final = "sfn-http"


class HttpServer:
    """Answers calls that come in on some sockets, until it is closed.

    Args:
        sockets: that listen already; closed with the server.
        dispatch: does what calls ask for.
        health: the page that says how the endpoint is.
        gate: what is demanded of a request.
        limits: of connections and times; None leaves them as they are.
    """

    def __init__(
        self,
        sockets: Sequence[socket.socket],
        dispatch: Dispatch,
        health: Callable[[], JSON],
        gate: Gate,
        limits: Limits | None = None,
    ) -> None:
        self._sockets = sockets
        given = limits or Limits()
        self._make_desk: Callable[[], Desk] = lambda: Desk(dispatch=dispatch, gate=gate, health=health, limits=given)
        self._closing: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None
        started: Future[None] = Future()
        service_model()  # takes a moment, which the first caller need not wait
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(started)), name=THREAD_NAME, daemon=True)
        self._thread.start()
        started.result()

    async def _serve(self, started: Future[None]) -> None:
        closing = asyncio.Event()
        try:
            listener = Listener(self._make_desk())
            listener.add_sockets(self._sockets)
            self._closing = asyncio.get_running_loop(), closing
            started.set_result(None)
        except Exception as error:  # noqa: BLE001 - it is raised where the start is waited for
            started.set_exception(error)
            return
        await closing.wait()
        await listener.drain()

    def close(self) -> None:
        """Stop, when what is being answered has been, or has had its time; doing so again does nothing."""
        closing, self._closing = self._closing, None
        if closing is not None:
            loop, event = closing
            loop.call_soon_threadsafe(event.set)
        self._thread.join()
