"""The AWS CLI, as a person uses it: `aws stepfunctions … --endpoint-url …`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from served_order import DEFINITION, EVENTS, NOBODY, REGION, ROLE, TOKEN

from sfn_notebook.session.endpoint import Endpoint

pytestmark = pytest.mark.slow

Aws: TypeAlias = "Callable[..., subprocess.CompletedProcess[str]]"


@pytest.fixture(scope="module")
def aws(endpoint: Endpoint, tmp_path_factory: pytest.TempPathFactory) -> Aws:
    """Runs the CLI with some words, without anything that the user has set up."""
    beside = Path(sys.executable).with_name("aws")
    program = str(beside) if beside.exists() else shutil.which("aws")
    if program is None:
        pytest.skip("the AWS CLI is not installed: .venv/bin/pip install 'awscli>=1.46'")
    home = tmp_path_factory.mktemp("home")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    settings = {
        "HOME": str(home),
        "AWS_ACCESS_KEY_ID": TOKEN,
        "AWS_SECRET_ACCESS_KEY": "anything",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint.url,
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        "AWS_MAX_ATTEMPTS": "1",
    }

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [program, "stepfunctions", *words, "--output", "json"]
        environment = kept | settings
        return subprocess.run(command, env=environment, capture_output=True, check=False, text=True, timeout=60)

    return run


def answered(finished: subprocess.CompletedProcess[str]) -> Any:
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


@pytest.fixture(scope="module")
def ended(aws: Aws) -> str:
    """The ARN of an execution that has ended."""
    made = answered(aws("create-state-machine", "--name", "order", "--definition", DEFINITION, "--role-arn", ROLE))
    machine = made["stateMachineArn"]
    words = ("--state-machine-arn", machine, "--name", "first", "--input", '{"n": 1}')
    started = answered(aws("start-execution", *words))["executionArn"]
    while answered(aws("describe-execution", "--execution-arn", started))["status"] == "RUNNING":
        pass
    return started


def test_an_execution_is_described(aws: Aws, ended: str) -> None:
    found = answered(aws("describe-execution", "--execution-arn", ended))
    assert (found["status"], json.loads(found["output"])) == ("SUCCEEDED", {"next": 2})


def test_its_history_comes_in_pages(aws: Aws, ended: str) -> None:
    asked = ("get-execution-history", "--execution-arn", ended)
    whole = answered(aws(*asked, "--page-size", "2"))
    assert [event["type"] for event in whole["events"]] == list(EVENTS)
    first = answered(aws(*asked, "--max-items", "4"))
    rest = answered(aws(*asked, "--starting-token", first["NextToken"]))
    assert [[event["type"] for event in page["events"]] for page in (first, rest)] == [
        list(EVENTS[:4]),
        list(EVENTS[4:]),
    ]


def test_an_error_is_told_by_its_name(aws: Aws) -> None:
    finished = aws("describe-execution", "--execution-arn", NOBODY)
    assert finished.returncode in (254, 255)
    said = f"(ExecutionDoesNotExist) when calling the DescribeExecution operation: Execution Does Not Exist: '{NOBODY}'"
    assert said in finished.stderr


def test_an_express_machine_runs_while_the_caller_waits(aws: Aws) -> None:
    express = ("--definition", DEFINITION.replace("86400", "5"), "--type", "EXPRESS")
    made = answered(aws("create-state-machine", "--name", "fast", "--role-arn", ROLE, *express))
    words = ("--state-machine-arn", made["stateMachineArn"], "--input", '{"n": 2}')
    found = answered(aws("start-sync-execution", *words))
    assert (found["status"], json.loads(found["output"])) == ("SUCCEEDED", {"next": 3})
