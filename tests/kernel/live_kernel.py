"""A kernel in a process of its own, as a Jupyter server starts one, and what comes of its cells."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty
from typing import Any, Final, cast

from jupyter_client.manager import KernelManager

PATIENCE_SECONDS: Final = 60.0


@dataclass(slots=True)
class Outputs:
    """What a cell has given so far.

    Attributes:
        kinds: the types of all messages, in order.
    """

    streams: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    bundles: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    error: dict[str, Any] | None = None
    kinds: list[str] = field(default_factory=list[str])
    is_done: bool = False

    @property
    def printed(self) -> str:
        return "".join(text for _, text in self.streams)

    @property
    def displayed(self) -> str:
        return "\n".join(bundle.get("text/plain", "") for bundle in self.bundles)

    def take(self, message: dict[str, Any]) -> None:
        kind, content = message["msg_type"], message["content"]
        self.kinds.append(kind)
        if kind == "stream":
            self.streams.append((content["name"], content["text"]))
        elif kind == "display_data":
            self.bundles.append(content["data"])
        elif kind == "error":
            self.error = content
        elif kind == "status":
            self.is_done = content["execution_state"] == "idle"


class LiveKernel:
    """A kernel with the extension loaded."""

    def __init__(self) -> None:
        self.manager = KernelManager(kernel_name="python3")
        self.manager.start_kernel()
        self.client = cast("Any", self.manager.client())
        self.client.start_channels()
        self.client.wait_for_ready(timeout=PATIENCE_SECONDS)
        assert self.run("%load_ext sfn_notebook\nimport sfn_notebook as sfn").error is None

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        cast("Any", self.manager).cleanup_resources()

    def run(self, code: str) -> Outputs:
        """Run a cell to its end."""
        return self.follow(code, lambda _: False)

    def follow(self, code: str, is_time: Callable[[Outputs], bool], act: Callable[[], None] | None = None) -> Outputs:
        """Run a cell to its end, and do something once, when it has come to a certain point."""
        cell, outputs = self.client.execute(code), Outputs()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not outputs.is_done:
            assert time.monotonic() < deadline, outputs
            try:
                message = self.client.get_iopub_msg(timeout=1)
            except Empty:
                assert self.manager.is_alive(), "the kernel died"
                continue
            if message["parent_header"].get("msg_id") != cell:
                continue
            outputs.take(message)
            if act is not None and is_time(outputs):
                act()
                act = None
        assert act is None, "the cell ended before"
        return outputs

    def value(self, expression: str) -> Any:
        """A value of the kernel, by way of JSON."""
        return json.loads(self.run(f"import json\nprint(json.dumps({expression}))").printed)
