"""A reader of YAML that knows where everything stands; it builds from events, so it does not recurse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from sfn_notebook.text.diagnostic import Diagnostic, Path, Severity, Span
from sfn_notebook.text.json_refusals import empty_text
from sfn_notebook.text.outline import BrokenText, Extent, Outline
from sfn_notebook.text.yaml_scalars import NotJsonScalarError, resolve
from sfn_notebook.values import JSON, MAX_DEPTH, NotJsonError, check_depth

MOST_ALIASED_NODES: Final = 100_000
"""Aliases may repeat so many nodes in all; beyond it a few lines could fill the memory."""


@dataclass(slots=True)
class _Frame:
    """A mapping or sequence that is being read; `key` is None while a mapping waits for one."""

    container: dict[str, JSON] | list[JSON]
    path: Path
    start: int
    anchor: str | None
    nodes: int = 1
    key: str | None = None


@dataclass(frozen=True, slots=True)
class _Anchored:
    """What an alias stands for, and how many nodes it has."""

    value: JSON
    nodes: int


def read_yaml(text: str) -> Outline:
    """The value of a YAML text, the place of every node, and what is wrong with it."""
    return _Reader(text).run()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.frames: list[_Frame] = []
        self.documents: list[JSON] = []
        self.anchors: dict[str, _Anchored] = {}
        self.aliased = 0
        self.values: dict[Path, Extent] = {}
        self.keys: dict[Path, Extent] = {}
        self.diagnostics: list[Diagnostic] = []

    def run(self) -> Outline:
        value: JSON = None
        try:
            for event in _events(self.text):
                self.take(event)
            value = self.whole()
        except BrokenText as broken:
            self.diagnostics.append(broken.diagnostic)
        return Outline(value=value, values=self.values, keys=self.keys, diagnostics=tuple(self.diagnostics))

    def whole(self) -> JSON:
        if not self.documents:
            raise BrokenText(empty_text())
        value = self.documents[0]
        try:
            check_depth(value)
        except NotJsonError as error:
            raise BrokenText(_error("SFN108", str(error), (0, 1))) from None
        return value

    def take(self, event: Any) -> None:
        match type(event).__name__:
            case "ScalarEvent":
                self.scalar(event)
            case "AliasEvent":
                self.alias(event)
            case "MappingStartEvent":
                self.open(event, {})
            case "SequenceStartEvent":
                self.open(event, [])
            case "MappingEndEvent" | "SequenceEndEvent":
                self.close(event)
            case "DocumentStartEvent" if self.documents:
                raise BrokenText(
                    _error("SFN106", "a second document", _extent(event), "a file holds one state machine")
                )
            case _:
                pass

    def scalar(self, event: Any) -> None:
        extent = _extent(event)
        if self.frames and isinstance(self.frames[-1].container, dict) and self.frames[-1].key is None:
            self.take_key(cast("str", event.value), extent)
            return
        try:
            value = resolve(cast("str", event.value), event.tag, is_plain=bool(event.implicit[0]))
        except NotJsonScalarError as error:
            raise BrokenText(self.error("SFN102", str(error), extent)) from None
        self.check_surrogates(value, extent)
        self.finish(value, extent, event.anchor, 1)

    def take_key(self, key: str, extent: Extent) -> None:
        frame = self.frames[-1]
        path = (*frame.path, key)
        if key in frame.container:
            first = 1 + self.text.count("\n", 0, self.keys[path][0])
            message = f'the key "{key}" stands twice in one mapping'
            self.diagnostics.append(
                replace(_error("SFN103", message, extent, f"the first is in line {first}"), path=path)
            )
        self.check_surrogates(key, extent)
        self.keys[path] = extent
        frame.key = key

    def check_surrogates(self, value: JSON, extent: Extent) -> None:
        if not isinstance(value, str):
            return
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            hint = "an emoji is written as itself"
            raise BrokenText(self.error("SFN102", "half of a surrogate pair", extent, hint)) from None

    def alias(self, event: Any) -> None:
        extent = _extent(event)
        self.require_key(extent)
        name = cast("str", event.anchor)
        anchored = self.anchors.get(name)
        if anchored is None:
            raise BrokenText(self.error("SFN106", f"no anchor &{name} is complete here", extent))
        self.aliased += anchored.nodes
        if self.aliased > MOST_ALIASED_NODES:
            message = f"aliases repeat more than {MOST_ALIASED_NODES} nodes"
            raise BrokenText(self.error("SFN108", message, extent))
        self.finish(anchored.value, extent, None, anchored.nodes)

    def open(self, event: Any, container: dict[str, JSON] | list[JSON]) -> None:
        extent = _extent(event)
        self.require_key(extent)
        if len(self.frames) >= MAX_DEPTH:
            raise BrokenText(self.error("SFN108", f"nested deeper than {MAX_DEPTH} levels", extent))
        if event.tag not in {None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}:
            raise BrokenText(self.error("SFN106", f"the tag {event.tag} has no form in JSON", extent))
        self.frames.append(_Frame(container, self.here(), extent[0], event.anchor))

    def close(self, event: Any) -> None:
        frame = self.frames.pop()
        end = max(_extent(event)[1], frame.start)
        end = frame.start + len(self.text[frame.start : end].rstrip())
        self.finish(cast("JSON", frame.container), (frame.start, end), frame.anchor, frame.nodes)

    def require_key(self, extent: Extent) -> None:
        if self.frames and isinstance(self.frames[-1].container, dict) and self.frames[-1].key is None:
            hint = 'text in braces needs quotes: "{…}"'
            raise BrokenText(self.error("SFN106", "a key that is not text", extent, hint))

    def finish(self, value: JSON, extent: Extent, anchor: str | None, nodes: int) -> None:
        self.values[self.here()] = extent
        if anchor is not None:
            self.anchors[anchor] = _Anchored(value, nodes)
        if not self.frames:
            self.documents.append(value)
            return
        frame = self.frames[-1]
        frame.nodes += nodes
        if isinstance(frame.container, dict):
            frame.container[cast("str", frame.key)] = value
            frame.key = None
        else:
            frame.container.append(value)

    def here(self) -> Path:
        if not self.frames:
            return ()
        frame = self.frames[-1]
        if isinstance(frame.container, dict):
            return (*frame.path, cast("str", frame.key))
        return (*frame.path, len(frame.container))

    def error(self, code: str, message: str, extent: Extent, hint: str | None = None) -> Diagnostic:
        return replace(_error(code, message, extent, hint), path=self.frames[-1].path if self.frames else ())


def _events(text: str) -> Iterator[Any]:
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        yield from cast("Iterator[Any]", yaml.parse(text, Loader=loader))
    except yaml.YAMLError as error:
        raise BrokenText(_syntax_error(text, error)) from None


def _syntax_error(text: str, error: Any) -> Diagnostic:
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    position = cast("int", getattr(mark or error, "index", None) or getattr(error, "position", None) or 0)
    position = min(position, len(text))
    problem = cast("str", getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML")
    return _error("SFN101", problem, (position, position + 1), _hint(text, position))


def _hint(text: str, position: int) -> str | None:
    start = text.rfind("\n", 0, position) + 1
    line = text[start:].partition("\n")[0]
    before = text[:start].rstrip("\n").rpartition("\n")[2]
    if "\t" in line[: position - start + 1]:
        return "YAML is indented with spaces, not tabs"
    if "{%" in line or "{%" in before:
        return 'a JSONata expression needs quotes: "{% … %}"'
    if ": " in line.partition(": ")[2]:
        return 'text that contains ": " needs quotes'
    return None


def _extent(event: Any) -> Extent:
    return cast("int", event.start_mark.index), cast("int", event.end_mark.index)


def _error(code: str, message: str, extent: Extent, hint: str | None = None) -> Diagnostic:
    return Diagnostic(
        code=code,
        severity=Severity.ERROR,
        message=message,
        span=Span(start=extent[0], end=max(extent)),
        hint=hint,
        aws_code="INVALID_JSON_DESCRIPTION",
        aws_message=message,
    )
