"""Has moto deliver the events of EventBridge as they are.

moto writes an event into a template before it sends it to a target, even where the rule has none: that loses the
account, and replaces what looks like a placeholder in the data.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, TypeAlias

_MODULE = "moto.events.utils"
_Message: TypeAlias = "dict[str, Any]"


@contextmanager
def whole_events() -> Generator[None]:
    """For a block, that holds moto's lock, rules without a template send whole events."""
    module: Any = sys.modules.get(_MODULE)
    if module is None:  # nobody has asked for EventBridge yet
        yield
        return
    parser: Any = module.EventTemplateParser
    parse: Any = parser.parse

    def parse_or_copy(input_template: str, input_paths_map: dict[str, Any], event: _Message) -> Any:
        if input_template:
            return parse(input_template, input_paths_map, event)
        return {name: value for name, value in event.items() if name != "ingestion-time"}  # moto's own

    parser.parse = staticmethod(parse_or_copy)
    try:
        yield
    finally:
        parser.parse = staticmethod(parse)
