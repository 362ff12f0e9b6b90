"""The words of the command line, and which command they ask for."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version
from io import TextIOWrapper
from typing import Any, Final, NoReturn

from sfn_notebook.cli import status
from sfn_notebook.cli.output import complain
from sfn_notebook.cli.serve_flags import SERVE_FLAGS, add_serve
from sfn_notebook.errors import SfnError
from sfn_notebook.text.suggest import did_you_mean

_RUN_STATUS: Final = """\
exit status of run: 0 SUCCEEDED, 1 FAILED or TIMED_OUT, 2 bad usage, input or definition, 130 interrupted
"""


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line and a way out."""

    def error(self, message: str) -> NoReturn:
        complain(f"{self.prog}: {message}; {self.prog} --help lists what there is")
        raise SystemExit(status.BAD_USAGE)


def run_command(words: Sequence[str] | None) -> int:
    """Do what a command line asks for; gives the exit status."""
    stdout: Any = sys.stdout
    if isinstance(stdout, TextIOWrapper):  # JSON is UTF-8, whatever the terminal takes
        stdout.reconfigure(encoding="utf-8")
    try:
        asked, rest = _read(sys.argv[1:] if words is None else list(words))
        return _dispatch(asked, rest)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    except SfnError as error:
        complain(f"sfn-notebook: {error}")
        return status.BAD_USAGE
    except KeyboardInterrupt:
        return status.ABORTED


def _read(words: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = make_parser()
    asked, rest = parser.parse_known_args(words)
    if asked.command is None:
        parser.error("no command: run, lint, serve or lab")
    if rest and asked.command != "lab":
        flags = [*_FLAGS.get(asked.command, ()), "--help"]
        hint = did_you_mean(rest[0].partition("=")[0], flags) if rest[0].startswith("-") else None
        parser.error(f"unknown: {rest[0]}{f', {hint}' if hint else ''}")
    return asked, rest


def _dispatch(asked: argparse.Namespace, rest: Sequence[str]) -> int:
    match asked.command:
        case "run":
            from sfn_notebook.cli.run import run

            return run(asked)
        case "lint":
            from sfn_notebook.cli.lint import lint

            return lint(asked.files, asked.type)
        case "serve":
            from sfn_notebook.cli.serve import serve

            return serve(asked)
        case _:
            from sfn_notebook.cli.lab import lab

            return lab(asked.execute, rest)


_FLAGS: Final = {
    "run": ("--input", "--functions", "--clock", "--seed", "--name", "--type", "--no-quotas", "--json"),
    "lint": ("--type",),
    "serve": SERVE_FLAGS,
}


def make_parser() -> argparse.ArgumentParser:
    """All commands with their flags."""
    parser = _Parser("sfn-notebook", description="AWS Step Functions on this machine.", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"sfn-notebook {version('sfn-notebook')}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_run(commands.add_parser("run", help="run a state machine", epilog=_RUN_STATUS, allow_abbrev=False))
    lint = commands.add_parser("lint", help="check definitions", allow_abbrev=False)
    lint.add_argument("files", nargs="+", metavar="FILE", help="a definition, JSON or YAML")
    _add_type(lint)
    add_serve(commands)
    lab = commands.add_parser(
        "lab",
        help="open JupyterLab on the quick start",
        description="Put the quick start into this folder, unless it is there, and open JupyterLab on it.",
        epilog="Every other word goes to JupyterLab; another notebook takes the place of the quick start.",
        allow_abbrev=False,
    )
    lab.add_argument("--execute", metavar="OUT.html", help="run it without a browser and write a page")
    return parser


def _add_run(run: argparse.ArgumentParser) -> None:
    run.add_argument("file", metavar="FILE", help="a definition, JSON or YAML")
    run.add_argument("--input", metavar="JSON", help="JSON, @file, or - for standard input; nothing is {}")
    run.add_argument(
        "--functions", metavar="FILE.py|MODULE", help="Python with functions, MODULE:NAME for some of them"
    )
    run.add_argument("--clock", help="virtual, real, logical, or x60 for sixty times as fast")
    run.add_argument("--seed", type=int, metavar="N", help="makes names and randomness the same each time")
    run.add_argument("--name", help="of the execution")
    _add_type(run)
    run.add_argument("--no-quotas", action="store_true", help="lift the limits of the service")
    run.add_argument("--json", action="store_true", help="write one JSON document, with the history, to stdout")


def _add_type(command: argparse.ArgumentParser) -> None:
    command.add_argument("--type", choices=("STANDARD", "EXPRESS"), default="STANDARD", help="of the state machine")
