"""The Lambda functions of the order machine, in Python."""

from __future__ import annotations

from typing import Any

import sfn_notebook as sfn

PRICES = {"tea": 4, "pot": 18, "silver pot": 1800}
seen: set[str] = set()


class PaymentServiceBusy(Exception):
    """Try again."""


class CardDeclined(Exception):
    """The card does not cover the total."""


@sfn.function("price")
def price(event: dict[str, Any]) -> dict[str, Any]:
    """What one line of the order costs."""
    return {**event, "amount": PRICES[event["name"]] * event["count"]}


@sfn.function("charge")
def charge(event: dict[str, Any]) -> dict[str, Any]:
    """Take the money; the first call for each order fails."""
    if event["id"] not in seen:
        seen.add(event["id"])
        raise PaymentServiceBusy("one moment")
    total = sum(event["amounts"])
    if total > 1000:
        raise CardDeclined(f"{total} is over the limit")
    return {"receipt": f"R-{event['id']}", "total": total}


@sfn.function("reserve")
def reserve(event: dict[str, Any]) -> dict[str, Any]:
    """Put the items aside."""
    print(f"{len(event['lines'])} kinds of items")  # noqa: T201 - shows up in the cell, with the state's name
    return {"shelf": 7}


@sfn.function("invoice")
def invoice(event: dict[str, Any]) -> dict[str, Any]:
    """Write the invoice."""
    return {"number": f"I-{event['id']}"}


@sfn.function("ship")
def ship(event: dict[str, Any]) -> dict[str, Any]:
    """Hand the parcel over."""
    return {"tracking": f"T-{event['prepared']['shelf']}-{event['id']}"}
