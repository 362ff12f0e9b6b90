"""`sfn-notebook lab`: JupyterLab on the quick start, or the quick start as a page."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sfn_notebook.cli import status
from sfn_notebook.cli.output import complain
from sfn_notebook.errors import UsageError

QUICK_START: Final = Path(__file__).parents[1] / "quick-start.ipynb"
_INSTALL: Final = "pip install 'sfn-notebook[lab]'"
# nbconvert's page without what it would load from the network: nothing here needs it
_TEMPLATE: Final = """\
{%- extends 'lab/index.html.j2' -%}
{%- block html_head_js -%}{%- endblock -%}
{%- block jupyter_widgets -%}{%- endblock -%}
{%- block html_head_js_mathjax -%}{%- endblock -%}
{%- block html_head_js_mermaidjs -%}{%- endblock -%}
{%- block data_svg scoped -%}<div class="jp-RenderedSVG">{{ output.data['image/svg+xml'] }}</div>{%- endblock -%}
"""
_WIDGET: Final = "application/vnd.jupyter.widget-view+json"


def lab(page: str | None, words: Sequence[str]) -> int:
    """Open JupyterLab, or write a page; gives the exit status.

    Args:
        page: the file to write; None opens JupyterLab.
        words: for JupyterLab; a notebook among them takes the place of the quick start.

    Raises:
        UsageError: if a package that is needed is not installed, or there is no such notebook.
    """
    _need("jupyterlab")
    named = [word for word in words if word.endswith(".ipynb") and not word.startswith("-")]
    notebook = Path(named[0]) if named else copy_quick_start(Path.cwd())
    if not notebook.is_file():
        raise UsageError(f"no notebook {notebook}")
    rest = [word for word in words if word not in named]
    if page is None:
        return _open(notebook, rest)
    if rest:
        raise UsageError(f"{rest[0]} is for JupyterLab, which --execute does not start")
    return execute(notebook, Path(page))


def copy_quick_start(folder: Path) -> Path:
    """The quick start in a folder, put there unless it is there."""
    target = folder / QUICK_START.name
    if not target.exists():
        shutil.copyfile(QUICK_START, target)
    return target


def execute(notebook: Path, page: Path) -> int:
    """Run a notebook from top to bottom and write it as a page that needs nothing from outside; 1 if a cell fails."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    document = _read(notebook)
    folder: dict[str, Any] = {"metadata": {"path": str(notebook.resolve().parent)}}
    client = NotebookClient(document, timeout=None, store_widget_state=False, resources=folder)
    failed: CellExecutionError | None = None
    try:
        client.execute()
    except CellExecutionError as error:
        failed = error
    page.write_text(to_page(document, notebook.stem), encoding="utf-8")
    if failed is not None:
        complain(f"a cell of {notebook} failed; {page} shows how far it came\n{failed}")
        return status.FAILED
    complain(f"wrote {page}")
    return status.SUCCEEDED


def to_page(document: Any, title: str) -> str:
    """A notebook as one page of HTML, without widgets: a live view has left a picture beside it."""
    from nbconvert.exporters import HTMLExporter

    document.metadata.pop("widgets", None)
    for cell in document.cells:
        cell["outputs"] = [each for each in cell.get("outputs", []) if _WIDGET not in each.get("data", {})]
    exporter: Any = HTMLExporter(raw_template=_TEMPLATE, embed_images=True)
    body, _ = exporter.from_notebook_node(document, resources={"metadata": {"name": title}})
    return body


def _read(notebook: Path) -> Any:
    import nbformat

    untyped: Any = nbformat
    return untyped.read(notebook, as_version=4)


def _open(notebook: Path, words: Sequence[str]) -> int:
    application: Any = import_module("jupyterlab.labapp").LabApp
    # the file is what a browser is opened on, the address is what is printed
    address = f"--LabApp.default_url=/lab/tree/{quote(notebook.name)}"
    application.launch_instance([str(notebook), address, *words])
    return status.SUCCEEDED


def _need(package: str) -> None:
    if find_spec(package) is None:
        raise UsageError(f"{package} is not installed: {_INSTALL}")
