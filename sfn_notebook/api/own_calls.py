"""The API as the Task states of its own account call it."""

from __future__ import annotations

from concurrent.futures import Future

from sfn_notebook.api import errors
from sfn_notebook.api.wire import Answer, Dispatch, answer, begin_answer, refusal, service_model
from sfn_notebook.engine.drivers.pool import POOL
from sfn_notebook.errors import UsageError
from sfn_notebook.integrations.sfn_api import CallApi
from sfn_notebook.values import JSON, encode


def own_calls(dispatch: Dispatch) -> CallApi:
    """What `dispatch` answers to the name of an operation and its parameters."""

    def call(operation: str, members: JSON) -> Answer | Future[Answer]:
        try:
            begun = begin_answer(dispatch, *_request(operation, members))
        except UsageError as error:
            return refusal(errors.refused(f"sfn_notebook: {error}"))
        if isinstance(begun, Future) and not begun.done() and not POOL.has_threads:  # nobody would be there to answer
            begun.cancel()
            return 200, {}
        return begun

    return call


def answered_now(dispatch: Dispatch, operation: str, members: JSON) -> Answer:
    """The same, of an operation that answers at once."""
    try:
        return answer(dispatch, *_request(operation, members))
    except UsageError as error:
        return refusal(errors.refused(f"sfn_notebook: {error}"))


def _request(operation: str, members: JSON) -> tuple[str, bytes]:
    """Target and body, as they would go over the wire."""
    return f"{service_model().metadata['targetPrefix']}.{operation}", encode(members).encode("utf-8", "surrogatepass")
