"""The one thread that a graphics context belongs to. Whoever wants something of it asks from any other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, ParamSpec, TypeVar
from weakref import finalize

from moderngl import Context

from unisono.errors import EngineError, UnisonoError
from unisono.render.gl import context

_P = ParamSpec("_P")
_R = TypeVar("_R")
_Asked = tuple["Future[Any]", Callable[[], Any]]


class Driver:
    """A context and its thread, until the last reader lets go of it. EngineError where there is no OpenGL."""

    def __init__(self) -> None:
        # A pool of threads would not do: the collector may let go of us within one of a pool's own locks, which the
        # order to end would then wait for. A SimpleQueue takes it anywhere.
        self._asked: SimpleQueue[_Asked | None] = SimpleQueue()
        made: Future[Context] = Future()
        Thread(target=_serve, args=(made, self._asked), name="unisono-gl", daemon=True).start()
        self.context = made.result()
        finalize(self, self._asked.put, None).atexit = False  # a process that ends frees all by itself

    def do(self, task: Callable[_P, _R], *given: _P.args, **named: _P.kwargs) -> _R:
        """What task gives, done on the thread. EngineError for what goes wrong in the driver."""
        answer: Future[_R] = Future()
        self._asked.put((answer, partial(task, *given, **named)))
        try:
            return answer.result()
        except UnisonoError:
            raise
        except Exception as error:  # moderngl.Error, and bare ones of glcontext
            reason = " ".join(str(error).split())
            raise EngineError(f"the graphics driver failed: {reason}; draw with the renderer 'software'") from error


def _serve(made: Future[Context], queue: SimpleQueue[_Asked | None]) -> None:
    """Makes the context, does what is asked until there is no more to come, and frees it."""
    try:
        own = context.make()
    except BaseException as error:
        made.set_exception(error)
        return
    made.set_result(own)
    while (asked := queue.get()) is not None:
        answer, task = asked
        try:
            answer.set_result(task())
        except BaseException as error:
            answer.set_exception(error)
        del asked, answer, task  # else they would be held until the next is asked
    with own:
        pass  # leaves it: what a thread still works in is never freed, and would cost megabytes for each renderer
    own.release()
