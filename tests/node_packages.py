"""Node for the tests: npm in a folder, and the packages that the folder's lock file names."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

_ONCE_MORE: Final = ("--fetch-retries=1", "--fetch-timeout=60000")


def program(name: str) -> str:
    """The path of `node` or `npm`."""
    found = shutil.which(name)
    assert found, f"{name} is not on PATH; the front end is built and tested with Node 20 or newer"
    return found


def npm(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run npm in a folder."""
    command = [program("npm"), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False, text=True, timeout=600)


def install(folder: Path) -> None:
    """Install what the lock file names, unless that was done since it changed; what keeps npm from it is one line."""
    installed = folder / "node_modules" / ".package-lock.json"
    wanted = folder / "package-lock.json"
    if installed.is_file() and installed.stat().st_mtime >= wanted.stat().st_mtime:
        return
    finished = npm(folder, "ci", "--no-audit", "--no-fund", *_ONCE_MORE)
    if finished.returncode != 0:
        said = [line.removeprefix("npm error ") for line in finished.stderr.splitlines() if " failed" in line]
        reason = said[0] if said else finished.stderr
        pytest.fail(f"npm could not install the packages of {folder}: {reason}", pytrace=False)
