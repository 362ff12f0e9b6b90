from __future__ import annotations

import socket
import warnings
from collections.abc import Callable

import pytest
from hypothesis import settings


@pytest.mark.parametrize("address", ["192.0.2.1", "example.com"])
def test_a_test_cannot_reach_the_network(address: str) -> None:
    with socket.socket() as connection, pytest.raises(PermissionError, match="no network"):
        connection.connect((address, 80))


def test_a_test_can_reach_its_own_machine() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())
        assert client.getpeername() == server.getsockname()


def test_a_warning_is_an_error() -> None:
    with pytest.raises(UserWarning, match="mended"):
        warnings.warn("something to be mended", stacklevel=1)


def test_properties_try_the_same_examples_each_time(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--hypothesis-profile"):
        return
    assert settings().derandomize


def test_a_text_that_differs_from_its_golden_file_fails(
    golden: Callable[[str, str], None], pytestconfig: pytest.Config
) -> None:
    golden("test_setup/greeting.txt", "hello\n")
    if not pytestconfig.getoption("--update-golden"):
        with pytest.raises(AssertionError):
            golden("test_setup/greeting.txt", "good bye\n")
