"""How calls are made, and what is handed over: the request, and what the call may ask of its run."""

from __future__ import annotations

from collections.abc import Sequence

from sfn_notebook.engine import draws
from sfn_notebook.engine.domain import Domain, ScheduledCall
from sfn_notebook.engine.drivers.control import InlineControl, LoopControl, Parking, PoolControl, SerialControl
from sfn_notebook.engine.drivers.pace import Pace
from sfn_notebook.engine.drivers.pool import POOL
from sfn_notebook.engine.drivers.turn import Invocation, Style
from sfn_notebook.engine.frame import attempt
from sfn_notebook.engine.ports import CallControl, Handler, Request


def style_of(domain: Domain, waiting: Sequence[ScheduledCall], style: Style) -> Style:
    """How the calls are made that wait now, by a driver of a style: inline only one that is alone, without a limit."""
    if domain.clock.mode == "logical":
        return "serial"
    if style != "inline" or len(waiting) > 1 or waiting[0].frame.limits != (None, None):
        return "pool"
    return "pool" if domain.calls or domain.has_asked_timers else "inline"


def invocation_of(call: ScheduledCall, handler: Handler, style: Style, pace: Pace, parking: Parking) -> Invocation:
    """A call that has begun, ready to be made in a style."""
    control = _control(call, handler, style, pace, parking)
    return Invocation(call=call, handler=handler, request=_request(call, control), control=control)


def _control(call: ScheduledCall, handler: Handler, style: Style, pace: Pace, parking: Parking) -> CallControl:
    if style == "serial":
        return SerialControl(call)
    if handler.is_async or (style == "pool" and not POOL.has_threads):
        return LoopControl(call, pace)
    return PoolControl(call, pace, parking) if style == "pool" else InlineControl(call, pace)


def _request(call: ScheduledCall, control: CallControl) -> Request:
    identity = call.run.identity
    return Request(
        parameters=call.parameters,
        call_id=call.call_id,
        request_id=draws.draw_uuid(identity.seed, "request", call.frame.visit_path, attempt(call.frame)),
        state_name=call.state.name,
        execution_arn=identity.execution_arn,
        attempt=call.frame.retries,
        started=call.frame.started or 0,
        control=control,
    )
