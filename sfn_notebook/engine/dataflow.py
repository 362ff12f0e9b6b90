"""The data on its way through a state: InputPath, Parameters, ResultSelector, ResultPath, OutputPath.

Every function gives a value and an upper bound of its JSON in bytes, None where nothing is known.

Spec: https://states-language.net/spec.html#data
"""

from __future__ import annotations

from typing import TypeAlias

from sfn_notebook.engine.compiled import CompiledState, Selector, Steps, Template
from sfn_notebook.engine.frame import Frame
from sfn_notebook.engine.quotas import data_limit_exceeded
from sfn_notebook.engine.run import Run
from sfn_notebook.errors import StateError
from sfn_notebook.expressions.reference_path import put
from sfn_notebook.values import JSON, size_bytes

Bounded: TypeAlias = "tuple[JSON, int | None]"


def effective_input(run: Run, frame: Frame, state: CompiledState) -> Bounded:
    """The state's input after InputPath and Parameters."""
    value, bound = after_input_path(run, frame, state)
    template = state.parameters
    if template is None:
        return value, bound
    run.frame = frame
    value = template.read(value, run)
    run.inspect(frame, "afterParameters", value)
    return value, template_bound(template, bound)


def after_input_path(run: Run, frame: Frame, state: CompiledState) -> Bounded:
    """The state's input after InputPath."""
    selector = state.input_path
    if selector is None:
        return frame.input, frame.size_bound
    value, bound = select(run, frame, selector, (frame.input, frame.size_bound))
    run.inspect(frame, "afterInputPath", value)
    return value, bound


def output_of(run: Run, frame: Frame, state: CompiledState, result: JSON, bound: int | None) -> tuple[JSON, int]:
    """What leaves the state, from its result, through ResultSelector, ResultPath and OutputPath.

    Raises:
        DataLimitExceeded as StateError: if it is over the quota.
    """
    template = state.result_selector
    if template is not None:
        run.frame = frame
        result, bound = template.read(result, run), template_bound(template, bound)
        run.inspect(frame, "afterResultSelector", result)
    if state.result_path != ():
        result, bound = place(state.result_path, (frame.input, frame.size_bound), (result, bound))
        run.inspect(frame, "afterResultPath", result)
    if state.output_path is not None:
        result, bound = select(run, frame, state.output_path, (result, bound))
    return result, fit(run, state.name, result, bound)


def place(steps: Steps | None, target: Bounded, result: Bounded) -> Bounded:
    """The raw input with the result at ResultPath; None discards the result."""
    if steps is None:
        return target
    if not steps:
        return result
    value = put(target[0], steps, result[0])
    if target[1] is None or result[1] is None:
        return value, None
    keys = sum(6 * len(step) + 8 if isinstance(step, str) else 8 for step in steps)
    return value, target[1] + result[1] + keys


def select(run: Run, frame: Frame, selector: Selector, source: Bounded) -> Bounded:
    """What a path field finds."""
    run.frame = frame
    return selector.read(source[0], run), source[1] if selector.shrinks else None


def template_bound(template: Template, source: int | None) -> int | None:
    """An upper bound of what a template makes of a source with an upper bound."""
    if template.references is None or (source is None and template.references):
        return None
    return template.literal_bytes + template.references * (source or 0)


def fit(run: Run, name: str, value: JSON, bound: int | None) -> int:
    """The bound, measured where nothing or too much is known.

    Raises:
        DataLimitExceeded as StateError: if the value is over the quota.
    """
    limit = run.quotas.payload_bytes
    if limit is None:
        return bound or 0
    if bound is not None and bound <= limit:
        return bound
    exact = size_bytes(value)
    if exact > limit:
        raise data_limit_exceeded(name)
    return exact


def error_output(error: StateError) -> JSON:
    """What a Catch receives; an error or cause that there is none of is an empty text (recorded for a timeout)."""
    return {"Error": error.error or "", "Cause": error.cause or ""}
