from __future__ import annotations

from sfn_notebook.api.operations.table import OPERATIONS
from sfn_notebook.api.wire import service_model

NOT_YET = {"RedriveExecution"}
"""What the service does and this package does not do yet; GetActivityTask so far only refuses."""


def test_every_operation_of_the_service_is_answered_but_for_those_that_are_named_here() -> None:
    assert set(service_model().operation_names) - set(OPERATIONS) == NOT_YET


def test_nothing_is_answered_that_the_service_does_not_know() -> None:
    assert set(OPERATIONS) - set(service_model().operation_names) == set()


def test_the_operations_stand_in_the_order_of_the_alphabet() -> None:
    assert list(OPERATIONS) == sorted(OPERATIONS)
