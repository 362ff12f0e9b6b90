"""The driver of executions that nobody waits for: one thread for all of them, round robin."""

from __future__ import annotations

import heapq
import queue
import threading
from collections import deque
from concurrent.futures import Future
from typing import Final

from sfn_notebook.engine.clock import SECOND, steady_nanoseconds
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.drivers.blocking import call_from_pool
from sfn_notebook.engine.drivers.conductor import Again, Conductor, Finished, Invocation, Message, Pause, Perform
from sfn_notebook.engine.drivers.pool import POOL
from sfn_notebook.engine.run import Outcome

IDLE_SECONDS: Final = 1.0
_QUEUED: Final = -1


class Job:
    """A domain that runs in the background.

    Attributes:
        done: resolved when every execution of the domain has ended.
    """

    def __init__(self, engine: Engine, domain: Domain) -> None:
        self.done: Future[None] = Future()
        self.conductor = Conductor(domain, "pool", _submit, engine.post)
        self._engine = engine

    def stop(self, type_name: str, outcome: Outcome) -> None:
        """End its executions as soon as the engine gets to it; `done` tells when that was."""
        self._engine.post(self.conductor, lambda: self.conductor.stop(type_name, outcome))


class Engine:
    """One daemon thread that drives all background domains; it ends when it has had nothing to do for a second."""

    def __init__(self) -> None:
        self._inbox: queue.SimpleQueue[tuple[Conductor, Message]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._is_running = False
        self._jobs: dict[int, Job] = {}
        self._ready: deque[Conductor] = deque()
        self._wakes: list[tuple[int, int, Conductor]] = []
        self._wake_at: dict[int, int] = {}

    def start(self, domain: Domain) -> Job:
        """Run a domain to its end, in the background."""
        job = Job(self, domain)
        with self._lock:
            self._jobs[id(job.conductor)] = job
            self._inbox.put((job.conductor, _nothing))
            if not self._is_running:
                self._is_running = True
                threading.Thread(target=self._serve, name="sfn-engine", daemon=True).start()
        return job

    def post(self, conductor: Conductor, message: Message) -> None:
        """Have a message applied to a domain between two turns."""
        self._inbox.put((conductor, message))

    # -- on the engine's thread
    def _serve(self) -> None:
        while True:
            self._take_messages(self._patience())
            self._take_wakes()
            for _ in range(len(self._ready)):
                self._turn(self._ready.popleft())
            with self._lock:
                if not self._jobs and self._inbox.empty():
                    self._is_running = False
                    return

    def _patience(self) -> float:
        if self._ready:
            return 0.0
        if not self._wakes:
            return IDLE_SECONDS
        return min(IDLE_SECONDS, max(0.0, (self._wakes[0][0] - steady_nanoseconds()) / SECOND))

    def _take_messages(self, timeout: float) -> None:
        try:
            conductor, message = self._inbox.get(timeout=timeout) if timeout else self._inbox.get_nowait()
        except queue.Empty:
            return
        while True:
            message()
            self._make_ready(conductor)
            if self._inbox.empty():
                return
            conductor, message = self._inbox.get_nowait()

    def _take_wakes(self) -> None:
        now = steady_nanoseconds()
        while self._wakes and self._wakes[0][0] <= now:
            when, key, conductor = heapq.heappop(self._wakes)
            if self._wake_at.get(key) == when:
                self._make_ready(conductor)

    def _make_ready(self, conductor: Conductor) -> None:
        key = id(conductor)
        if key in self._jobs and self._wake_at.get(key) != _QUEUED:
            self._ready.append(conductor)
            self._wake_at[key] = _QUEUED

    def _turn(self, conductor: Conductor) -> None:
        key = id(conductor)
        self._wake_at.pop(key, None)
        try:
            after = conductor.turn()
        except Exception as error:  # noqa: BLE001 - a bug of ours ends its own job, not everybody's
            self._jobs.pop(key).done.set_exception(error)
            return
        match after:
            case Finished():
                self._jobs.pop(key).done.set_result(None)
            case Perform(invocation=invocation):
                POOL.submit(lambda: call_from_pool(conductor, invocation))
            case Pause(seconds=seconds):
                if seconds is not None:
                    when = steady_nanoseconds() + round(seconds * SECOND)
                    self._wake_at[key] = when
                    heapq.heappush(self._wakes, (when, key, conductor))
            case Again():
                self._make_ready(conductor)


def _nothing() -> None:
    """Only wakes."""


def _submit(conductor: Conductor, invocation: Invocation) -> None:
    POOL.submit(lambda: call_from_pool(conductor, invocation))


ENGINE: Final = Engine()
"""The background engine of this process."""
