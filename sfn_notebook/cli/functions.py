"""Python that a command line names: files and modules with functions."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import cast

from sfn_notebook.errors import SfnError, UsageError
from sfn_notebook.session.session import Session
from sfn_notebook.text.suggest import did_you_mean


def load_functions(given: str, session: Session) -> None:
    """Let a session have the functions of `FILE.py`, `MODULE` or `MODULE:NAME`.

    What is decorated with `sfn.function` registers itself when the file is run or the module is imported. What NAME
    names is registered besides: a function under its own name, a list of them, or a dictionary from names to functions.

    Raises:
        UsageError: if it cannot be found, fails, or holds no functions.
    """
    place, name = _split(given)
    try:
        found: object = _load(given, place)
        for part in name.split(".") if name else ():
            found = _member(given, found, part)
    except SfnError:
        raise
    except (Exception, SystemExit) as error:
        trace = "".join(traceback.format_exception(error)).rstrip()
        raise UsageError(f"--functions {given} failed:\n{trace}") from error
    for handler_name, handler in _handlers(given, found):
        session.functions.register(handler_name, handler)


def _split(given: str) -> tuple[str, str]:
    """Where the functions are, and what they are called there; the colon of a drive is no such one."""
    place, _, name = given.rpartition(":")
    is_name = all(part.isidentifier() for part in name.split("."))
    return (place, name) if place and is_name and not name.endswith(".py") else (given, "")


def _load(given: str, place: str) -> ModuleType:
    if not place.endswith(".py"):
        sys.path.insert(0, str(Path.cwd()))
        if _find(place) is None:
            raise UsageError(f"--functions {given}: no module of that name; a file ends with .py")
        return importlib.import_module(place)
    path = Path(place).resolve()
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


def _find(module: str) -> object:
    if not all(part.isidentifier() for part in module.split(".")):
        return None
    try:
        return importlib.util.find_spec(module)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{module}.".startswith(f"{error.name}."):  # the package that it would be in
            return None
        raise


def _member(given: str, found: object, name: str) -> object:
    if not hasattr(found, name):
        hint = did_you_mean(name, [each for each in dir(found) if not each.startswith("_")])
        raise UsageError(f'--functions {given}: there is no "{name}"{f", {hint}" if hint else ""}')
    return getattr(found, name)


def _handlers(given: str, found: object) -> Iterable[tuple[str, Callable[..., object]]]:
    """The names and the functions that something stands for; a module stands for none but its decorated ones."""
    if isinstance(found, ModuleType):
        return []
    if isinstance(found, Mapping):
        return [(str(name), _handler(given, each)) for name, each in cast("Mapping[object, object]", found).items()]
    listed = list(cast("Iterable[object]", found)) if isinstance(found, (list, tuple, set, frozenset)) else [found]
    return [(_own_name(given, each), _handler(given, each)) for each in listed]


def _handler(given: str, found: object) -> Callable[..., object]:
    if not callable(found):
        expected = "a function, a list of functions, a dictionary of functions, or a module"
        raise UsageError(f"--functions {given}: {found!r} is no function; NAME names {expected}")
    return found


def _own_name(given: str, found: object) -> str:
    name = getattr(_handler(given, found), "__name__", None)
    if not isinstance(name, str) or not name.isidentifier():
        raise UsageError(f"--functions {given}: {found!r} has no name of its own: give it one in a dictionary")
    return name
