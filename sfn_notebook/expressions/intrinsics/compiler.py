"""Calls of intrinsic functions, compiled to Readers.

AWS takes a call with the wrong number of arguments and fails when it comes to it, so this does, too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NoReturn, TypeAlias, assert_never

from sfn_notebook.errors import RuntimeFault, StateError
from sfn_notebook.expressions.intrinsics import arrays, encoding, json_functions, maths, text
from sfn_notebook.expressions.intrinsics.function import Bound, Function, InvalidArgumentsError
from sfn_notebook.expressions.intrinsics.parser import (
    Argument,
    Call,
    IntrinsicSyntaxError,
    Literal,
    PathArgument,
    parse_intrinsic,
)
from sfn_notebook.expressions.jsonpath_steps import NoResult, PathFailure, PathSyntaxError
from sfn_notebook.expressions.path import compile_reader
from sfn_notebook.expressions.scope import Reader, Scope
from sfn_notebook.values import JSON, encode, size_bytes

FUNCTIONS: Final[dict[str, Function]] = {
    function.name: function
    for family in (arrays, encoding, json_functions, maths, text)
    for function in family.FUNCTIONS
}
"""All of them, by name."""

_Fail: TypeAlias = "Callable[[Function, InvalidArgumentsError], NoReturn]"


def compile_intrinsic(source: str) -> Reader:
    """The Reader of a call: `States.Format('{}', $.name)`.

    Raises:
        IntrinsicSyntaxError: if the text is no call of a function that there is.
    """
    return _compile_call(parse_intrinsic(source), source)


def check_intrinsic(source: str) -> str | None:
    """Why a text is no call, in our words; None if it is one."""
    try:
        compile_intrinsic(source)
    except IntrinsicSyntaxError as error:
        return str(error)
    return None


def bound_intrinsic(source: str, bound_path: Callable[[str], Bound]) -> Bound:
    """An upper bound of the size of a call's result.

    Args:
        source: a call that can be compiled.
        bound_path: gives the bounds of the paths among the arguments.
    """
    return _bound_argument(parse_intrinsic(source), bound_path)


def _bound_argument(argument: Argument, bound_path: Callable[[str], Bound]) -> Bound:
    match argument:
        case Literal(value):
            return Bound(size_bytes(value))
        case PathArgument(path):
            return bound_path(path)
        case Call(name, arguments):
            return FUNCTIONS[name].bound([_bound_argument(each, bound_path) for each in arguments])
        case _:
            assert_never(argument)


def _compile_call(call: Call, source: str) -> Reader:
    function = FUNCTIONS.get(call.name)
    if function is None:
        raise IntrinsicSyntaxError(f"there is no function {call.name}", 0)
    readers = tuple(_compile_argument(argument, source) for argument in call.arguments)
    fail = _failure_of(source)
    if not function.takes(len(readers)):
        return _compile_wrong_count(function, fail)
    match call:
        case Call("States.MathAdd"):
            return _compile_add(function, readers, fail)
        case Call("States.Format", (Literal(source=str(template)), *_)):
            return _compile_format(function, template, readers[1:], fail)
        case _:
            return _compile_apply(function, readers, fail)


def _compile_argument(argument: Argument, source: str) -> Reader:
    match argument:
        case Literal(value):
            return lambda _document, _scope: value
        case Call():
            return _compile_call(argument, source)
        case PathArgument(path):
            try:
                return compile_reader(path, _missed_argument(path, source))
            except PathSyntaxError as error:
                raise IntrinsicSyntaxError(f"{error} in {path}", source.find(path)) from None
        case _:
            assert_never(argument)


def _missed_argument(path: str, source: str) -> Callable[[PathFailure, JSON, JSON], JSON]:
    """What AWS says of an argument that finds nothing.

    Observed on AWS 2026-09 (floci, AslExecutorIntrinsicMissingArgumentTest): the whole expression as written, the
    path of the context object with one `$`, and always the input of the state; other failures of the path library are
    shown as they are.
    """
    shown = path[1:] if path.startswith("$$") else path

    def missed(failure: PathFailure, _searched: JSON, document: JSON) -> JSON:
        reason = failure.text
        if isinstance(failure, NoResult) or not path.startswith(("$.", "$[")):
            reason = (
                f"The JsonPath argument for the field '{shown}' could not be found in the input '{encode(document)}'"
            )
        raise RuntimeFault(f"The function '{source}' had the following error: {reason}")

    return missed


def intrinsic_failure(source: str, function: Function, error: InvalidArgumentsError) -> StateError:
    """How a function's refusal of its arguments is reported: with the error that the spec and AWS's guide name.

    The one place to change: programs tested on AWS (2023 and 2026) report that executions end with States.Runtime and
    this cause.
    """
    kind = "template" if isinstance(error, text.InvalidTemplateError) else "arguments"
    detail = "" if error.detail is None else f": {error.detail}"
    return StateError(
        "States.IntrinsicFailure",
        f"There was an error while evaluating the intrinsic function: {source}. "
        f"Invalid {kind} in {function.name}{detail}",
    )


def _failure_of(source: str) -> _Fail:
    def fail(function: Function, error: InvalidArgumentsError) -> NoReturn:
        raise intrinsic_failure(source, function, error) from None

    return fail


def _compile_wrong_count(function: Function, fail: _Fail) -> Reader:
    def read(_document: JSON, _scope: Scope) -> JSON:
        fail(function, InvalidArgumentsError())

    return read


def _compile_apply(function: Function, readers: tuple[Reader, ...], fail: _Fail) -> Reader:
    apply = function.apply

    def read(document: JSON, scope: Scope) -> JSON:
        arguments = [read_argument(document, scope) for read_argument in readers]
        try:
            return apply(arguments, scope)
        except InvalidArgumentsError as error:
            fail(function, error)

    return read


def _compile_add(function: Function, readers: tuple[Reader, ...], fail: _Fail) -> Reader:
    read_first, read_second = readers
    add = maths.add

    def read(document: JSON, scope: Scope) -> JSON:
        first, second = read_first(document, scope), read_second(document, scope)
        try:
            return add(first, second)
        except InvalidArgumentsError as error:
            fail(function, error)

    return read


def _compile_format(function: Function, template: str, readers: tuple[Reader, ...], fail: _Fail) -> Reader:
    """The template is read once; one that is wrong fails when its turn comes."""
    try:
        texts = text.parse_format(template)
        text.check_count(texts, len(readers))
    except InvalidArgumentsError as error:
        failure = error
        return lambda _document, _scope: fail(function, failure)
    if len(readers) == 1:
        return _compile_format_one(texts[0], texts[1], readers[0])
    fill = text.fill

    def read(document: JSON, scope: Scope) -> JSON:
        return fill(texts, [read_argument(document, scope) for read_argument in readers])

    return read


def _compile_format_one(before: str, after: str, read_argument: Reader) -> Reader:
    java_text = text.java_text

    def read(document: JSON, scope: Scope) -> JSON:
        value = read_argument(document, scope)
        kind = type(value)
        if kind is str or kind is int:
            return f"{before}{value}{after}"
        return f"{before}{java_text(value)}{after}"

    return read
