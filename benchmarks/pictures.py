"""Draws the pictures of README and docs: a frame of the demo, the mouths, the feelings.

python benchmarks/pictures.py [--out docs/pictures]
"""

from __future__ import annotations

import argparse
import itertools
from pathlib import Path

import av
import numpy as np

from unisono import arkit, plugins
from unisono.animate.emotion import POSES
from unisono.cli import DEMO
from unisono.pipeline import Actor
from unisono.render import avatars
from unisono.types import FaceTrack, Floats, Image

VISEMES = {
    "rest": {},
    "p b m": {"mouthPress": 0.5, "mouthRoll": 0.22},
    "f v": {"mouthShrugLower": 0.52, "mouthUpperUp": 0.3, "mouthRollLower": 0.3, "jawOpen": 0.07},
    "a": {"jawOpen": 0.6, "mouthLowerDown": 0.1},
    "e": {"jawOpen": 0.42, "mouthStretch": 0.32, "mouthDimple": 0.22},
    "i": {"jawOpen": 0.16, "mouthStretch": 0.5, "mouthSmile": 0.32, "mouthUpperUp": 0.2},
    "o": {"mouthFunnel": 0.7, "mouthPucker": 0.42, "jawOpen": 0.42},
    "u": {"mouthPucker": 0.85, "mouthFunnel": 0.5, "jawOpen": 0.12},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "pictures")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    head = avatars.load("default")
    small = plugins.load("renderer", "software", size=(640, 360))
    mouths = [next(small.draw(head, posed(pose)))[:, 140:500] for pose in VISEMES.values()]
    write(folder / "mouths.png", sheet(mouths, 4))
    faces = [next(small.draw(head, track(weights[None].astype(np.float32))))[:, 140:500] for weights in POSES.values()]
    write(folder / "feelings.png", sheet(faces, 5))
    take = Actor.cast(fps=30, seed=1).say(DEMO[0])
    wide = plugins.load("renderer", "software", size=(1280, 720))
    widest = int(np.argmax(take.face.weights[:, arkit.INDEX["jawOpen"]]))
    write(folder / "demo.png", next(wide.draw(head, frame(take.face, widest))))


def posed(pose: dict[str, float]) -> FaceTrack:
    """One frame; a stem such as mouthSmile stands for both sides, mouthRoll for upper and lower."""
    weights = np.zeros((1, len(arkit.NAMES)), np.float32)
    for stem, value in pose.items():
        for name in (stem, *(stem + side for side in ("Left", "Right", "Lower", "Upper"))):
            if name in arkit.INDEX:
                weights[0, arkit.INDEX[name]] = value
    return track(weights)


def track(weights: Floats) -> FaceTrack:
    count = len(weights)
    return FaceTrack(weights, np.zeros((count, 3), np.float32), np.zeros((count, 2), np.float32), 30)


def frame(face: FaceTrack, at: int) -> FaceTrack:
    return FaceTrack(face.weights[at : at + 1], face.head[at : at + 1], face.gaze[at : at + 1], face.fps)


def sheet(images: list[Image], columns: int) -> Image:
    rows = [images[i : i + columns] for i in range(0, len(images), columns)]
    blank = np.zeros_like(images[0])
    full = [list(itertools.islice(itertools.chain(row, itertools.repeat(blank)), columns)) for row in rows]
    return np.concatenate([np.concatenate(row, axis=1) for row in full], axis=0)


def write(path: Path, image: Image) -> None:
    codec = av.CodecContext.create("png", "w")
    codec.height, codec.width = image.shape[:2]
    codec.pix_fmt = "rgb24"
    codec.time_base = 1
    packets = [*codec.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(image), "rgb24")), *codec.encode(None)]
    path.write_bytes(b"".join(bytes(p) for p in packets))


if __name__ == "__main__":
    main()
