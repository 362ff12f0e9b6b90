"""Whether a definition has a place for where an execution stood: a corrected one may have none."""

from __future__ import annotations

from sfn_notebook.engine.compiled import CompiledMap, CompiledParallel, CompiledState, Program
from sfn_notebook.engine.position import Position
from sfn_notebook.errors import UsageError


def check_fits(position: Position, program: Program) -> None:
    """Make sure that every live frame has its state, of its type; states that are over may be gone.

    Raises:
        UsageError: naming the state that is gone or has another type.
    """
    pending = [(position, program)]
    for one, machine in pending:
        state = _state_of(one, machine)
        if state is None or not one.is_inside:
            continue
        if state.kind != one.kind:
            raise UsageError(f'state "{one.state}" ({one.visit_path}) was a {one.kind} state, and is a {state.kind}')
        for index, inner in one.live.items():
            pending.append((inner, _inside(one, state, index)))


def _state_of(position: Position, program: Program) -> CompiledState | None:
    """The state that a frame stands in, or goes to; None before the first state and behind the last one."""
    name = position.state if position.is_inside else position.next
    if not name:
        return None
    state = program.states.get(name)
    if state is None:
        where = f" (in {position.path})" if position.path else ""
        raise UsageError(f'the execution stands at state "{name}"{where}, which is gone from the definition')
    return state


def _inside(position: Position, state: CompiledState, index: int) -> Program:
    if isinstance(state, CompiledParallel):
        if index >= len(state.branches):
            raise UsageError(f'branch {index} of "{position.state}" has begun, and is gone from the definition')
        return state.branches[index]
    if isinstance(state, CompiledMap):
        return state.processor
    raise AssertionError("only a container has children")
