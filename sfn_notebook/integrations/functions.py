"""Python functions that answer for Lambda functions, by name or ARN."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from typing import Final, TypeAlias
from weakref import WeakMethod

from sfn_notebook.errors import UsageError, check_type
from sfn_notebook.integrations.function_name import FunctionName, parse

LAMBDA_ARGUMENTS: Final = 2
"""Lambda calls a handler with the event and the context."""

_Key: TypeAlias = "tuple[str, str | None, tuple[str | None, str | None]]"
"""Name, qualifier, and region with account; None where the registration left it open."""

_POSITIONAL: Final = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A handler, and how to call it.

    Attributes:
        argument_count: how many of event and context it takes: 0, 1 or 2.
        takes_nanoseconds: what a call declares to last on the logical clock.
    """

    name: str
    handler: Callable[..., object]
    argument_count: int
    is_async: bool
    takes_nanoseconds: int = 0
    memory_mb: int = 128


class Functions:
    """The functions of a session; a parent is read after its own.

    One that was registered by its ARN answers for that ARN, one that was registered by its name answers in every
    account and region; the ARN is asked first. A qualifier (`charge:PROD`) makes it answer for that version or alias
    only.
    """

    def __init__(self, parent: Functions | None = None) -> None:
        self._parent = parent
        self._by_name: dict[_Key, Function] = {}
        self._listeners: list[WeakMethod[Callable[[], None]]] = []
        if parent is not None:
            parent.when_registered(self._tell)

    def when_registered(self, act: Callable[[], None]) -> None:
        """Have a method called after each registration, here or with a parent, as long as its object is there."""
        self._listeners.append(WeakMethod(act))

    def _tell(self) -> None:
        self._listeners = [listener for listener in self._listeners if listener() is not None]
        for listener in self._listeners:
            act = listener()
            if act is not None:
                act()

    def register(
        self, name_or_arn: str, handler: Callable[..., object], *, takes: float = 0, memory_mb: int = 128
    ) -> Function:
        """Let a handler answer for a function; a later registration of the same name replaces it.

        Args:
            name_or_arn: `charge`, its ARN, or a partial ARN, as Lambda's FunctionName takes it.
            handler: called with event and context, or with as many of them as it takes; may be a coroutine function.
            takes: seconds that a call lasts on the logical clock.
            memory_mb: what `context.memory_limit_in_mb` says.

        Raises:
            UsageError: for a name that Lambda would not take, or a handler that cannot be called.
        """
        check_type("the name of a function", name_or_arn, str, "a text")
        check_type("takes", takes, (int, float), "a number of seconds")
        check_type("memory_mb", memory_mb, int, "a whole number")
        key = parse(name_or_arn)
        if key is None:
            raise UsageError(f'"{name_or_arn}" is not the name or the ARN of a Lambda function')
        if not isfinite(takes) or takes < 0:
            raise UsageError(f"takes={takes} is not a number of seconds")
        function = Function(
            name=key.name,
            handler=handler,
            argument_count=_argument_count(key.name, handler),
            is_async=_is_async(handler),
            takes_nanoseconds=round(takes * 1_000_000_000),
            memory_mb=memory_mb,
        )
        self._by_name[key.name, key.qualifier, (key.region, key.account_id)] = function
        self._tell()
        return function

    def find(self, wanted: FunctionName) -> Function | None:
        """Who answers for a function whose account and region are known; None if nobody does."""
        for qualifier in dict.fromkeys((wanted.qualifier, None)):
            for key in _keys(wanted, qualifier):
                if key in self._by_name:
                    return self._by_name[key]
        return self._parent.find(wanted) if self._parent else None

    def names(self) -> list[str]:
        """The names that somebody answers for, sorted; the parent's too."""
        inherited = self._parent.names() if self._parent else []
        return sorted({*inherited, *(name for name, _, _ in self._by_name)})

    def suggest(self, name: str) -> str | None:
        """The registered name that was probably meant."""
        close = get_close_matches(name, self.names(), n=1)
        return close[0] if close else None


def _keys(wanted: FunctionName, qualifier: str | None) -> list[_Key]:
    """From the most to the least precise; the partition says no more than the region does."""
    name, region, account = wanted.name, wanted.region, wanted.account_id
    places = ((region, account), (None, account), (region, None), (None, None))
    return [(name, qualifier, place) for place in places]


def _argument_count(name: str, handler: object) -> int:
    if not callable(handler):
        raise UsageError(f'the handler of "{name}" is a {type(handler).__name__}, not a function')
    try:
        parameters = inspect.signature(handler).parameters.values()
    except (TypeError, ValueError):  # some built-in functions do not tell what they take
        return 1
    needed = [each for each in parameters if each.default is each.empty]
    if any(each.kind is each.KEYWORD_ONLY for each in needed):
        raise UsageError(f'the handler of "{name}" has keyword-only arguments; Lambda passes event and context')
    positional = [each for each in needed if each.kind in _POSITIONAL]
    if len(positional) > LAMBDA_ARGUMENTS:
        raise UsageError(f'the handler of "{name}" needs {len(positional)} arguments; Lambda passes event and context')
    if any(each.kind is each.VAR_POSITIONAL for each in parameters):
        return LAMBDA_ARGUMENTS
    return min(LAMBDA_ARGUMENTS, sum(each.kind in _POSITIONAL for each in parameters))


def _is_async(handler: Callable[..., object]) -> bool:
    called = handler if inspect.isroutine(handler) else getattr(handler, "__call__", handler)  # noqa: B004 - its method, not whether it has one
    return inspect.iscoroutinefunction(handler) or inspect.iscoroutinefunction(called)
