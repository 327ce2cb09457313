"""The software renderer: a face on an avatar to pictures, on any CPU, with no graphics driver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from weakref import WeakKeyDictionary

import numpy as np
from numba import config

from unisono.compiled.jit import is_compiled
from unisono.errors import InputError, TrackError
from unisono.render import backdrop, camera, mesh, studio
from unisono.render.occlusion import lamp_view, openness
from unisono.render.picture import Bench, Crew, Scene, draw
from unisono.types import Avatar, FaceTrack, Image, Material


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
        if not all(16 <= side <= 8192 for side in size):
            raise InputError(f"a picture of {size[0]} x {size[1]} pixels cannot be drawn; give 16 to 8192 each way")
        if frame not in camera.FRAMES:
            raise InputError(f"no frame called {frame!r}; known: {', '.join(camera.FRAMES)}")
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
        if not (np.isfinite(face.weights).all() and np.isfinite(face.head).all()):
            raise TrackError("the face track holds NaN or infinity; give weights 0..1 and head angles in radians")
        scene, idle = self._prepared(avatar)
        try:
            bench = idle.pop()
        except IndexError:  # not looked at before it is taken: another thread might be quicker
            bench = Bench(scene)
        try:
            with _crew(self._threads) as crew:
                for number, (weights, head) in enumerate(zip(face.weights, face.head, strict=True), face.offset):
                    pose = np.array(weights, np.float32), np.array(head, np.float32)
                    yield draw(scene, bench, crew, *pose, *self._behind.at(number, face.fps))
        finally:
            idle.append(bench)

    def _prepared(self, avatar: Avatar) -> tuple[Scene, list[Bench]]:
        """This avatar in this studio, worked out once, and the buffers that no drawing holds."""
        if avatar not in self._ready:
            self._ready[avatar] = _prepare(avatar, self.size, self._frame), []
        return self._ready[avatar]


def is_warm() -> bool:
    """True if the compiled loops are in the cache, so that drawing starts at once; else that takes tens of seconds."""
    return is_compiled("unisono.render.kernels")


def warm() -> None:
    """Compiles every loop, or reads it from the cache, by drawing one triangle. Prints nothing."""
    corners = np.array([(0, 0, 0), (0.1, 0, 0), (0, 0.1, 0)], np.float32)
    one = Avatar(
        name="warm", vertices=corners, triangles=np.array([(0, 1, 2)], np.int32),
        shapes=np.zeros((52, 3, 3), np.float32), uvs=np.zeros((3, 2), np.float32), colors=np.ones((3, 3), np.float32),
        materials=(Material("warm"),), material=np.zeros(1, np.int32), follows=np.ones(3, np.float32),
    )  # fmt: skip
    still = FaceTrack(np.zeros((1, 52), np.float32), np.zeros((1, 3), np.float32), np.zeros((1, 2), np.float32), 30)
    for _ in Software((32, 32), threads=1).draw(one, still):
        pass


def _prepare(avatar: Avatar, size: tuple[int, int], frame: str) -> Scene:
    ready = mesh.prepare(avatar)
    looks, corners, texels = mesh.looks(avatar)
    ramps = np.stack([studio.ramp(m.subsurface) for m in avatar.materials])
    lens, lamps = camera.frame(avatar, size, frame), studio.lamps()
    extent = float(np.linalg.norm(np.ptp(ready.rest, axis=0)))
    across = int(np.clip(extent / (lens.footprint * 5.0), 128, 2048))
    view = lamp_view(lamps[studio.KEY, :3], ready.rest, across)
    return Scene(
        ready, looks, ramps, corners, openness(ready), texels, lens, lamps, view, across, size, studio.to_srgb()
    )


@contextmanager
def _crew(threads: int) -> Iterator[Crew]:
    """Threads of one drawing. They are Python's and run loops without the GIL: numba's own cannot be shared safely."""
    with ThreadPoolExecutor(max(threads - 1, 1), "unisono-draw") as pool:

        def run(task: Callable[[int, int], None]) -> None:
            others = [pool.submit(task, share, threads) for share in range(1, threads)]
            task(0, threads)
            for other in others:
                other.result()

        yield run
