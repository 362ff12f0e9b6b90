from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from sfn_notebook.cli import main
from sfn_notebook.session.session import session

ROOT: Final = Path(__file__).resolve().parents[2]
ORDER: Final = ROOT / "notebooks" / "order"
ECHO: Final = '{"StartAt": "Echo", "States": {"Echo": {"Type": "Pass", "End": true}}}'
FAIL: Final = '{"StartAt": "Stop", "States": {"Stop": {"Type": "Fail", "Error": "Sold out", "Cause": "nothing left"}}}'
SLOW: Final = """
StartAt: Wait
TimeoutSeconds: 5
States:
  Wait: {Type: Wait, Seconds: 10, End: true}
"""
TASK: Final = """
StartAt: Charge
States:
  Charge: {Type: Task, Resource: "arn:aws:lambda:us-east-1:111111111111:function:charge", End: true}
"""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction] - pytest calls it
    session.cache_clear()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    for name, text in {"echo.json": ECHO, "fail.json": FAIL, "slow.yaml": SLOW, "task.yaml": TASK}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")


def test_the_example_runs_from_its_files(capfd: pytest.CaptureFixture[str]) -> None:
    given = json.dumps({"id": "a1", "items": [{"name": "tea", "count": 2}]})
    call = ["run", str(ORDER / "order.asl.json"), "--input", given, "--functions", str(ORDER / "functions.py")]
    assert main([*call, "--seed", "1"]) == 0
    out, err = capfd.readouterr()
    assert json.loads(out) == {
        "id": "a1",
        "payment": {"receipt": "R-a1", "total": 8},
        "parcel": {"tracking": "T-7-a1"},
    }
    lines = [line.strip() for line in err.splitlines()]
    assert lines[0] == "✓ Anything ordered? (Choice) 0 s"
    assert "✓ Wait for the van (Wait) 1 d" in lines
    assert "[Reserve stock] 1 kinds of items" in lines
    assert lines[-1].endswith("SUCCEEDED")


def test_the_limits_of_the_service_can_be_lifted(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "long.json").write_text(json.dumps("x" * 262_144), encoding="utf-8")
    call = ["run", "echo.json", "--input", "@long.json"]
    assert (main(call), main([*call, "--no-quotas"])) == (2, 0)
    assert "more than the 262144 that AWS takes" in capfd.readouterr().err


def test_a_line_for_each_state_comes_in_the_order_of_their_ends(capfd: pytest.CaptureFixture[str]) -> None:
    given = json.dumps({"id": "a2", "items": [{"name": "tea", "count": 2}]})
    call = ["run", str(ORDER / "order.asl.json"), "--input", given, "--functions", str(ORDER / "functions.py")]
    main([*call, "--clock", "logical"])
    ended = [line.split("(")[0].strip() for line in capfd.readouterr().err.splitlines() if "(" in line]
    assert ended == [
        "✓ Anything ordered?",
        "✓ Price [0]",
        "✓ Price items",
        "✓ Charge",
        "✓ Reserve stock [0]",
        "✓ Send invoice [1]",
        "✓ Prepare",
        "✓ Wait for the van",
        "✓ Ship",
    ]


def test_an_input_can_come_from_a_file_or_from_standard_input(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("input.json").write_text("[1, 2]", encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"a": "ü"}'))
    assert [main(["run", "echo.json", "--input", given]) for given in ("@input.json", "-")] == [0, 0]
    assert capfd.readouterr().out == '[1,2]\n{"a":"ü"}\n'


def test_without_input_it_is_an_empty_object(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "echo.json"]) == 0
    assert capfd.readouterr().out == "{}\n"


@pytest.mark.parametrize(("file", "status"), [("fail.json", "FAILED"), ("slow.yaml", "TIMED_OUT")])
def test_an_execution_that_fails_or_times_out_is_status_1(
    capfd: pytest.CaptureFixture[str], file: str, status: str
) -> None:
    assert main(["run", file, "--name", "first"]) == 1
    out, err = capfd.readouterr()
    assert out == ""
    assert f"first {status}\n" in err


def test_the_error_and_its_cause_are_told(capfd: pytest.CaptureFixture[str]) -> None:
    main(["run", "fail.json"])
    assert capfd.readouterr().err.endswith("Sold out: nothing left\n")


def test_json_is_one_document(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "echo.json", "--input", "3", "--json", "--name", "first"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert (document["status"], document["output"]) == ("SUCCEEDED", 3)
    assert document["executionArn"] == "arn:aws:states:us-east-1:123456789012:execution:echo:first"
    assert [event["type"] for event in document["history"]] == [
        "ExecutionStarted",
        "PassStateEntered",
        "PassStateExited",
        "ExecutionSucceeded",
    ]


def test_json_of_a_failure_has_error_and_cause(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "fail.json", "--json"]) == 1
    document = json.loads(capfd.readouterr().out)
    assert (document["status"], document["error"], document["cause"]) == ("FAILED", "Sold out", "nothing left")
    assert "output" not in document


def test_what_python_prints_does_not_disturb_the_answer(capfd: pytest.CaptureFixture[str]) -> None:
    functions = 'import sfn_notebook as sfn\nprint("loaded")\nsfn.function("charge", lambda event: print("called"))\n'
    Path("noisy.py").write_text(functions, encoding="utf-8")
    assert main(["run", "task.yaml", "--functions", "noisy.py", "--json"]) == 0
    out, err = capfd.readouterr()
    assert json.loads(out)["status"] == "SUCCEEDED"
    assert err.startswith("loaded\n[Charge] called\n")


def test_functions_can_come_from_a_module(capfd: pytest.CaptureFixture[str]) -> None:
    functions = 'import sfn_notebook as sfn\nsfn.function("charge", lambda event: "paid")\n'
    Path("charging_module.py").write_text(functions, encoding="utf-8")
    assert main(["run", "task.yaml", "--functions", "charging_module"]) == 0
    assert capfd.readouterr().out == '"paid"\n'


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "no command: run, lint, serve or lab"),
        (["rum"], "invalid choice: 'rum'"),
        (["run"], "the following arguments are required: FILE"),
        (["run", "echo.json", "--inptu", "1"], 'unknown: --inptu, did you mean "--input"?'),
        (["run", "echo.json", "--input", "{"], "--input is not JSON: "),
        (["run", "echo.json", "--input", "@none.json"], "cannot read none.json: No such file or directory"),
        (["run", "none.json"], "cannot read none.json: No such file or directory"),
        (["run", "echo.json", "--clock", "fast"], 'no clock "fast"'),
        (["run", "echo.json", "--seed", "x"], "invalid int value: 'x'"),
        (["run", "echo.json", "--name", "a b"], "a name has 1 to 80 characters"),
        (["run", "echo.json", "--functions", "none.py"], "--functions none.py: no such file"),
        (["run", "echo.json", "--functions", "no_such_module"], "no module of that name"),
        (["run", "task.yaml"], 'nobody answers the function "charge"'),
        (["run", "wrong.json"], 'no state "Ech" in this machine'),
        (["run", "echo.json", "--functions", "broken.py"], "ZeroDivisionError"),
    ],
)
def test_bad_usage_input_or_definition_is_status_2(
    capfd: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    Path("wrong.json").write_text(ECHO.replace('"StartAt": "Echo"', '"StartAt": "Ech"'), encoding="utf-8")
    Path("broken.py").write_text("1 / 0\n", encoding="utf-8")
    assert main(words) == 2
    out, err = capfd.readouterr()
    assert (out, said in err) == ("", True), err


def test_a_doubtful_definition_is_told_and_run(capfd: pytest.CaptureFixture[str]) -> None:
    Path("doubtful.json").write_text(f"// an echo\n{ECHO}", encoding="utf-8")
    assert main(["run", "doubtful.json"]) == 0
    out, err = capfd.readouterr()
    assert (out, "warning" in err) == ("{}\n", True)


def test_a_machine_may_be_an_express_one(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = TASK.replace(
        "arn:aws:lambda:us-east-1:111111111111:function:charge", "arn:aws:states:us-east-1:1:activity:a"
    )
    (tmp_path / "activity.yaml").write_text(text, encoding="utf-8")
    assert main(["run", "echo.json", "--type", "EXPRESS", "--json"]) == 0
    assert ":express:echo:" in json.loads(capfd.readouterr().out)["executionArn"]
    assert main(["lint", "activity.yaml", "--type", "EXPRESS"]) == 2
    assert "SFN314" in capfd.readouterr().out


def test_lint_shows_each_file_and_is_2_if_one_is_wrong(capfd: pytest.CaptureFixture[str]) -> None:
    Path("wrong.json").write_text(ECHO.replace('"StartAt": "Echo"', '"StartAt": "Ech"'), encoding="utf-8")
    assert main(["lint", "echo.json", "fail.json"]) == 0
    assert main(["lint", "wrong.json", "none.json", "echo.json"]) == 2
    out, err = capfd.readouterr()
    assert out.startswith("wrong.json\nSFN")
    assert err == "none.json: No such file or directory\n"


def test_the_version_is_that_of_the_package(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capfd.readouterr().out.startswith("sfn-notebook 0.")


@pytest.mark.slow
def test_the_package_can_be_run_as_a_module() -> None:
    command = [sys.executable, "-m", "sfn_notebook", "run", "echo.json", "--input", "3"]
    finished = subprocess.run(command, capture_output=True, check=False, text=True, timeout=60)
    assert (finished.returncode, finished.stdout) == (0, "3\n"), finished.stderr


@pytest.mark.slow
def test_a_reader_that_goes_away_does_no_harm() -> None:
    line = f'"{sys.executable}" -m sfn_notebook run echo.json --json 2>err.txt | true; echo "${{PIPESTATUS[0]}}"'
    finished = subprocess.run(["/bin/bash", "-c", line], capture_output=True, check=False, text=True, timeout=60)
    assert finished.stdout == "0\n"
    assert "Traceback" not in Path("err.txt").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_an_interrupted_run_is_status_130(flags: list[str]) -> None:
    functions = (
        "import os, signal, sfn_notebook as sfn\n"
        'sfn.function("charge", lambda event: os.kill(os.getpid(), signal.SIGINT))\n'
    )
    Path("functions.py").write_text(functions, encoding="utf-8")
    command = [sys.executable, "-m", "sfn_notebook", "run", "task.yaml", "--functions", "functions.py", *flags]
    finished = subprocess.run(command, capture_output=True, check=False, text=True, timeout=60)
    assert (finished.returncode, "Traceback" in finished.stderr) == (130, False), finished.stderr
    if flags:
        document = json.loads(finished.stdout)
        assert (document["status"], document["history"][-1]["type"]) == ("ABORTED", "ExecutionAborted")
