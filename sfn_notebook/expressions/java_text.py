"""Values as Java prints them: AWS's texts and States.Format show them so."""

from __future__ import annotations

from decimal import Decimal

from sfn_notebook.values import JSON


def java_text(value: JSON) -> str:
    """What `String.valueOf` gives: `{Arg1=1, Arg2=[]}`, `null`, `1.0E10`; does not recurse."""
    if isinstance(value, str):
        return value
    if not isinstance(value, (dict, list)):
        return _scalar_text(value)
    parts: list[str] = []
    pending: list[tuple[str, JSON]] = [("", value)]
    while pending:
        prefix, found = pending.pop()
        parts.append(prefix)
        if isinstance(found, dict):
            parts.append("{")
            pending.append(("}", ""))
            members = list(found.items())
            pending.extend((f"{', ' if at else ''}{members[at][0]}=", members[at][1]) for at in _downwards(members))
        elif isinstance(found, list):
            parts.append("[")
            pending.append(("]", ""))
            pending.extend((", " if at else "", found[at]) for at in _downwards(found))
        else:
            parts.append(found if isinstance(found, str) else _scalar_text(found))
    return "".join(parts)


def _downwards(members: list[tuple[str, JSON]] | list[JSON]) -> range:
    return range(len(members) - 1, -1, -1)


def _scalar_text(value: float | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return _double_text(value)


def _double_text(number: float) -> str:
    if number == 0 or 1e-3 <= abs(number) < 1e7:
        return repr(number)
    sign, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
    text = "".join(map(str, digits))
    power = int(exponent) + len(text) - 1
    return f"{'-' if sign else ''}{text[0]}.{text[1:] or '0'}E{power}"
