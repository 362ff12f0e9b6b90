from __future__ import annotations

import pytest
from running_tokens import NoWorkers
from task_calls import refused as refused_by_lambda
from task_calls import registry, task, tasks

from sfn_notebook.engine.ports import Connector, Refusal
from sfn_notebook.integrations.activities import ActivityTasks

ACTIVITY = "arn:aws:states:us-east-1:111111111111:activity:bake"


def activities(asked: list[str]) -> ActivityTasks:
    def workers_of(arn: str) -> NoWorkers:
        asked.append(arn)
        return NoWorkers()

    return ActivityTasks(workers_of, tasks(registry(print)))


@pytest.mark.parametrize("arn", [ACTIVITY, "arn:aws-cn:states:cn-north-1:111111111111:activity:a.b-c"])
def test_the_task_of_an_activity_waits_for_its_workers(arn: str) -> None:
    asked: list[str] = []
    found = activities(asked).resolve(task(arn))
    assert isinstance(found, Connector)
    assert (found.family, found.resource, found.pattern, found.handler) == ("Activity", arn, "token", None)
    assert (found.workers is not None, asked) == (True, [arn])


@pytest.mark.parametrize("arn", [f"{ACTIVITY}:1", "arn:aws:states:::activity:bake", "arn:aws:states:::sqs:sendMessage"])
def test_every_other_task_is_left_to_others(arn: str) -> None:
    found = activities([]).resolve(task(arn))
    assert isinstance(found, Refusal)
    assert (found.message, found.hint) == refused_by_lambda(registry(print), arn, None)
