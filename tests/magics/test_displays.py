from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from sfn_notebook.integrations.printing import recording
from sfn_notebook.magics.displays import watch_displays


class Publisher:
    """As the kernel's."""

    def __init__(self) -> None:
        self.published: list[dict[str, Any]] = []

    def publish(self, data: dict[str, Any], **_: Any) -> None:
        self.published.append(data)


def _watched() -> Publisher:
    publisher = Publisher()
    shell = SimpleNamespace(display_pub=publisher, kernel=object())
    watch_displays(shell)
    watch_displays(shell)
    return publisher


def test_a_display_in_a_function_is_marked_with_its_state_and_kept() -> None:
    publisher = _watched()
    with recording("Charge") as recorder:
        publisher.publish({"text/plain": "a table", "text/html": "<table>"})
    assert publisher.published == [{"text/plain": "[Charge]"}, {"text/plain": "a table", "text/html": "<table>"}]
    assert [each.text for each in recorder.printed()] == ["a table\n"]


def test_a_display_without_text_is_kept_by_its_kinds() -> None:
    publisher = _watched()
    with recording("Charge") as recorder:
        publisher.publish({"image/png": "…"})
    assert [each.text for each in recorder.printed()] == ["(image/png)\n"]


def test_other_displays_are_left_alone() -> None:
    publisher = _watched()
    publisher.publish({"text/plain": "x"})
    assert publisher.published == [{"text/plain": "x"}]
