"""One picture is encoded while the next is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager


class Behind:
    """One thing at a time in a thread of its own, so no more than one picture waits."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._last: Future[None] | None = None

    def do(self, work: Callable[[], None]) -> None:
        """As soon as what was given before is done; raises what that raised."""
        self.wait()
        self._last = self._pool.submit(work)

    def wait(self) -> None:
        """Until all is done; raises what the last raised."""
        last, self._last = self._last, None
        if last:
            last.result()


@contextmanager
def behind() -> Iterator[Behind]:
    """At a good end all is done; at an end of any kind the thread is gone."""
    with ThreadPoolExecutor(1, "unisono-encode") as pool:
        one = Behind(pool)
        yield one
        one.wait()
