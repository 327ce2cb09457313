"""Matrix products on one thread, and on as many as before when that is over."""

from __future__ import annotations

import threading
from collections.abc import Generator

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from unisono.one_thread import one_thread, single


def threads() -> set[int]:
    """Of numpy's own products: scipy may bring a second BLAS, which nothing here is told to hold."""
    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas" and "numpy" in pool["filepath"]]
    return {pool["num_threads"] for pool in pools}


@pytest.fixture(autouse=True)
def two_threads() -> Generator[None, None, None]:
    np.ones((2, 2)) @ np.ones((2, 2))
    with threadpool_limits(2, "blas"):
        if threads() != {2}:
            pytest.skip("this numpy's products cannot be held to a number of threads")
        yield


def test_one_thread_within_and_as_before_after() -> None:
    with one_thread():
        assert threads() == {1}
    assert threads() == {2}


def test_a_stream_has_one_thread_while_it_works_and_its_reader_as_many_as_before() -> None:
    closed = []

    def source() -> Generator[set[int], None, None]:
        try:
            while True:
                yield threads()
        finally:
            closed.append(threading.get_ident())

    items = single(source())
    assert [next(items), threads(), next(items), threads()] == [{1}, {2}, {1}, {2}]
    items.close()
    assert closed
    assert threads() == {2}


def test_an_error_leaves_as_many_threads_as_before() -> None:
    def broken() -> Generator[int, None, None]:
        yield 1
        raise OSError("disk")

    items = single(broken())
    next(items)
    with pytest.raises(OSError, match="disk"):
        next(items)
    assert threads() == {2}
