"""What a function displays while it answers a Task: marked with the state, and kept with the step."""

from __future__ import annotations

import threading
from typing import Any, Final

from sfn_notebook.integrations.printing import record, recorded_state

_MARK: Final = "_sfn_notebook"


def watch_displays(shell: Any) -> None:
    """Have a shell say whose display it is, if it comes from a function that answers a Task; twice does no harm."""
    publisher = shell.display_pub
    if hasattr(publisher, _MARK) or not hasattr(shell, "kernel"):  # a terminal prints what is displayed
        return
    publish = publisher.publish
    both = threading.Lock()  # functions of a Map state display side by side

    def publish_marked(data: dict[str, Any], *arguments: Any, **options: Any) -> None:
        state = recorded_state()
        if state is not None and not options.get("update"):
            record(_text(data))
            with both:
                publish({"text/plain": f"[{state}]"})
                publish(data, *arguments, **options)
            return
        publish(data, *arguments, **options)

    publisher.publish = publish_marked
    setattr(publisher, _MARK, True)


def _text(data: dict[str, Any]) -> str:
    return str(data.get("text/plain") or f"({', '.join(data)})")
