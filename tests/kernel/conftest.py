from __future__ import annotations

from collections.abc import Iterator

import pytest
from live_kernel import LiveKernel


@pytest.fixture(scope="module")
def kernel() -> Iterator[LiveKernel]:
    kernel = LiveKernel()
    yield kernel
    kernel.close()
