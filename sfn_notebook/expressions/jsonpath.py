"""JSONPath as AWS Step Functions evaluates it: the semantics of Jayway JsonPath 2.0.0."""

from __future__ import annotations

from functools import lru_cache

from sfn_notebook.expressions.jsonpath_parser import parse
from sfn_notebook.expressions.jsonpath_steps import Path, WrongType
from sfn_notebook.expressions.jsonpath_walk import compile_find
from sfn_notebook.values import JSON


@lru_cache(maxsize=4096)
def parse_path(text: str) -> Path:
    """The path of a text; the same object for the same text.

    Raises:
        PathSyntaxError: if it is none.
    """
    return parse(text)


def find(path: Path, document: JSON) -> JSON:
    """What a path finds in a document: a value if it is definite, else the list of the values found.

    A document that is null has nothing to search, as in Jayway; the fields of a state read `$` themselves.

    Raises:
        NoResult, WrongType: with the text that AWS shows.
    """
    if document is None:
        raise WrongType("json can not be null")
    return compile_find(path)(document)
