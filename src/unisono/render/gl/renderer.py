"""The gl renderer: a face on an avatar to pictures, by OpenGL."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from unisono.render import backdrop, camera
from unisono.render.gl import context
from unisono.render.gl.driver import Driver
from unisono.render.gl.stage import Stage
from unisono.render.kernels import deform
from unisono.render.motion import Motion, poses
from unisono.render.occlusion import mixed
from unisono.render.scene import Scene, prepare
from unisono.types import Avatar, FaceTrack, Floats, Image


class Gl:
    """Draws what `Software` draws, on a graphics processor. Any number of drawings may run at once, on any threads.

    EngineError where there is no OpenGL 4.0, or its driver fails.
    """

    about = "GPU renderer: the software renderer's picture by OpenGL 4.0; needs no display"

    def __init__(
        self,
        size: tuple[int, int] = (1280, 720),  # width, height in pixels
        background: str = backdrop.STUDIO,  # studio, none (transparent), #rrggbb, a picture's or a film's path
        frame: str = camera.BUST,  # bust (head and shoulders) or head
    ) -> None:
        camera.check(size, frame)
        self.size, self._frame = size, frame
        self._behind, self._clear = backdrop.of(background, size), background == backdrop.NONE
        self._driver = Driver()
        self._ready: WeakKeyDictionary[Avatar, tuple[Scene, Stage]] = WeakKeyDictionary()

    def draw(self, avatar: Avatar, face: FaceTrack) -> Iterator[Image]:
        """One (H, W, 3) picture per frame, (H, W, 4) where the background is none.

        The eyes turn by the eyeLook weights; `gaze` is not read.

        AvatarError where the avatar's arrays do not fit one another or it has no size; TrackError where the face is not
        finite.
        """
        frames = poses(face)
        scene, stage = self._prepared(avatar)
        motion, corners = Motion(scene.mesh), scene.corners.copy()
        for number, weights, head in frames:
            motion.move(weights, head)
            _pack(scene, motion, weights, head, corners)
            _, blank = self._behind.at(number, face.fps)
            yield self._driver.do(stage.draw, corners, blank)

    @property
    def is_real(self) -> bool:
        """True if a graphics processor does the work, false if a driver imitates one on the CPU."""
        return self._driver.do(context.is_real, self._driver.context)

    def _prepared(self, avatar: Avatar) -> tuple[Scene, Stage]:
        """This avatar in this studio, worked out and handed to the graphics processor once."""
        if avatar not in self._ready:
            scene = prepare(avatar, self.size, self._frame)
            self._ready[avatar] = scene, self._driver.do(Stage, self._driver.context, scene, self._clear)
        return self._ready[avatar]


def _pack(scene: Scene, motion: Motion, weights: Floats, head: Floats, corners: Floats) -> None:
    """Places in metres where the software renderer packs pixels: the lens is the graphics processor's affair."""
    deform.pack(motion.placed, motion.placed, mixed(scene.openness, weights), corners)
    deform.lay(scene.mesh.strands, scene.mesh.strung, scene.mesh.follows, head, corners)
