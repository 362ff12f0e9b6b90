"""The functions that are called on the package itself; they belong to the default session."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, overload

if TYPE_CHECKING:
    from sfn_notebook.asl.lint.linter import MachineType
    from sfn_notebook.session.execution import Execution
    from sfn_notebook.session.session import Session
    from sfn_notebook.text.diagnostic import Diagnostic
    from sfn_notebook.text.source import Format

Handler = TypeVar("Handler", bound=Callable[..., object])


def session() -> Session:
    """The default session: that of magics, `StateMachine` and `function`."""
    from sfn_notebook.session.session import session as default_session

    return default_session()


@overload
def function(name_or_arn: str, /, *, takes: float = 0, memory_mb: int = 128) -> Callable[[Handler], Handler]: ...
@overload
def function(name_or_arn: str, handler: Handler, /, *, takes: float = 0, memory_mb: int = 128) -> Handler: ...
def function(
    name_or_arn: str, handler: Callable[..., object] | None = None, /, *, takes: float = 0, memory_mb: int = 128
) -> Callable[..., object]:
    """Let a Python function answer for a Lambda function; also a decorator. See `Session.function`."""
    if handler is None:
        return session().function(name_or_arn, takes=takes, memory_mb=memory_mb)
    return session().function(name_or_arn, handler, takes=takes, memory_mb=memory_mb)


def load(id: str) -> Execution:  # noqa: A002 - what users call it
    """An execution by its ARN, its name, or the beginning of one; also of an earlier kernel. See `Session.load`."""
    return session().load(id)


def lint(
    text: str,
    format: Format | None = None,  # noqa: A002 - the word that users type
    type: MachineType = "STANDARD",  # noqa: A002 - the word of the API
) -> tuple[Diagnostic, ...]:
    """Everything that is wrong or doubtful with a definition, with places; also what is not supported yet.

    Args:
        text: JSON or YAML.
        format: `json` or `yaml`; None guesses.
        type: STANDARD or EXPRESS.
    """
    from sfn_notebook.asl.check import check, check_machine_type
    from sfn_notebook.errors import UsageError, check_type
    from sfn_notebook.text.source import read_source

    check_type("a definition", text, str, "JSON or YAML text")
    check_machine_type(type)
    if format not in ("json", "yaml", None):
        raise UsageError(f'format="{format}" is neither "json" nor "yaml"')
    return check(read_source(text, format=format), type).diagnostics
