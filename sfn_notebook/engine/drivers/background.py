"""The driver of executions that nobody waits for: one thread for all of them, round robin."""

from __future__ import annotations

import heapq
import itertools
import queue
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Final

from sfn_notebook.engine.clock import SECOND, steady_nanoseconds
from sfn_notebook.engine.commit import commit
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.drivers.blocking import call_from_pool
from sfn_notebook.engine.drivers.committing import commit_all
from sfn_notebook.engine.drivers.conductor import Conductor
from sfn_notebook.engine.drivers.copies import in_copies
from sfn_notebook.engine.drivers.job import Job
from sfn_notebook.engine.drivers.pool import POOL
from sfn_notebook.engine.drivers.turn import Again, Finished, Invocation, Message, Next, Pause, Perform
from sfn_notebook.engine.ports import JournalError
from sfn_notebook.engine.run import Outcome
from sfn_notebook.errors import UsageError

IDLE_SECONDS: Final = 1.0
ROUND_NANOSECONDS: Final = SECOND // 50
"""So long domains take turns, at most, before what happened in them is kept."""
_QUEUED: Final = -1
_WAKES_A_JOB: Final = 8


class Engine:
    """One daemon thread that drives all background domains; it ends a second after the last of them."""

    def __init__(self) -> None:
        self._jobs: dict[int, Job] = {}
        self.begin_anew()

    def begin_anew(self) -> None:
        """Drive nothing, as in a copy of the process: whoever waits there for what is driven in this one is told."""
        lost, self._jobs = self._jobs, {}
        self._inbox: queue.SimpleQueue[tuple[Conductor, Message]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._is_running = False
        self._thread: threading.Thread | None = None
        self._ready: deque[Conductor] = deque()
        self._wakes: list[tuple[int, int, Conductor]] = []
        self._numbers = itertools.count(1)
        self._waits_for: dict[int, int] = {}
        for job in lost.values():
            job.lose()

    def start(self, domain: Domain) -> Job:
        """Run a domain to its end, in the background.

        Raises:
            RuntimeError: if the system gives no thread; the executions are aborted.
        """
        conductor = Conductor(domain, "pool", _submit, self.post)
        job = Job(conductor, self._let_go)
        self._jobs[id(conductor)] = job
        try:
            self._wake_up(conductor)
        except RuntimeError as error:
            self._break_off(conductor, error)
            raise
        return job

    def _wake_up(self, conductor: Conductor) -> None:
        with self._lock:
            self._inbox.put((conductor, _nothing))
            if not self._is_running:
                self._thread = threading.Thread(target=self._serve, name="sfn-engine", daemon=True)
                self._thread.start()
                self._is_running = True

    @property
    def is_own_thread(self) -> bool:
        """Whether it is the engine that asks: then nothing goes on before it has its answer."""
        return threading.current_thread() is self._thread

    def post(self, conductor: Conductor, message: Message) -> None:
        """Have a message applied to a domain between two turns; dropped if nothing is driven any more."""
        with self._lock:
            if self._is_running:
                self._inbox.put((conductor, message))

    # -- on the engine's thread
    def _serve(self) -> None:
        try:
            self._go_round()
        except BaseException as error:
            self._give_up(error)
            raise

    def _give_up(self, error: BaseException) -> None:
        """Nothing is left that could go on: let everybody know who waits, and begin anew with the next job."""
        with self._lock:
            conductors = [conductor for job in list(self._jobs.values()) if (conductor := job.conductor)]
            self._is_running = False
            self._inbox, self._ready, self._wakes, self._waits_for = queue.SimpleQueue(), deque(), [], {}
        for conductor in conductors:
            self._let_go(conductor, error)

    def _go_round(self) -> None:
        while True:
            has_news = self._take_messages(self._patience())
            self._take_wakes()
            self._take_turns()
            if has_news or self._jobs:
                continue
            with self._lock:
                if self._inbox.empty():
                    self._wakes.clear()
                    self._is_running = False
                    return

    def _patience(self) -> float:
        if self._ready:
            return 0.0
        if not self._wakes:
            return IDLE_SECONDS
        return min(IDLE_SECONDS, max(0.0, (self._wakes[0][0] - steady_nanoseconds()) / SECOND))

    def _take_messages(self, timeout: float) -> bool:
        """Apply what was posted; False if nothing was, not even in that time."""
        try:
            conductor, message = self._inbox.get(timeout=timeout) if timeout else self._inbox.get_nowait()
        except queue.Empty:
            return False
        while True:
            self._apply(conductor, message)
            if self._inbox.empty():
                return True
            conductor, message = self._inbox.get_nowait()

    def _apply(self, conductor: Conductor, message: Message) -> None:
        self._guard(conductor, message)
        self._make_ready(conductor)

    def _guard(self, conductor: Conductor, act: Callable[[], None]) -> None:
        """Do something for one job: what breaks then ends that job, not everybody's."""
        try:
            act()
        except JournalError as error:
            self._let_go(conductor, error)
        except Exception as error:  # noqa: BLE001 - a bug of ours, or no thread to be had
            self._break_off(conductor, error)

    def _take_wakes(self) -> None:
        now = steady_nanoseconds()
        while self._wakes and self._wakes[0][0] <= now:
            _, number, conductor = heapq.heappop(self._wakes)
            if self._waits_for.get(id(conductor)) == number:
                self._make_ready(conductor)

    def _wake(self, conductor: Conductor, seconds: float) -> None:
        if len(self._wakes) > _WAKES_A_JOB * (len(self._jobs) + 1):
            self._wakes = [wake for wake in self._wakes if self._waits_for.get(id(wake[2])) == wake[1]]
            heapq.heapify(self._wakes)
        number = self._waits_for[id(conductor)] = next(self._numbers)
        heapq.heappush(self._wakes, (steady_nanoseconds() + round(seconds * SECOND), number, conductor))

    def _make_ready(self, conductor: Conductor) -> None:
        key = id(conductor)
        if key in self._jobs and self._waits_for.get(key) != _QUEUED:
            self._ready.append(conductor)
            self._waits_for[key] = _QUEUED

    def _take_turns(self) -> None:
        """Let each domain that can go on have a turn, keep together what happened in them, and act on it."""
        until = steady_nanoseconds() + ROUND_NANOSECONDS
        turned: list[tuple[Conductor, Next]] = []
        for _ in range(len(self._ready)):
            conductor = self._ready.popleft()
            self._waits_for.pop(id(conductor), None)
            if id(conductor) in self._jobs:
                self._turn(conductor, turned)
            if steady_nanoseconds() > until:
                break
        self._commit([conductor for conductor, _ in turned])
        for conductor, after in turned:
            if id(conductor) in self._jobs:
                self._guard(conductor, partial(self._follow, conductor, after))

    def _turn(self, conductor: Conductor, turned: list[tuple[Conductor, Next]]) -> None:
        self._guard(conductor, lambda: turned.append((conductor, conductor.turn())))

    def _commit(self, conductors: Sequence[Conductor]) -> None:
        """Commit those of each journal together; those of one that fails do not go on."""
        by_journal: dict[int, list[Conductor]] = {}
        for conductor in conductors:
            by_journal.setdefault(id(conductor.domain.journal), []).append(conductor)
        for together in by_journal.values():
            self._commit_together(together)

    def _commit_together(self, conductors: Sequence[Conductor]) -> None:
        due = [conductor for conductor in conductors if conductor.effects.is_commit_due]
        while due:
            try:
                commit([conductor.domain for conductor in due])
            except JournalError as error:
                lost = [conductor for conductor in due if _is_lost(conductor, error)] or due
                due = [conductor for conductor in due if conductor not in lost]
                for conductor in lost:
                    self._let_go(conductor, error)
            else:
                break
        for conductor in due:
            self._guard(conductor, conductor.effects.release)

    def _follow(self, conductor: Conductor, after: Next) -> None:
        """Do what a turn says comes next."""
        match after:
            case Finished():
                self._jobs.pop(id(conductor)).end()
            case Perform(invocation=invocation, is_watched=is_watched):
                conductor.submit(invocation)
                if is_watched:
                    self._make_ready(conductor)
            case Pause(seconds=seconds):
                if seconds is not None:
                    self._wake(conductor, seconds)
            case Again():
                self._make_ready(conductor)

    def _break_off(self, conductor: Conductor, error: Exception) -> None:
        job = self._jobs.get(id(conductor))
        if job is not None:
            with suppress(Exception):
                conductor.stop("ExecutionAborted", Outcome(status="ABORTED"))
                commit_all([conductor])
            self._let_go(conductor, error)

    def _let_go(self, conductor: Conductor, error: BaseException) -> None:
        job = self._jobs.pop(id(conductor), None)
        if job is not None:
            with suppress(Exception):
                conductor.let_go()
            job.end(error)


def _is_lost(conductor: Conductor, error: JournalError) -> bool:
    """Whether the error is about something in the conductor's domain."""
    return error.runs is None or any(run.domain is conductor.domain for run in error.runs)


def check_background() -> None:
    """Make sure that something can run in the background.

    Raises:
        UsageError: where no thread can be started.
    """
    if not POOL.has_threads:
        raise UsageError(
            "nothing runs in the background without threads, and none can be started here: use run or run_async"
        )


def _nothing() -> None:
    """Only wakes."""


def _submit(conductor: Conductor, invocation: Invocation) -> None:
    POOL.submit(lambda: call_from_pool(conductor, invocation))


ENGINE: Final = Engine()
"""The background engine of this process."""
in_copies(ENGINE.begin_anew)
