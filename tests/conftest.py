"""What all tests share: no network, repeatable properties, golden files, the recorded corpus."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import settings

from sfn_notebook.expressions.jsonata_engine import engine

ROOT: Final = Path(__file__).resolve().parent.parent
GOLDEN: Final = Path(__file__).resolve().parent / "golden"
# Notebooks and kernels that tests start keep nothing; tests of the store name a file of their own.
os.environ["SFN_NOTEBOOK_STORE"] = "off"

NO_CORPUS: Final = "SFN_CORPUS does not name the folder with the recorded cases"

# Every run tries the same examples: a red test is red for everybody. --hypothesis-profile=explore looks further.
settings.register_profile("repeatable", derandomize=True, max_examples=300, deadline=None, database=None)
settings.register_profile("quick", derandomize=True, max_examples=50, deadline=None, database=None)
settings.register_profile("explore", max_examples=20_000, deadline=None, print_blob=True)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in a browser come last: while Playwright is there, the main thread's event loop runs."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew; read the diff yourself")


@pytest.fixture(scope="session", autouse=True)
def _closed_network() -> Iterator[None]:  # pyright: ignore[reportUnusedFunction] - pytest calls it
    """Let sockets of this process reach this machine only."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _local_only(getattr(socket.socket, name)))
        yield


def _local_only(connect: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
    def connect_here(self: socket.socket, address: Any) -> Any:
        if not _is_local(self.family, address):
            raise PermissionError(f"a test wanted to connect to {address!r}; tests use no network")
        return connect(self, address)

    return connect_here


def _is_local(family: int, address: Any) -> bool:
    if family not in (socket.AF_INET, socket.AF_INET6):
        return True
    host = str(address[0])
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden(name, text)`: the text equals the file of that name under golden/."""
    updates = bool(request.config.getoption("--update-golden"))

    def check(name: str, text: str) -> None:
        file = GOLDEN / name
        if updates:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
        if not file.is_file():
            pytest.fail(f"no golden file {name}; `pytest --update-golden` writes it")
        assert text == file.read_bytes().decode("utf-8")

    return check


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder with the cases recorded on AWS; a test that asks for it is skipped where there is none."""
    folder = os.environ.get("SFN_CORPUS")
    if not folder:
        pytest.skip(NO_CORPUS)
    return Path(folder)


@pytest.fixture
def without_jlens(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """As if the library of JSONata were not installed."""
    engine.cache_clear()
    monkeypatch.setitem(sys.modules, "jlens", None)
    yield monkeypatch
    engine.cache_clear()
