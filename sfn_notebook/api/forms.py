"""How state machines, and what is published of them, are written as JSON text, and read."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from typing import Any, Final, cast

from sfn_notebook.api.ports import Alias, LoggingConfiguration, Machine, MachineSettings, Route, Version
from sfn_notebook.api.shelf import Form
from sfn_notebook.store.checking import checked
from sfn_notebook.values import decode, encode


@lru_cache(maxsize=64)
def machine_text(machine: Machine) -> str:
    """A state machine as JSON; asked for at each start."""
    return encode(asdict(machine))


def machine_of(text: str) -> Machine:
    """The state machine of such a text."""
    return _machine(_members(text))


def _members(text: str) -> dict[str, Any]:
    return cast("dict[str, Any]", decode(text))


def _machine(data: dict[str, Any]) -> Machine:
    given: dict[str, Any] = data.pop("settings")
    logging = LoggingConfiguration(**checked(LoggingConfiguration, given.pop("logging")))
    settings = MachineSettings(**checked(MachineSettings, given), logging=logging)
    decode(settings.definition)
    return Machine(settings=settings, **checked(Machine, data))


def _version_text(version: Version) -> str:
    return encode(asdict(version))


def _version(text: str) -> Version:
    data = _members(text)
    return Version(machine=_machine(data.pop("machine")), **checked(Version, data))


def _alias_text(alias: Alias) -> str:
    return encode(asdict(alias))


def _alias(text: str) -> Alias:
    data = _members(text)
    routes = tuple(Route(**checked(Route, route)) for route in data.pop("routes"))
    return Alias(routes=routes, **checked(Alias, data))


def _number_text(number: int) -> str:
    return str(number)


def _number(text: str) -> int:
    return int(text)


MACHINES: Final = Form(kind="machine", write=machine_text, read=machine_of)
VERSIONS: Final = Form(kind="version", write=_version_text, read=_version)
ALIASES: Final = Form(kind="alias", write=_alias_text, read=_alias)
NUMBERS: Final = Form(kind="number", write=_number_text, read=_number)
