"""Reads what a user hands in as a definition, and its name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sfn_notebook.api.arn import check_name
from sfn_notebook.api.errors import ApiError
from sfn_notebook.engine.domain import OnTokens
from sfn_notebook.engine.quotas import MOST_NAME_CHARACTERS
from sfn_notebook.errors import UsageError
from sfn_notebook.text.source import Source, read_source
from sfn_notebook.values import JSON, NotJsonError, detach


def checked_name(name: object) -> str:
    """A name, unchanged; raises UsageError for one that AWS does not take."""
    try:
        if isinstance(name, str) and 1 <= len(name) <= MOST_NAME_CHARACTERS:
            return check_name(name)
    except ApiError:
        pass
    rule = f"a name has 1 to {MOST_NAME_CHARACTERS} characters, and no spaces, brackets or slashes"
    raise UsageError(f'"{name}" cannot be a name: {rule}')


def checked_number(name: str, given: object) -> int | None:
    """A whole number, or None, unchanged; raises UsageError for anything else."""
    if given is None or (isinstance(given, int) and not isinstance(given, bool)):
        return given
    raise UsageError(f"{name}={given!r:.80} is no whole number")


def checked_on_tokens(given: OnTokens | None) -> OnTokens | None:
    """`tokens=`, unchanged; raises UsageError for anything but `hold`, `skip` and None."""
    if given in ("hold", "skip", None):
        return given
    raise UsageError(f'tokens="{given}" is neither "hold" nor "skip"')


def check_length(definition: str, limit: int | None) -> None:
    """Raises UsageError for a definition that is longer than the limit; None is no limit."""
    if limit is not None and len(definition) > limit:
        raise UsageError(f"the definition has {len(definition)} characters, more than the {limit} that AWS takes")


def read_definition(
    definition: str | Path | Mapping[str, JSON], substitutions: Mapping[str, str] | None
) -> tuple[Source | JSON, str]:
    """The text or value, and the name it gives the machine; raises UsageError for what cannot be read."""
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
    return read_source(text, name=str(path), substitutions=substitutions), path.name.split(".", maxsplit=1)[0]
