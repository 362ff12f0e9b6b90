"""Parameters of the API that are not supported yet: refused by name, never ignored."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sfn_notebook.api import errors
from sfn_notebook.values import JSON


def only(parameters: Mapping[str, JSON], supported: Collection[str]) -> None:
    """Raise ValidationException for the first parameter that is given and not supported."""
    for name, value in parameters.items():
        if name not in supported and value not in (None, False, []):
            raise errors.not_supported(f"the parameter {name}")


def machine_settings(parameters: Mapping[str, JSON]) -> None:
    """Raise for the settings of a state machine that would do something which is not done yet."""
    if _fields(parameters, "tracingConfiguration").get("enabled"):
        raise errors.not_supported("tracing (tracingConfiguration)")
    encryption(parameters)


def encryption(parameters: Mapping[str, JSON]) -> None:
    """Raise for any encryption but the one that costs nothing and changes nothing that can be seen."""
    if _fields(parameters, "encryptionConfiguration").get("type", "AWS_OWNED_KEY") != "AWS_OWNED_KEY":
        raise errors.not_supported("encryption with a key of your own (encryptionConfiguration)")


def _fields(parameters: Mapping[str, JSON], name: str) -> Mapping[str, JSON]:
    found = parameters.get(name)
    return found if isinstance(found, dict) else {}
