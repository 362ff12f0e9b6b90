"""What the things of an account are called, and where their randomness comes from."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Container
from typing import Final

from sfn_notebook.engine import draws

ROLE_NAME: Final = "sfn-notebook"
_SEED_MASK: Final = 0xFFFF_FFFF_FFFF_FFFF


class Names:
    """ARNs, names and seeds; the same ones each time where a seed was given, else of the system's making."""

    def __init__(self, account_id: str, region: str, seed: int | None) -> None:
        self._prefix = f"arn:aws:states:{region}:{account_id}"
        self._account_id = account_id
        self._is_seeded = seed is not None
        self._seed = (secrets.randbits(64) if seed is None else seed) & _SEED_MASK
        self._named = 0
        self._drawn = 0

    @property
    def role_arn(self) -> str:
        """The role of machines that name none."""
        return f"arn:aws:iam::{self._account_id}:role/{ROLE_NAME}"

    def machine_arn(self, name: str) -> str:
        """The ARN of a state machine."""
        return f"{self._prefix}:stateMachine:{name}"

    def execution_arn(self, machine_name: str, name: str) -> str:
        """The ARN of a Standard execution."""
        return f"{self._prefix}:execution:{machine_name}:{name}"

    def express_arn(self, machine_name: str, name: str) -> str:
        """A new ARN of an Express execution: names of those may be used again."""
        last = self._next_uuid("express execution", name) if self._is_seeded else uuid.uuid4()
        return f"{self._prefix}:express:{machine_name}:{name}:{last}"

    def execution_name(self, machine_name: str, taken: Container[str]) -> str:
        """A name for an execution that its machine has not used; `taken` has the ARNs of all."""
        if self._is_seeded:
            self._named += 1
            name = draws.draw_uuid(self._seed, "execution name", self._named)
            if self.execution_arn(machine_name, name) not in taken:
                return name
        return str(uuid.uuid4())

    def seed_of(self, unique: str, given: int | None) -> int:
        """The seed of what has that name, or that ARN; one that is given, cut to 64 bits."""
        return draws.derive(self._seed, unique) if given is None else given & _SEED_MASK

    def next_draw(self, what: str, name: str) -> float:
        """A number, 0 ≤ n < 1, that is drawn once."""
        self._drawn += 1
        return draws.draw(self._seed, what, name, self._drawn)

    def next_seed(self, what: str) -> int:
        """A seed that is drawn once."""
        self._drawn += 1
        return draws.derive(self._seed, what, self._drawn)

    def _next_uuid(self, what: str, name: str) -> str:
        self._drawn += 1
        return draws.draw_uuid(self._seed, what, name, self._drawn)
