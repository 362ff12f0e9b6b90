from __future__ import annotations

from sfn_notebook.api.operations.table import OPERATIONS
from sfn_notebook.api.wire import service_model


def test_every_operation_of_the_service_is_answered() -> None:
    assert set(OPERATIONS) == set(service_model().operation_names)


def test_the_operations_stand_in_the_order_of_the_alphabet() -> None:
    assert list(OPERATIONS) == sorted(OPERATIONS)
