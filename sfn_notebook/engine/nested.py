"""Executions that Task states start: each is one of its own, in the domain of the one that starts it.

Reference: https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
"""

from __future__ import annotations

from typing import cast

from sfn_notebook.engine import draws
from sfn_notebook.engine.domain import ScheduledCall
from sfn_notebook.engine.frame import attempt
from sfn_notebook.engine.interpreter import begin
from sfn_notebook.engine.ports import Executions, Start, Success


def start_execution(call: ScheduledCall, executions: Executions) -> None:
    """Begin a call, start the execution that it asks for, and post the answer for the present moment.

    Name and seed are drawn from the starter's: so it repeats whatever it started.
    """
    if not begin(call):
        return
    run, frame, pattern = call.run, call.frame, call.state.connector.pattern
    names = (frame.visit_path, attempt(frame))
    seed = run.identity.seed
    start = Start(
        starter=run,
        parameters=call.parameters,
        request_id=draws.draw_uuid(seed, "request", *names),
        name=draws.draw_uuid(seed, "execution", *names),
        seed=draws.derive(seed, "execution", *names),
        is_waited_for=pattern == "sync",
    )
    answer = executions.start(start)
    if isinstance(answer, Success):
        arn = cast("dict[str, str]", answer.value)["ExecutionArn"]
        run.inspect(frame, "executionArn", arn)
        if start.is_waited_for:
            run.domain.waits.add(frame, arn)
    run.domain.post_answer(call, answer, run.domain.now)
