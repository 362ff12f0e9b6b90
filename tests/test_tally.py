from __future__ import annotations

import subprocess
import sys
from pathlib import Path

REPORT = """<testsuites><testsuite>
<testcase classname="tests.browser.test_page" name="test_a"/>
<testcase classname="tests.test_b" name="test_b"><failure message="no"/></testcase>
<testcase classname="tests.test_c" name="test_c"><skipped type="pytest.skip" message="no browser here"/></testcase>
<testcase classname="tests.test_d" name="test_d"><skipped type="pytest.xfail" message="known"/></testcase>
<testcase classname="tests.test_e" name="test_e">
<properties><property name="node_pass" value="7"/></properties></testcase>
</testsuite></testsuites>"""
TALLY = Path(__file__).with_name("tally.py")
GREEN = '<testsuites><testsuite><testcase classname="a" name="b"/></testsuite></testsuites>'


def _tally(folder: Path, report: str, *flags: str) -> tuple[int, list[str]]:
    (folder / "report.xml").write_text(report)
    command = [sys.executable, str(TALLY), str(folder / "report.xml"), *flags]
    finished = subprocess.run(command, capture_output=True, check=False, text=True, timeout=60)
    return finished.returncode, finished.stdout.splitlines()


def test_the_last_line_sums_tests_node_tests_and_steps(tmp_path: Path) -> None:
    flags = ["--steps", "3", "1", "2", "--may-skip", "no browser"]
    assert _tally(tmp_path, REPORT, *flags) == (1, ["12 passed, 2 failed, 4 skipped"])


def test_a_skip_that_nobody_allowed_is_a_failure(tmp_path: Path) -> None:
    _, lines = _tally(tmp_path, REPORT)
    assert lines == [
        "skipped, which is not on the list: tests.test_c::test_c: no browser here",
        "9 passed, 2 failed, 2 skipped",
    ]


def test_a_group_of_which_no_test_ran_is_a_failure(tmp_path: Path) -> None:
    status, lines = _tally(tmp_path, GREEN, "--must-run", "tests.browser")
    assert (status, lines) == (1, ["no test ran of tests.browser", "1 passed, 1 failed, 0 skipped"])


def test_a_missing_report_is_a_failure(tmp_path: Path) -> None:
    status, lines = _tally(tmp_path, GREEN, str(tmp_path / "other.xml"))
    assert (status, lines) == (1, ["no report: other.xml", "1 passed, 1 failed, 0 skipped"])


def test_all_green_is_green(tmp_path: Path) -> None:
    assert _tally(tmp_path, GREEN) == (0, ["1 passed, 0 failed, 0 skipped"])
