"""Builds the front end into the package before a wheel, an editable install or an sdist is made."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("src", "build.mjs", "package.json", "package-lock.json")
OUTPUTS = ("sfn_notebook/widget/static/widget.js", "sfn_notebook/labextension/package.json")


class FrontEndHook(BuildHookInterface[Any]):
    """Runs `npm ci` and `npm run build` where the output is missing or older than its sources."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Build unless there is nothing to do; an sdist carries the output and needs no Node."""
        root = Path(self.root)
        if _is_built(root):
            return
        npm = shutil.which("npm")
        if npm is None:
            sys.exit(
                "sfn-notebook: a build from source needs Node.js 20 or newer with npm on PATH; the wheel needs neither"
            )
        for command in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
            subprocess.run([npm, *command], cwd=root / "labextension", check=True)  # noqa: S603 - our own build


def _is_built(root: Path) -> bool:
    outputs = [root / name for name in OUTPUTS]
    if not all(path.exists() for path in outputs):
        return False
    built = min(path.stat().st_mtime for path in outputs)
    return all(path.stat().st_mtime <= built for path in _sources(root / "labextension"))


def _sources(folder: Path) -> Iterator[Path]:
    for name in SOURCES:
        path = folder / name
        yield from (file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
