"""What kind of thing a type of event tells a fold: the name of the method of `fold.StepFold` that takes it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_BY_NAME: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ExecutionStarted": "nothing",
        "ExecutionRedriven": "redriven",
        "MapRunStarted": "nothing",
        "MapRunRedriven": "map_run_redriven",
        "MapStateStarted": "begun",
        "ParallelStateStarted": "begun",
    }
)
_BY_BEGINNING: Final[Mapping[str, str]] = MappingProxyType(
    {"Execution": "ended", "MapIteration": "item", "MapRun": "map_run_ended"}
)
_BY_END: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Scheduled": "begun",
        "Entered": "entered",
        "Exited": "exited",
        "Aborted": "aborted",
        "Succeeded": "succeeded",
        "Failed": "failed",
        "TimedOut": "failed",
    }
)


def method_of(name: str) -> str:
    """The method that takes events of a type; `nothing` for those that change no status."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    beginning = next((method for start, method in _BY_BEGINNING.items() if name.startswith(start)), None)
    return beginning or next((method for end, method in _BY_END.items() if name.endswith(end)), "nothing")
