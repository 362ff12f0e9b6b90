from __future__ import annotations

from collections.abc import Mapping

import pytest
from http_calls import served
from tornado.httputil import HTTPHeaders

from sfn_notebook.api.errors import ApiError
from sfn_notebook.api.http.gate import Gate, Head, check_head
from sfn_notebook.api.wire import Parameters

TOKEN = "open-sesame"  # noqa: S105 - of the tests


def no_machines(_: str, __: Parameters) -> Mapping[str, object]:
    return {"stateMachines": []}


def let_in(gate: Gate, path: str = "/", **headers: str) -> str:
    """The operation, or the status and the name of the refusal."""
    given = {"Host": "localhost:8083", "X-Amz-Target": "AWSStepFunctions.ListStateMachines"}
    named = HTTPHeaders(given | {name.replace("_", "-"): value for name, value in headers.items()})
    try:
        return check_head(gate, Head(method="GET" if path == "/health" else "POST", path=path, headers=named))
    except ApiError as error:
        return f"{error.status} {error.code}"


def signed_by(access_key_id: str) -> str:
    return (
        f"AWS4-HMAC-SHA256 Credential={access_key_id}/20261126/us-east-1/states/aws4_request, "
        "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=fe5f80f77d5fa3beca038a248ff027"
    )


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:8083", "localhost.", "sfn.localhost", "127.0.0.1", "127.0.0.1:80", "127.9.9.9", "[::1]",
     "[::1]:8083", "sync-localhost:8083", "sync-127.0.0.1:8083", "host.docker.internal", "sync-host.docker.internal"],
)  # fmt: skip
def test_the_names_of_this_machine_and_those_that_were_given_are_let_in(host: str) -> None:
    assert let_in(Gate(hosts=frozenset({"host.docker.internal"})), Host=host) == "ListStateMachines"


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "localhost.evil.example", "sync-localhost.evil.example", "notlocalhost", "192.0.2.1", "[::2]",
     "127.0.0.1.evil.example", "127.1", "localhost,evil.example", "evil.example:8083", "a:b:c", "[::1",
     "x" * 5000],
)  # fmt: skip
def test_another_name_may_be_made_up_by_a_web_page_and_is_refused(host: str) -> None:
    assert let_in(Gate(), Host=host) == "403 AccessDeniedException"


def test_another_name_is_refused_for_the_health_page_too() -> None:
    assert let_in(Gate(), "/health", Host="evil.example") == "403 AccessDeniedException"


def test_a_refused_name_is_told_with_the_flag_that_lets_it_in() -> None:
    with served(no_machines) as server:
        answered = server.call("ListStateMachines", Host="evil.example:8083")
    assert answered.error == (403, "AccessDeniedException")
    assert answered.json["message"] == (
        'Host is "evil.example:8083", and this endpoint answers to localhost and loopback addresses only: '
        "sfn-notebook serve --allow-host evil.example lets it in"
    )


def test_an_endpoint_for_other_machines_may_be_called_by_any_name() -> None:
    assert let_in(Gate(token=TOKEN, hosts=None), Host="example.com", Authorization=f"Bearer {TOKEN}") == (
        "ListStateMachines"
    )


@pytest.mark.parametrize(
    "authorization",
    [
        f"Bearer {TOKEN}",
        f"bearer  {TOKEN} ",
        signed_by(TOKEN),
        f"AWS4-ECDSA-P256-SHA256 Credential={TOKEN}/20261126/states/aws4_request, SignedHeaders=host, Signature=30",
        f"AWS4-HMAC-SHA256 SignedHeaders=host,Credential={TOKEN}/20261126/us-east-1/states/aws4_request,Signature=fe",
    ],
)
def test_who_knows_the_token_is_let_in(authorization: str) -> None:
    assert let_in(Gate(token=TOKEN), Authorization=authorization) == "ListStateMachines"


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer",
        "Bearer open-sesam",
        f"Bearer {TOKEN}s",
        f"Bearer x {TOKEN}",
        f"Basic {TOKEN}",
        TOKEN,
        "Bearer ÿ",
        signed_by("open"),
        signed_by(f"x-{TOKEN}"),
        f"AWS4-HMAC-SHA256 Signature={TOKEN}/",
        f"Credential={TOKEN}/20261126",
    ],
)
def test_who_does_not_know_it_is_refused(authorization: str) -> None:
    assert let_in(Gate(token=TOKEN), Authorization=authorization) == "403 UnrecognizedClientException"


def test_who_has_none_is_told_that_one_is_needed() -> None:
    assert let_in(Gate(token=TOKEN)) == "403 MissingAuthenticationTokenException"


def test_without_a_token_any_credentials_do() -> None:
    assert let_in(Gate(), Authorization=signed_by("anything")) == "ListStateMachines"


def test_the_token_is_looked_at_before_the_call() -> None:
    assert let_in(Gate(token=TOKEN), X_Amz_Target="") == "403 MissingAuthenticationTokenException"


def test_the_health_page_says_nothing_but_ok_to_those_who_do_not_know_the_token() -> None:
    with served(no_machines, Gate(token=TOKEN)) as server:
        stranger = server.ask("GET", "/health")
        friend = server.ask("GET", "/health", headers={"Authorization": f"Bearer {TOKEN}"})
    assert (stranger.status, stranger.json) == (200, {"status": "ok"})
    assert friend.json == {"status": "ok", "secret": 1}
