import ast
import re
from pathlib import Path

from sfn_notebook import asl, text
from sfn_notebook.asl.codes import TITLES


def test_every_code_in_the_package_is_registered_and_every_registered_code_is_used() -> None:
    folders = [Path(package.__path__[0]) for package in (asl, text)]
    files = [file for folder in folders for file in folder.rglob("*.py") if file.name != "codes.py"]
    used = {code for file in files for code in re.findall(r"SFN\d{3}", file.read_text(encoding="utf-8"))}
    assert used == set(TITLES)


def test_every_code_is_registered_once() -> None:
    source = Path(asl.__path__[0], "codes.py").read_text(encoding="utf-8")
    codes = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    registered = [code for code in codes if isinstance(code, str) and code.startswith("SFN")]
    assert len(registered) == len(set(registered)) == len(TITLES)


def test_every_title_is_one_short_line() -> None:
    assert [title for title in TITLES.values() if not 0 < len(title) <= 80 or "\n" in title] == []
