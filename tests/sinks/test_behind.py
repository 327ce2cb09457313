"""What is done behind is done in order, one at a time; it keeps no error to itself, and leaves no thread."""

from __future__ import annotations

import threading

import pytest

from unisono.sinks.behind import behind


def test_things_are_done_in_order_and_one_at_a_time() -> None:
    done: list[int] = []
    running = threading.Lock()

    def work(number: int) -> None:
        assert running.acquire(blocking=False)
        done.append(number)
        running.release()

    with behind() as encoder:
        for number in range(100):
            encoder.do(lambda number=number: work(number))  # type: ignore[misc]
        encoder.wait()
        assert done == list(range(100))


def test_the_caller_goes_on_meanwhile() -> None:
    may_end = threading.Event()
    with behind() as encoder:
        encoder.do(lambda: assert_(may_end.wait(30)))
        may_end.set()  # never reached if `do` waited for the work
        encoder.wait()


def test_an_error_is_raised_at_the_next_call_and_once() -> None:
    with behind() as encoder:
        encoder.do(lambda: assert_(False))
        with pytest.raises(AssertionError, match="as asked"):
            encoder.do(lambda: None)
        encoder.wait()


def test_no_thread_stays() -> None:
    with pytest.raises(AssertionError, match="as asked"), behind() as encoder:
        encoder.do(lambda: assert_(False))
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("unisono-encode")]


def assert_(true: bool) -> None:
    assert true, "as asked"
