"""The magics of IPython. Importing this costs nothing: IPython is there when it loads the extension."""

from __future__ import annotations

from typing import Any


def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext sfn_notebook` calls; twice does no harm."""
    from sfn_notebook.magics.register import register

    register(shell)
