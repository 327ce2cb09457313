"""Time is booked to the stage that spent it, and to no other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import sleep

from unisono.stopwatch import Stopwatch


class Slow:
    """A stage that works a little on everything it reads."""

    name = "slow"

    def work(self, items: Iterable[int]) -> Iterator[int]:
        for item in items:
            sleep(0.01)
            yield item + 1


def source() -> Iterator[int]:
    for i in range(5):
        sleep(0.03)
        yield i


def test_a_stage_is_not_charged_for_what_it_waits_for() -> None:
    watch = Stopwatch()
    stage = watch.around(Slow(), "work", "slow")
    assert stage.name == "slow"
    with watch.lap("all"):
        assert list(stage.work(watch.items("source", source()))) == [1, 2, 3, 4, 5]
    took = watch.seconds
    assert took["source"] >= 5 * 0.03
    assert took["slow"] >= 5 * 0.01
    assert took["source"] > 2 * took["slow"]  # 150 ms of waiting against 50 ms of work
    assert took["all"] < took["slow"]


def test_closing_a_timed_stage_closes_its_source() -> None:
    closed = []

    def watched() -> Iterator[int]:
        try:
            yield from range(9)
        finally:
            closed.append(True)

    items = Stopwatch().items("x", watched())
    next(items)
    items.close()  # type: ignore[attr-defined]
    assert closed == [True]
