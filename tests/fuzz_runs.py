"""Fuzzing in processes of their own: whatever a case does to its process is found, and named."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_WORKER: Final = Path(__file__).parent / "fuzz_worker.py"
_CHUNK: Final = 10_000


@dataclass(slots=True)
class Found:
    """What was checked, and what went wrong.

    Attributes:
        most_bytes: what a process held at most.
    """

    cases: int = 0
    counts: Counter[str] = field(default_factory=Counter[str])
    failures: list[str] = field(default_factory=list[str])
    most_bytes: int = 0

    def add(self, other: Found) -> None:
        """Take another one's counts."""
        self.cases += other.cases
        self.counts.update(other.counts)
        self.failures.extend(other.failures)
        self.most_bytes = max(self.most_bytes, other.most_bytes)


def chunks(first: int, count: int) -> Iterator[range]:
    """The numbers of the cases, in pieces for one process each."""
    for start in range(first, first + count, _CHUNK):
        yield range(start, min(start + _CHUNK, first + count))


def fuzz(seed: int, numbers: range) -> Found:
    """Check cases; a case that ends its process is a failure, and the next ones go on in another process."""
    found, numbers_left = Found(), numbers
    with tempfile.NamedTemporaryFile() as position:
        position.write(struct.pack("q", numbers.start))
        position.flush()
        while numbers_left:
            arguments = [str(_WORKER), str(seed), str(numbers_left.start), str(numbers_left.stop), position.name]
            ended = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
            _take(found, ended.stdout.splitlines())
            if ended.returncode == 0:
                found.cases += len(numbers_left)
                break
            at = struct.unpack("q", Path(position.name).read_bytes()[:8])[0]
            found.cases += at + 1 - numbers_left.start
            found.failures.append(f"seed {seed}, case {at}: the process ended with {ended.returncode}: {_tail(ended)}")
            numbers_left = range(at + 1, numbers.stop)
    return found


def _take(found: Found, lines: Sequence[str]) -> None:
    for line in lines:
        message: dict[str, Any] = json.loads(line)
        if "case" in message:
            found.failures.append("\n".join([f"case {message['case']}: {message['error']}", *message["notes"]]))
        else:
            found.counts.update(message["counts"])
            found.most_bytes = max(found.most_bytes, message["bytes"])


def _tail(ended: subprocess.CompletedProcess[str]) -> str:
    return "\n".join(ended.stderr.splitlines()[-12:])


def report(found: Found, started: float) -> list[str]:
    """What was checked, in lines."""
    kinds: Counter[str] = Counter()
    for name, count in found.counts.items():
        kinds[name.partition(":")[0]] += count
    lines = [f"{found.cases} cases, {len(found.failures)} failures, {time.monotonic() - started:.0f} s"]
    lines.append(f"a process held {found.most_bytes >> 20} MB at most")
    for kind, total in sorted(kinds.items()):
        ends = [(name.partition(": "), count) for name, count in found.counts.most_common()]
        of_kind = [(end, count) for (of, _, end), count in ends if of == kind]
        lines.append(
            f"{kind}: {total}; " + ", ".join(f"{end} {100 * count / total:.1f} %" for end, count in of_kind[:6])
        )
    return lines
