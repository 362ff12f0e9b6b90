"""Executions of moto, measured in a process of their own, which can be ended: a program as `peers/answering.cjs`."""

from __future__ import annotations

import json
import sys
from typing import Any

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
                    measure = measuring(execution(client, request["load"]["definition"], request["load"]["input"]))
                elif measure is not None:
                    reply = measure(request["runs"])._asdict()
            except PeerError as error:
                reply = {"error": str(error)}
            sys.stdout.write(json.dumps(reply) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
