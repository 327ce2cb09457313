"""How long each stage took: wall time inside it, without the time it waited for the stage before."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any, TypeVar

from unisono.pipeline import released

T = TypeVar("T")


class Stopwatch:
    """Times iterators by name. What one waits for another on the same thread is booked to that other alone."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._running = threading.local()

    @contextmanager
    def lap(self, name: str) -> Iterator[None]:
        """Book the time of a block to `name`, less that of the laps within it."""
        stack: list[float] = self._running.__dict__.setdefault("inner", [])
        stack.append(0.0)
        start = perf_counter()
        try:
            yield
        finally:
            took = perf_counter() - start
            self.seconds[name] += took - stack.pop()
            if stack:
                stack[-1] += took

    def items(self, name: str, items: Iterable[T]) -> Iterator[T]:
        """The same items, the making of each booked to `name`."""
        with released(items) as source:
            while True:
                with self.lap(name):
                    try:
                        item = next(source)
                    except StopIteration:
                        return
                yield item

    def around(self, stage: Any, method: str, name: str) -> Any:
        """The same stage, its `method` timed; what it reads (the last argument) is booked as waiting."""
        return _Timed(stage, method, name, self)


class _Timed:
    def __init__(self, stage: Any, method: str, name: str, watch: Stopwatch) -> None:
        self._stage, self._method, self._name, self._watch = stage, method, name, watch

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(self._stage, attribute)
        if attribute != self._method:
            return value

        def timed(*arguments: Any) -> Iterator[Any]:
            *first, last = arguments
            if isinstance(last, Iterator):
                last = self._watch.items("waiting", last)
            return self._watch.items(self._name, value(*first, last))

        return timed
