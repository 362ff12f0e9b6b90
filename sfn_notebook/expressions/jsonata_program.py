"""An expression compiled by jlens, and how it is evaluated: lazily where that is safe, and within bounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from sfn_notebook.errors import SfnError
from sfn_notebook.expressions.jsonata_context import MISMATCH, may_take_context
from sfn_notebook.expressions.jsonata_functions import FUNCTIONS, MOST_MEMBERS, FunctionError
from sfn_notebook.expressions.scope import Scope
from sfn_notebook.values import JSON

if TYPE_CHECKING:
    import jlens


class JsonataUnavailableError(SfnError):
    """There is no engine for JSONata here."""


class JsonataSyntaxError(ValueError):
    """An expression that cannot be compiled.

    Attributes:
        code: JSONata's, `S0203`.
        message: in JSONata's words.
        position: in the text with its marks, from 0.
    """

    def __init__(self, code: str, message: str, position: int) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.position = position


class JsonataError(Exception):
    """An evaluation that failed: JSONata's code, None where there is none, and its message."""

    def __init__(self, code: str | None, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Nothing(Enum):
    """What is no JSON value."""

    UNDEFINED = "undefined"
    FUNCTION = "function"


UNDEFINED: Final = Nothing.UNDEFINED
FUNCTION: Final = Nothing.FUNCTION

_BOUNDS: Final = {
    "max_depth": 100,  # AWS fails at about 100 levels (measured 2026-08 by third parties)
    "max_array_length": MOST_MEMBERS,
    "max_string_length": 16_777_216,  # no value of a state may have more than 262,144 bytes
    "max_result_size": 16_777_216,
    "max_steps": 20_000_000,  # some seconds
    "timeout": 30.0,  # last resort: regular expressions count no steps
}
_MEMORY: Final = "Expression evaluation memory limit exceeded: Check for excessive memory usage"
_TIME: Final = "Expression evaluation timeout: Check for infinite loop"
_DEPTH: Final = (
    "Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive."
)
_WITHOUT_CODE: Final = {"D1011": _DEPTH, "D1012": _TIME, "U1001": _MEMORY, "U1006": _TIME}
"""What AWS reports without a code: its bounds. By jlens's codes."""

_SCOPE: ContextVar[Scope] = ContextVar("_SCOPE")
_PARSE: Final = "$parse := function($text)<s:x>{ $parse_json($text).value }; "


@cache
def engine() -> Any:
    """The module jlens.

    Raises:
        JsonataUnavailableError: where it cannot be imported.
    """
    try:
        import jlens
    except ImportError as error:
        is_missing = isinstance(error, ModuleNotFoundError) and error.name == "jlens"
        problem = "is not installed" if is_missing else f"cannot be imported ({error})"
        raise JsonataUnavailableError(
            f"JSONata needs the library jlens, which {problem}; there is no build of it for Pyodide"
        ) from None
    return jlens


def missing_engine() -> str | None:
    """Why no JSONata can be evaluated here; None if it can."""
    try:
        engine()
    except JsonataUnavailableError as error:
        return str(error)
    return None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Program:
    """A compiled expression.

    Attributes:
        text: without its marks.
        variables: the free ones it reads, without `states`.
        states_fields: first steps below `$states`; empty if it reads none.
        reads_input: whether it reads `$`, `$$` or a name at top level.
        reads_context: whether `$states.context` may be read.
        is_lazy: whether `$states` can be handed over as the input, which is read one level at a time.
    """

    text: str
    variables: frozenset[str]
    states_fields: frozenset[str]
    reads_input: bool
    reads_context: bool
    is_lazy: bool
    expression: jlens.Expression
    type_expression: jlens.Expression

    def evaluate(self, states: JSON, scope: Scope) -> JSON | Nothing:
        """The value; UNDEFINED, or FUNCTION, where there is none.

        Raises:
            JsonataError: if the evaluation fails.
        """
        whole: JSON = states
        if self.reads_context:
            whole = {**cast("dict[str, JSON]", states), "context": scope.context}
        known = scope.variables
        bindings: dict[str, Any] = {name: known[name] for name in self.variables if name in known}
        token = _SCOPE.set(scope)
        try:
            if self.is_lazy:
                return self._evaluated(whole, bindings, scope.now // 1_000_000)
            return self._evaluated(None, {**bindings, "states": whole}, scope.now // 1_000_000)
        except JsonataError as error:
            if not self.is_lazy or error.code != MISMATCH:
                raise
        finally:
            _SCOPE.reset(token)
        # perhaps a function took $states, handed over as the input, for an argument that is missing
        expression, type_expression = _wrapped(self.text, 0, is_lazy=False)
        strict = replace(self, is_lazy=False, expression=expression, type_expression=type_expression)
        return strict.evaluate(states, scope)

    def _evaluated(self, document: Any, bindings: dict[str, Any], now: int) -> JSON | Nothing:
        bindings["eval"] = None
        found = run(self.expression, document, bindings, {**_BOUNDS, "now": now})
        if "r" in found:
            return cast("JSON", found["r"])
        kind = run(self.type_expression, document, bindings, {**_BOUNDS, "now": now})
        return FUNCTION if kind.get("r") == "function" else UNDEFINED


def run(expression: jlens.Expression, document: Any, bindings: Mapping[str, Any], bounds: Mapping[str, Any]) -> Any:
    """Evaluate, with one kind of error for all that can go wrong.

    Raises:
        JsonataError: if the evaluation fails.
    """
    try:
        return expression.evaluate(document, dict(bindings), **bounds)
    except engine().JlensError as error:
        code: str = error.code
        if code in _WITHOUT_CODE:
            raise JsonataError(None, _WITHOUT_CODE[code]) from None
        raise JsonataError(None if code.startswith("U") else code, str(error)) from None
    except FunctionError as error:
        raise JsonataError(error.code, error.message) from None
    except (ValueError, OverflowError) as error:  # values that are nested too deep, or are no doubles
        raise JsonataError(None, str(error)) from None


def compile_program(text: str, offset: int = 0) -> Program:
    """Compile an expression without its marks.

    Args:
        text: the expression.
        offset: where it starts in the text that errors are about.

    Raises:
        JsonataSyntaxError: if it cannot be compiled.
    """
    plain = compile_expression(text, offset)
    reads = plain.reads(dict.fromkeys(FUNCTIONS, _nothing))
    bindings = reads["bindings"]
    below = bindings.get("states", {})
    fields = frozenset(below) if isinstance(below, dict) else frozenset({"input", "result", "errorOutput", "context"})
    variables = frozenset(bindings) - {"states"} - FUNCTIONS.keys()
    reads_input = _reads_something(reads.get("input"))
    is_lazy = not reads_input and "everyBinding" not in reads and not ("input" in reads and may_take_context(text))
    expression, type_expression = _wrapped(text, offset, is_lazy=is_lazy)
    return Program(
        text=text,
        variables=variables,
        states_fields=fields,
        reads_input=reads_input,
        reads_context="context" in fields,
        is_lazy=is_lazy,
        expression=expression,
        type_expression=type_expression,
    )


def _wrapped(text: str, offset: int, *, is_lazy: bool) -> tuple[jlens.Expression, jlens.Expression]:
    """The expression in an object, which tells null from nothing, and that of its type."""
    head = ("($states := $; " if is_lazy else "(") + (_PARSE if "$parse" in text else "")
    return (
        compile_expression(f'{head}{{"r":({text}\n)}})', offset),
        compile_expression(f'{head}{{"r":$type({text}\n)}})', offset),
    )


def _nothing(*_: object) -> None:
    """Stands for a function whose arguments are all that it reads."""


def _reads_something(read: Any) -> bool:
    """A call of an unknown function is said to read the input whole, and a literal to read nothing of it."""
    return bool(read)


_NAMES: Final = re.compile(r"\$([A-Za-z_]\w*)")


def compile_expression(text: str, offset: int = 0) -> jlens.Expression:
    """The expression of jlens, with the functions that AWS adds.

    Raises:
        JsonataSyntaxError: if it cannot be compiled.
    """
    library = engine()
    try:
        expression: jlens.Expression = library.Expression(text)
    except library.JlensError as error:
        raise JsonataSyntaxError(error.code, str(error), offset + (error.position or 0)) from None
    except UnicodeEncodeError as error:
        raise JsonataSyntaxError("S0201", "Half a surrogate pair is no character", offset + error.start) from None
    for name in set(_NAMES.findall(text)) & FUNCTIONS.keys():
        _, implementation, signature = FUNCTIONS[name]
        registered = "parse_json" if name == "parse" else name
        expression.register_function(registered, _bound(implementation), signature)
    return expression


_Function: TypeAlias = "Callable[..., Any]"


def _bound(implementation: _Function) -> _Function:
    """A function that finds its scope where it is called."""
    return lambda *arguments: implementation(_SCOPE.get(), *arguments)
