"""Threads for calls: made on demand, ended when idle, never waited for. Where there are none, calls take turns."""

from __future__ import annotations

import contextvars
import queue
import sys
import threading
from collections.abc import Callable
from typing import Final, TypeAlias

from sfn_notebook.engine.drivers.copies import in_copies

MAX_THREADS: Final = 256
IDLE_SECONDS: Final = 1.0

Work: TypeAlias = "Callable[[], object]"


class Pool:
    """Daemon threads that do pieces of work. A piece sees the context variables of whoever handed it in.

    Attributes:
        has_threads: whether threads can be started; in WebAssembly they cannot.
    """

    def __init__(self) -> None:
        self.has_threads = sys.platform not in {"emscripten", "wasi"}
        self.begin_anew()

    def begin_anew(self) -> None:
        """Be without threads and without work, as in a copy of the process."""
        self._lock = threading.Lock()
        self._work: queue.SimpleQueue[tuple[contextvars.Context, Work]] = queue.SimpleQueue()
        self._idle = 0
        self._threads = 0

    def submit(self, work: Work) -> None:
        """Have a piece of work done soon; without threads it is done on return. It must not raise.

        Raises:
            RuntimeError: if the system gives no thread at all.
        """
        context = contextvars.copy_context()
        if not self.has_threads:
            context.run(work)
            return
        with self._lock:
            if self._idle > 0:
                self._idle -= 1
            else:
                self._start_thread()
        self._work.put((context, work))

    def _start_thread(self) -> None:
        """Start one; where the system gives no more, those that there are do the work when they get to it."""
        try:
            threading.Thread(target=self._serve, name=f"sfn-call-{self._threads + 1}", daemon=True).start()
        except RuntimeError:
            if self._threads == 0:
                raise
        else:
            self._threads += 1

    def _serve(self) -> None:
        while True:
            try:
                context, work = self._work.get(timeout=IDLE_SECONDS)
            except queue.Empty:
                with self._lock:
                    if self._idle == 0:
                        continue
                    self._idle -= 1
                    self._threads -= 1
                return
            context.run(work)
            del context, work
            with self._lock:
                self._idle += 1


POOL: Final = Pool()
"""The threads of this process."""
in_copies(POOL.begin_anew)
