"""The data on its way through a state, in both query languages.

JSONPath: InputPath, Parameters, ResultSelector, ResultPath, OutputPath. JSONata: Arguments and Output. Both: Assign.
Every function gives a value and an upper bound of its JSON in bytes, None where nothing is known.

Spec: https://states-language.net/spec.html#data
"""

from __future__ import annotations

from typing import Final, TypeAlias, cast

from sfn_notebook.engine.compiled import CatchRule, CompiledRule, CompiledState, Selector, Steps, Template
from sfn_notebook.engine.frame import Frame
from sfn_notebook.engine.quotas import data_limit_exceeded, variables_exceeded
from sfn_notebook.engine.run import Run
from sfn_notebook.errors import ReportedError, RuntimeFault, StateError
from sfn_notebook.expressions.reference_path import put
from sfn_notebook.values import JSON, MAX_DEPTH, NotJsonError, check_depth

Bounded: TypeAlias = "tuple[JSON, int | None]"
Variables: TypeAlias = "dict[str, JSON]"
Exit: TypeAlias = "tuple[JSON, int, Variables | None]"
"""What leaves a state: its output, an upper bound of its size, and what was assigned; None where nothing can be."""

_SHALLOW_BYTES: Final = 2 * MAX_DEPTH
"""What has fewer cannot be nested too deep: each level takes two brackets."""
_WITH_RESULT = ("Task", "Parallel", "Map")


# -- before the work
def effective_input(run: Run, frame: Frame, state: CompiledState) -> Bounded:
    """The state's input after InputPath and Parameters, or its Arguments."""
    value, bound = after_input_path(run, frame, state)
    template = state.parameters
    if template is None:
        return value, bound
    run.frame = frame
    if state.is_jsonata:
        value = template.read({"input": frame.input}, run)
        run.inspect(frame, "afterArguments", value)
        return value, None
    value = template.read(value, run)
    run.inspect(frame, "afterParameters", value)
    return value, template_bound(template, bound)


def after_input_path(run: Run, frame: Frame, state: CompiledState) -> Bounded:
    """The state's input after InputPath; JSONata has none."""
    selector = state.input_path
    if selector is None:
        return frame.input, frame.size_bound
    value, bound = select(run, frame, selector, (frame.input, frame.size_bound))
    run.inspect(frame, "afterInputPath", value)
    return value, bound


def read_field(run: Run, frame: Frame, selector: Selector, value: JSON) -> JSON:
    """What a field computes: of the value in JSONPath, of `$states` in JSONata."""
    run.frame = frame
    return selector.read({"input": frame.input} if selector.is_jsonata else value, run)


# -- after the work
def exit_of(run: Run, frame: Frame, state: CompiledState, result: JSON, bound: int | None) -> Exit:
    """What leaves the state with its result. Assign and Output see the same values: those of the entry.

    Raises:
        StateError: if an expression fails, or what it gives is over the quota.
    """
    if state.is_jsonata:
        states = {"input": frame.input}
        if state.kind in _WITH_RESULT:
            states["result"] = result
        return _leaving(run, frame, (state.output, state.assign), states, (state.name, result, bound))
    assigned = None if state.assign is None else assign(run, frame, state.assign, state.name, result)
    return (*_output(run, frame, state, result, bound), assigned)


def exit_by_rule(run: Run, frame: Frame, state: CompiledState, rule: CompiledRule, value: Bounded) -> Exit:
    """What leaves a Choice state by one of its rules, whose Assign and Output stand for those of the state."""
    if state.is_jsonata:
        given = (state.name, frame.input, frame.size_bound)
        return _leaving(run, frame, (rule.output, rule.assign), {"input": frame.input}, given)
    assigned = None if rule.assign is None else assign(run, frame, rule.assign, state.name, value[0])
    return (*_output(run, frame, state, *value), assigned)


def exit_by_catcher(run: Run, frame: Frame, state: CompiledState, rule: CatchRule, error: StateError) -> Exit:
    """What leaves a state whose failure was caught."""
    failure = error_output(error)
    if state.is_jsonata:
        states: dict[str, JSON] = {"input": frame.input, "errorOutput": failure}
        return _leaving(run, frame, (rule.output, rule.assign), states, (state.name, failure, None))
    assigned = None if rule.assign is None else assign(run, frame, rule.assign, state.name, failure)
    output, bound = place(rule.result_path, (frame.input, frame.size_bound), (failure, None))
    return output, fit(run, state.name, output, bound), assigned


def _leaving(
    run: Run,
    frame: Frame,
    fields: tuple[Template | None, Template | None],
    states: JSON,
    default: tuple[str, JSON, int | None],
) -> Exit:
    """Output and Assign in JSONata; the default is the name of the state and what leaves it without Output."""
    output, assigning = fields
    name, value, bound = default
    assigned = None if assigning is None else assign(run, frame, assigning, name, states)
    if output is not None:
        run.frame = frame
        value, bound = output.read(states, run), None
    return value, fit(run, name, value, bound), assigned


def assign(run: Run, frame: Frame, template: Template, name: str, document: JSON) -> Variables:
    """The new values of the variables that are assigned.

    Raises:
        StateError: if an expression fails, or the values are over the quota.
    """
    run.frame = frame
    assigned = cast("Variables", template.read(document, run))
    _check_depth(run, assigned)
    limit = run.quotas.variable_bytes
    if limit is not None and run.sizes.of(assigned) > limit:
        raise variables_exceeded(name, "assigned")
    total = run.quotas.all_variables_bytes
    if total is not None and len(assigned) + len(frame.variables) > _few(run):
        kept = {**frame.variables, **assigned}
        if run.sizes.of(kept) > total:
            raise variables_exceeded(name, "kept")
    return assigned


def _few(run: Run) -> int:
    """So many variables cannot be more than all may be, whatever they hold."""
    one, total = run.quotas.variable_bytes, run.quotas.all_variables_bytes
    return total // one if one and total else 0


def _output(run: Run, frame: Frame, state: CompiledState, result: JSON, bound: int | None) -> tuple[JSON, int]:
    """The result through ResultSelector, ResultPath and OutputPath."""
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
        StateError: States.DataLimitExceeded, if the value is over the quota; States.Runtime, if it is nested too deep.
    """
    limit = run.quotas.payload_bytes
    if bound is None and limit is not None:
        bound = _measured(run, value)
    if bound is None or bound > _SHALLOW_BYTES:
        _check_depth(run, value)
    if limit is None or bound is None:
        return bound or 0
    if bound <= limit:
        return bound
    exact = run.sizes.of(value)
    if exact > limit:
        raise data_limit_exceeded(name)
    return exact


def _measured(run: Run, value: JSON) -> int:
    try:
        return run.sizes.of(value)
    except RecursionError:
        _check_depth(run, value)
        raise


def _check_depth(run: Run, value: JSON) -> None:
    """A loop may put a value into another one at each turn; the words are ours: none of AWS's were recorded."""
    if value is run.shallow:
        return
    try:
        check_depth(value)
    except NotJsonError as error:
        raise RuntimeFault(f"The data is {error}.") from None
    run.shallow = value


def error_output(error: StateError) -> JSON:
    """What a Catch receives.

    An error or cause that there is none of is an empty text (recorded for a timeout), or null where somebody outside
    reported it through a token (recorded).
    """
    if isinstance(error, ReportedError):
        return {"Error": error.error, "Cause": error.cause}
    return {"Error": error.error or "", "Cause": error.cause or ""}
