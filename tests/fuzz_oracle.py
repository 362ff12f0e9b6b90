"""What fuzzing checks: each case is made by a seed and a number, and ends with a value or a documented error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Final, TypeAlias

import fuzz_definitions
import fuzz_expressions
import fuzz_jsonata
import fuzz_values
from fixed_scope import FixedScope
from running_machines import Sample
from stepping import UnknownFunctionError, begin, finish

from sfn_notebook.asl.check import check
from sfn_notebook.asl.model import Definition
from sfn_notebook.asl.parse import parse
from sfn_notebook.asl.write import write
from sfn_notebook.engine.history import CLOSING
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.errors import StateError
from sfn_notebook.expressions.intrinsics.compiler import compile_intrinsic
from sfn_notebook.expressions.intrinsics.parser import IntrinsicSyntaxError
from sfn_notebook.expressions.jsonata import JsonataSyntaxError, analyse, compile_jsonata, compile_query_template
from sfn_notebook.expressions.jsonpath_steps import PathSyntaxError
from sfn_notebook.expressions.path import (
    compile_condition_path,
    compile_field_path,
    compile_items_path,
    compile_path,
)
from sfn_notebook.expressions.reference_path import parse_reference_path, put
from sfn_notebook.expressions.scope import Reader
from sfn_notebook.expressions.template import TemplateError, check_template, compile_template, template_bound
from sfn_notebook.expressions.timestamp import format_timestamp, parse_timestamp
from sfn_notebook.text.render import render_all
from sfn_notebook.text.source import read_source
from sfn_notebook.values import JSON, check_plain, encode, size_bytes

Checker: TypeAlias = "Callable[[Random], tuple[str, Callable[[], str]]]"
"""Makes a case: its text, and what checks it and says how it ended."""

_FEW_EVENTS: Final = Quotas(events=400)
_DOCUMENTED: Final = (*(StateError, JsonataSyntaxError, PathSyntaxError, IntrinsicSyntaxError, TemplateError),)


def _scope(random: Random) -> FixedScope:
    variables: dict[str, JSON] = {
        "v": {"w": [3, 1], "x": "y"},
        "list": [{"x": 1}, {"x": 2}],
        "r": fuzz_values.value(random),
    }
    context: JSON = {"State": {"Name": "S"}, "Execution": {"Input": fuzz_values.value(random)}}
    return FixedScope(context=context, variables=variables)


def _read(compiled: Callable[[], Reader], document: JSON, scope: FixedScope) -> str:
    """Compile and read; what is read must be JSON."""
    try:
        reader = compiled()
    except _DOCUMENTED as error:
        return f"refused {type(error).__name__}"
    try:
        found = reader(document, scope)
    except StateError as error:
        encode([error.error, error.cause])
        return f"failed {error.error}"
    check_plain(found)
    encode(found)
    return "value"


def _jsonata(random: Random) -> tuple[str, Callable[[], str]]:
    text = f"{{% {fuzz_jsonata.jsonata(random)} %}}"
    scope = _scope(random)
    states: dict[str, JSON] = {"input": fuzz_values.document(random), "result": fuzz_values.value(random)}
    expected = random.choice((*[None] * 14, "array", "boolean", "integer", "number", "string", "object"))

    def run() -> str:
        analyse(text)
        return _read(lambda: compile_jsonata(text, "Output", expected), states, scope)

    return text, run


def _query_template(random: Random) -> tuple[str, Callable[[], str]]:
    template = fuzz_expressions.query_template(random)
    scope = _scope(random)
    states: dict[str, JSON] = {"input": fuzz_values.document(random)}
    return encode(template), lambda: _read(lambda: compile_query_template(template, "Output"), states, scope)


def _path(random: Random) -> tuple[str, Callable[[], str]]:
    text = fuzz_expressions.path(random)
    document: JSON = fuzz_values.document(random) if random.random() < 0.9 else fuzz_values.value(random)
    scope = _scope(random)
    compiler = random.choice((compile_path, compile_items_path, compile_condition_path, _field_path))
    return text, lambda: _read(lambda: compiler(text), document, scope)


def _field_path(text: str) -> Reader:
    return compile_field_path(text, "x.$")


def _intrinsic(random: Random) -> tuple[str, Callable[[], str]]:
    text = fuzz_expressions.intrinsic(random)
    document, scope = fuzz_values.document(random), _scope(random)
    return text, lambda: _read(lambda: compile_intrinsic(text), document, scope)


def _template(random: Random) -> tuple[str, Callable[[], str]]:
    template = fuzz_expressions.template(random)
    document, scope = fuzz_values.document(random), _scope(random)

    def run() -> str:
        ended = _read(lambda: compile_template(template), document, scope)
        if ended == "value" and not check_template(template):
            bound = template_bound(template)
            most = None if bound.references is None else bound.literal_bytes + bound.references * size_bytes(document)
            found = compile_template(template)(document, scope)
            assert most is None or size_bytes(found) <= most, f"{size_bytes(found)} bytes, {most} were promised"
        return ended

    return encode(template), run


def _reference(random: Random) -> tuple[str, Callable[[], str]]:
    text, document = fuzz_expressions.path(random), fuzz_values.document(random)

    def run() -> str:
        try:
            put(document, parse_reference_path(text), 1)
        except _DOCUMENTED as error:
            return type(error).__name__
        return "value"

    return text, run


def _timestamp(random: Random) -> tuple[str, Callable[[], str]]:
    text = fuzz_expressions.timestamp(random)

    def run() -> str:
        found = parse_timestamp(text)
        if found is None:
            return "refused"
        assert not 0 <= found < 250_000_000_000 * 10**9 or parse_timestamp(format_timestamp(found)) == found
        return "value"

    return text, run


def _definition(random: Random) -> tuple[str, Callable[[], str]]:
    made = fuzz_definitions.definition(random)
    return repr(made), lambda: _checked(made, made)


def _definition_text(random: Random) -> tuple[str, Callable[[], str]]:
    text = fuzz_definitions.definition_text(random)

    def run() -> str:
        source = read_source(text)
        render_all(check(source).diagnostics, source)
        return "unread" if source.value is None else _checked(source.value, source.value)

    return text, run


def _checked(given: JSON, value: JSON) -> str:
    """Check a definition, write it, read that again, and run it if it is right."""
    parsed = parse(given)
    if parsed.definition is not None:
        _inverse(parsed.definition)
    checked = check(given)
    assert checked.definition is not None or checked.errors, "refused without saying why"
    return "refused" if checked.definition is None else _ran(value)


def _inverse(definition: Definition) -> None:
    assert parse(write(definition)).definition == definition, "what is written is read as another definition"


def _ran(definition: JSON) -> str:
    assert isinstance(definition, dict)
    try:
        run = begin(Sample(definition=definition, payload={"n": 2, "turn": 0, "items": [1, 2]}), 1, _FEW_EVENTS)
    except UnknownFunctionError:
        return "names a function that is not there"
    events = finish(run)
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    assert events[-1].type in CLOSING
    return events[-1].type


CHECKERS: Final[dict[str, tuple[Checker, int]]] = {
    "jsonata": (_jsonata, 42),
    "query template": (_query_template, 6),
    "path": (_path, 22),
    "intrinsic": (_intrinsic, 12),
    "template": (_template, 6),
    "reference path": (_reference, 4),
    "timestamp": (_timestamp, 5),
    "definition": (_definition, 2),
    "definition text": (_definition_text, 1),
}
"""By kind: what makes and checks a case, and how many of a hundred are of the kind."""

_KINDS: Final = tuple(kind for kind, (_, share) in CHECKERS.items() for _ in range(share))


def case(seed: int, number: int) -> tuple[str, str, Callable[[], str]]:
    """The kind, the text and the check of a case."""
    random = Random(f"{seed} {number}")  # noqa: S311 - nothing is kept secret
    kind = random.choice(_KINDS)
    text, run = CHECKERS[kind][0](random)
    return kind, text, run


def check_cases(seed: int, numbers: range, counts: Counter[str]) -> None:
    """Check cases; counts how they ended."""
    for number in numbers:
        kind, text, run = case(seed, number)
        try:
            ended = run()
        except BaseException as error:
            error.add_note(f"seed {seed}, case {number}, {kind}: {text[:600]!a}")
            raise
        counts[f"{kind}: {ended}"] += 1
