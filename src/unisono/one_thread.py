"""Matrix products on one thread: ours are small, and the threads of a BLAS wait for each other by spinning.

Beside another busy process that made speaking twenty times slower.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager, closing
from functools import lru_cache
from typing import Any, TypeVar

T = TypeVar("T")


def one_thread() -> AbstractContextManager[Any]:
    """Within it numpy's products are made by the thread that asks for them; 20 µs to enter and leave."""
    limited: AbstractContextManager[Any] = _pools().limit(limits=1, user_api="blas")
    return limited


def single(items: Generator[T, None, None]) -> Generator[T, None, None]:
    """The same items, each made on one thread; whoever reads them is free between two."""
    with closing(items):
        while True:
            with one_thread():
                try:
                    item = next(items)
                except StopIteration:
                    return
            yield item


@lru_cache(maxsize=1)
def _pools() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
