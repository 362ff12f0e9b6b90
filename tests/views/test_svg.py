from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from machines import generate_machine
from parsing import definition_of

from sfn_notebook.values import JSON
from sfn_notebook.views.layout import layout
from sfn_notebook.views.palette import ICON_PATHS, PALETTES, SIGN_PATHS, SIGNS, Theme
from sfn_notebook.views.steps import Status
from sfn_notebook.views.style import STYLE
from sfn_notebook.views.svg import to_svg

OWN_COLOURS: tuple[Theme, ...] = ("auto-safe", "light", "dark")
LAMBDA = "arn:aws:lambda:us-east-1:111111111111:function:"
ORDER: JSON = {
    "StartAt": "Check",
    "States": {
        "Check": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.total", "NumericGreaterThan": 100, "Next": "Fan"}],
            "Default": "Refuse",
        },
        "Fan": {
            "Type": "Parallel",
            "Branches": [
                {"StartAt": "Charge", "States": {"Charge": {"Type": "Task", "Resource": f"{LAMBDA}a", "End": True}}},
                {"StartAt": "Sleep", "States": {"Sleep": {"Type": "Wait", "Seconds": 60, "End": True}}},
            ],
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Refuse"}],
            "Next": "Each",
        },
        "Each": {
            "Type": "Map",
            "ItemProcessor": {"StartAt": "Item", "States": {"Item": {"Type": "Pass", "End": True}}},
            "Next": "Done",
        },
        "Done": {"Type": "Succeed"},
        "Refuse": {"Type": "Fail", "Error": "Refused"},
    },
}
STATUSES: dict[str, Status] = {
    "/Check": "succeeded",
    "/Fan": "caught error",
    "/Fan[0]/Charge": "failed",
    "/Fan[1]/Sleep": "cancelled",
    "/Each": "in progress",
}


def picture(theme: Theme = "auto-safe") -> str:
    badges = {"/Fan[0]/Charge": "3 tries", "/Each": "1/2"}
    return to_svg(layout(definition_of(ORDER)), STATUSES, badges=badges, theme=theme, title="order")


@pytest.mark.parametrize("theme", OWN_COLOURS)
def test_the_picture_of_an_execution(theme: Theme, golden: Callable[[str, str], None]) -> None:
    golden(f"views/order-{theme}.svg", picture(theme).replace("><", ">\n<") + "\n")


def test_a_picture_in_a_page_has_the_colours_of_the_page_if_it_gives_any() -> None:
    themed = picture("page")
    names = set(re.findall(r"var\((--sfn-[a-z-]+),#[0-9a-f]{6}\)", themed))
    assert {"--sfn-text", "--sfn-succeeded", "--sfn-succeeded-fill"} < names
    assert [name for name in sorted(names) if STYLE.count(f"{name}:#") != 4] == []
    assert re.sub(r"var\(--sfn-[a-z-]+,(#[0-9a-f]{6})\)", r"\1", themed) == picture("auto-safe")


def test_the_picture_of_a_machine(golden: Callable[[str, str], None]) -> None:
    golden("views/order.svg", to_svg(layout(definition_of(ORDER))).replace("><", ">\n<") + "\n")


def test_a_picture_is_well_formed_and_says_what_it_is() -> None:
    root = ET.fromstring(picture())  # noqa: S314 - our own text
    assert root.get("role") == "img"
    assert [child.text for child in root][:1] == ["order"]
    assert "Fan: caught error; Charge: failed" in (root[1].text or "")


def test_every_box_says_name_type_and_status() -> None:
    titles = {element.text for element in ET.fromstring(picture()).iter() if element.tag.endswith("title")}  # noqa: S314
    assert "Task state Charge, a, failed, 3 tries" in titles
    assert "Succeed state Done, not reached" in titles


def test_a_picture_stands_alone() -> None:
    text = picture().replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert re.findall(r"https?:|url\(|<style|<script|var\(|class=|href|<image|@import", text) == []


def test_only_themes_have_a_background() -> None:
    assert [theme for theme in PALETTES if 'width="100%"' in picture(theme)] == ["light", "dark"]


def test_any_name_can_be_drawn() -> None:
    name = "<b>&\"'\x00\x1f]]>"
    svg = to_svg(layout(definition_of({"StartAt": name, "States": {name: {"Type": "Succeed"}}})))
    titles = [element.text for element in ET.fromstring(svg).iter() if element.tag.endswith("title")]  # noqa: S314
    assert "Succeed state <b>&\"'\ufffd\ufffd]]>" in titles


def test_a_large_picture_is_well_formed() -> None:
    svg = to_svg(layout(definition_of(generate_machine(5, 120, 3))))
    assert ET.fromstring(svg).tag.endswith("svg")  # noqa: S314


def test_each_status_differs_without_its_colour() -> None:
    looks = PALETTES["light"].looks
    borders = {(look.width, look.dashes, look.is_double) for look in looks.values()}
    assert len(borders) == len(looks) == len(SIGNS)
    assert len(set(SIGN_PATHS.values())) == len(looks) - 1
    assert len(ICON_PATHS) == 8


@pytest.mark.parametrize(("theme", "ground"), [("light", "#ffffff"), ("dark", "#111418"), ("dark", "#111111")])
def test_colours_of_statuses_stand_out(theme: Theme, ground: str) -> None:
    looks = PALETTES[theme].looks
    weak = {status: look.color for status, look in looks.items() if contrast(look.color, ground) < 4.5}
    assert set(weak) <= {"not reached"}


@pytest.mark.parametrize("theme", OWN_COLOURS)
def test_texts_and_arrows_can_be_read(theme: Theme) -> None:
    palette = PALETTES[theme]
    grounds = [look.fill for look in palette.looks.values()] + [palette.head, palette.label]
    assert min(contrast(palette.text, ground) for ground in grounds) >= 7
    assert min(contrast(palette.faint, ground) for ground in grounds) >= 4.5
    behind = [palette.background] if palette.background else ["#ffffff", "#111111"]
    assert min(contrast(line, ground) for line in (palette.edge, palette.catch) for ground in behind) >= 3


def contrast(one: str, two: str) -> float:
    """The contrast of two colours as WCAG 2 counts it."""
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


def luminance(color: str) -> float:
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
