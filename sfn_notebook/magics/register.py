"""What `%load_ext sfn_notebook` does."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Final

from IPython.core.magic import no_var_expand

from sfn_notebook.errors import SfnError
from sfn_notebook.magics.command import sfn
from sfn_notebook.magics.completion import IDENTIFIER, make_matcher
from sfn_notebook.magics.displays import watch_displays
from sfn_notebook.magics.mistakes import told_shortly
from sfn_notebook.magics.notebook_store import keep_executions
from sfn_notebook.magics.statemachine import FLAGS, statemachine

_CELL: Final = "%%statemachine"


def register(shell: Any) -> None:
    """Give a shell the magics, their completion, and the live view where it is installed; twice does no harm."""
    cell = _magic(functools.partial(statemachine, shell), FLAGS.format_help())
    line = _magic(functools.partial(sfn, shell), sfn.__doc__ or "")
    shell.register_magic_function(cell, "cell", "statemachine")
    shell.register_magic_function(line, "line", "sfn")
    _take_cells_without_body(shell)
    _complete(shell)
    watch_displays(shell)
    _load_widget()
    keep_executions()


def _magic(function: Callable[..., None], help_text: str) -> Callable[..., None]:
    # IPython would paste str(value) for $name and {expression} into the line; the magics look names up themselves
    @no_var_expand
    def magic(*arguments: str) -> None:
        with told_shortly():
            function(*arguments)

    magic.__doc__ = help_text
    return magic


def _take_cells_without_body(shell: Any) -> None:
    """Let `%%statemachine --help` alone in a cell reach the magic; IPython refuses a cell magic without a body."""
    transforms: list[Callable[[list[str]], list[str]]] = shell.input_transformers_cleanup
    if _with_body not in transforms:
        transforms.insert(0, _with_body)


def _with_body(lines: list[str]) -> list[str]:
    written = [line for line in lines if line.strip()]
    if len(written) == 1 and written[0].startswith(_CELL):
        return [f"{written[0].rstrip()}\n", "\n"]
    return lines


def _complete(shell: Any) -> None:
    completer: Any = shell.Completer
    others = [each for each in completer.custom_matchers if getattr(each, "matcher_identifier", "") != IDENTIFIER]
    completer.custom_matchers = [*others, make_matcher(shell)]


def _load_widget() -> None:
    try:
        from sfn_notebook.widget.show import register_displays
    except SfnError as error:  # a checkout whose front end was not built
        print(f"no live views: {error}")  # noqa: T201 - said once, when the extension is loaded
        return
    register_displays()
