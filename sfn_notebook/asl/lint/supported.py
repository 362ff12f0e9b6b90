"""What this version does not run: refused by name before anything starts, never ignored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sfn_notebook.asl.model import Definition, MapState, State, TaskState
from sfn_notebook.asl.walk import machines, states
from sfn_notebook.expressions.jsonata import missing_engine
from sfn_notebook.text.diagnostic import Diagnostic, Path, Severity
from sfn_notebook.values import ABSENT

_FUNCTION: Final = re.compile(r"arn:[^:]+:lambda:[^:]*:[^:]*:function:[^:]+(:[^:]+)?")
_INVOKE: Final = re.compile(r"arn:[^:]+:states:[^:]*:[^:]*:lambda:invoke(\.waitForTaskToken)?")
_ACTIVITY: Final = re.compile(r"arn:[^:]+:states:[^:]+:[^:]+:activity:[^:]+")
_OWN_API: Final = re.compile(r"arn:[^:]+:states:[^:]*:[^:]*:aws-sdk:sfn:[A-Za-z]+(\.waitForTaskToken)?")
_START: Final = re.compile(r"arn:[^:]+:states:[^:]*:[^:]*:states:startExecution(|\.sync|\.sync:2|\.waitForTaskToken)")
_SUPPORTED: Final = (_FUNCTION, _INVOKE, _ACTIVITY, _OWN_API, _START)


def unsupported(definition: Definition) -> tuple[Diagnostic, ...]:
    """One ERROR for each thing in the definition that cannot be run yet; empty if it can be run.

    The spans are not known here: `text.source.locate` adds them.
    """
    jsonata = tuple(_jsonata(definition))
    missing = missing_engine() if jsonata else None
    found = [] if missing is None else [_refuse("SFN901", missing, path) for path in jsonata]
    for path, state in states(definition):
        found += (_refuse(code, f"{what} not supported yet", (*path, *below)) for code, what, below in _refused(state))
    return tuple(found)


def _refuse(code: str, message: str, path: Path) -> Diagnostic:
    return Diagnostic(code=code, severity=Severity.ERROR, message=message, path=path)


def _jsonata(definition: Definition) -> Iterator[Path]:
    """Where JSONata is chosen."""
    for path, holder in (*machines(definition), *states(definition)):
        if holder.query_language == "JSONata":
            yield (*path, "QueryLanguage")


def _refused(state: State) -> Iterator[tuple[str, str, Path]]:
    """Code, the beginning of a sentence, and the place below the state."""
    if isinstance(state, MapState):
        yield from _map(state)
    if isinstance(state, TaskState) and not any(resource.fullmatch(state.resource) for resource in _SUPPORTED):
        yield "SFN907", f'the resource "{state.resource}" is', ("Resource",)


def _map(state: MapState) -> Iterator[tuple[str, str, Path]]:
    if state.item_reader is not ABSENT:
        yield "SFN904", "ItemReader is", ("ItemReader",)
    if isinstance(state.result_writer, dict) and "Resource" in state.result_writer:
        yield "SFN904", "ResultWriter with a Resource is", ("ResultWriter", "Resource")
