"""The software renderer: a face on an avatar to pictures, on any CPU, with no graphics driver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from numba import config

from unisono.compiled.jit import is_compiled
from unisono.render import backdrop, camera
from unisono.render.motion import poses
from unisono.render.picture import Bench, Crew, draw
from unisono.render.scene import Scene, prepare
from unisono.render.trial import triangles
from unisono.types import Avatar, FaceTrack, Image


class Software:
    """Draws in numba on `threads` threads (0: as many as numba would use). Any number of drawings may run at once."""

    about = "CPU renderer: soft key light, skin, four samples a pixel; needs no GPU and no display"

    def __init__(
        self,
        size: tuple[int, int] = (1280, 720),  # width, height in pixels
        background: str = backdrop.STUDIO,  # studio, none (transparent), #rrggbb, a picture's or a film's path
        frame: str = camera.BUST,  # bust (head and shoulders) or head
        threads: int = 0,
    ) -> None:
        camera.check(size, frame)
        self.size, self._frame = size, frame
        self._threads = threads or config.NUMBA_NUM_THREADS
        self._behind = backdrop.of(background, size)
        self._ready: WeakKeyDictionary[Avatar, tuple[Scene, list[Bench]]] = WeakKeyDictionary()

    def draw(self, avatar: Avatar, face: FaceTrack) -> Iterator[Image]:
        """One (H, W, 3) picture per frame, (H, W, 4) where the background is none.

        The eyes turn by the eyeLook weights; `gaze` is not read.

        AvatarError where the avatar's arrays do not fit one another or it has no size; TrackError where the face is not
        finite.
        """
        frames = poses(face)
        scene, idle = self._prepared(avatar)
        try:
            bench = idle.pop()
        except IndexError:  # not looked at before it is taken: another thread might be quicker
            bench = Bench(scene)
        try:
            with _crew(self._threads) as crew:
                for number, weights, head in frames:
                    yield draw(scene, bench, crew, weights, head, *self._behind.at(number, face.fps))
        finally:
            idle.append(bench)

    def _prepared(self, avatar: Avatar) -> tuple[Scene, list[Bench]]:
        """This avatar in this studio, worked out once, and the buffers that no drawing holds."""
        if avatar not in self._ready:
            self._ready[avatar] = prepare(avatar, self.size, self._frame), []
        return self._ready[avatar]


def is_warm() -> bool:
    """True if the compiled loops are in the cache, so that drawing starts at once; else that takes tens of seconds."""
    return is_compiled("unisono.render.kernels")


def warm() -> None:
    """Compiles every loop, or reads it from the cache, by drawing a triangle of each kind. Prints nothing."""
    for _ in Software((32, 32), threads=1).draw(*triangles()):
        pass


@contextmanager
def _crew(threads: int) -> Iterator[Crew]:
    """Threads of one drawing. They are Python's and run loops without the GIL: numba's own cannot be shared safely."""
    with ThreadPoolExecutor(max(threads - 1, 1), "unisono-draw") as pool:

        def run(task: Callable[[], None]) -> None:
            others = [pool.submit(task) for _ in range(1, threads)]
            task()
            for other in others:
                other.result()

        yield run
