"""An expression compiled by jlens, and how it is evaluated: lazily where that is safe, and within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast

from sfn_notebook.expressions.jsonata_bounds import ALL, FEW, Replay, Request, is_tame, sandbox
from sfn_notebook.expressions.jsonata_context import MISMATCH, may_take_context
from sfn_notebook.expressions.jsonata_engine import (
    DRAWS,
    FUNCTION,
    UNDEFINED,
    BoundExceededError,
    JsonataError,
    Nothing,
    compile_expression,
    run,
)
from sfn_notebook.expressions.jsonata_functions import FUNCTIONS
from sfn_notebook.expressions.scope import Scope
from sfn_notebook.values import JSON, NotJsonError, check_depth

if TYPE_CHECKING:
    import jlens

_PARSE: Final = "$parse := function($text)<s:x>{ $parse_json($text).value }; "


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
        is_tame: whether it can be evaluated here, within FEW; the others go to the sandbox.
        head: what stands before the expression in those that are evaluated.
    """

    text: str
    variables: frozenset[str]
    states_fields: frozenset[str]
    reads_input: bool
    reads_context: bool
    is_lazy: bool
    is_tame: bool
    head: str
    expression: jlens.Expression

    def evaluate(self, states: JSON, scope: Scope) -> JSON | Nothing:
        """The value; UNDEFINED, or FUNCTION, where there is none.

        Raises:
            JsonataError: if the evaluation fails.
        """
        whole: JSON = states
        if self.reads_context:
            whole = {**cast("dict[str, JSON]", states), "context": scope.context}
        known = scope.variables
        bindings: dict[str, JSON] = {name: known[name] for name in self.variables if name in known}
        if not self.is_lazy:
            bindings["states"] = whole
        document = whole if self.is_lazy else None
        request = Request(text=self.text, document=document, bindings=bindings, now=scope.now // 1_000_000)
        draws = Replay(scope)
        token = DRAWS.set(draws)
        try:
            return self._bounded(request, draws)
        finally:
            DRAWS.reset(token)

    def _bounded(self, request: Request, draws: Replay) -> JSON | Nothing:
        evaluate = sandbox()
        if evaluate is None:
            return self.within(ALL, request)
        if self.is_tame:
            try:
                return self.within(FEW, request)
            except BoundExceededError:
                draws.rewind()
        return evaluate(request, draws)

    def within(self, bounds: Mapping[str, Any], request: Request) -> JSON | Nothing:
        """The value, evaluated here and within bounds.

        Raises:
            JsonataError: if the evaluation fails.
        """
        try:
            return self._evaluated(bounds, request)
        except JsonataError as error:
            if not self.is_lazy or error.code != MISMATCH:
                raise
        # perhaps a function took $states, handed over as the input, for an argument that is missing
        head = _head(self.text, is_lazy=False)
        strict = replace(self, is_lazy=False, head=head, expression=_wrapped(head, self.text))
        bindings = {**request.bindings, "states": request.document}
        return strict.within(bounds, replace(request, document=None, bindings=bindings))

    def _evaluated(self, bounds: Mapping[str, Any], request: Request) -> JSON | Nothing:
        settings = {**bounds, "now": request.now}
        bindings = {**request.bindings, "eval": None}
        found = run(self.expression, request.document, bindings, settings)
        if "r" in found:
            return _checked(cast("JSON", found["r"]))
        typed = _type_expression(f'{self.head}{{"r":$type({self.text}\n)}})')
        kind = run(typed, request.document, bindings, settings)
        return FUNCTION if kind.get("r") == "function" else UNDEFINED


def _checked(value: JSON) -> JSON:
    """A value that is not nested too deep for what comes after."""
    if isinstance(value, dict | list):
        try:
            check_depth(value)
        except NotJsonError as error:
            raise JsonataError(None, f"A value is {error}") from None
    return value


@lru_cache(maxsize=256)
def _type_expression(text: str) -> jlens.Expression:
    return compile_expression(text)


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
    reads_input = _reads_something(reads.get("input"))
    is_lazy = not reads_input and "everyBinding" not in reads and not ("input" in reads and may_take_context(text))
    head = _head(text, is_lazy=is_lazy)
    return Program(
        text=text,
        variables=frozenset(bindings) - {"states"} - FUNCTIONS.keys(),
        states_fields=fields,
        reads_input=reads_input,
        reads_context="context" in fields,
        is_lazy=is_lazy,
        is_tame=is_tame(text),
        head=head,
        expression=_wrapped(head, text, offset),
    )


def _head(text: str, *, is_lazy: bool) -> str:
    return ("($states := $; " if is_lazy else "(") + (_PARSE if "$parse" in text else "")


def _wrapped(head: str, text: str, offset: int = 0) -> jlens.Expression:
    """The expression in an object, which tells null from nothing."""
    return compile_expression(f'{head}{{"r":({text}\n)}})', offset)


def _nothing(*_: object) -> None:
    """Stands for a function whose arguments are all that it reads."""


def _reads_something(read: Any) -> bool:
    """A call of an unknown function is said to read the input whole, and a literal to read nothing of it."""
    return bool(read)
