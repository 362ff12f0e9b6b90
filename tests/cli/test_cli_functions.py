from __future__ import annotations

import sys
from pathlib import Path

import pytest

import sfn_notebook as sfn
from sfn_notebook.cli.functions import load_functions

MODULE = """
import sfn_notebook as sfn

@sfn.function("decorated")
def charge(event, context):
    return "paid"

def ship(event):
    return "shipped"

def price(event):
    return 12

class Inner:
    HANDLERS = {"inner": ship}

class Handler:
    def __call__(self, event):
        return 1

HANDLERS = {"charge": charge, "arn:aws:lambda:us-east-1:111111111111:function:ship:PROD": ship}
LISTED = [ship, price]
TUPLE = (price,)
NONE = {}
NUMBER = 3
WRONG = {"charge": 3}
LAMBDA = lambda event: event
OBJECT = Handler()
"""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction] - pytest calls it
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    for name in ("served_functions", "served_package", "served_package.inner"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    (tmp_path / "served_functions.py").write_text(MODULE, encoding="utf-8")
    (tmp_path / "served_package").mkdir()
    (tmp_path / "served_package" / "__init__.py").touch()
    (tmp_path / "served_package" / "inner.py").write_text(MODULE, encoding="utf-8")
    (tmp_path / "broken.py").write_text("1 / 0\n", encoding="utf-8")
    (tmp_path / "needy.py").write_text("import no_such_module\n", encoding="utf-8")


def loaded(given: str) -> list[str]:
    """The names that a session has afterwards, without those of the default session."""
    session = sfn.Session(parent=None)
    load_functions(given, session)
    return session.functions.names()


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("served_functions:HANDLERS", ["charge", "ship"]),
        ("served_functions:LISTED", ["price", "ship"]),
        ("served_functions:TUPLE", ["price"]),
        ("served_functions:ship", ["ship"]),
        ("served_functions:charge", ["charge"]),
        ("served_functions:NONE", []),
        ("served_functions:Inner.HANDLERS", ["inner"]),
        ("served_functions.py:LISTED", ["price", "ship"]),
        ("served_package.inner:ship", ["ship"]),
        ("served_package:inner.ship", ["ship"]),
        ("served_functions", []),
    ],
)
def test_what_is_named_is_registered(given: str, names: list[str]) -> None:
    if given == "served_package:inner.ship":
        loaded("served_package.inner")
    assert loaded(given) == names


@pytest.mark.parametrize("given", ["served_functions", "served_functions.py", "served_functions:ship"])
def test_what_is_decorated_registers_itself_in_the_default_session(given: str) -> None:
    sfn.session().functions = type(sfn.session().functions)()
    loaded(given)
    assert sfn.session().functions.names() == ["decorated"]


def test_a_session_reads_what_is_decorated() -> None:
    session = sfn.Session()
    load_functions("served_functions:LISTED", session)
    assert {"decorated", "price", "ship"} <= set(session.functions.names())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("none.py", "--functions none.py: no such file"),
        ("none.py:LISTED", "--functions none.py:LISTED: no such file"),
        ("no_such_module", "--functions no_such_module: no module of that name; a file ends with .py"),
        ("no_such_package.inner:ship", "--functions no_such_package.inner:ship: no module of that name"),
        ("served_functions.inner", "--functions served_functions.inner: no module of that name"),
        (".inner", "--functions .inner: no module of that name"),
        ("", "--functions : no module of that name"),
        ("served_functions:LISTD", '--functions served_functions:LISTD: there is no "LISTD", did you mean "LISTED"?'),
        ("served_functions:Inner.none", 'there is no "none"'),
        ("served_functions:NUMBER", "--functions served_functions:NUMBER: 3 is no function; NAME names a function"),
        ("served_functions:WRONG", "--functions served_functions:WRONG: 3 is no function"),
        ("served_functions:LAMBDA", "has no name of its own: give it one in a dictionary"),
        ("served_functions:OBJECT", "has no name of its own: give it one in a dictionary"),
        ("broken", "--functions broken failed:\nTraceback"),
        ("broken.py", "ZeroDivisionError"),
        ("needy", "No module named 'no_such_module'"),
        ("needy.py", "No module named 'no_such_module'"),
    ],
)
def test_what_cannot_be_had_is_told(given: str, said: str) -> None:
    with pytest.raises(sfn.UsageError) as raised:
        loaded(given)
    assert said in str(raised.value)
