from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sfn_notebook.views.widths import ELLIPSIS, shorten, text_width


@given(st.text(max_size=40), st.integers(20, 200))
def test_a_shortened_text_fits(text: str, width: int) -> None:
    assert text_width(shorten(text, width), 12) <= width


def test_a_text_that_fits_stays() -> None:
    assert shorten("Charge", text_width("Charge")) == "Charge"


def test_a_text_that_does_not_fit_ends_in_an_ellipsis() -> None:
    assert shorten("Charge the customer", text_width("Charge the") + 12) == f"Charge the{ELLIPSIS}"


def test_wide_characters_are_wider() -> None:
    assert text_width("i") < text_width("é") < text_width("漢")
