"""What AWS says of a text that is not JSON: the words of Jackson, the parser that reads definitions there."""

from __future__ import annotations

from typing import Final

_EXCERPT: Final = 500
_TOKENS: Final = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"


def unrecognized(text: str, position: int, word: str) -> str:
    """The message for a bare word; its place is behind the word, as Jackson has it."""
    return f"Unrecognized token '{word}': was expecting {_TOKENS}\n at {_source(text, position + len(word))}"


def unexpected(text: str, position: int, expected: str = "was expecting a valid value") -> str:
    """The message for a character that cannot stand where it stands."""
    character = text[position : position + 1]
    if not character:
        return f"Unexpected end-of-input\n at {_source(text, position)}"
    named = f"'{character}' (code {ord(character)})"
    return f"Unexpected character ({named}): {expected}\n at {_source(text, position + 1)}"


def place(message: str) -> str:
    """The place that a message of these names, as AWS repeats it in `location`."""
    return message.partition("\n at ")[2]


def _source(text: str, position: int) -> str:
    line = 1 + text.count("\n", 0, position)
    column = position - text.rfind("\n", 0, position)
    excerpt = f'"{text[:_EXCERPT]}"'
    if len(text) > _EXCERPT:
        excerpt += f"[truncated {len(text) - _EXCERPT} chars]"
    return f"[Source: (String){excerpt}; line: {line}, column: {column}]"
