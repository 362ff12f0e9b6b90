"""Calls for fuzzing the endpoint: parameters of every operation by botocore's model, right ones and spoilt ones."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from random import Random
from typing import Any, Final

from fuzz_definitions import definition_text
from fuzz_values import ODD, TEXTS, deep, mutated, noise, value

from sfn_notebook.api.operations.paging import page
from sfn_notebook.api.wire import Shape, service_model
from sfn_notebook.values import JSON

PREFIX: Final = "arn:aws:states:us-east-1:123456789012"
ROLE: Final = "arn:aws:iam::123456789012:role/fuzz"
MACHINES: Final = ("order", "fast", "looping", "fuzzed", "nobody")
_STOP: Final[JSON] = [{"Variable": "$.stop", "IsPresent": True, "Next": "C"}]
WORLD: Final[dict[str, tuple[str, JSON]]] = {
    "order": ("STANDARD", {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}}}),
    "fast": ("EXPRESS", {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 9, "End": True}}}),
    "looping": (
        "STANDARD",
        {
            "StartAt": "A",
            "States": {
                "A": {"Type": "Wait", "Seconds": 60, "Next": "B"},
                "B": {"Type": "Choice", "Choices": _STOP, "Default": "A"},
                "C": {"Type": "Succeed"},
            },
        },
    ),
}
"""Machines that are there from the beginning."""

_ARNS: Final = (
    *(f"{PREFIX}:stateMachine:{name}" for name in MACHINES),
    *(f"{PREFIX}:stateMachine:order:{qualifier}" for qualifier in ("1", "2", "PROD", "0", "-1", "$LATEST")),
    *(f"{PREFIX}:execution:{name}:e{number}" for name in MACHINES for number in range(3)),
    *(f"{PREFIX}:express:fast:e1:x", f"{PREFIX}:activity:work", f"{PREFIX}:mapRun:order/M:x", ROLE),
    *(f"{PREFIX}:stateMachine:order#case", "arn:aws:lambda:us-east-1:123456789012:function:f", "arn:::::::"),
)
_SIZES: Final = (0, 1, 80, 81, 255, 256, 257, 1_024, 1_025, 32_769, 262_145, 1_048_577)
_TOKENS: Final = ("", "x", "AAAA", "====", "é", "MTpmZmZm", "x" * 1025, "\x00")
_POSITIONS: Final = ("0", "1", "99", "-1", str(2**63), "9" * 700, "", "x", "1e3", "٣")
_NUMBERS: Final = (0, 1, 2, 100, 1000, 1001, -1, 2**31, 2**63, 10**400, 0.5, 1e300, -0.0)

OPERATIONS: Final[tuple[str, ...]] = tuple(service_model().operation_names)


def call(random: Random) -> tuple[str, JSON]:
    """An operation and its parameters; every second one is left right, as far as the model says."""
    operation = random.choice(OPERATIONS)
    if operation == "DeleteStateMachine" and random.random() < 0.9:  # else soon there is none left
        operation = "CreateStateMachine"
    shape = service_model().operation_model(operation).input_shape
    parameters: JSON = _given(shape, "", random)
    for _ in range(random.choice((0, 0, 0, 1, 1, 2))):
        _spoil(parameters, random)
    if isinstance(parameters, dict) and "nextToken" in parameters and random.random() < 0.7:
        parameters["nextToken"] = _token(parameters, random)
    return operation, parameters


def body_of(parameters: JSON, random: Random) -> bytes:
    """The text of parameters; one in eight is spoilt as a text too."""
    text = json.dumps(parameters, ensure_ascii=random.random() < 0.5)
    drawn = random.random()
    if drawn < 0.06:
        text = mutated(text, random)
    elif drawn < 0.08:
        text = random.choice(("", " ", "null", "[]", "{", "NaN", '{"a":1e999}', f'{{"a":{"9" * 5000}}}', noise(random)))
    elif drawn < 0.10:
        levels = random.choice((400, 600, 20_000, 400_000))
        text = random.choice(("[", '{"input":', '{"a":[')) * levels
    elif drawn < 0.12:
        text = json.dumps({"name": "x" * random.choice((1_000_000, 3_000_000))})
    elif drawn < 0.13:
        return random.randbytes(random.choice((1, 7, 500)))
    return text.encode("utf-8", "surrogatepass")


def _given(shape: Shape, name: str, random: Random) -> Any:
    match shape.type_name:
        case "structure":
            required = set(shape.required_members)
            members = [key for key in shape.members if key in required or random.random() < 0.2]
            return {key: _given(shape.members[key], key, random) for key in members}
        case "list":
            return [_given(shape.member, name, random) for _ in range(random.choice((0, 1, 1, 1, 1, 2, 5)))]
        case "string":
            return _text(shape, name, random)
        case "boolean":
            return random.random() < 0.5
        case _:
            return random.choice((0, 1, 50, 100))


def _text(shape: Shape, name: str, random: Random) -> str:
    if shape.enum:
        return random.choice(shape.enum)
    if name == "roleArn":
        return ROLE
    if name.lower().endswith("arn"):
        return _arn(name, random)
    if name == "definition":
        return definition_text(random) if random.random() < 0.5 else json.dumps(random.choice(list(WORLD.values()))[1])
    if name in ("input", "output", "context", "variables", "result"):
        return json.dumps(value(random))
    return random.choice(("fuzzed", *MACHINES, "e1", f"n{random.randrange(10**6)}", "A", "PROD"))


def _arn(name: str, random: Random) -> str:
    """Mostly one of the kind that a member of that name takes."""
    if random.random() < 0.15:
        return random.choice(_ARNS)
    if name in ("stateMachineVersionArn", "stateMachineAliasArn"):
        qualifier = random.choice(("PROD", "1") if name == "stateMachineAliasArn" else ("1", "1", "2"))
        return f"{PREFIX}:stateMachine:order:{qualifier}"
    kind = f":{name.removesuffix('Arn')}:"
    return random.choice([each for each in _ARNS if kind in each] or _ARNS)


def _token(parameters: dict[str, JSON], random: Random) -> str:
    """A paging token: none that there is, or one with the right check digits and a place of its own."""
    if random.random() < 0.4:
        return random.choice(_TOKENS)
    given = {key: member for key, member in parameters.items() if key != "maxResults"}
    token = page(given | {"nextToken": None}, 10**6)[1]
    if token is None:
        raise AssertionError("so long a list has more than one page")
    digest = urlsafe_b64decode(token).decode().partition(":")[2]
    return urlsafe_b64encode(f"{random.choice(_POSITIONS)}:{digest}".encode()).decode()


def _spoil(parameters: JSON, random: Random) -> None:
    """Change one member, however deep."""
    node: JSON = parameters
    for _ in range(random.randrange(4)):
        inner = [each for each in _members(node) if isinstance(each, dict | list)]
        node = random.choice(inner) if inner else node
    if isinstance(node, dict) and node:
        name = random.choice(list(node))
        if random.random() < 0.15:
            del node[name]
        elif random.random() < 0.1:
            node[random.choice(TEXTS)] = value(random)
        else:
            node[name] = _spoilt(node[name], random)
    elif isinstance(node, list) and node:
        node[random.randrange(len(node))] = _spoilt(node[0], random)


def _members(node: JSON) -> list[JSON]:
    return list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []


def _spoilt(member: JSON, random: Random) -> JSON:
    kind = random.choice(("stateMachine", "execution", "activity", "x"))
    others: tuple[JSON, ...] = (
        *(value(random), random.choice(_NUMBERS), noise(random), f"{PREFIX}:{kind}:{random.choice(ODD)}"),
        random.choice(("x", "é", "\u2028", '"', "\\")) * random.choice(_SIZES),
        [member] * random.choice((0, 1, 2, 101)),
        deep(random.choice((3, 400, 600))),
        *[mutated(member, random) if isinstance(member, str) and member else None] * 2,
    )
    return random.choice(others)
