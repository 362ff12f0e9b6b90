"""The JavaScript SDK, as a program under Node uses it: `new SFNClient({endpoint: …})`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
from node_packages import install, program
from served_order import DEFINITION, EVENTS, NOBODY, REGION, ROLE, TOKEN

from sfn_notebook.session.endpoint import Endpoint

pytestmark = pytest.mark.slow

HERE: Final = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def told(endpoint: Endpoint) -> Any:
    """What the SDK made of an endpoint; it is installed if need be."""
    install(HERE)
    given = {"token": TOKEN, "region": REGION, "definition": DEFINITION, "role": ROLE, "nobody": NOBODY}
    command = [program("node"), "sdk.mjs", json.dumps(given | {"endpoint": endpoint.url})]
    finished = subprocess.run(command, cwd=HERE, capture_output=True, check=False, text=True, timeout=60)
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


def test_an_execution_is_described(told: Any) -> None:
    assert told["ended"] == {"status": "SUCCEEDED", "output": '{"next":2}', "seconds": 86_400}


def test_its_history_comes_in_pages(told: Any) -> None:
    assert told["pages"] == [list(EVENTS[:4]), list(EVENTS[4:])]


def test_an_error_is_an_exception_of_its_own_type(told: Any) -> None:
    missing = told["missing"]
    assert (missing["isItsOwn"], missing["name"]) == (True, "ExecutionDoesNotExist")
    assert missing["message"] == f"Execution Does Not Exist: '{NOBODY}'"
    assert len(missing["requestId"]) == 36


def test_an_express_machine_runs_while_the_caller_waits(told: Any) -> None:
    assert told["synchronous"] == {"status": "SUCCEEDED", "output": '{"next":3}'}
