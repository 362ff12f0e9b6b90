"""The exit status of each end."""

from __future__ import annotations

from typing import Final

SUCCEEDED: Final = 0
FAILED: Final = 1
BAD_USAGE: Final = 2
ABORTED: Final = 130

OF_EXECUTION: Final = {"SUCCEEDED": SUCCEEDED, "FAILED": FAILED, "TIMED_OUT": FAILED, "ABORTED": ABORTED}
