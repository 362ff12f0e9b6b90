from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfn_notebook.engine.place import (
    child_path,
    enclosing_visits,
    escape,
    node_id,
    scope_of,
    unescape,
    visit_of,
    visit_path,
)

NAMES = st.text(alphabet="ab%/#[]0125é ", max_size=12)


@given(NAMES)
def test_a_name_comes_back_from_its_escaped_form(name: str) -> None:
    assert unescape(escape(name)) == name


@given(NAMES, NAMES, st.integers(1, 99), st.integers(0, 99))
def test_paths_of_any_names_come_apart_again(outer: str, inner: str, visit: int, index: int) -> None:
    container = visit_path("", escape(outer), visit)
    scope = child_path(container, index)
    path = visit_path(scope, escape(inner), visit)
    assert scope_of(path) == scope
    assert visit_of(scope) == container
    assert visit_of(path) == path
    assert enclosing_visits(path) == (container,)
    assert node_id(path, ()) == f"/{escape(outer)}[{index}]/{escape(inner)}"


@pytest.mark.parametrize(
    ("path", "node"),
    [
        ("", ""),
        ("/Fan#1[0]/Charge#2", "/Fan[0]/Charge"),
        ("/Each#1[3]", "/Each"),
        ("/Each#1[3]/Work#1", "/Each/Work"),
        ("/Each#1[3]/Fan#2[1]/Work#1", "/Each/Fan[1]/Work"),
    ],
)
def test_a_box_knows_no_visits_and_no_items(path: str, node: str) -> None:
    assert node_id(path, {"/Each"}) == node


def test_the_execution_itself_is_in_no_scope() -> None:
    assert (scope_of(""), visit_of(""), enclosing_visits("")) == ("", "", ())
