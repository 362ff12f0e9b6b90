"""What the ARN of a Map Run, or of an execution that one started, leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sfn_notebook.api import arn, errors
from sfn_notebook.api.execution_ports import ExecutionView
from sfn_notebook.api.map_run_ports import MapRunView
from sfn_notebook.api.ports import Account
from sfn_notebook.engine.map_run import KEPT_HISTORIES
from sfn_notebook.values import JSON


def existing_map_run(account: Account, parameters: Mapping[str, JSON]) -> MapRunView:
    """The Map Run that a call names.

    Raises:
        ApiError: ResourceNotFound; ValidationException, if it may be one that was not kept.
    """
    text = arn.check_map_run(str(parameters["mapRunArn"]))
    machine = text.rpartition(":")[0].replace(":mapRun:", ":stateMachine:", 1)
    found = next((map_run for map_run in _map_runs(account, machine, text) if map_run.arn == text), None)
    if found is None:
        _check_outermost(machine, text)
        raise errors.no_such_resource(text)
    return found


def find_child(account: Account, execution_arn: str) -> ExecutionView | None:
    """The execution of that ARN, if a Map Run started it.

    Raises:
        ApiError: ValidationException, if it may be one whose Map Run was not kept.
    """
    machine, _, name = execution_arn.replace(":execution:", ":stateMachine:", 1).rpartition(":")
    found = (map_run.child(name) for map_run in _map_runs(account, machine, execution_arn))
    child = next((child for child in found if child is not None), None)
    if child is None:
        _check_outermost(machine, execution_arn)
    return child


def _check_outermost(machine_arn: str, text: str) -> None:
    """Raise ValidationException for what may have been below a child that did not keep it."""
    if machine_arn.count("/") > 1:
        raise errors.not_kept(f"{text}, if there was one,", KEPT_HISTORIES)


def _map_runs(account: Account, machine_arn: str, text: str) -> Iterator[MapRunView]:
    """The Map Runs whose children run a machine `…:stateMachine:NAME/LABEL`, however deep, the latest first.

    Those where `text`, the ARN of a Map Run or of a child of one, is not to be found may be left out.
    """
    top, slash, _ = machine_arn.partition("/")
    if slash:
        yield from _below(account.above(top, text), machine_arn)


def _below(views: Iterable[ExecutionView], machine_arn: str) -> Iterator[MapRunView]:
    for view in views:
        for map_run in reversed(view.map_runs()):
            if map_run.machine_arn == machine_arn:
                yield map_run
            elif machine_arn.startswith(f"{map_run.machine_arn}/"):
                yield from _below(map_run.children(), machine_arn)
