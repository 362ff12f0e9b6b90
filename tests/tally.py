"""Adds up what pytest reported, prints what deserves a line, and ends with `N passed, N failed, N skipped`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from xml.etree import ElementTree as ET

RECORDED: Final = "test_the_engine_does_what_aws_did["
Outcome = Literal["passed", "failed", "skipped", "known gap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One test of a report; `node` are the counts of Node's tests that it ran: passed, failed, skipped."""

    name: str
    outcome: Outcome
    reason: str
    node: tuple[int, int, int]


def read(report: Path) -> list[Test]:
    """The tests of a JUnit file."""
    return [_test(case) for case in ET.parse(report).iter("testcase")]  # noqa: S314 - pytest has just written it


def _test(case: ET.Element) -> Test:
    outcome, reason = _outcome(case)
    properties = {item.get("name"): int(item.get("value", "0")) for item in case.iterfind("properties/property")}
    passed, failed, skipped = (properties.get(f"node_{word}", 0) for word in ("pass", "fail", "skipped"))
    name = f"{case.get('classname')}::{case.get('name')}"
    return Test(name=name, outcome=outcome, reason=reason, node=(passed, failed, skipped))


def _outcome(case: ET.Element) -> tuple[Outcome, str]:
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed", ""
    skipped = case.find("skipped")
    if skipped is None:
        return "passed", ""
    reason = skipped.get("message", "")
    return ("known gap" if skipped.get("type") == "pytest.xfail" else "skipped"), reason


def problems(tests: Sequence[Test], may_skip: Sequence[str], must_run: Iterable[str]) -> list[str]:
    """Skips that nobody allowed, and groups of which no test passed or failed."""
    skipped = [
        test for test in tests if test.outcome == "skipped" and not any(text in test.reason for text in may_skip)
    ]
    ran = [test.name for test in tests if test.outcome in {"passed", "failed"}]
    missing = [group for group in must_run if not any(group in name for name in ran)]
    return [
        *[f"skipped, which is not on the list: {test.name}: {test.reason}" for test in skipped],
        *[f"no test ran of {group}" for group in missing],
    ]


def recorded_cases(tests: Iterable[Test]) -> str:
    """How the recorded cases fared, "" where none was looked at."""
    outcomes = [test.outcome for test in tests if RECORDED in test.name]
    words: tuple[Outcome, ...] = ("passed", "known gap", "failed", "skipped")
    counts = ", ".join(f"{outcomes.count(word)} {word}" for word in words)
    return f"recorded cases: {counts}" if outcomes else ""


def closing_line(tests: Sequence[Test], steps: tuple[int, int, int]) -> str:
    """The sum of pytest's tests, Node's tests and the steps; a known gap counts as skipped."""
    outcomes = [test.outcome for test in tests]
    passed = outcomes.count("passed") + sum(test.node[0] for test in tests) + steps[0]
    failed = outcomes.count("failed") + sum(test.node[1] for test in tests) + steps[1]
    skipped = outcomes.count("skipped") + outcomes.count("known gap") + sum(test.node[2] for test in tests) + steps[2]
    return f"{passed} passed, {failed} failed, {skipped} skipped"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 1 for a test that failed, a problem, or a report that is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", nargs="+", type=Path, metavar="JUNIT")
    parser.add_argument("--steps", nargs=3, type=int, default=(0, 0, 0), metavar=("PASSED", "FAILED", "SKIPPED"))
    parser.add_argument("--may-skip", action="append", default=[], metavar="TEXT", help="a reason that is allowed")
    parser.add_argument("--must-run", action="append", default=[], metavar="TEXT", help="part of a test's name")
    options = parser.parse_args(arguments)
    absent = [report for report in options.reports if not report.is_file()]
    tests = [test for report in options.reports if report.is_file() for test in read(report)]
    found = [
        *[f"no report: {report.name}" for report in absent],
        *problems(tests, options.may_skip, options.must_run),
    ]
    passed, failed, skipped = options.steps
    lines = [recorded_cases(tests), *found, closing_line(tests, (passed, failed + len(found), skipped))]
    sys.stdout.write("".join(f"{line}\n" for line in lines if line))
    return 1 if found or any(test.outcome == "failed" for test in tests) else 0


if __name__ == "__main__":
    sys.exit(main())
