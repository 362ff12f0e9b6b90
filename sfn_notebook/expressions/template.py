"""Payload templates: Parameters, ResultSelector, ItemSelector and their like, compiled to Readers.

A member whose name ends in `.$` has a path or an intrinsic function call as its value; everything else stands for
itself. Neither compiling nor bounding recurses.

Spec: https://states-language.net/spec.html#payload-template
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from sfn_notebook.expressions.intrinsics.compiler import bound_intrinsic, compile_intrinsic
from sfn_notebook.expressions.intrinsics.function import Bound
from sfn_notebook.expressions.intrinsics.parser import IntrinsicSyntaxError
from sfn_notebook.expressions.jsonpath import parse_path
from sfn_notebook.expressions.jsonpath_steps import Indexes, PathSyntaxError, Scan
from sfn_notebook.expressions.path import compile_field_path
from sfn_notebook.expressions.scope import Reader, Scope
from sfn_notebook.values import JSON, size_bytes

Place: TypeAlias = "tuple[str | int, ...]"
"""Where something stands in a template: keys as they are written, and indexes."""

_SUFFIX: Final = ".$"


class TemplateError(ValueError):
    """A template that cannot be compiled.

    Attributes:
        path: where it is wrong, in the template.
        message: why, in our words.
    """

    def __init__(self, path: Place, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateBound:
    """An upper bound of the compact JSON of a result: `literal_bytes` and `references` times the bytes of `$`.

    Attributes:
        references: None where there is no such bound.
    """

    literal_bytes: int
    references: int | None


@dataclass(slots=True)
class _Node:
    """An object or array of a template, its parts compiled from the inside out."""

    template: dict[str, JSON] | list[JSON]
    place: Place
    children: dict[str | int, _Node] = field(default_factory=dict["str | int", "_Node"])
    reader: Reader | None = None
    """None if it stands for itself."""


def compile_template(template: JSON) -> Reader:
    """The Reader of a payload template.

    Raises:
        TemplateError: for the first place that is wrong.
    """
    errors = check_template(template)
    if errors:
        raise TemplateError(*errors[0])
    nodes = _nodes(template)
    for node in reversed(nodes):
        node.reader = _compile_object(node) if isinstance(node.template, dict) else _compile_array(node)
    reader = nodes[0].reader if nodes else None
    return reader or (lambda _document, _scope: template)


def check_template(template: JSON) -> list[tuple[Place, str]]:
    """What is wrong with a template: where, and why in our words."""
    return [found for node in _nodes(template) for found in _check_node(node)]


def template_bound(template: JSON) -> TemplateBound:
    """An upper bound of the size of what a template gives, without looking at any value.

    The template must be one that can be compiled.
    """
    literal_bytes = size_bytes(template)
    references = 0
    for node in _nodes(template):
        for source in _expressions(node).values():
            bound = _bound_expression(str(source))
            if bound.references is None:
                return TemplateBound(literal_bytes=0, references=None)
            literal_bytes += bound.literal_bytes
            references += bound.references
    return TemplateBound(literal_bytes=literal_bytes, references=references)


def compile_expression(source: str, field_name: str) -> Reader:
    """The Reader of a path or a call: the value of a member `name.$`, ErrorPath, CausePath.

    Args:
        source: the path or call.
        field_name: as AWS shows it: `name.$`, `ErrorPath`.

    Raises:
        PathSyntaxError, IntrinsicSyntaxError: if it is neither.
    """
    if source.startswith("States."):
        return compile_intrinsic(source)
    return compile_field_path(source, field_name)


def check_expression(source: str) -> str | None:
    """Why a text is neither a path nor a call, in our words; None if it is one."""
    if not source.startswith(("$", "States.")):
        return f'expected a path or an intrinsic function call, found "{source}"'
    try:
        compile_expression(source, "")
    except (PathSyntaxError, IntrinsicSyntaxError) as error:
        return f"{error}, at character {error.position + 1} of {source}"
    return None


def _nodes(template: JSON) -> list[_Node]:
    """The objects and arrays of a template, outer ones first."""
    if not isinstance(template, (dict, list)):
        return []
    nodes = [_Node(template, ())]
    for node in nodes:
        members = node.template.items() if isinstance(node.template, dict) else enumerate(node.template)
        for key, member in members:
            if isinstance(member, (dict, list)):
                node.children[key] = _Node(member, (*node.place, key))
        nodes.extend(node.children.values())
    return nodes


def _expressions(node: _Node) -> dict[str, JSON]:
    if isinstance(node.template, list):
        return {}
    return {key: member for key, member in node.template.items() if key.endswith(_SUFFIX)}


def _check_node(node: _Node) -> Iterator[tuple[Place, str]]:
    for key, source in _expressions(node).items():
        place = (*node.place, key)
        if key.removesuffix(_SUFFIX) in node.template:
            yield place, f'"{key}" and "{key.removesuffix(_SUFFIX)}" give the same member twice'
        if not isinstance(source, str):
            yield place, f'the value of "{key}" must be a path or an intrinsic function call, as text'
        elif problem := check_expression(source):
            yield place, problem


def _compile_object(node: _Node) -> Reader | None:
    shape: dict[str, JSON] = {}
    readers: list[tuple[str, Reader]] = []
    expressions = _expressions(node)
    for key, member in node.template.items() if isinstance(node.template, dict) else ():
        child = node.children.get(key)
        name = key.removesuffix(_SUFFIX) if key in expressions else key
        reader = compile_expression(str(member), key) if key in expressions else child and child.reader
        shape[name] = None if reader else member
        if reader:
            readers.append((name, reader))
    return _fill_object(shape, readers) if readers else None


def _fill_object(shape: dict[str, JSON], readers: list[tuple[str, Reader]]) -> Reader:
    """Copies the constants, in the order of the template, and fills in the rest."""
    if len(readers) == 1:
        return _fill_member(shape, *readers[0])

    def read(document: JSON, scope: Scope) -> JSON:
        filled = shape.copy()
        for name, reader in readers:
            filled[name] = reader(document, scope)
        return filled

    return read


def _fill_member(shape: dict[str, JSON], name: str, reader: Reader) -> Reader:
    if len(shape) == 1:
        return lambda document, scope: {name: reader(document, scope)}

    def read(document: JSON, scope: Scope) -> JSON:
        filled = shape.copy()
        filled[name] = reader(document, scope)
        return filled

    return read


def _compile_array(node: _Node) -> Reader | None:
    readers = [(index, child.reader) for index, child in node.children.items() if child.reader]
    if not readers:
        return None
    shape = list(node.template)

    def read(document: JSON, scope: Scope) -> JSON:
        filled = shape.copy()
        for index, reader in readers:
            filled[int(index)] = reader(document, scope)
        return filled

    return read


def _bound_expression(source: str) -> Bound:
    return bound_intrinsic(source, _bound_path) if source.startswith("States.") else _bound_path(source)


def _bound_path(source: str) -> Bound:
    """One path gives no more than its source: no step but a scan, or an index said twice, gives a value twice."""
    if source != "$" and not source.startswith(("$.", "$[")):
        return Bound(0, None)
    for step in parse_path(source).steps:
        if isinstance(step, Scan) or (isinstance(step, Indexes) and len(set(step.indexes)) < len(step.indexes)):
            return Bound(0, None)
    # Two brackets of a list of values, or the null of an index behind the end.
    return Bound(4, 1)
