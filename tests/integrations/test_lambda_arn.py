from __future__ import annotations

from typing import cast

import pytest
from task_calls import (
    ARN,
    INVOKE,
    answer,
    clear,
    connector,
    refused,
    registry,
    request,
    succeeded,
    total,
)

from sfn_notebook.engine.ports import Answer, Handler
from sfn_notebook.integrations.functions import Functions
from sfn_notebook.values import JSON


def test_a_function_arn_gives_the_raw_result() -> None:
    found = answer(registry(total), f"{ARN}:charge", {"n": 1})
    assert succeeded(found).value == {"total": 2}


def test_a_function_arn_is_recorded_in_lambdas_own_family_of_events() -> None:
    found = connector(registry(print), f"{ARN}:charge:PROD")
    assert (found.family, found.resource, found.result_name) == (
        "LambdaFunction",
        f"{ARN}:charge:PROD",
        f"{ARN}:charge:PROD",
    )


def test_an_arn_that_nobody_answers_is_refused_with_what_was_meant() -> None:
    message, hint = refused(registry(print), f"{ARN}:chrage", None)
    assert message == 'nobody answers the function "chrage"'
    assert hint == 'did you mean "charge"? Or register one with @sfn.function("chrage")'


def test_nothing_similar_is_suggested_where_there_is_nothing() -> None:
    assert refused(Functions(), f"{ARN}:charge", None)[1] == 'register one with @sfn.function("charge")'


def test_a_function_that_is_registered_again_is_used_from_the_next_call_on() -> None:
    functions = registry(lambda: "old")
    choose = connector(functions, f"{ARN}:charge").handler
    assert choose is not None
    functions.register("charge", lambda: "new")
    handler = choose({})
    assert isinstance(handler, Handler)
    assert succeeded(cast("Answer", handler.invoke(request({})))).value == "new"


@pytest.mark.parametrize("resource", ["arn:aws:states:::sqs:sendMessage", f"{INVOKE}.sync", f"{ARN}:a:b:c"])
def test_every_other_resource_is_refused(resource: str) -> None:
    assert resource in refused(registry(print), resource, None)[0]


def test_the_event_is_a_copy() -> None:
    event: JSON = {"items": [1]}
    answer(registry(clear), f"{ARN}:charge", event)
    assert event == {"items": [1]}


def test_the_result_is_detached_from_what_the_function_keeps() -> None:
    kept: dict[str, JSON] = {"n": 1}
    found = succeeded(answer(registry(lambda: kept), f"{ARN}:charge", {}))
    kept["n"] = 2
    assert found.value == {"n": 1}


def test_the_size_of_a_result_is_that_of_its_compact_text() -> None:
    assert succeeded(answer(registry(lambda: {"ä": [1, 2]}), f"{ARN}:charge", {})).size_bytes == len(
        '{"ä":[1,2]}'.encode()
    )
