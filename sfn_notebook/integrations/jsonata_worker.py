"""The process that evaluates expressions which may take more time or memory than the kernel can risk.

It reads requests from stdin and writes answers to stdout, a line of JSON each. It may die at any of them: of memory, of
a stack that overflows, or by its own watchdog; whoever asked starts another one.
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
from functools import lru_cache
from typing import Any, Final

from sfn_notebook.expressions.jsonata_bounds import ALL, Request
from sfn_notebook.expressions.jsonata_engine import DRAWS, MEMORY, JsonataError, Nothing
from sfn_notebook.expressions.jsonata_program import Program, compile_program

MOST_MEMORY_BYTES: Final = 1 << 30
_MOST_SECONDS: Final = 2.0
"""For what the library's own timeout does not interrupt."""


def main() -> None:
    """Answer until stdin is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the one who asked
    _limit_memory()
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    _say("ready", answers)
    for line in sys.stdin:
        faulthandler.dump_traceback_later(_MOST_SECONDS, exit=True)
        answer = _answer(json.loads(line), answers)
        faulthandler.cancel_dump_traceback_later()
        _say(answer, answers)


def _say(answer: Any, answers: Any) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@lru_cache(maxsize=64)
def _program(text: str) -> Program:
    return compile_program(text)


def _answer(asked: dict[str, Any], answers: Any) -> dict[str, Any]:
    token = DRAWS.set(_Asked(answers))
    try:
        found = _program(asked["text"]).within(ALL, Request(**asked))
    except JsonataError as error:
        return {"code": error.code, "message": error.message}
    except MemoryError:
        return {"code": None, "message": MEMORY}
    except Exception as error:  # noqa: BLE001 - a defect of ours is told to the one who asked, not taken for a bound
        return {"defect": repr(error)}
    finally:
        DRAWS.reset(token)
    return {"nothing": found.value} if isinstance(found, Nothing) else {"value": found}


class _Asked:
    """Draws that are made by the one who asked."""

    def __init__(self, answers: Any) -> None:
        self._answers = answers

    def random(self) -> float:
        return float(self._ask("random"))

    def uuid(self) -> str:
        return str(self._ask("uuid"))

    def _ask(self, kind: str) -> Any:
        _say({"draw": kind}, self._answers)
        return json.loads(sys.stdin.readline())


if __name__ == "__main__":
    main()
