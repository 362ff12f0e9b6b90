"""JSONata: its marks, its syntax, and what an expression may refer to where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sfn_notebook.asl.findings import quoted, schema_error, warning
from sfn_notebook.asl.lint.expression_sites import ExpressionSite, expression_sites
from sfn_notebook.asl.lint.jsonata_references import References, references
from sfn_notebook.asl.sites import StateSite
from sfn_notebook.expressions.jsonata import JsonataUnavailableError, analyse, is_expression
from sfn_notebook.text.diagnostic import Diagnostic, Path, Severity
from sfn_notebook.text.suggest import did_you_mean

_STATES: Final = ("input", "context", "result", "errorOutput")
FUNCTIONS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        abs append assert average base64decode base64encode boolean ceil clone contains count decodeUrl
        decodeUrlComponent distinct each encodeUrl encodeUrlComponent error exists filter floor formatBase
        formatInteger formatNumber fromMillis join keys length lookup lowercase map match max merge millis min not now
        number pad parseInteger power random reduce replace reverse round shuffle sift single sort split spread sqrt
        string substring substringAfter substringBefore sum toMillis trim type uppercase zip

        hash parse partition range uuid
        """,
    )
)
"""Those of JSONata 2.0, without `eval`, which AWS removed; then those that AWS added."""


def check_expressions(state: StateSite) -> Iterator[Diagnostic]:
    """The expressions of a state that uses JSONata."""
    if state.language != "JSONata":
        return
    for site in expression_sites(state):
        if is_expression(site.text):
            yield from _check_expression(site)
        else:
            yield from _check_marks(site.text, site.path)


def _check_marks(text: str, path: Path) -> Iterator[Diagnostic]:
    if text.startswith("{%") != text.endswith("%}"):
        mark = "{%" if text.endswith("%}") else "%}"
        said = "JSONata string must start with {% and end with %}"
        yield schema_error("SFN317", f"the expression has no {mark}", path, said, hint='an expression is "{% … %}"')


def _check_expression(site: ExpressionSite) -> Iterator[Diagnostic]:
    problem = _problem(site.text)
    if problem is not None:
        _, said, position = problem
        message = f"{said[:1].lower()}{said[1:]}, at character {position + 1} of {site.text}"
        yield _refused("SFN404", message, site.path, "INVALID_JSONATA_EXPRESSION", said)
        return
    found = references(site.text[2:-2])
    yield from _check_top_level(found, site.path)
    yield from _check_states(found, site)
    yield from _check_functions(found, site.path)
    for operator in found.newer_operators:
        hint = "AWS is said to run JSONata 2.0.6"
        yield warning("SFN408", f"the operator {operator} is newer than JSONata 2.0", site.path, hint)


def _problem(text: str) -> tuple[str, str, int] | None:
    """None also where there is no engine that could say it; such machines are refused for that."""
    try:
        return analyse(text).problem
    except JsonataUnavailableError:
        return None


def _refused(code: str, message: str, path: Path, aws_code: str, said: str, hint: str | None = None) -> Diagnostic:
    return Diagnostic(
        code=code,
        severity=Severity.ERROR,
        message=message,
        path=path,
        hint=hint,
        aws_code=aws_code,
        aws_message=said,
    )


def _check_top_level(found: References, path: Path) -> Iterator[Diagnostic]:
    """AWS evaluates without a context; its texts as third parties measured them in 2026-08 (floci 2670, 2745)."""
    for name in found.top_level:
        said = f"Reference to '{name}' {'' if name == '$$' else 'at the top level '}is not supported."
        message = f'"{name}" reads a context that is not there'
        yield _refused("SFN405", message, path, "UNSUPPORTED_JSONATA_EXPRESSION", said, _anchor(name, found))
    if found.inner_roots:
        yield warning("SFN405", '"$$" reads a context that is not there', path, "the input is $states.input")


def _anchor(name: str, found: References) -> str:
    if name in {"$", "$$"}:
        return "the input is $states.input"
    if name == "States":
        return "intrinsic functions are for JSONPath"
    if name in found.variables:
        return f"the variable is ${name}"
    return f"a field of the input is $states.input.{name}, a variable is ${name}"


def _check_states(found: References, site: ExpressionSite) -> Iterator[Diagnostic]:
    for name in found.states_fields:
        if name in site.offered:
            continue
        message = f"$states has no {name} here"
        if name == "errorOutput":
            hint = "only Output and Assign of a catcher have it"
            said = f"Field '$states.{name}' does not exist."
            yield _refused("SFN406", message, site.path, "UNSUPPORTED_JSONATA_EXPRESSION", said, hint)
        elif name == "result":
            hint = "only Output and Assign of Task, Parallel and Map states have it"
            yield warning("SFN406", message, site.path, hint)
        else:
            hint = did_you_mean(name, _STATES) or f"it has {quoted(sorted(site.offered))}"
            yield warning("SFN406", message, site.path, hint)


def _check_functions(found: References, path: Path) -> Iterator[Diagnostic]:
    for name in found.functions:
        if name == "eval":
            yield warning("SFN407", "AWS's JSONata has no function $eval", path, "$parse reads a text as JSON")
        elif name not in FUNCTIONS:
            yield warning("SFN407", f"JSONata has no function ${name}", path, did_you_mean(name, FUNCTIONS))
