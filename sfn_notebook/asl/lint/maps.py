"""Map states: labels and what reads their items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from sfn_notebook.asl.findings import quoted, schema_error
from sfn_notebook.asl.sites import MachineSite, Members, StateSite
from sfn_notebook.text.diagnostic import Diagnostic, Path, Severity
from sfn_notebook.text.suggest import did_you_mean

_FORBIDDEN: Final = re.compile(r"""[\s?*<>{}\[\]:;,\\|^~$#%&`"\x00-\x1f\x7f-\x9f]""")
LONGEST_LABEL: Final = 40
_READERS: Final = ("s3:getObject", "s3:listObjectsV2")
_INPUT_TYPES: Final = ("CSV", "JSON", "JSONL", "PARQUET", "MANIFEST")


def check_map(state: StateSite) -> Iterator[Diagnostic]:
    """The Label and the ItemReader of a Map state."""
    if state.type != "Map":
        return
    label = state.members.get("Label")
    if isinstance(label, str) and (not 0 < len(label) <= LONGEST_LABEL or _FORBIDDEN.search(label)):
        message = (
            f'"{label}" is no label: 1 to {LONGEST_LABEL} characters, no blanks and none of ?*<>{{}}[]:;,\\|^~$#%&`"'
        )
        yield _label("SFN315", message, (*state.path, "Label"), "INVALID_LABEL_NAME", f"Invalid label name: {label}")
    reader = state.members.get("ItemReader")
    if isinstance(reader, dict):
        yield from _check_reader(reader, (*state.path, "ItemReader"))


def check_labels(machines: Iterable[MachineSite]) -> Iterator[Diagnostic]:
    """No label stands twice in the whole machine."""
    seen: set[str] = set()
    for state in (state for machine in machines for state in machine.states):
        label = state.members.get("Label")
        if not isinstance(label, str):
            continue
        if label in seen:
            path = (*state.path, "Label")
            message = f'two Map states have the label "{label}"'
            yield _label("SFN212", message, path, "DUPLICATE_LABEL_NAME", f"Duplicate label name: {label}")
        seen.add(label)


def _label(code: str, message: str, path: Path, aws_code: str, aws_message: str) -> Diagnostic:
    found = Diagnostic(code=code, severity=Severity.ERROR, message=message, path=path)
    return replace(found, aws_code=aws_code, aws_message=aws_message)


def _check_reader(reader: Members, path: Path) -> Iterator[Diagnostic]:
    resource = reader.get("Resource")
    if resource is None:
        yield schema_error("SFN304", "Resource is missing", path, "These fields are required: [Resource]")
    elif isinstance(resource, str) and not resource.endswith(_READERS):
        hint = did_you_mean(resource.rpartition(":::")[2], _READERS) or "items are read by " + " or ".join(_READERS)
        said = f"The resource provided {resource} is not recognized"
        yield schema_error("SFN319", f'"{resource}" reads no items', (*path, "Resource"), said, hint=hint)
    config = reader.get("ReaderConfig")
    if isinstance(config, dict):
        yield from _check_config(config, (*path, "ReaderConfig"))


def _check_config(config: Members, path: Path) -> Iterator[Diagnostic]:
    kind = config.get("InputType")
    if isinstance(kind, str) and kind not in _INPUT_TYPES:
        said = f"Value should be one of the following: [{', '.join(_INPUT_TYPES)}]"
        yield schema_error("SFN307", f"InputType is {quoted(_INPUT_TYPES)}", (*path, "InputType"), said)
    if kind == "CSV" and "CSVHeaderLocation" not in config and "ManifestType" not in config:
        said = "The field 'CSVHeaderLocation' is required"
        yield schema_error("SFN319", "CSV needs CSVHeaderLocation", path, said, hint='"FIRST_ROW" or "GIVEN"')
    if config.get("CSVHeaderLocation") == "GIVEN" and "CSVHeaders" not in config:
        said = "These fields are required: [CSVHeaders]"
        yield schema_error("SFN304", "CSVHeaders is missing", path, said)
    if "MaxItems" in config and "MaxItemsPath" in config:
        said = "There should only be one of the following fields: [MaxItems, MaxItemsPath]"
        place = (*path, "MaxItemsPath")
        found = schema_error("SFN303", 'only one of "MaxItems" or "MaxItemsPath" may stand here', place, said, at=path)
        yield replace(found, is_about_key=True)
