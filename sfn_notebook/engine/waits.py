"""Who waits for the end of which execution, where Task states start some."""

from __future__ import annotations

from sfn_notebook.engine.frame import Frame
from sfn_notebook.engine.run import Run


class Waits:
    """Frames whose task waits for the end of an execution of their domain.

    Attributes:
        abandoned: executions whose end nobody waits for any more: they are to be stopped.
        is_stopping: whether that is being done.
    """

    def __init__(self) -> None:
        self._frames: dict[str, list[Frame]] = {}
        self.abandoned: list[Run] = []
        self.is_stopping = False

    def add(self, frame: Frame, execution_arn: str) -> None:
        """Let a task wait for the end of an execution."""
        frame.child = execution_arn
        self._frames.setdefault(execution_arn, []).append(frame)

    def remove(self, frame: Frame, execution_arn: str, run: Run | None) -> None:
        """A task waits no more; where it was the last one, the execution, if it goes on, is to be stopped."""
        frame.child = None
        self._frames[execution_arn].remove(frame)
        if not self._frames[execution_arn]:
            del self._frames[execution_arn]
            self.abandoned += [] if run is None else [run]

    def frames(self, execution_arn: str) -> tuple[Frame, ...]:
        """Those that wait for an execution."""
        return tuple(self._frames.get(execution_arn, ()))

    def awaited(self) -> list[str]:
        """The ARNs of the executions that somebody waits for."""
        return list(self._frames)
