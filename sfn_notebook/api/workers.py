"""The workers of activities: the tasks that wait for them, and those who wait for a task."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from typing import Final, Literal, TypeAlias

from sfn_notebook.api import errors
from sfn_notebook.api.alarms import ALARMS
from sfn_notebook.engine.drivers.door import ask
from sfn_notebook.engine.drivers.pool import POOL
from sfn_notebook.engine.outside import take_task
from sfn_notebook.engine.ports import OfferedTask
from sfn_notebook.values import encode

LONG_POLL_SECONDS: Final = 60.0
"""How long AWS lets a worker wait for a task."""

MOST_POLLS: Final = 1_000
"""So many workers may wait at once for the tasks of one activity."""

Handed: TypeAlias = Literal["taken", "closed", "gone"]
"""A worker has the task, nobody waits for the task any more, or nobody for the poll."""


class Poll(Future[Mapping[str, object]]):
    """A worker who waits for a task: the output of GetActivityTask, empty if there was none in time.

    Cancelling it says that he has gone, and has not got the task that he was given: so it is not lost.
    """

    def __init__(self, worker_name: str | None) -> None:
        super().__init__()
        self.worker_name = worker_name
        self._lock = threading.Lock()
        self._is_over = False
        self._take_back: Callable[[], None] | None = None

    def give(self, output: Mapping[str, object], take_back: Callable[[], None] | None = None) -> bool:
        """Answer it; False if that has been done, or the worker has gone.

        Args:
            output: of the operation.
            take_back: is called if the worker goes without it.
        """
        with self._lock:
            if self._is_over or not self.set_running_or_notify_cancel():
                self._is_over = True
                return False
            self._is_over, self._take_back = True, take_back
        self.set_result(output)
        return True

    def cancel(self) -> bool:
        """Say that the worker has gone; True if he had not been answered."""
        if super().cancel():
            return True
        with self._lock:
            take_back, self._take_back = self._take_back, None
        if take_back is not None:
            take_back()
        return False

    def give_up(self) -> None:
        """Answer that there was no task in time."""
        self.give({})


class ActivityQueue:
    """The tasks of one activity, and the workers who wait for one: both first come, first served; see `ports.Workers`.

    Args:
        is_known: whether there is such an activity just now.
    """

    def __init__(self, is_known: Callable[[], bool]) -> None:
        self._is_known = is_known
        self._lock = threading.Lock()
        self._tasks: deque[OfferedTask] = deque()
        self._polls: deque[Poll] = deque()

    @property
    def exist(self) -> bool:
        """Whether there is such an activity just now."""
        return self._is_known()

    @property
    def waiting(self) -> int:
        """How many workers wait for a task."""
        with self._lock:
            return sum(not poll.done() for poll in self._polls)

    def offer(self, task: OfferedTask) -> None:
        """Let the worker who has waited longest take a task, or the next one who comes."""
        with self._lock:
            self._tasks.append(task)
        self._match()

    def poll(self, worker_name: str | None, seconds: float) -> Poll:
        """The oldest task that is still waited for, or the next one within so many seconds.

        Raises:
            ApiError: ActivityWorkerLimitExceeded.
        """
        poll = Poll(worker_name)
        with self._lock:
            if len(self._polls) >= MOST_POLLS:
                self._polls = deque(each for each in self._polls if not each.done())
            if len(self._polls) >= MOST_POLLS:
                raise errors.activity_worker_limit_exceeded()
            self._polls.append(poll)
        self._match()
        if not poll.done() and POOL.has_threads:  # without threads it waits until somebody cancels it
            ALARMS.after(seconds, poll.give_up)
        return poll

    def close(self) -> None:
        """Send everybody away who waits."""
        with self._lock:
            polls, self._polls = self._polls, deque()
        for poll in polls:
            poll.give_up()

    def _match(self) -> None:
        while True:
            with self._lock:
                found = self._next()
            if found is None:
                return
            task, poll = found
            ask(task.domain, partial(_hand_over, task, poll)).add_done_callback(partial(self._handed, task, poll))

    def _next(self) -> tuple[OfferedTask, Poll] | None:
        """A task and a poll that wait for each other; what nobody waits for any more is dropped."""
        while self._tasks and self._tasks[0].token not in self._tasks[0].domain.tokens:
            self._tasks.popleft()
        while self._polls and self._polls[0].done():
            self._polls.popleft()
        return (self._tasks.popleft(), self._polls.popleft()) if self._tasks and self._polls else None

    def _handed(self, task: OfferedTask, poll: Poll, reply: Future[Handed]) -> None:
        """Let the worker know, or put back what found nobody."""
        handed = "closed" if reply.exception() is not None else reply.result()
        output = {"taskToken": task.token_text, "input": encode(task.input)}
        if handed == "taken" and poll.give(output, partial(self._offer_again, task)):
            return
        if handed != "closed":
            self._offer_again(task)
            return
        with self._lock:
            self._polls.appendleft(poll)
        self._match()

    def _offer_again(self, task: OfferedTask) -> None:
        with self._lock:
            self._tasks.appendleft(task)
        self._match()


def _hand_over(task: OfferedTask, poll: Poll) -> Handed:
    """Between two turns of its domain: the task begins, if both still wait."""
    if poll.done():
        return "gone"
    return "taken" if take_task(task.domain, task.token, poll.worker_name) else "closed"


class Workers:
    """The queues of an account's activities, by ARN; they are there before the activity is, and after it.

    Args:
        is_known: whether there is an activity of an ARN just now.

    Attributes:
        poll_seconds: how long a worker waits for a task.
    """

    def __init__(self, is_known: Callable[[str], bool]) -> None:
        self.poll_seconds = LONG_POLL_SECONDS
        self._is_known = is_known
        self._lock = threading.Lock()
        self._queues: dict[str, ActivityQueue] = {}

    def of(self, arn: str) -> ActivityQueue:
        """The queue of an activity."""
        with self._lock:
            if arn not in self._queues:
                self._queues[arn] = ActivityQueue(partial(self._is_known, arn))
            return self._queues[arn]

    def poll(self, arn: str, worker_name: str | None) -> Poll:
        """Let a worker wait for a task of an activity; see `ActivityQueue.poll`."""
        return self.of(arn).poll(worker_name, self.poll_seconds)

    def close(self) -> None:
        """Send everybody away who waits."""
        for queue in list(self._queues.values()):
            queue.close()
