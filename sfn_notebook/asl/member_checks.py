"""Checks of the fields of one object: which may, which must and which may not stand there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sfn_notebook.asl import fields as table
from sfn_notebook.asl.field_values import check_value
from sfn_notebook.asl.fields import Field, Fields
from sfn_notebook.asl.findings import quoted, schema_error
from sfn_notebook.asl.model import QueryLanguage
from sfn_notebook.asl.sites import Members
from sfn_notebook.text.diagnostic import Diagnostic, Path
from sfn_notebook.text.suggest import did_you_mean


def require(members: Members, path: Path, names: tuple[str, ...]) -> Iterator[Diagnostic]:
    """The fields that must be there."""
    missing = [name for name in names if name not in members]
    if missing:
        listed = ", ".join(missing)
        message = f"{listed} is missing" if len(missing) == 1 else f"{listed} are missing"
        yield schema_error("SFN304", message, path, f"These fields are required: [{listed}]")


def check_fields(members: Members, path: Path, fields: Fields, language: QueryLanguage) -> Iterator[Diagnostic]:
    """Every field is one of the table, of the query language, and holds what it takes."""
    for name, value in members.items():
        field = fields.get(name)
        if field is None:
            yield _unknown_field(name, path, fields, language)
        elif field.language is not None and field.language != language:
            yield _wrong_language(field, path, language)
        else:
            yield from check_value(field, value, (*path, name), language)


def _unknown_field(name: str, path: Path, fields: Fields, language: QueryLanguage) -> Diagnostic:
    known = [field.name for field in fields.values() if field.language in {None, language} and field.name != name]
    found = schema_error(
        "SFN301",
        f'no field "{name}" here',
        (*path, name),
        f"Field '{name}' is not supported",
        hint=did_you_mean(name, known) or _where_else(name),
        at=path,
    )
    return replace(found, is_about_key=True)


def _where_else(name: str) -> str | None:
    owners = [owner for owner, fields in table.STATES.items() if name in fields]
    return f"only {' and '.join(owners)} states have it" if 0 < len(owners) < 4 else None


def _wrong_language(field: Field, path: Path, language: QueryLanguage) -> Diagnostic:
    said = f"The QueryLanguage is set to '{language}', but field '{field.name}' is only supported for the "
    found = schema_error(
        "SFN302",
        f'the field "{field.name}" is for {field.language}, but the query language here is {language}',
        (*path, field.name),
        f"{said}'{field.language}' QueryLanguage",
        hint=f'"QueryLanguage": "{field.language}" would allow it',
        at=path,
    )
    return replace(found, is_about_key=True)


def exclusive(given: list[str], path: Path, said: str) -> Diagnostic:
    """Fields of which only one may stand there."""
    message = f"only one of {quoted(given)} may stand here"
    return replace(schema_error("SFN303", message, (*path, given[1]), said, at=path), is_about_key=True)
