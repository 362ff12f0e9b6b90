"""What is of the wrong type is a UsageError that says so, before anything runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import sfn_notebook as sfn

ANY: Any = sfn
FAILING: dict[str, Any] = {"StartAt": "F", "States": {"F": {"Type": "Fail"}}}
WRONG: dict[str, tuple[Callable[[Any], object], str]] = {
    "clock": (lambda machine: machine.run(clock=5), 'no clock "5"'),
    "seed": (lambda machine: machine.run(seed="a"), "seed='a' is no whole number"),
    "start time": (lambda machine: machine.start(start_time="now"), "start_time='now' is no whole number"),
    "name": (lambda machine: machine.run(name=5), '"5" cannot be a name'),
    "session": (lambda _: ANY.Session(seed="a"), "seed='a' is no whole number"),
    "execution": (lambda _: sfn.session().load(5), "a text: 5"),  # pyright: ignore[reportArgumentType]
    "error": (lambda machine: machine.start().stop(error=5), "the error is no text: 5"),
    "cause": (lambda machine: machine.start().stop(cause=[]), "the cause is no text: []"),
    "callback": (lambda _: sfn.session().on_status_change(5), "cannot call 5"),  # pyright: ignore[reportArgumentType]
    "machine": (lambda machine: machine.run().continue_with(FAILING), "expected a state machine"),
    "type": (lambda _: sfn.StateMachine(FAILING, type="FOO"), 'type="FOO" is neither'),  # pyright: ignore[reportArgumentType]
    "quotas": (lambda _: setattr(sfn.session(), "quotas", 5), "not 5"),
    "seed of a fork": (lambda machine: machine.run().fork("F", seed=1.5), "seed=1.5 is no whole number"),
    "definition": (lambda _: ANY.StateMachine(5), "a definition is JSON or YAML text, a dict, or the path of a file"),
    "definition of bytes": (lambda _: ANY.StateMachine(b"{}"), "not b'{}'"),
    "substitutions": (lambda _: ANY.StateMachine(FAILING, substitutions=5), "substitutions is a dict of texts by name"),
    "substitution": (lambda _: ANY.StateMachine(FAILING, substitutions={"A": 5}), "the substitution of A is a text"),
    "session of a machine": (lambda _: ANY.StateMachine(FAILING, session=5), "session is a Session, not 5"),
    "role": (lambda _: ANY.StateMachine(FAILING, role_arn=5), "role_arn is a text, not 5"),
    "store": (lambda _: ANY.Session(store=5), "a store is the path of a file, not 5"),
    "account": (lambda _: ANY.Session(account_id="12"), "an account id has twelve digits: '12'"),
    "region": (lambda _: ANY.Session(region="us east"), "a region is called as us-east-1 is: 'us east'"),
    "parent": (lambda _: ANY.Session(parent=5), "parent is the functions of another session, not 5"),
    "quotas of a session": (
        lambda _: ANY.Session(quotas=5),
        "quotas is Quotas.AWS, Quotas.OFF or another Quotas, not 5",
    ),
    "seed that is too large": (lambda machine: machine.run(seed=1 << 64), "seed=18446744073709551616 is not between 0"),
    "start before all time": (lambda machine: machine.run(start_time=-1), "start_time=-1 is not between 0"),
    "name of a function": (lambda _: ANY.function(5, print), "the name of a function is a text, not 5"),
    "name for a decorator": (lambda _: ANY.function(5), "the name of a function is a text, not 5"),
    "takes": (lambda _: ANY.function("f", print, takes="a"), "takes is a number of seconds, not 'a'"),
    "memory": (lambda _: ANY.function("f", print, memory_mb="a"), "memory_mb is a whole number, not 'a'"),
    "port": (lambda _: ANY.session().serve(port="x"), "port is a whole number, not 'x'"),
    "host": (lambda _: ANY.session().serve(host=5), "host is a name or an address, not 5"),
    "hosts": (lambda _: ANY.session().serve(allowed_hosts="abc"), "allowed_hosts is a list of names, not 'abc'"),
    "one of the hosts": (lambda _: ANY.session().serve(allowed_hosts=[5]), "an allowed host is a name, not 5"),
    "token": (lambda _: ANY.session().serve(token=5), "token is a text, not 5"),
    "body": (lambda _: ANY.session().serve(max_body_bytes="1"), "max_body_bytes is a whole number, not '1'"),
    "measured": (lambda _: ANY.session().metrics(5), "machine is a state machine, or its name or ARN, not 5"),
    "provider": (lambda _: ANY.session().trace(5), "tracer_provider is one of OpenTelemetry, not 5"),
    "level": (lambda _: ANY.session().log_to(print, level=5), 'no log level "5"'),
    "place": (lambda machine: machine.run().fork(1.5), "the place of a fork is the name of a state"),
    "place that is true": (lambda machine: machine.run().fork(at=True), "not True"),
    "variables": (lambda machine: machine.run().fork("F", variables=5), "variables is a dict of values by name, not 5"),
    "timeout": (lambda machine: machine.start().wait(timeout="x"), "timeout is a number of seconds, not 'x'"),
    "state": (lambda machine: machine.test_state(5), "the name of a state is a text, not 5"),
    "path": (lambda machine: machine.run().to_json(5), "path is the path of a file, not 5"),
    "linted": (lambda _: ANY.lint(5), "a definition is JSON or YAML text, not 5"),
    "linted as": (lambda _: ANY.lint("{}", format="xml"), 'format="xml" is neither "json" nor "yaml"'),
    "linted type": (lambda _: ANY.lint("{}", type="FOO"), 'type="FOO" is neither'),
}


@pytest.mark.parametrize(("act", "message"), WRONG.values(), ids=WRONG.keys())
def test_what_is_of_the_wrong_type_is_refused(act: Callable[[Any], object], message: str) -> None:
    with sfn.Session() as session, pytest.raises(sfn.UsageError) as refused:
        act(session.state_machine(FAILING))
    assert message in str(refused.value)
