"""Draws the heads of docs/render.md: the people from three sides, and all 52 shapes of one of them.

python benchmarks/people.py [--out docs/pictures] [--of woman]
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from unisono import arkit, facs, plugins
from unisono.draw.canvas import Canvas
from unisono.render import avatars
from unisono.types import Avatar, FaceTrack, Image

SIDES = (0.0, math.radians(35), math.radians(88))
SMILE = facs.weights({"6": 0.5, "12": 0.6, "26": 0.12, "10": 0.25})
OPEN = {"mouthClose": 0.5, "tongueOut": 0.35}  # jawOpen with which a shape is shown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "pictures")
    parser.add_argument("--of", default="woman")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    written(given.out / "people.png", people())
    written(given.out / "shapes.png", shapes(avatars.load(given.of)))


def people() -> Image:
    """A row for each: front, three quarters, profile, a smile."""
    renderer = plugins.load("renderer", "software", size=(440, 440))
    rows = []
    for name in avatars.names():
        head = avatars.load(name)
        poses = [(np.zeros(52), side) for side in SIDES] + [(SMILE, -0.3)]
        rows.append([next(renderer.draw(head, turned(weights, side)))[:, 40:400] for weights, side in poses])
    return np.concatenate([np.concatenate(row, axis=1) for row in rows])


def shapes(head: Avatar) -> Image:
    """Every shape at weight 1, in the order of arkit.NAMES; those of one side from the front, jawForward from there."""
    renderer = plugins.load("renderer", "software", size=(300, 300))
    side, columns = 190, 8
    canvas = Canvas(columns * side, -(-len(arkit.NAMES) // columns) * (side + 18), (24, 25, 28))
    for k, name in enumerate(arkit.NAMES):
        weights = np.zeros(52)
        weights[arkit.INDEX["jawOpen"]] = OPEN.get(name, 0.0)
        weights[k] = OPEN[name] if name == "mouthClose" else 1.0
        aside = 1.1 if name in ("jawForward", "cheekPuff") else 0.0
        x, y = k % columns * side, k // columns * (side + 18)
        canvas.paste(x, y, next(renderer.draw(head, turned(weights, aside)))[25 : 25 + side, 55 : 55 + side])
        canvas.text(x + 4, y + side + 1, name, (225, 225, 225), within=side)
    return canvas.image


def turned(weights: NDArray[np.float64], yaw: float) -> FaceTrack:
    head = np.array([[0, yaw, 0]], np.float32)
    return FaceTrack(np.asarray(weights, np.float32)[None], head, np.zeros((1, 2), np.float32), 30)


def written(path: Path, image: Image) -> None:
    canvas = Canvas(1, 1)
    canvas.image = np.ascontiguousarray(image)
    path.write_bytes(canvas.png())


if __name__ == "__main__":
    main()
