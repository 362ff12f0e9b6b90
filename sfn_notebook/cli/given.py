"""Reads what a command line names: an input, Python with functions."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import sys
import traceback
from pathlib import Path
from types import ModuleType

from sfn_notebook.errors import SfnError, UsageError
from sfn_notebook.values import JSON, NotJsonError, decode


def read_input(given: str) -> JSON:
    """The input: JSON, `@file`, or `-` for standard input.

    Raises:
        UsageError: if it cannot be read or is not JSON.
    """
    try:
        return decode(_input_text(given))
    except NotJsonError as error:
        where = "--input" if given[:1] not in {"@", "-"} else given
        raise UsageError(f"{where} is not JSON: {error}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{given} is not UTF-8 text") from None


def load_functions(given: str) -> None:
    """Run a file or import a module, so that what it registers is there.

    What it prints goes to stderr: stdout is for the answer.

    Raises:
        UsageError: if it cannot be found or fails.
    """
    with contextlib.redirect_stdout(sys.stderr):
        try:
            _load(given)
        except SfnError:
            raise
        except (Exception, SystemExit) as error:
            trace = "".join(traceback.format_exception(error)).rstrip()
            raise UsageError(f"--functions {given} failed:\n{trace}") from error


def _input_text(given: str) -> str:
    if given == "-":
        return sys.stdin.read()
    if not given.startswith("@"):
        return given
    try:
        return Path(given[1:]).read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot read {given[1:]}: {error.strerror}") from None


def _load(given: str) -> ModuleType:
    if not given.endswith(".py"):
        sys.path.insert(0, str(Path.cwd()))
        if importlib.util.find_spec(given) is None:
            raise UsageError(f"--functions {given}: no module of that name; a file ends with .py")
        return importlib.import_module(given)
    path = Path(given).resolve()
    if not path.is_file():
        raise UsageError(f"--functions {given}: no such file")
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise UsageError(f"--functions {given} is not Python")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module
