"""Distributed Map: an execution of its own for each item, or for each batch of items.

Spec: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
"""

from __future__ import annotations

import re
from typing import Final, cast

from sfn_notebook.engine import draws
from sfn_notebook.engine.closing import close_map_run
from sfn_notebook.engine.compiled import CompiledMap, Distributed, Selector
from sfn_notebook.engine.dataflow import fit, read_field
from sfn_notebook.engine.frame import CHILDREN, Frame, attempt
from sfn_notebook.engine.map_run import Limits, MapRun
from sfn_notebook.engine.opening import start_child
from sfn_notebook.engine.quotas import LIVE_CHILDREN, Quotas
from sfn_notebook.engine.run import Identity, Run
from sfn_notebook.engine.states.batches import next_batch
from sfn_notebook.engine.states.map_items import integer_at, not_a, whole_number
from sfn_notebook.engine.states.map_results import results_of
from sfn_notebook.engine.transitions import Fault, complete_empty, fail, resume_container, state_fault
from sfn_notebook.errors import EvaluationError, RuntimeFault, StateError
from sfn_notebook.values import JSON, size_bytes

_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
OVER_THRESHOLD = StateError(
    "States.ExceedToleratedFailureThreshold", "The specified tolerated failure threshold was exceeded"
)


def start_map_run(run: Run, frame: Frame, state: CompiledMap, given: tuple[list[JSON], JSON, int]) -> None:
    """Open a Map Run over the items; its children start when the Map is filled."""
    items, value, limit = given
    distributed = _distributed(state)
    count = tolerated_count(run, frame, distributed, value)
    percentage = tolerated_percentage(run, frame, distributed, value)
    identity, names = run.identity, (frame.visit_path, attempt(frame))
    label = distributed.label or draws.draw_uuid(identity.seed, *names, "label")
    prefix, _, machine = identity.state_machine_arn.partition(":stateMachine:")
    map_run = MapRun(
        arn=f"{prefix}:mapRun:{machine}/{label}:{draws.draw_uuid(identity.seed, *names, 'map run')}",
        path=frame.visit_path,
        entered_event_id=frame.entered_event_id,
        label=label,
        started=run.domain.now,
        item_count=len(items),
        max_concurrency=limit,
        tolerated_count=count,
        tolerated_percentage=percentage,
        is_express=distributed.is_express,
    )
    frame.last_event_id = run.history.append(frame.last_event_id, "MapRunStarted", frame.visit_path, (map_run.arn,))
    run.map_runs.append(map_run)
    frame.phase = CHILDREN
    frame.map_run, frame.items, frame.live = map_run, items, {}
    frame.next_index, frame.count = 0, len(items)
    frame.results, frame.results_bound = [], 0
    if items:
        run.domain.fills.append(frame)
    else:
        _succeed(run, frame, map_run)
        complete_empty(run, frame, state)


def fill_map_run(run: Run, frame: Frame, state: CompiledMap, map_run: MapRun) -> None:
    """Start children, in the order of the items, while there is room for them."""
    while map_run.taken < frame.count and len(map_run.live) < room_in(map_run):
        try:
            batch = next_batch(run, frame, state, map_run.taken)
            fit(run, state.name, batch.value, batch.size_bytes)
        except StateError as error:
            _fail(run, frame, map_run, state_fault(run, frame, error))
            return
        map_run.taken += batch.items
        index = map_run.child_count
        map_run.sizes[index] = batch.items
        identity = _identity(run, frame, map_run, index, batch.value, batch.size_bytes)
        map_run.live[index] = start_child(frame, index, identity, state.processor, child_quotas(run.quotas, state))


def room_in(map_run: MapRun) -> int:
    """How many children may live at once."""
    return min(map_run.max_concurrency or LIVE_CHILDREN, LIVE_CHILDREN)


def child_quotas(quotas: Quotas, state: CompiledMap) -> Quotas:
    """What limits the children of a Distributed Map."""
    return quotas.express() if _distributed(state).is_express else quotas


def _identity(run: Run, frame: Frame, map_run: MapRun, index: int, value: JSON, size: int | None) -> Identity:
    """Who a new child is: an execution of the machine `NAME/LABEL`, with a seed of its own."""
    seed, names = run.identity.seed, (frame.visit_path, attempt(frame), "child", index)
    given = (value, size_bytes(value) if size is None else size)
    return child_identity(
        run.identity, map_run, draws.draw_uuid(seed, *names), given, (run.domain.now, draws.derive(seed, *names))
    )


def child_identity(
    parent: Identity, map_run: MapRun, name: str, given: tuple[JSON, int], begun: tuple[int, int]
) -> Identity:
    """Who a child of that name is.

    Args:
        parent: of the execution that the Map Run belongs to.
        map_run: whose child it is.
        name: a UUID.
        given: its input, and how many bytes that has.
        begun: when it started, and its seed.
    """
    machine = f"{parent.state_machine_name}/{map_run.label}"
    prefix, _, _ = parent.state_machine_arn.partition(":stateMachine:")
    return Identity(
        execution_arn=f"{prefix}:execution:{machine}:{name}",
        execution_name=name,
        state_machine_arn=f"{prefix}:stateMachine:{machine}",
        state_machine_name=machine,
        role_arn=parent.role_arn,
        input=given[0],
        input_bytes=given[1],
        start=begun[0],
        seed=begun[1],
        is_express=map_run.is_express,
    )


def child_closed(frame: Frame, child: Run) -> None:
    """Take note of a child that has ended, and end the Map Run if it was the last one or one too many failed."""
    run, map_run, state = frame.run, frame.map_run, frame.program.states[frame.state]
    if map_run is None or map_run.live.get(child.index) is not child or not isinstance(state, CompiledMap):
        return
    map_run.keep(child)
    go_on_with_map_run(run, frame, state, map_run)


def go_on_with_map_run(run: Run, frame: Frame, state: CompiledMap, map_run: MapRun) -> None:
    """Start more children, if there is anything left to start; end the Map Run if nothing is, or too much failed."""
    if map_run.is_over_threshold:
        _fail(run, frame, map_run, Fault(error=OVER_THRESHOLD))
    elif map_run.taken < frame.count or map_run.pending:
        run.domain.fills.append(frame)
    elif not map_run.live:
        _succeed(run, frame, map_run)
        results = results_of(map_run, _distributed(state).transformation)
        frame.results, frame.results_bound = results, size_bytes(results)
        resume_container(run, frame, state)


def change_limits(frame: Frame, limits: Limits) -> None:
    """Let other limits hold from now on for the Map Run of a frame: more children start, or it fails."""
    map_run = frame.map_run
    if map_run is None:
        raise AssertionError("only a Map Run has limits that can be changed")
    if limits.max_concurrency is not None:
        map_run.max_concurrency = limits.max_concurrency
    if limits.tolerated_count is not None:
        map_run.tolerated_count = limits.tolerated_count
    if limits.tolerated_percentage is not None:
        map_run.tolerated_percentage = limits.tolerated_percentage
    if map_run.is_over_threshold:
        _fail(frame.run, frame, map_run, Fault(error=OVER_THRESHOLD))
    elif map_run.taken < frame.count and frame not in frame.run.domain.fills:
        frame.run.domain.fills.append(frame)


def _succeed(run: Run, frame: Frame, map_run: MapRun) -> None:
    map_run.end("SUCCEEDED", run.domain.now)
    run.inspect(frame, "mapRun", map_run.counts())
    frame.last_event_id = run.history.append(frame.last_event_id, "MapRunSucceeded", frame.visit_path)


def _fail(run: Run, frame: Frame, map_run: MapRun, fault: Fault) -> None:
    """Record that the Map Run failed, abort the children that go on, and fail the state."""
    close_map_run(run, map_run, "FAILED")
    details = (fault.error.error, fault.error.cause)
    frame.last_event_id = run.history.append(frame.last_event_id, "MapRunFailed", frame.visit_path, details)
    fail(run, frame, fault)


def tolerated_count(run: Run, frame: Frame, distributed: Distributed, value: JSON) -> int | None:
    """How many items may fail; None where the definition says nothing.

    Raises:
        StateError: for anything but a whole number, 0 or more.
    """
    field = distributed.tolerated_count
    if not isinstance(field, Selector):
        return field
    if field.is_jsonata:
        return whole_number(run, frame, field, "ToleratedFailureCount", value)
    found = integer_at("ToleratedFailureCount", field, read_field(run, frame, field, value))
    if found < 0:
        raise RuntimeFault("ToleratedFailureCount cannot be negative.")
    return found


def tolerated_percentage(run: Run, frame: Frame, distributed: Distributed, value: JSON) -> float | None:
    """How many of a hundred items may fail; None where the definition says nothing.

    Raises:
        StateError: for anything but a number from 0 to 100.
    """
    field = distributed.tolerated_percentage
    if not isinstance(field, Selector):
        return field
    found = read_field(run, frame, field, value)
    if isinstance(found, str) and _NUMBER.fullmatch(found):
        found = float(found)
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise not_a("ToleratedFailurePercentage", "float", field, found)
    if not 0 <= found <= 100:
        problem = "ToleratedFailurePercentage must be between 0 and 100."
        raise EvaluationError(problem, "ToleratedFailurePercentage") if field.is_jsonata else RuntimeFault(problem)
    return found


def _distributed(state: CompiledMap) -> Distributed:
    return cast("Distributed", state.distributed)
