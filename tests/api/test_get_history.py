from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from api_errors import refused
from fake_account import (
    ONE,
    FakeAccount,
    at,
    event,
    started,
    with_machine,
)


def with_events(count: int) -> FakeAccount:
    account = with_machine()
    started(account).history = [event(number) for number in range(1, count + 1)]
    return account


def ids(response: dict[str, Any]) -> list[int]:
    return [each["id"] for each in response["events"]]


def test_a_history_is_read_from_the_first_event_on() -> None:
    read = with_events(3).client.get_execution_history(executionArn=ONE)
    assert (ids(read), "nextToken" in read) == ([1, 2, 3], False)


def test_an_event_keeps_its_details_and_its_time() -> None:
    read = with_events(1).client.get_execution_history(executionArn=ONE)["events"][0]
    assert read["stateEnteredEventDetails"] == {"name": "S1", "input": "{}", "inputDetails": {"truncated": False}}
    assert read["timestamp"] == at(0) + dt.timedelta(milliseconds=1)


def test_a_page_has_a_hundred_events_unless_told_otherwise() -> None:
    reader = with_events(150).client
    for given in ({}, {"maxResults": 0}):
        assert len(reader.get_execution_history(executionArn=ONE, **given)["events"]) == 100


@pytest.mark.parametrize(
    ("is_reversed", "expected"),
    [(False, [[1, 2], [3, 4], [5]]), (True, [[5, 4], [3, 2], [1]])],
)
def test_a_history_is_read_in_pages(is_reversed: bool, expected: list[list[int]]) -> None:  # noqa: FBT001 - a parameter of the table
    reader = with_events(5).client
    pages: list[list[int]] = []
    token: dict[str, str] = {}
    while True:
        read = reader.get_execution_history(executionArn=ONE, maxResults=2, reverseOrder=is_reversed, **token)
        pages.append(ids(read))
        if "nextToken" not in read:
            break
        token = {"nextToken": read["nextToken"]}
    assert pages == expected


def test_a_history_that_grows_is_read_on_backwards_from_where_it_was_left() -> None:
    account = with_events(3)
    first = account.client.get_execution_history(executionArn=ONE, maxResults=2, reverseOrder=True)
    account.runs[ONE].history.append(event(4))
    token = first["nextToken"]
    second = account.client.get_execution_history(executionArn=ONE, maxResults=2, reverseOrder=True, nextToken=token)
    assert (ids(first), ids(second)) == ([3, 2], [1])


def test_an_empty_history_has_one_empty_page() -> None:
    read = with_events(0).client.get_execution_history(executionArn=ONE, reverseOrder=True)
    assert (ids(read), "nextToken" in read) == ([], False)


def test_execution_data_are_left_out_on_request() -> None:
    read = with_events(1).client.get_execution_history(executionArn=ONE, includeExecutionData=False)["events"][0]
    assert read["stateEnteredEventDetails"] == {"name": "S1", "inputDetails": {"truncated": False}}


@pytest.mark.parametrize("token", ["x", "bm9uc2Vuc2U=", "MTo=", "ä"])
def test_a_token_that_nobody_gave_is_refused(token: str) -> None:
    assert refused(lambda: with_events(3).client.get_execution_history(executionArn=ONE, nextToken=token)) == (
        "InvalidToken",
        "Invalid Token: 'Invalid token'",
    )


def test_a_token_of_another_call_is_refused() -> None:
    reader = with_events(3).client
    token = reader.get_execution_history(executionArn=ONE, maxResults=1)["nextToken"]
    assert refused(lambda: reader.get_execution_history(executionArn=ONE, reverseOrder=True, nextToken=token))[0] == (
        "InvalidToken"
    )
