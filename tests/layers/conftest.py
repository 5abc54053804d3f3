"""Run the layers' tests on one thread: on arrays this small, more threads only cost time."""

import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    with threadpool_limits(1):
        yield
