"""An execution in the background, as a user holds it."""

from __future__ import annotations

from sfn_notebook.api.errors import ApiError
from sfn_notebook.engine.drivers.background import check_background
from sfn_notebook.errors import UsageError, check_type
from sfn_notebook.session.driving import tell_of
from sfn_notebook.session.execution import Execution
from sfn_notebook.session.failure import check_failure


class Job:
    """An execution that goes on while the caller does something else."""

    def __init__(self, execution: Execution) -> None:
        self.execution = execution

    @property
    def status(self) -> str:
        """RUNNING, SUCCEEDED, FAILED, TIMED_OUT or ABORTED."""
        return self.execution.status

    def wait(self, timeout: float | None = None) -> Execution:
        """Wait for its end.

        Args:
            timeout: real seconds; None waits for ever.

        Raises:
            TimeoutError: if it has not ended by then; it goes on.
            UsageError: if it was aborted because nobody could answer its task: with `tokens="skip"`, or in logical
                time; `.execution` is on the error.
        """
        check_type("timeout", 0 if timeout is None else timeout, (int, float), "a number of seconds")
        job = self.execution.record.job
        if job is None:
            raise AssertionError("a job was started")
        try:
            job.done.wait(timeout)
        except TimeoutError:
            raise TimeoutError(f"execution {self.execution.name} still runs after {timeout} s") from None
        except UsageError as error:
            tell_of(error, self.execution)
            raise
        self.execution.record.settle()
        return self.execution

    def skip(self) -> None:
        """Let its time jump to the next deadline, wait or delay at once, once; for one that waits for an answer.

        Raises:
            UsageError: if nothing is due: only an answer helps, or `stop`.
        """
        job = self.execution.record.job
        if job is None or not job.skip().result():
            raise UsageError(f"nothing is due in execution {self.execution.name}: time has nothing to jump to")

    def stop(self, error: str | None = None, cause: str | None = None) -> Execution:
        """Abort it, as StopExecution does; one that has ended stays as it is.

        Raises:
            UsageError: for an error or a cause that AWS does not take, and if nobody runs it here any more.
        """
        check_failure(error, cause)
        try:
            self.execution.record.stop(error, cause)
        except ApiError as refused:
            raise UsageError(refused.message) from None
        return self.execution

    def redrive(self) -> Job:
        """`Execution.redrive` in the background: the job goes on, and can be waited for again.

        Raises:
            UsageError: if it cannot be redriven, and where no thread can be started.
        """
        self.execution.start_redrive()
        return self

    # -- how it shows itself
    def _ipython_display_(self) -> None:
        """Show the live view, where widgets are loaded and a front end draws them; elsewhere IPython asks for text."""
        display = getattr(self.execution.view(), "_ipython_display_", None)
        if display is None:
            raise NotImplementedError
        display()

    def _repr_html_(self) -> str:
        return getattr(self.execution, "_repr_html_")()  # noqa: B009 - what a notebook calls

    def __repr__(self) -> str:
        return self.execution.progress


def launch(execution: Execution) -> Job:
    """Let an opened execution go on in the background.

    Raises:
        UsageError: where no thread can be started.
    """
    check_background()
    execution.record.account.run_in_background(execution.record)
    return Job(execution)
