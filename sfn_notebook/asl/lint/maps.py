"""Map states: labels, and what reads their items, batches them and writes their results."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from sfn_notebook.asl.fields import Fields
from sfn_notebook.asl.findings import schema_error, warning
from sfn_notebook.asl.map_fields import EXCLUSIVE, MAP_OBJECTS
from sfn_notebook.asl.member_checks import check_fields, exclusive, require
from sfn_notebook.asl.sites import MachineSite, Members, StateSite
from sfn_notebook.text.diagnostic import Diagnostic, Path, Severity
from sfn_notebook.text.suggest import did_you_mean
from sfn_notebook.values import JSON

_FORBIDDEN: Final = re.compile(r"""[\s?*<>{}\[\]:;,\\|^~$#%&`"\x00-\x1f\x7f-\x9f]""")
LONGEST_LABEL: Final = 40
_READERS: Final = ("s3:getObject", "s3:listObjectsV2")
_WRITERS: Final = ("s3:putObject",)


def check_map(state: StateSite) -> Iterator[Diagnostic]:
    """The Label of a Map state, and what only a Distributed Map has."""
    if state.type != "Map":
        return
    label = state.members.get("Label")
    if isinstance(label, str) and (not 0 < len(label) <= LONGEST_LABEL or _FORBIDDEN.search(label)):
        message = (
            f'"{label}" is no label: 1 to {LONGEST_LABEL} characters, no blanks and none of ?*<>{{}}[]:;,\\|^~$#%&`"'
        )
        yield _label("SFN315", message, (*state.path, "Label"), "INVALID_LABEL_NAME", f"Invalid label name: {label}")
    yield from _check_objects(state)
    yield from _check_inline(state)
    for name, check in (
        ("ItemReader", _check_reader),
        ("ItemBatcher", _check_batcher),
        ("ResultWriter", _check_writer),
    ):
        members = state.members.get(name)
        if isinstance(members, dict):
            yield from check(members, (*state.path, name))


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
            yield _label("SFN212", message, path, "DUPLICATE_LABEL_NAME", f"Duplicate Label name: {label}")
        seen.add(label)


def _label(code: str, message: str, path: Path, aws_code: str, aws_message: str) -> Diagnostic:
    found = Diagnostic(code=code, severity=Severity.ERROR, message=message, path=path)
    return replace(found, aws_code=aws_code, aws_message=aws_message)


def map_objects(state: StateSite) -> Iterator[tuple[Members, Path, Fields]]:
    """ItemReader, ItemBatcher, ResultWriter and what they hold, with the fields that each takes."""
    for steps, fields in MAP_OBJECTS.items() if state.type == "Map" else ():
        found: JSON = dict(state.members)
        for step in steps:
            found = found.get(step) if isinstance(found, dict) else None
        if isinstance(found, dict):
            yield found, (*state.path, *steps), fields


def _check_objects(state: StateSite) -> Iterator[Diagnostic]:
    for members, path, fields in map_objects(state):
        yield from check_fields(members, path, fields, state.language)
        for pair in EXCLUSIVE.get(tuple(str(step) for step in path[len(state.path) :]), ()):
            if members.keys() >= set(pair):
                said = f"There should only be one of the following fields: [{', '.join(pair)}]"
                yield exclusive(list(pair), path, said)


def _check_inline(state: StateSite) -> Iterator[Diagnostic]:
    processor = state.members.get("ItemProcessor", state.members.get("Iterator"))
    config = processor.get("ProcessorConfig") if isinstance(processor, dict) else None
    if isinstance(config, dict) and config.get("Mode") == "DISTRIBUTED":
        return
    for name in ("ItemReader", "ItemBatcher", "ResultWriter"):
        if name in state.members:
            hint = '"ProcessorConfig": {"Mode": "DISTRIBUTED", …} makes it one'
            found = warning("SFN606", f"{name} is for a Distributed Map", (*state.path, name), hint)
            yield replace(found, is_about_key=True)


def _check_reader(reader: Members, path: Path) -> Iterator[Diagnostic]:
    yield from require(reader, path, ("Resource",))
    yield from _check_resource(reader, path, _READERS, "reads no items")
    config = reader.get("ReaderConfig")
    if isinstance(config, dict):
        yield from _check_config(config, (*path, "ReaderConfig"))


def _check_resource(members: Members, path: Path, known: tuple[str, ...], what: str) -> Iterator[Diagnostic]:
    resource = members.get("Resource")
    if isinstance(resource, str) and "${" not in resource and not resource.endswith(known):
        hint = did_you_mean(resource.rpartition(":::")[2], known) or " or ".join(known)
        said = "The field 'Resource' does not match any of the allowed values"
        yield schema_error("SFN319", f'"{resource}" {what}', (*path, "Resource"), said, hint=hint)


def _check_writer(writer: Members, path: Path) -> Iterator[Diagnostic]:
    yield from _check_resource(writer, path, _WRITERS, "writes no results")


def _check_batcher(batcher: Members, path: Path) -> Iterator[Diagnostic]:
    if not any(name.startswith("Max") for name in batcher):
        hint = "MaxItemsPerBatch or MaxInputBytesPerBatch"
        yield warning("SFN607", "nothing says how large a batch is", path, hint)


def _check_config(config: Members, path: Path) -> Iterator[Diagnostic]:
    kind = config.get("InputType")
    if kind == "CSV" and "CSVHeaderLocation" not in config and "ManifestType" not in config:
        said = "The field 'CSVHeaderLocation' is required"
        yield schema_error("SFN319", "CSV needs CSVHeaderLocation", path, said, hint='"FIRST_ROW" or "GIVEN"')
    if kind == "JSON" and "CSVHeaderLocation" in config:
        said = "Field 'CSVHeaderLocation' is not supported"
        place = (*path, "CSVHeaderLocation")
        yield replace(schema_error("SFN319", "JSON has no CSV headers", place, said, at=path), is_about_key=True)
    if config.get("CSVHeaderLocation") == "GIVEN":
        yield from require(config, path, ("CSVHeaders",))
