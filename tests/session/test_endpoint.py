from __future__ import annotations

import http.client
import json
import socket
from typing import Any

import pytest

import sfn_notebook as sfn
from sfn_notebook.session.endpoint import url_of

DEFINITION = '{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}'
ROLE = "arn:aws:iam::123456789012:role/tests"


def asked(url: str, host: str | None = None) -> tuple[int, Any]:
    """Status and body of the health page."""
    address = url.removeprefix("http://")
    connection = http.client.HTTPConnection(address, timeout=20)
    try:
        connection.request("GET", "/health", headers={"Host": host or address})
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def test_an_endpoint_is_open_until_it_is_closed() -> None:
    with sfn.Session() as session:
        with session.serve() as endpoint:
            assert repr(endpoint) == f"Endpoint('{endpoint.url}')"
            assert asked(endpoint.url)[0] == 200
        with pytest.raises(ConnectionRefusedError):
            asked(endpoint.url)


def test_a_session_closes_its_endpoints() -> None:
    with sfn.Session() as session:
        endpoints = [session.serve(), session.serve("localhost")]
        assert [asked(endpoint.url)[0] for endpoint in endpoints] == [200, 200]
    for endpoint in endpoints:
        with pytest.raises(ConnectionRefusedError):
            asked(endpoint.url)


def test_the_health_page_counts_machines_and_executions() -> None:
    with sfn.Session(region="eu-west-1") as session, session.serve() as endpoint:
        client = session.client()
        made = client.create_state_machine(name="order", definition=DEFINITION, roleArn=ROLE)["stateMachineArn"]
        for _ in range(2):
            started = client.start_execution(stateMachineArn=made)["executionArn"]
            while client.describe_execution(executionArn=started)["status"] == "RUNNING":
                pass
        status, page = asked(endpoint.url)
    assert status == 200
    assert page.pop("uptimeSeconds") >= 0
    assert page.pop("version").startswith("0.")
    assert page == {
        "status": "ok",
        "region": "eu-west-1",
        "accountId": "123456789012",
        "stateMachines": 1,
        "executions": {"SUCCEEDED": 2},
        "store": None,
    }


def test_another_name_of_this_machine_is_let_in_if_it_was_given() -> None:
    with sfn.Session() as session, session.serve(allowed_hosts=["Host.Docker.Internal"]) as endpoint:
        found = [asked(endpoint.url, host)[0] for host in ("host.docker.internal:8083", "evil.example")]
    assert found == [200, 403]


def test_a_port_that_is_taken_is_refused() -> None:
    with socket.socket() as taken, sfn.Session() as session:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(sfn.UsageError) as raised:
            session.serve(port=port)
    assert str(raised.value) == (
        f"cannot listen on port {port} of 127.0.0.1: another program does; --port 0 takes a free one"
    )


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"port": 70_000}, "no port 70000: ports are numbers up to 65535"),
        ({"port": -1}, "no port -1"),
        ({"host": ""}, "the host is empty"),
        ({"host": "::g"}, 'no address of this machine is called "::g"'),
        ({"host": "x" * 300}, "no address of this machine is called"),
        ({"host": "192.0.2.1"}, "cannot listen on port 0 of 192.0.2.1: that is no address of this machine"),
        ({"token": ""}, "a token has letters, digits and signs"),
        ({"token": "a b"}, "a token has letters, digits and signs"),
        ({"token": "a/b"}, "a token has letters, digits and signs"),
        ({"token": "ä"}, "a token has letters, digits and signs"),
        ({"max_body_bytes": 0}, "max_body_bytes is 0: a request has at least one byte"),
    ],
)
def test_what_makes_no_sense_is_refused(settings: dict[str, Any], said: str) -> None:
    with sfn.Session() as session, pytest.raises(sfn.UsageError) as raised:
        session.serve(**settings)
    assert said in str(raised.value)


def test_an_endpoint_that_other_machines_reach_needs_a_token() -> None:
    everywhere = "0.0.0.0"  # noqa: S104 - refused
    with sfn.Session() as session, pytest.raises(sfn.UsageError, match="reached from other machines"):
        session.serve(everywhere)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("localhost", "http://localhost:8083"),
        ("::1", "http://[::1]:8083"),
        ("0.0.0.0", "http://127.0.0.1:8083"),  # noqa: S104 - nothing listens there
        ("::", "http://[::1]:8083"),
    ],
)
def test_the_url_leads_to_this_machine(host: str, url: str) -> None:
    assert url_of(host, 8083) == url


def test_without_threads_there_is_no_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    from sfn_notebook.engine.drivers.pool import POOL

    monkeypatch.setattr(POOL, "has_threads", False)
    with sfn.Session() as session, pytest.raises(sfn.UsageError, match="no endpoint without threads"):
        session.serve()
