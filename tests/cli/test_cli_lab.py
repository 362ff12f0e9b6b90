from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sfn_notebook.cli import lab, main

ADDRESS = "--LabApp.default_url=/lab/tree/quick-start.ipynb"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction] - pytest calls it
    monkeypatch.chdir(tmp_path)


def test_the_quick_start_is_copied_where_it_is_absent(tmp_path: Path) -> None:
    copied = lab.copy_quick_start(tmp_path)
    assert copied.read_bytes() == lab.QUICK_START.read_bytes()


def test_a_quick_start_that_was_changed_is_kept(tmp_path: Path) -> None:
    (tmp_path / "quick-start.ipynb").write_text("mine", encoding="utf-8")
    assert lab.copy_quick_start(tmp_path).read_text(encoding="utf-8") == "mine"


def test_jupyterlab_opens_the_quick_start_with_the_other_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    launched: list[list[str]] = []

    class Application:
        @staticmethod
        def launch_instance(words: list[str]) -> None:
            launched.append(words)

    monkeypatch.setattr("jupyterlab.labapp.LabApp", Application)
    assert main(["lab", "--port", "1234", "--no-browser"]) == 0
    assert launched == [[str(tmp_path / "quick-start.ipynb"), ADDRESS, "--port", "1234", "--no-browser"]]


def _nothing(_: str) -> None: ...


def test_without_jupyterlab_one_sentence_says_what_to_install(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab, "find_spec", _nothing)
    assert main(["lab"]) == 2
    err = capfd.readouterr().err
    assert err == "sfn-notebook: jupyterlab is not installed: pip install 'sfn-notebook[lab]'\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none.ipynb"], "no notebook none.ipynb"),
        (["--execute", "out.html", "--port", "1"], "--port is for JupyterLab, which --execute does not start"),
    ],
)
def test_what_cannot_be_done_is_status_2(capfd: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    assert main(["lab", *words]) == 2
    assert said in capfd.readouterr().err


@pytest.mark.slow
def test_a_cell_that_fails_is_status_1_and_the_page_shows_it(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    import nbformat.v4

    untyped: Any = nbformat.v4
    notebook = untyped.new_notebook(cells=[untyped.new_code_cell("1 / 0"), untyped.new_code_cell("2")])
    Path("broken.ipynb").write_text(untyped.writes(notebook), encoding="utf-8")
    assert main(["lab", "broken.ipynb", "--execute", "out.html"]) == 1
    assert "ZeroDivisionError" in (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "a cell of broken.ipynb failed" in capfd.readouterr().err
