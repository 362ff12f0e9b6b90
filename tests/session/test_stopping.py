from __future__ import annotations

import pytest

import sfn_notebook as sfn
from sfn_notebook.api.errors import ApiError


def test_an_execution_that_somebody_waits_for_is_not_said_to_be_stopped() -> None:
    with sfn.Session() as session:
        machine = session.state_machine({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}})
        execution = machine.open()
        with pytest.raises(ApiError, match="interrupt it there"):
            execution.record.stop()
        machine.drive(execution)
        assert execution.record.stop() > 0
        assert execution.status == "SUCCEEDED"
