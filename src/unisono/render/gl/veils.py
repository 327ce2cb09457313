"""What is seen through: drawn last, what is further first."""

from __future__ import annotations

import numpy as np
from moderngl import Context

from unisono.render.gl.parts import Part, cut
from unisono.render.scene import Scene
from unisono.types import Floats


class Veils:
    """Triangles of an avatar that are sorted anew for each picture."""

    def __init__(self, context: Context, scene: Scene) -> None:
        mesh = scene.mesh
        self._ahead = float(scene.camera.eye[2])
        self._triangles = mesh.triangles[mesh.masked :]
        self._kinds = np.stack([mesh.sheet, mesh.material], axis=1)[mesh.masked :]
        self.order = context.buffer(reserve=max(self._triangles.nbytes, 4), dynamic=True)

    def sort(self, corners: Floats) -> tuple[Part, ...]:
        """Parts of `order`, to be drawn in this order."""
        if not len(self._triangles):
            return ()
        with np.errstate(all="ignore"):  # wild weights may bring a vertex as near as the lens itself
            near = 1.0 / (self._ahead - corners[:, 2])
            order = np.argsort(near[self._triangles].sum(axis=1), kind="stable")
        self.order.write(self._triangles[order])
        return cut(self._kinds[order])
