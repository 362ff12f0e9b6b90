"""Random machines that run and end, with functions that fail, sleep and last: the same seed gives the same machine.

What a function does follows from its name and its request id alone, which come from the run's seed: so a call that is
made again, in whatever process, does the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Any, Final

from running_states import FUNCTIONS, Object, PathGenerator
from running_states_jsonata import MixedGenerator, QueryGenerator
from running_tokens import hand_out

from sfn_notebook.values import JSON

ACCOUNT_ID: Final = "111111111111"
REGION: Final = "us-east-1"
__all__ = ["ACCOUNT_ID", "FUNCTIONS", "REGION", "Sample", "handler_of", "running_machine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A machine and an input for it."""

    definition: Object
    payload: Object


def running_machine(seed: int, *, has_outsiders: bool = True) -> Sample:
    """A machine of all eight types, containers up to three deep, that ends for its input.

    Of three seeds one gives a machine in JSONPath, one in JSONata, and one in JSONPath with states in JSONata. Of four
    seeds three let somebody outside answer some tasks, unless there are no outsiders.
    """
    random = Random(seed)  # noqa: S311 - nothing is kept secret
    generator = (PathGenerator, QueryGenerator, MixedGenerator)[seed % 3](random)
    definition = generator.machine(random.randint(2, 6), 0)
    if has_outsiders and seed % 4 != 3:
        hand_out(definition)
    if seed % 3 == 1:
        definition["QueryLanguage"] = "JSONata"
    if random.random() < 0.15:
        definition["TimeoutSeconds"] = random.randint(3, 40)
    items: list[JSON] = [random.randrange(5) for _ in range(random.randrange(4))]
    return Sample(definition=definition, payload={"n": random.randrange(6), "turn": 0, "items": items})


def behave(event: Any, context: Any) -> JSON:
    """What every function does: succeeds, sleeps, or fails with Cold or Hot."""
    digest = sha256(f"{context.function_name} {context.aws_request_id}".encode()).digest()
    if digest[0] < 90:
        context.sleep(digest[1] % 5)
    if context.function_name != "steady" and digest[2] < 100:
        raise ColdError("too cold") if digest[3] < 128 else HotError
    return {"seen": event, "drawn": digest[4]}


async def behave_async(event: Any, context: Any) -> JSON:
    """What `brief` does: the same in a coroutine."""
    return behave(event, context)


def handler_of(name: str) -> Callable[..., object]:
    """Who answers for a function."""
    return behave_async if name == "brief" else behave


class ColdError(Exception):
    """Reported as `Cold`."""

    stack_trace: Final[list[str]] = []


class HotError(Exception):
    """Reported as `Hot`, without a message."""

    stack_trace: Final[list[str]] = []


ColdError.__name__, HotError.__name__ = "Cold", "Hot"
