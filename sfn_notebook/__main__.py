"""`python -m sfn_notebook` is the command line."""

from __future__ import annotations

import sys

from sfn_notebook.cli import main

if __name__ == "__main__":
    sys.exit(main())
