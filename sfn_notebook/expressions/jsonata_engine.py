"""The engine of JSONata, jlens: compiling by it, evaluating by it, and one kind of error for what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sfn_notebook.errors import SfnError
from sfn_notebook.expressions.jsonata_functions import FUNCTIONS, MEMORY, FunctionError
from sfn_notebook.expressions.scope import Draws

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


class BoundExceededError(JsonataError):
    """An evaluation that took more than it was given: time, steps or memory."""


class Nothing(Enum):
    """What is no JSON value."""

    UNDEFINED = "undefined"
    FUNCTION = "function"


UNDEFINED: Final = Nothing.UNDEFINED
FUNCTION: Final = Nothing.FUNCTION

TIME: Final = "Expression evaluation timeout: Check for infinite loop"
DEPTH: Final = (
    "Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive."
)
_BOUNDS: Final = {"D1012": TIME, "U1001": MEMORY, "U1006": TIME}
"""What AWS reports without a code: its bounds. By jlens's codes; the depth is D1011."""


_Function: TypeAlias = "Callable[..., Any]"
DRAWS: ContextVar[Draws] = ContextVar("DRAWS")
"""Where the functions of the expression that is being evaluated draw from."""
_NAMES: Final = re.compile(r"\$([A-Za-z_]\w*)")


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


def _bound(implementation: _Function) -> _Function:
    """A function that finds where to draw from when it is called."""
    return lambda *arguments: implementation(DRAWS.get(), *arguments)


def run(expression: jlens.Expression, document: Any, bindings: Mapping[str, Any], bounds: Mapping[str, Any]) -> Any:
    """Evaluate, with one kind of error for all that can go wrong.

    Raises:
        JsonataError: if the evaluation fails; BoundExceededError, if it took more than the bounds give.
    """
    try:
        return expression.evaluate(document, dict(bindings), **bounds)
    except engine().JlensError as error:
        raise _failure(error.code, str(error)) from None
    except FunctionError as error:
        raise (JsonataError if error.message != MEMORY else BoundExceededError)(error.code, error.message) from None
    except (TypeError, ValueError, OverflowError) as error:  # values that are nested too deep, or are no doubles
        raise JsonataError(None, str(error).replace("parse_json", "parse")) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        # A defect of the library, which its authors made no Exception; the evaluation has ended and harms nothing.
        raise JsonataError(None, f"{error}") from None


def _failure(code: str, message: str) -> JsonataError:
    if code in _BOUNDS:
        return BoundExceededError(None, _BOUNDS[code])
    if code == "D1011":
        return JsonataError(None, DEPTH)
    return JsonataError(None if code.startswith("U") else code, message)
