"""Reads what a user hands in as a definition, and its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Final

from sfn_notebook.api.account import Account
from sfn_notebook.api.arn import check_name
from sfn_notebook.api.errors import ApiError
from sfn_notebook.api.options import Options
from sfn_notebook.api.ports import MachineSettings
from sfn_notebook.engine.clock import parse_clock
from sfn_notebook.engine.domain import OnTokens
from sfn_notebook.engine.quotas import MOST_NAME_CHARACTERS
from sfn_notebook.errors import UsageError, check_type
from sfn_notebook.text.source import Source, read_source
from sfn_notebook.values import JSON, NotJsonError, detach, text_size_bytes

_LAST_TIME: Final = 253_402_300_799_999_999_999
"""The end of the year 9999, in nanoseconds since the epoch: no later time can be written."""


def checked_name(name: object) -> str:
    """A name, unchanged; raises UsageError for one that AWS does not take."""
    try:
        if isinstance(name, str) and 1 <= len(name) <= MOST_NAME_CHARACTERS:
            return check_name(name)
    except ApiError:
        pass
    rule = f"a name has 1 to {MOST_NAME_CHARACTERS} characters, and no spaces, brackets or slashes"
    raise UsageError(f'"{name}" cannot be a name: {rule}')


def checked_seed(given: object) -> int | None:
    """`seed=`, unchanged; raises UsageError for anything but None and a whole number of 64 bits."""
    return _checked_number("seed", given, (1 << 64) - 1)


def checked_start_time(given: object) -> int | None:
    """`start_time=`, unchanged; raises UsageError for anything but None and nanoseconds from 1970 to 9999."""
    return _checked_number("start_time", given, _LAST_TIME)


def _checked_number(name: str, given: object, most: int) -> int | None:
    if given is None:
        return None
    if not isinstance(given, int) or isinstance(given, bool):
        raise UsageError(f"{name}={given!r:.80} is no whole number")
    if not 0 <= given <= most:
        raise UsageError(f"{name}={given} is not between 0 and {most}")
    return given


def check_account(account_id: object, region: object) -> None:
    """Raise UsageError for an account or a region that an ARN cannot have."""
    if not isinstance(account_id, str) or not re.fullmatch(r"[0-9]{12}", account_id):
        raise UsageError(f"an account id has twelve digits: {account_id!r:.80}")
    if not isinstance(region, str) or not re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", region):
        raise UsageError(f"a region is called as us-east-1 is: {region!r:.80}")


def check_startable(account: Account, settings: MachineSettings) -> None:
    """Raise UsageError where nothing can be started any more: in a session that is closed, of a deleted machine."""
    if account.is_closed:
        raise UsageError("the session was closed: open another one")
    account.refresh()
    machine = account.deployments.machines.get(settings.arn)
    if machine is None or machine.is_deleting:
        raise UsageError(f'"{settings.name}" was deleted: evaluate its cell again, or make another StateMachine of it')


def read_options(clock: str | None, seed: int | None, start_time: int | None, tokens: OnTokens | None) -> Options:
    """What one execution does otherwise than its session; raises UsageError for what it cannot do."""
    if tokens not in ("hold", "skip", None):
        raise UsageError(f'tokens="{tokens}" is neither "hold" nor "skip"')
    return Options(
        clock=None if clock is None else parse_clock(clock),
        seed=checked_seed(seed),
        start_time=checked_start_time(start_time),
        on_tokens=tokens,
    )


def read_input(given: object, limit: int | None) -> tuple[str, JSON]:
    """An input as text and as a value; raises UsageError for what is not JSON, or has more bytes than the limit."""
    try:
        text, value = detach(given)
    except NotJsonError as error:
        raise UsageError(f"the input is not JSON: {error}") from None
    size = text_size_bytes(text)
    if limit is not None and size > limit:
        raise UsageError(f"the input has {size} bytes, more than the {limit} that AWS takes")
    return text, value


def check_length(definition: str, limit: int | None) -> None:
    """Raises UsageError for a definition that is longer than the limit; None is no limit."""
    if limit is not None and len(definition) > limit:
        raise UsageError(f"the definition has {len(definition)} characters, more than the {limit} that AWS takes")


def read_definition(
    definition: str | Path | Mapping[str, JSON], substitutions: Mapping[str, str] | None
) -> tuple[Source | JSON, str]:
    """The text or value, and the name it gives the machine; raises UsageError for what cannot be read."""
    check_type("a definition", definition, (str, PathLike, Mapping), "JSON or YAML text, a dict, or the path of a file")
    if substitutions is not None:
        check_type("substitutions", substitutions, Mapping, "a dict of texts by name")
        for name, value in substitutions.items():
            check_type(f"the substitution of {name}", value, str, "a text")
    if isinstance(definition, Mapping):
        try:
            return detach(dict(definition))[1], "machine"
        except NotJsonError as error:
            raise UsageError(f"the definition is not JSON: {error}") from None
    if isinstance(definition, str) and ("\n" in definition or "{" in definition or ":" in definition):
        return read_source(definition, substitutions=substitutions), "machine"
    path = Path(definition)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None
    except ValueError as error:  # UTF-16, a picture, or a name that no file can have
        raise UsageError(f"cannot read {path}: {error}") from None
    return read_source(text, name=str(path), substitutions=substitutions), path.name.split(".", maxsplit=1)[0]
