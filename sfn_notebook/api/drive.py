"""What drives executions in the background."""

from __future__ import annotations

from dataclasses import dataclass

from sfn_notebook.engine.drivers.job import Job


@dataclass(slots=True)
class Drive:
    """What drives the domain of some executions; None where nothing ever did in the background."""

    job: Job | None = None
