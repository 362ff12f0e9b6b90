from __future__ import annotations

from sfn_notebook.views.variables import Scopes


def test_what_a_visit_assigns_can_be_read_by_those_after_it() -> None:
    scopes = Scopes()
    scopes.assign("/A#1", {"x": 1})
    before = scopes.readable("/B#1")
    scopes.assign("/B#1", {"x": 2, "y": 3})
    assert (before, scopes.readable("/C#1")) == ({"x": 1}, {"x": 2, "y": 3})


def test_inner_scopes_read_those_around_them_and_keep_their_own() -> None:
    scopes = Scopes()
    scopes.assign("/A#1", {"x": 1})
    scopes.assign("/P#1[0]/B#1", {"y": 2})
    found = [scopes.readable(path) for path in ("/P#1[0]/C#1", "/P#1[0]/M#1[3]/D#1", "/P#1[1]/B#1", "/E#1")]
    assert found == [{"x": 1, "y": 2}, {"x": 1, "y": 2}, {"x": 1}, {"x": 1}]


def test_a_container_that_begins_anew_knows_nothing_of_its_last_attempt() -> None:
    scopes = Scopes()
    scopes.assign("/P#1[0]/B#1", {"y": 2})
    scopes.begin("/P#1")
    assert scopes.readable("/P#1[0]/B#1") == {}


def test_nothing_that_was_assigned_is_nothing_to_read() -> None:
    scopes = Scopes()
    scopes.assign("/A#1", {})
    scopes.assign("/A#1", None)
    assert scopes.readable("/B#1") == {}
