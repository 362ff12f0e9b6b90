"""What is of the wrong type is a UsageError that says so, before anything runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import sfn_notebook as sfn

FAILING: dict[str, Any] = {"StartAt": "F", "States": {"F": {"Type": "Fail"}}}
WRONG: dict[str, tuple[Callable[[Any], object], str]] = {
    "clock": (lambda machine: machine.run(clock=5), 'no clock "5"'),
    "seed": (lambda machine: machine.run(seed="a"), "seed='a' is no whole number"),
    "start time": (lambda machine: machine.start(start_time="now"), "start_time='now' is no whole number"),
    "name": (lambda machine: machine.run(name=5), '"5" cannot be a name'),
    "session": (lambda _: sfn.Session(seed="a"), "seed='a' is no whole number"),  # pyright: ignore[reportArgumentType]
    "execution": (lambda _: sfn.session().load(5), "a text: 5"),  # pyright: ignore[reportArgumentType]
    "error": (lambda machine: machine.start().stop(error=5), "the error is no text: 5"),
    "cause": (lambda machine: machine.start().stop(cause=[]), "the cause is no text: []"),
    "callback": (lambda _: sfn.session().on_status_change(5), "cannot call 5"),  # pyright: ignore[reportArgumentType]
    "machine": (lambda machine: machine.run().continue_with(FAILING), "expected a state machine"),
    "type": (lambda _: sfn.StateMachine(FAILING, type="FOO"), 'type="FOO" is neither'),  # pyright: ignore[reportArgumentType]
    "quotas": (lambda _: setattr(sfn.session(), "quotas", 5), "not 5"),
    "seed of a fork": (lambda machine: machine.run().fork("F", seed=1.5), "seed=1.5 is no whole number"),
}


@pytest.mark.parametrize(("act", "message"), WRONG.values(), ids=WRONG.keys())
def test_what_is_of_the_wrong_type_is_refused(act: Callable[[Any], object], message: str) -> None:
    with sfn.Session() as session, pytest.raises(sfn.UsageError) as refused:
        act(session.state_machine(FAILING))
    assert message in str(refused.value)
