"""Executions and calls of moto, measured in a process of their own, which can be ended.

A program as `peers/answering.cjs`: what is loaded is a machine with its input, or what `api_calls` measures.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from api_calls import measure_of
from contenders import execution, moto_client
from peer_programs import PeerError
from timing import Measure, measuring


def main() -> None:
    """Answer requests on stdin, one JSON document a line."""
    measure: Measure | None = None
    with moto_client() as client:
        for line in sys.stdin:
            request: dict[str, Any] = json.loads(line)
            reply: dict[str, object] = {}
            try:
                if "load" in request:
                    measure = _measure(client, request["load"])
                elif measure is not None:
                    reply = measure(request["runs"])._asdict()
            except PeerError as error:
                reply = {"error": str(error)}
            sys.stdout.write(json.dumps(reply) + "\n")
            sys.stdout.flush()


def _measure(client: Any, load: dict[str, Any]) -> Measure:
    if "calls" in load:
        return measure_of(client, load["calls"])
    return measuring(execution(client, load["definition"], load["input"]))


if __name__ == "__main__":
    main()
