"""Opens the port of an endpoint."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Sequence
from contextlib import ExitStack
from ipaddress import ip_address
from typing import Any, Final, TypeAlias

from sfn_notebook.errors import UsageError

_Address: TypeAlias = "tuple[socket.AddressFamily, tuple[Any, ...]]"

_MOST: Final = 65_535
_BACKLOG: Final = 1_024
_IPV6: Final = getattr(socket, "AF_INET6", None)
_NO_SUCH_ADDRESS: Final = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen on the addresses of a host; port 0 takes a free one, the same for all of them.

    Raises:
        UsageError: if there is no such host or port, or the port is taken.
    """
    if not 0 <= port <= _MOST:
        raise UsageError(f"no port {port}: ports are numbers up to {_MOST}; 0 takes a free one")
    if not host:
        raise UsageError("the host is empty: 127.0.0.1 is this machine, 0.0.0.0 listens to every other one too")
    try:
        return _listen_all(_addresses(host, port))
    except (socket.gaierror, UnicodeError):
        raise UsageError(f'no address of this machine is called "{host}"') from None
    except OSError as error:
        raise UsageError(f"cannot listen on port {port} of {host}: {_why(error)}") from None


def port_of(sockets: Sequence[socket.socket]) -> int:
    """The port that they listen on."""
    return int(sockets[0].getsockname()[1])


def are_of_loopback(sockets: Sequence[socket.socket]) -> bool:
    """Whether only this machine reaches them."""
    return all(ip_address(each.getsockname()[0].partition("%")[0]).is_loopback for each in sockets)


def _addresses(host: str, port: int) -> list[_Address]:
    """IPv4 first: who has no IPv6 can leave it out."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    addresses: dict[_Address, None] = {(family, address): None for family, _, _, _, address in found}
    return sorted(addresses, key=lambda each: each[0] == _IPV6)


def _listen_all(addresses: Sequence[_Address]) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    with ExitStack() as opened:
        for family, (name, port, *scope) in addresses:
            try:
                listener = _listening((family, (name, port or (port_of(sockets) if sockets else 0), *scope)))
            except OSError as error:
                if sockets and error.errno in _NO_SUCH_ADDRESS:  # `localhost` has an IPv6 address, this machine not
                    continue
                raise
            sockets.append(opened.enter_context(listener))
        opened.pop_all()
    return sockets


def _listening(given: _Address) -> socket.socket:
    family, address = given
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name != "nt":  # there, two programs could listen on one port then
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == _IPV6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
        listener.setblocking(False)  # noqa: FBT003 - its only parameter
    except BaseException:
        listener.close()
        raise
    return listener


def _why(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "another program does; --port 0 takes a free one"
    if error.errno in _NO_SUCH_ADDRESS:
        return "that is no address of this machine"
    return (error.strerror or str(error)).lower()
