"""A machine as boxes and links without positions: what a layout starts from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Final

from sfn_notebook.asl import model
from sfn_notebook.engine.place import child_path, escape
from sfn_notebook.views.captions import catcher_text, rule_text, subtitle
from sfn_notebook.views.graph import EdgeKind
from sfn_notebook.views.widths import shorten, text_width

NAME_SIZE: Final = 13
_BOLD_SIZE: Final = 13.6  # bold letters are wider
CAPTION_SIZE: Final = 11
LABEL_SIZE: Final = 11
BOX_HEIGHT: Final = 46
BOX_WIDTHS: Final = (132, 216)
TEXT_LEFT: Final = 42
TEXT_RIGHT: Final = 14
LABEL_HEIGHT: Final = 18
LABEL_WIDTH: Final = 168
LABEL_PADDING: Final = 7
MARK: Final = (58, 26)
SMALL_MARK: Final = (12, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A state or a mark; the size of a container is not known yet."""

    id: str
    name: str
    label: str
    type: str
    subtitle: str
    caption: str
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An arrow between two boxes, given by their indexes.

    Attributes:
        title, text, width: of the label: whole, as it fits, and how wide its box is; "", "" and 0 without one.
    """

    source: int
    target: int
    kind: EdgeKind
    title: str = ""
    text: str = ""
    width: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One machine alone: START is the first box, END the last; in between its states."""

    boxes: tuple[Box, ...]
    links: tuple[Link, ...]


def outline(machine: model.Definition, place: str) -> Outline:
    """The boxes and links of one machine, without those of the machines inside it.

    Args:
        machine: to draw.
        place: the prefix of its boxes' ids: "" at the top, `/Fan[1]`, `/Each`.
    """
    states = tuple(machine.states.values())
    index = {name: number for number, name in enumerate(machine.states, start=1)}
    end = len(states) + 1
    links = [Link(source=0, target=index[machine.start_at], kind="start")] if machine.start_at in index else []
    for number, state in enumerate(states, start=1):
        links.extend(_links(number, state, index, end))
    boxes = (_mark(place, "Start"), *(_box(place, state) for state in states), _mark(place, "End"))
    return Outline(boxes=boxes, links=tuple(links))


def _mark(place: str, name: str) -> Box:
    width, height = SMALL_MARK if place else MARK
    label = "" if place else name
    return Box(
        id=f"{place}/^{name.lower()}",
        name=name,
        label=label,
        type=name,
        subtitle="",
        caption="",
        width=width,
        height=height,
    )


def _box(place: str, state: model.State) -> Box:
    kind, words = model.type_name(state), subtitle(state)
    caption = f"{kind} · {words}" if words else kind
    wanted = max(text_width(state.name, _BOLD_SIZE), text_width(caption, CAPTION_SIZE)) + TEXT_LEFT + TEXT_RIGHT
    width = ceil(min(max(wanted, BOX_WIDTHS[0]), BOX_WIDTHS[1]))
    label, shown = fitted(state.name, caption, width)
    return Box(
        id=f"{place}/{escape(state.name)}",
        name=state.name,
        label=label,
        type=kind,
        subtitle=words,
        caption=shown,
        width=width,
        height=BOX_HEIGHT,
    )


def fitted(name: str, caption: str, width: float) -> tuple[str, str]:
    """Both lines of a box of that width."""
    room = width - TEXT_LEFT - TEXT_RIGHT
    return shorten(name, room, _BOLD_SIZE), shorten(caption, room, CAPTION_SIZE)


def _links(source: int, state: model.State, index: dict[str, int], end: int) -> Iterator[Link]:
    """The links of one state; several to one target become one with all their texts."""
    merged: dict[tuple[int, bool], tuple[EdgeKind, list[str]]] = {}
    for target, kind, text in _targets(state):
        number = end if target is None else index.get(target)
        if number is None:
            continue
        _, texts = merged.setdefault((number, kind == "catch" and number != source), (kind, []))
        texts.extend([text] if text and text not in texts else [])
    for (target, _), (kind, texts) in merged.items():
        title = "; ".join(texts)
        text = shorten(title, LABEL_WIDTH - 2 * LABEL_PADDING, LABEL_SIZE)
        width = float(ceil(text_width(text, LABEL_SIZE) + 2 * LABEL_PADDING)) if text else 0
        yield Link(source=source, target=target, kind=kind, title=title, text=text, width=width)


def _targets(state: model.State) -> Iterator[tuple[str | None, EdgeKind, str]]:
    if isinstance(state, model.ChoiceState):
        for rule in state.choices:
            yield rule.next, "choice", rule_text(rule.test)
        if state.default is not None:
            yield state.default, "default", "Default"
    elif isinstance(state, (model.SucceedState, model.FailState)):
        yield None, "end", ""
    elif state.next is not None:
        yield state.next, "next", ""
    else:
        yield None, "end", ""
    if isinstance(state, (model.TaskState, model.ParallelState, model.MapState)):
        for catcher in state.catch:
            yield catcher.next, "catch", catcher_text(catcher)


def inner_machines(state: model.State, node: str) -> tuple[tuple[str, model.Definition], ...]:
    """The machines inside a container with the prefix of their boxes' ids; none for other states."""
    if isinstance(state, model.ParallelState):
        return tuple((child_path(node, number), branch) for number, branch in enumerate(state.branches))
    if isinstance(state, model.MapState):
        return ((node, state.item_processor),)
    return ()


def states_by_node(machine: model.Definition, place: str = "") -> Iterator[tuple[str, model.State]]:
    """Every state of a machine and of the machines inside it, by the id of its box."""
    for name, state in machine.states.items():
        node = f"{place}/{escape(name)}"
        yield node, state
        for inside, inner in inner_machines(state, node):
            yield from states_by_node(inner, inside)
