from sfn_notebook.text.diagnostic import Diagnostic, Path, Severity, Span
from sfn_notebook.text.render import render, render_all, render_html
from sfn_notebook.text.source import Source, read_source

TEXT = """{
  "StartAt": "Start",
  "States": {
    "Start": {
      "Type": "Pass",

      "Next": "Chek",
      "<b>": 1
    }
  }
}
"""


def finding(
    source: Source | None, path: Path = ("States", "Start", "Next"), hint: str | None = 'did you mean "Check"?'
) -> Diagnostic:
    return Diagnostic(
        code="SFN203",
        severity=Severity.ERROR,
        message='no state "Chek" in this machine',
        path=path,
        span=source.span(path) if source else None,
        hint=hint,
    )


def test_a_diagnostic_says_what_where_and_what_would_do() -> None:
    source = read_source(TEXT)
    assert render(finding(source), source).splitlines() == [
        'SFN203 error: no state "Chek" in this machine',
        "  line 7, column 15   /States/Start/Next",
        '    "Next": "Chek",',
        '            ^^^^^^  did you mean "Check"?',
    ]


def test_without_a_source_the_path_says_where() -> None:
    assert render(finding(None)).splitlines() == [
        'SFN203 error: no state "Chek" in this machine',
        "  /States/Start/Next",
        '    did you mean "Check"?',
    ]


def test_a_finding_without_a_hint_has_carets_only() -> None:
    source = read_source(TEXT)
    assert render(finding(source, hint=None), source).endswith("\n            ^^^^^^")


def test_a_long_line_is_cut_around_the_caret() -> None:
    text = '{"a": "' + "x" * 500 + '", "b": 12}'
    source = read_source(text)
    line, carets = render(finding(source, ("b",), None), source).splitlines()[2:]
    assert (line[carets.index("^") : len(carets)], len(line) <= 104) == ("12", True)


def test_carets_stand_under_wide_and_combining_characters() -> None:
    source = read_source('{"a": "日本e\u0301", "b": 1}')
    assert render(finding(source, ("a",), None), source).splitlines()[3] == "          " + "^" * 7


def test_a_span_over_lines_is_marked_in_its_first() -> None:
    source = read_source(TEXT)
    assert render(finding(source, ("States",), None), source).splitlines()[2:] == ['    "States": {', "              ^"]


def test_tabs_and_control_characters_are_shown_as_blanks() -> None:
    source = read_source('{"a":\t"b"}')
    assert render(finding(source, ("a",), None), source).splitlines()[2:] == ['    {"a": "b"}', "          ^^^"]


def test_a_very_long_path_is_cut() -> None:
    assert len(render(finding(None, (0,) * 499)).splitlines()[1]) < 100


def test_beyond_the_most_findings_are_counted() -> None:
    findings = [finding(None)] * 3
    assert (render_all(findings, most=2).endswith("\nand 1 more"), "more" in render_all(findings)) == (True, False)


def test_html_is_escaped_and_needs_nothing_from_outside() -> None:
    source = read_source(TEXT)
    findings = [finding(source, ("States", "Start", "<b>"))] * 3
    html = render_html(findings, source, most=2)
    assert "more" not in render_html(findings, source)
    assert ("<b>" in html, "&lt;b&gt;" in html, "http" in html, "and 1 more" in html) == (False, True, False, True)


def test_the_span_of_a_finding_at_an_offset_beyond_the_line_is_one_caret() -> None:
    source = read_source("")
    found = Diagnostic(code="SFN100", severity=Severity.ERROR, message="empty", span=Span(start=0, end=0))
    assert render(found, source).endswith("\n    \n    ^")
