"""What a JSONata expression refers to, read off its tokens: one pass, no recursion, no engine of the language.

It is told of expressions that can be compiled; for others it gives what it saw before it lost its way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sfn_notebook.asl.lint.jsonata_tokens import Kind, Token, tokens

_CONSTANTS: Final = frozenset({"true", "false", "null"})
_LAMBDAS: Final = frozenset({"function", "λ"})
_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}
_WILDCARDS: Final = frozenset({"*", "**", "%", "?"})
_NEWER: Final = frozenset({"?:", "??"})


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """The names in an expression, each once, in the order in which they stand.

    Attributes:
        top_level: names read off the context of the whole expression, which AWS does not have; also `$` and `$$`.
        inner_roots: whether `$$` stands deeper.
        states_fields: first steps below `$states`.
        variables: `x` for `$x`, without `states` and those that the expression binds itself.
        functions: those that are called and that the expression does not bind.
        newer_operators: those that came after JSONata 2.0.
    """

    top_level: tuple[str, ...]
    inner_roots: bool
    states_fields: tuple[str, ...]
    variables: tuple[str, ...]
    functions: tuple[str, ...]
    newer_operators: tuple[str, ...]


def references(text: str) -> References:
    """The references of an expression, which is given without its marks."""
    walk = _Walk(tokens(text))
    walk.run()
    return References(
        top_level=_once(walk.top_level),
        inner_roots=walk.inner_roots,
        states_fields=_once(walk.states_fields),
        variables=tuple(name for name in _once(walk.variables) if name not in walk.bound),
        functions=tuple(name for name in _once(walk.functions) if name not in walk.bound),
        newer_operators=_once(walk.newer_operators),
    )


def _once(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


@dataclass(slots=True)
class _Bracket:
    """An open bracket.

    Attributes:
        is_inner: what stands in it is read off a value of the expression, not off the context of the whole.
        is_step: what it closes is a step of a path.
        sections: of a transform `|…|…|`: how many were begun.
    """

    closing: str
    is_inner: bool
    is_step: bool
    sections: int = 1


class _Walk:
    """A walk over the tokens that knows whether an operand or an operator comes next."""

    def __init__(self, found: list[Token]) -> None:
        self.tokens = found
        self.index = 0
        self.wants_operand = True
        self.is_step = False
        self.was_step = False
        self.brackets: list[_Bracket] = []
        self.top_level: list[str] = []
        self.inner_roots = False
        self.states_fields: list[str] = []
        self.variables: list[str] = []
        self.functions: list[str] = []
        self.bound: set[str] = set()
        self.newer_operators: list[str] = []

    def run(self) -> None:
        """Go over all tokens."""
        while self.index < len(self.tokens):
            token = self.tokens[self.index]
            self.index += 1
            if self.wants_operand:
                self._operand(token)
            else:
                self._operator(token)

    # -- where the walk stands
    @property
    def is_inner(self) -> bool:
        """Whether the brackets around are read off a value of the expression."""
        return bool(self.brackets) and self.brackets[-1].is_inner

    def _text(self, ahead: int = 0) -> str:
        place = self.index + ahead
        return self.tokens[place].text if place < len(self.tokens) else ""

    def _complete(self) -> None:
        self.wants_operand, self.was_step, self.is_step = False, self.is_step, False

    def _open(self, closing: str, *, is_inner: bool, is_step: bool) -> None:
        self.brackets.append(_Bracket(closing, is_inner or self.is_inner, is_step))
        self.wants_operand, self.is_step = True, False

    def _close(self) -> None:
        if self.brackets:
            self.was_step = self.brackets.pop().is_step
        self.wants_operand, self.is_step = False, False

    # -- operands
    def _operand(self, token: Token) -> None:
        match token.kind:
            case Kind.OPERATOR:
                self._prefix(token.text)
                return
            case Kind.NAME if token.text in _LAMBDAS and self._text() == "(":
                self._lambda()
                return
            case Kind.VARIABLE:
                self._variable(token.text)
            case Kind.NAME if token.text not in _CONSTANTS:
                self._refer(token.text)
            case Kind.TEXT if self._text() == ".":
                self._refer(token.text)
            case _:
                pass
        self._complete()

    def _prefix(self, text: str) -> None:
        if text in _CLOSING:
            self._open(_CLOSING[text], is_inner=self.is_step, is_step=self.is_step)
        elif text in _CLOSING.values():
            self._close()
        elif text == "|":
            self._open("|", is_inner=True, is_step=self.is_step)
        elif text in _WILDCARDS:
            self._complete()

    def _refer(self, name: str) -> None:
        if not self.is_step and not self.is_inner:
            self.top_level.append(name)

    def _variable(self, text: str) -> None:
        name = text[1:]
        if name == "$" and self.is_inner:
            self.inner_roots = True
        elif name in {"", "$"}:
            self._refer(text)
        elif name == "states":
            self._states()
        elif self._text() == ":=":
            self.bound.add(name)
        else:
            (self.functions if self._text() == "(" else self.variables).append(name)

    def _states(self) -> None:
        if self._text() == "." and self.index + 1 < len(self.tokens):
            step = self.tokens[self.index + 1]
            if step.kind in {Kind.NAME, Kind.TEXT}:
                self.states_fields.append(step.text)

    def _lambda(self) -> None:
        """Past the parameters and the signature, into the body, which has the context of where it stands."""
        while self.index < len(self.tokens) and self._text() != "{":
            token = self.tokens[self.index]
            if token.kind is Kind.VARIABLE:
                self.bound.add(token.text[1:])
            self.index += 1
        self.index += 1
        self._open("}", is_inner=self.is_step, is_step=self.is_step)

    # -- operators
    def _operator(self, token: Token) -> None:
        text = token.text
        if text in {"[", "{", "^"}:
            self.index += text == "^"
            closing = ")" if text == "^" else _CLOSING[text]
            self._open(closing, is_inner=True, is_step=self.was_step)
        elif text == "(":
            self._open(")", is_inner=self.was_step, is_step=self.was_step)
        elif text in _CLOSING.values():
            self._close()
        elif text in {"@", "#"}:
            self.bound.add(self._text()[1:])
            self.index += 1
        elif text == "|":
            self._section()
        else:
            self.newer_operators += [text] if text in _NEWER else []
            self.wants_operand, self.is_step = True, text == "."

    def _section(self) -> None:
        """The second bar of a transform begins its update, the third ends it."""
        if self.brackets and self.brackets[-1].closing == "|" and self.brackets[-1].sections == 1:
            self.brackets[-1].sections = 2
            self.wants_operand, self.is_step = True, False
        else:
            self._close()
