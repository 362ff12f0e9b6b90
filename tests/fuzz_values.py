"""Values and texts for fuzzing: what people write, what they should not, and what no one would; by a seed."""

from __future__ import annotations

from random import Random
from typing import Final

from sfn_notebook.values import JSON

NUMBERS: Final[tuple[JSON, ...]] = (
    *(0, 1, -1, 2, 3, 7, 10, 255, 1000, -0.0, 0.5, 1.5, 2.0, -2.5, 1e-7, 1e21, 1e300, -1e300, 5e-324),
    *(2**31 - 1, 2**31, -(2**31), 2**53, 2**53 + 1, 2**63, 10**25, 10**400),
)
TEXTS: Final = (
    *("", " ", "a", "b", "ab", "text", "Ada Lovelace", "x" * 300, "a,b,c", "{}", "'{}'", "$", "$.a", "{% 1 %}", "null"),
    *("2024-01-02T03:04:05Z", "2024-01-02T03:04:05.678+01:00", "1e400", "NaN", "01", "-0", "0x1F", "é", "😀", "\u0301"),
    *("\x00", "\u2028", "\ufeff", "a\nb", "\t", "\\", '"', "`", "MD5", "SHA-256", "SGVsbG8=", '{"a": [1]}', "[1,2"),
)
KEYS: Final = ("a", "b", "c", "items", "n", "id", "a b", "a-b", "", "é", "0", "$", "a.b", "Type", "States")
ODD: Final = (
    *("{", "}", "[", "]", "(", ")", ".", "..", "*", "**", "%", "$", "$$", "@", "#", "?", ":", ":=", ",", ";", "|", "&"),
    *(
        "'",
        '"',
        "`",
        "/",
        "\\",
        "\n",
        " ",
        "0",
        "9",
        "1e9",
        "-",
        "+",
        "=",
        "!=",
        "<",
        ">",
        "~>",
        "^",
        "\x00",
        "é",
        "😀",
    ),
    *(
        "\ud800",
        "\udc00",
        "\u202e",
        "\uffff",
        "\U0010ffff",
        "{%",
        "%}",
        "//",
        "/*",
        "*/",
        "function",
        "λ",
        "null",
        "true",
    ),
)


def value(random: Random, depth: int = 3) -> JSON:
    """Some JSON, as engines hold it: without half a surrogate pair and without infinity."""
    drawn = random.random()
    if depth == 0 or drawn < 0.5:
        return scalar(random)
    if drawn < 0.75:
        return [value(random, depth - 1) for _ in range(random.randrange(5))]
    return {random.choice(KEYS): value(random, depth - 1) for _ in range(random.randrange(5))}


def scalar(random: Random) -> JSON:
    """A number, a text, a boolean or null."""
    drawn = random.randrange(8)
    if drawn < 3:
        return random.choice(NUMBERS if random.random() < 0.02 else NUMBERS[:-1])
    if drawn < 6:
        return random.choice(TEXTS)
    return (True, False, None)[random.randrange(3)]


def document(random: Random) -> dict[str, JSON]:
    """An input in which the commonest paths lead somewhere."""
    rows: list[JSON] = [{"id": number, "n": random.randrange(9), "s": random.choice(TEXTS)} for number in range(4)]
    found: dict[str, JSON] = {"a": {"b": [1, {"c": 2}]}, "n": random.choice(NUMBERS[:-1]), "items": rows, "s": "text"}
    found[random.choice(KEYS)] = value(random)
    return found


def deep(levels: int) -> JSON:
    """Arrays in each other."""
    found: JSON = []
    for _ in range(levels):
        found = [found]
    return found


def mutated(text: str, random: Random) -> str:
    """A text with some of it dropped, doubled, moved or replaced."""
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        start = random.randrange(len(text) + 1)
        end = min(len(text), start + random.choice((0, 1, 1, 2, 5, 20)))
        match random.randrange(5):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:end] + text[start:end] * random.choice((1, 2, 40)) + text[end:]
            case 2:
                text = text[:start] + random.choice(ODD) + text[end:]
            case 3:
                text = text[start:end] + text[:start] + text[end:]
            case _:
                text = text[:start] + random.choice(ODD) * random.choice((1, 2, 200)) + text[start:]
    return text


def noise(random: Random) -> str:
    """A text of tokens and characters in no order."""
    return "".join(
        random.choice(ODD)
        if random.random() < 0.6
        else chr(random.choice((random.randrange(128), random.randrange(0xFFFF))))
        for _ in range(random.choice((0, 1, 3, 10, 60)))
    )
