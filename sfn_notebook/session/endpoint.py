"""A session's endpoint over HTTP."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Final, Self

from sfn_notebook.engine.drivers.pool import POOL
from sfn_notebook.errors import UsageError, check_type
from sfn_notebook.values import JSON

if TYPE_CHECKING:
    from sfn_notebook.api.http.server import HttpServer
    from sfn_notebook.session.session import Session

_TOKEN: Final = re.compile(r"[!-~]+")
_CUTS_A_CREDENTIAL: Final = frozenset("/,")
_EVERYWHERE: Final = ("0.0.0.0", "::")  # noqa: S104 - a name for it, nothing listens here


class Endpoint:
    """Where a session is reached over HTTP, until it is closed; made by `Session.serve`.

    Attributes:
        url: for the option `--endpoint-url` of the AWS CLI, `endpoint_url` of boto3, `endpoint` of the JavaScript SDK.
    """

    def __init__(self, url: str, server: HttpServer) -> None:
        self.url = url
        self._server = server

    def close(self) -> None:
        """Stop taking requests, and give those that are being answered five seconds; doing so again does nothing."""
        self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Endpoint({self.url!r})"


def open_endpoint(
    session: Session,
    address: tuple[str, int],
    token: str | None,
    allowed_hosts: Sequence[str],
    max_body_bytes: int,
) -> Endpoint:
    """See `Session.serve`."""
    if not POOL.has_threads:
        raise UsageError("no endpoint without threads, and none can be started here")
    from sfn_notebook.api.http.gate import Gate
    from sfn_notebook.api.http.listening import are_of_loopback, listen, port_of
    from sfn_notebook.api.http.server import HttpServer
    from sfn_notebook.api.operations.table import dispatcher

    host, port = address
    check_type("host", host, str, "a name or an address")
    check_type("port", port, int, "a whole number")
    check_type("max_body_bytes", max_body_bytes, int, "a whole number")
    check_type("allowed_hosts", allowed_hosts, (list, tuple, set, frozenset), "a list of names")
    for name in allowed_hosts:
        check_type("an allowed host", name, str, "a name")
    _check_token(token)
    if max_body_bytes < 1:
        raise UsageError(f"max_body_bytes is {max_body_bytes}: a request has at least one byte")
    sockets = listen(host, port)
    is_private = are_of_loopback(sockets)
    if token is None and not is_private:
        for each in sockets:
            each.close()
        raise UsageError(f"{host} is reached from other machines, so callers need a token: give one (token=, --token)")
    hosts = frozenset(name.lower() for name in (host, *allowed_hosts)) if is_private else None
    gate = Gate(token=token, hosts=hosts, max_body_bytes=max_body_bytes)
    started = time.monotonic()
    server = HttpServer(sockets, dispatcher(session.account), lambda: _health(session, started), gate)
    return Endpoint(url_of(host, port_of(sockets)), server)


def _check_token(token: str | None) -> None:
    check_type("token", token or "", str, "a text")
    if token is not None and (not _TOKEN.fullmatch(token) or _CUTS_A_CREDENTIAL & set(token)):
        raise UsageError("a token has letters, digits and signs, without spaces, commas and slashes, and is not empty")


def _health(session: Session, started: float) -> JSON:
    """How the endpoint is."""
    account = session.account
    statuses = account.executions.counts()
    return {
        "status": "ok",
        "version": version("sfn-notebook"),
        "uptimeSeconds": round(time.monotonic() - started, 3),
        "region": account.region,
        "accountId": account.account_id,
        "stateMachines": len(account.machines),
        "executions": {status: statuses[status] for status in sorted(statuses)},
        "store": None if session.store is None else str(session.store),
    }


def url_of(host: str, port: int) -> str:
    """Where a client on this machine reaches it."""
    if host in _EVERYWHERE:
        host = "127.0.0.1" if host == _EVERYWHERE[0] else "::1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
