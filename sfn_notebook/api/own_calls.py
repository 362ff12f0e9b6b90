"""The API as the Task states of its own account call it."""

from __future__ import annotations

from concurrent.futures import Future

from sfn_notebook.api import errors
from sfn_notebook.api.wire import Answer, Dispatch, begin_answer, refusal, service_model
from sfn_notebook.engine.drivers.pool import POOL
from sfn_notebook.errors import SfnError
from sfn_notebook.integrations.sfn_api import CallApi
from sfn_notebook.values import JSON, encode


def own_calls(dispatch: Dispatch) -> CallApi:
    """What `dispatch` answers to the name of an operation and its parameters; it raises nothing."""

    def call(operation: str, parameters: JSON) -> Answer | Future[Answer]:
        target = f"{service_model().metadata['targetPrefix']}.{operation}"
        try:
            begun = begin_answer(dispatch, target, encode(parameters).encode("utf-8", "surrogatepass"))
        except SfnError as error:
            return refusal(errors.refused(f"sfn_notebook: {error}"))
        if isinstance(begun, Future) and not begun.done() and not POOL.has_threads:  # nobody would be there to answer
            begun.cancel()
            return 200, {}
        return begun

    return call
