"""Map and Parallel in a test of one state: a mock stands for the work of their children, which do not run.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html
"""

from __future__ import annotations

from sfn_notebook.engine.compiled import CompiledMap, CompiledState, Selector
from sfn_notebook.engine.computed import computed_integer
from sfn_notebook.engine.dataflow import after_input_path, read_field
from sfn_notebook.engine.frame import Frame
from sfn_notebook.engine.ports import Failure, Success
from sfn_notebook.engine.quotas import MOST_ITEMS
from sfn_notebook.engine.run import Run
from sfn_notebook.engine.states.batches import next_batch
from sfn_notebook.engine.states.distributed import OVER_THRESHOLD, tolerated_count, tolerated_percentage
from sfn_notebook.engine.states.map_items import concurrency_of, integer_at, items_of, select_item
from sfn_notebook.engine.states.reader_data import at_pointer, items_in, read_source, reader_failed
from sfn_notebook.engine.transitions import complete_with
from sfn_notebook.engine.trial import ReaderData, Trial
from sfn_notebook.errors import StateError
from sfn_notebook.values import JSON


def end_with_mock(run: Run, frame: Frame, state: CompiledState, trial: Trial) -> None:
    """Leave the state with the mocked result.

    Raises:
        StateError: the mocked error.
    """
    match trial.asked.mock:
        case Success(value=value, size_bytes=size_bytes):
            complete_with(run, frame, state, value, size_bytes)
        case Failure(error=error, cause=cause):
            raise StateError(error, cause)
        case None:
            raise AssertionError("a container is tested with a mock")


def end_map(run: Run, frame: Frame, state: CompiledMap, trial: Trial) -> None:
    """Find the items and make of them what the children would get, then leave with the mock.

    Raises:
        StateError: if a field fails, for more failures than are tolerated, and the mocked error.
    """
    value, _ = after_input_path(run, frame, state)
    items = _items(run, frame, state, value, trial)
    run.inspect(frame, "maxConcurrency", concurrency_of(run, frame, state, value))
    is_over = _is_over_threshold(run, frame, state, value, items)
    run.history.append(frame.last_event_id, "MapStateStarted", frame.visit_path, (len(items or []),))
    _inspect_inputs(run, frame, state, items or [])
    if is_over and isinstance(trial.asked.mock, Success):
        raise StateError(OVER_THRESHOLD.error, OVER_THRESHOLD.cause)
    end_with_mock(run, frame, state, trial)


def _items(run: Run, frame: Frame, state: CompiledMap, value: JSON, trial: Trial) -> list[JSON] | None:
    """The items; None where an ItemReader would read them, and nobody says what it reads."""
    if not trial.has_reader:
        items = items_of(run, frame, state, value)
        run.inspect(frame, "afterItemsPath", items)
        return items
    if trial.reader is None:
        return None
    trial.item_source = _source(run, frame, state, value, trial.reader)
    return _read(run, frame, value, trial.reader)


def _source(run: Run, frame: Frame, state: CompiledMap, value: JSON, reader: ReaderData) -> str:
    """`S3://bucket/key`; a listing has no key."""
    run.frame = frame
    found = reader.parameters.read({"input": frame.input} if state.is_jsonata else value, run)
    names = [found.get(name) for name in ("Bucket", "Key")] if isinstance(found, dict) else []
    return "/".join(["S3:/", *(str(name) for name in names if name is not None)])


def _read(run: Run, frame: Frame, value: JSON, reader: ReaderData) -> list[JSON]:
    most = _max_items(run, frame, reader, value)
    found = read_source(reader.text, reader.config)
    pointer = reader.config.get("ItemsPointer")
    if isinstance(pointer, str):
        found = at_pointer(found, pointer)
        run.inspect(frame, "afterItemsPointer", found)
    return items_in(found)[:most]


def _max_items(run: Run, frame: Frame, reader: ReaderData, value: JSON) -> int | None:
    field = reader.max_items
    if not isinstance(field, Selector):
        number = field
    elif field.is_jsonata:
        number = computed_integer(run, frame, field, "ItemReader/ReaderConfig/MaxItems", (1, MOST_ITEMS))
    else:
        number = integer_at("MaxItems", field, read_field(run, frame, field, value))
    if number is not None and number < 1:
        reader_failed("field MaxItems must be positive")
    return number


def _is_over_threshold(run: Run, frame: Frame, state: CompiledMap, value: JSON, items: list[JSON] | None) -> bool:
    """Whether more items failed than the definition tolerates; where it says nothing, AWS lets all fail (recorded)."""
    distributed, failed = state.distributed, run.trial.asked.failed_iterations if run.trial else None
    if distributed is None:
        return False
    count = tolerated_count(run, frame, distributed, value)
    if count is not None:
        run.inspect(frame, "toleratedFailureCount", count)
    percentage = tolerated_percentage(run, frame, distributed, value)
    if percentage is not None:
        run.inspect(frame, "toleratedFailurePercentage", float(percentage))
    if failed is None:
        return False
    is_over_count = count is not None and failed > count
    return is_over_count or (percentage is not None and bool(items) and 100 * failed / len(items or []) > percentage)


def _inspect_inputs(run: Run, frame: Frame, state: CompiledMap, items: list[JSON]) -> None:
    """Make the inputs of the children: each item through ItemSelector, or all of them through ItemBatcher."""
    frame.items, frame.count = items, len(items)
    if state.distributed is not None and state.distributed.batcher is not None:
        batches: list[JSON] = []
        first = 0
        while first < len(items):
            batch = next_batch(run, frame, state, first)
            batches.append(batch.value)
            first += batch.items
        run.inspect(frame, "afterItemBatcher", batches)
    elif state.item_selector is not None:
        for index, item in enumerate(items):
            select_item(run, frame, state, index, item)
    frame.items, frame.count = None, 0
