"""The flags of a magic: a parser that never exits, with a hint for every slip."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Sequence
from typing import Final, NoReturn

from sfn_notebook.errors import UsageError
from sfn_notebook.text.suggest import did_you_mean

_BINDS: Final = re.compile(r"\s*([^\W\d]\w*)\s*<<(.*)", re.DOTALL)
HELP: Final = ("-h", "--help")


class Flags(argparse.ArgumentParser):
    """What may stand behind the name of a magic.

    Args:
        prog: as the user writes it, `%%statemachine`.
        description: the first lines of its help.
        epilog: the last lines of its help.
    """

    def __init__(self, prog: str, description: str, epilog: str = "") -> None:
        super().__init__(
            prog,
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            add_help=False,
            allow_abbrev=False,
        )
        self.color = False
        self.add_argument(*HELP, action="store_true", help="show this and do nothing else")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the line; called by argparse.

        Raises:
            UsageError: always.
        """
        raise UsageError(f"{message}\n{self.prog} --help lists the flags")

    def read(self, line: str) -> argparse.Namespace | None:
        """The flags in a line; None if it asks for help.

        Raises:
            UsageError: for what is no flag, lacks its value, or cannot be split into words.
        """
        words = split_words(line)
        if any(word in HELP for word in words):
            return None
        found, unknown = self.parse_known_args(words)
        if unknown:
            self.error(self._refusal(unknown, words))
        return found

    @property
    def names(self) -> tuple[str, ...]:
        """The long flags."""
        return tuple(name for name in self._option_string_actions if name.startswith("--"))

    def _refusal(self, unknown: Sequence[str], words: Sequence[str]) -> str:
        word = unknown[0]
        if not word.startswith("-"):
            hint = "JSON goes in single quotes" if any(each.startswith(("{", "[")) for each in words) else None
            return f'"{word}" is one word too many{f": {hint}" if hint else ""}'
        name = word.partition("=")[0]
        hint = did_you_mean(name, self.names)
        return f"no flag {name}{f': {hint}' if hint else ''}"


def add_run_flags(flags: Flags, out: str = "bind the execution to this name") -> None:
    """The flags that say how to run, the same in each magic that runs; `out` is the help on `--out`."""
    flags.add_argument("--input", metavar="JSON", help="JSON in single quotes, $name for a variable, or @file")
    flags.add_argument("--clock", help="virtual, real, logical, or x60 for sixty times as fast")
    flags.add_argument("--seed", type=whole_number, metavar="N", help="makes names and randomness the same each time")
    flags.add_argument("--out", metavar="EX", help=out)
    flags.add_argument("--name", dest="execution_name", metavar="NAME", help="of the execution; made up if not given")
    flags.add_argument(
        "--tokens", choices=TOKENS, help="while a task waits for an answer: hold keeps to real time, skip jumps on"
    )
    add_view_flags(flags)


def add_view_flags(flags: Flags) -> None:
    """The flags that say what is shown."""
    flags.add_argument("--view", choices=VIEWS, help="live (where widgets are), html, svg or text")
    flags.add_argument("--silent", action="store_true", help="show nothing but what the functions print")


def add_background_flag(flags: Flags) -> None:
    """The flag that lets a cell end at once."""
    flags.add_argument("--background", action="store_true", help="let the cell end at once, and its view go on")


TOKENS: Final = ("hold", "skip")
VIEWS: Final = ("live", "html", "svg", "text")


def whole_number(text: str) -> int:
    """A whole number, for argparse."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'expected a whole number, found "{text}"') from None


def split_words(line: str) -> list[str]:
    """The words of a line, quotes taken off as a shell does.

    Raises:
        UsageError: if a quote is not closed.
    """
    try:
        return shlex.split(line)
    except ValueError:
        raise UsageError("a quote in this line is not closed; JSON goes in single quotes") from None


def take_binding(line: str) -> tuple[str | None, str]:
    """The name in front of `<<`, or None, and the rest of the line."""
    match = _BINDS.match(line)
    return (match[1], match[2]) if match else (None, line)
