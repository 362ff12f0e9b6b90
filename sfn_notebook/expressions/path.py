"""A path field of a state, compiled: `$…` reads the input, `$$…` the context object, `$name…` a variable.

The fields differ in what AWS says when a path finds nothing, so each family has its function here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from sfn_notebook.errors import RuntimeFault, StateError
from sfn_notebook.expressions.jsonpath import parse_path
from sfn_notebook.expressions.jsonpath_lookup import compile_lookup
from sfn_notebook.expressions.jsonpath_steps import Path, PathFailure, PathSyntaxError, Scan, WrongType, step_text
from sfn_notebook.expressions.jsonpath_walk import compile_find
from sfn_notebook.expressions.scope import Reader, Scope
from sfn_notebook.values import JSON, encode

Missed: TypeAlias = "Callable[[PathFailure, JSON, JSON], JSON]"
"""What to do when a path finds nothing.

Of the failure, the value that was searched (the input, the context object or a variable) and the input. It raises the
StateError to report, or gives the value to go on with.
"""

_VARIABLE = re.compile(r"\$([^\W\d]\w*)(.*)", re.DOTALL)


def compile_path(text: str) -> Reader:
    """The reader of InputPath, OutputPath, TimeoutSecondsPath and their like.

    Raises:
        PathSyntaxError: if the text is no path.
    """

    def missed(failure: PathFailure, _searched: JSON, _document: JSON) -> JSON:
        raise RuntimeFault(f"Invalid path '{text}' : {failure.text}")

    return compile_reader(text, missed)


def compile_field_path(text: str, field: str) -> Reader:
    """The reader of a path in a payload template, ErrorPath or CausePath.

    Args:
        text: the path.
        field: the name as AWS shows it: `value.$`, `ErrorPath`.

    Raises:
        PathSyntaxError: if the text is no path.
    """

    def missed(failure: PathFailure, searched: JSON, _document: JSON) -> JSON:
        if failure.is_past_the_end:
            # AWS, observed 2026-09 in us-east-1 (floci, AslExecutorIntrinsicMissingArgumentTest): "$.items[5]" behind
            # the end of an array is null in a template, while a missing member is a failure.
            return None
        raise RuntimeFault(
            f"The JSONPath '{text}' specified for the field '{field}' could not be found in the input "
            f"'{encode(searched)}'"
        )

    return compile_reader(text, missed)


def compile_condition_path(text: str) -> Reader:
    """The reader of Variable, and of the …Path operators, of a Choice rule.

    Raises:
        PathSyntaxError: if the text is no path.
    """

    def missed(_failure: PathFailure, _searched: JSON, _document: JSON) -> JSON:
        raise RuntimeFault(f"Invalid path '{text}': The choice state's condition path references an invalid value.")

    return compile_reader(text, missed)


def compile_items_path(text: str) -> Reader:
    """The reader of ItemsPath, which AWS resolves step by step.

    Raises:
        PathSyntaxError: if the text is no path.
    """

    def missed(_failure: PathFailure, searched: JSON, _document: JSON) -> JSON:
        raise _reference_path_conflict(text, searched)

    return compile_reader(text, missed)


def _reference_path_conflict(text: str, document: JSON) -> StateError:
    """The first step that finds nothing, and where: `Unable to apply step "items" to input {…}`."""
    source, path_text = _split(text)
    path, searched = parse_path(path_text), document
    ends = [end for end, step in enumerate(path.steps) if not isinstance(step, Scan)]
    if not ends:  # a variable that nothing was assigned to
        return _conflict(source, searched)
    for end in ends[:-1]:
        try:
            searched = compile_find(Path(path.text, path.steps[: end + 1]))(document)
        except PathFailure:
            break
    else:
        end = ends[-1]
    return _conflict(step_text(path.steps[end]).strip("[]'"), searched)


def _conflict(step: str, searched: JSON) -> StateError:
    return StateError("States.ReferencePathConflict", f'Unable to apply step "{step}" to input {encode(searched)}')


def check_path(text: str) -> str | None:
    """Why a text is no path, in our words; None if it is one."""
    try:
        parse_path(_split(text)[1])
    except PathSyntaxError as error:
        return str(error)
    return None


def compile_reader(text: str, missed: Missed) -> Reader:
    """The reader of a path field.

    Raises:
        PathSyntaxError: if the text is no path.
    """
    source, path_text = _split(text)
    path = parse_path(path_text)
    find = compile_find(path)
    if source == "$":
        return compile_lookup(path, _recover(find, missed))
    look_up = compile_lookup(path, find)
    if source == "$$":
        return _read_context(look_up, missed)
    return _read_variable(source, look_up, missed)


def _recover(find: Callable[[JSON], JSON], missed: Missed) -> Callable[[JSON], JSON]:
    def recover(document: JSON) -> JSON:
        try:
            return find(document)
        except PathFailure as failure:
            return missed(failure, document, document)

    return recover


def _read_context(look_up: Callable[[JSON, object], JSON], missed: Missed) -> Reader:
    def read(document: JSON, scope: Scope) -> JSON:
        context = scope.context
        try:
            return look_up(context, None)
        except PathFailure as failure:
            return missed(failure, context, document)

    return read


def _read_variable(name: str, look_up: Callable[[JSON, object], JSON], missed: Missed) -> Reader:
    def read(document: JSON, scope: Scope) -> JSON:
        try:
            variable = scope.variables[name]
        except KeyError:
            return missed(WrongType(f"no variable ${name}"), document, document)
        try:
            return look_up(variable, None)
        except PathFailure as failure:
            return missed(failure, variable, document)

    return read


def _split(text: str) -> tuple[str, str]:
    """What is searched (`$`, `$$` or the name of a variable), and the path in it."""
    if not text.startswith("$"):
        raise PathSyntaxError(f'a path starts with "$", this one is "{text}"', 0)
    if text.startswith("$$"):
        return "$$", text[1:]
    if variable := _VARIABLE.fullmatch(text):
        return variable[1], f"${variable[2]}"
    return "$", text
