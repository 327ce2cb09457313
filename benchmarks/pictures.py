"""Draws the pictures of README and docs: a frame of the demo, the mouths, the feelings, the curves of a take.

python benchmarks/pictures.py [--out docs/pictures]
"""

from __future__ import annotations

import argparse
import itertools
from pathlib import Path

import av
import numpy as np

from unisono import arkit, plugins
from unisono.animate import emotion
from unisono.animate.style import Style
from unisono.cli import DEMO
from unisono.commands import plot
from unisono.draw.canvas import Canvas
from unisono.draw.glyphs import width
from unisono.phones import is_stop
from unisono.pipeline import Actor
from unisono.render import avatars
from unisono.types import FaceTrack, Floats, Image, Phone, Span, Speech, Take

SOUNDS = "sil p f θ s ʃ ɹ n k ɑ ɛ i ɔ u y ɤ".split()  # one of each viseme that looks like itself


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "pictures")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    head = avatars.load("default")
    close = plugins.load("renderer", "software", size=(960, 540))
    mouths = [labelled(next(close.draw(head, track(said(sound))))[190:420, 365:595], sound) for sound in SOUNDS]
    write(folder / "mouths.png", sheet(mouths, 4))
    faces = [labelled(next(close.draw(head, track(felt(name))))[80:410, 315:645], name) for name in emotion.NAMES]
    write(folder / "feelings.png", sheet(faces, 5))
    told = "Did you see Bob? [emotion:happy] What a beautiful morning! [/emotion] 我们慢慢品味北方的苹果。"
    (folder / "take.png").write_bytes(plot.png(Actor.cast(seed=3).say(told)))
    take = Actor.cast(fps=30, seed=1).say(DEMO[0])
    wide = plugins.load("renderer", "software", size=(1280, 720))
    widest = int(np.argmax(take.face.weights[:, arkit.INDEX["jawOpen"]]))
    write(folder / "demo.png", next(wide.draw(head, frame(take.face, widest))))


def said(symbol: str) -> Floats:
    """(1, 52): the mouth in the middle of a sound, or at the end of a closure, between two schwas."""
    return acted(["ə", symbol, "ə"], at=0.28)


def felt(name: str) -> Floats:
    """(1, 52): a feeling at its height, in silence."""
    return acted(["sil"] * 8, at=1.2, feelings=(Span(name, 0.0, 1.6),))


def acted(labels: list[str], at: float, feelings: tuple[Span, ...] = ()) -> Floats:
    """(1, 52) weights `at` seconds of sounds of 0.2 s each, in a voice that is even, without a blink."""
    told = tuple(
        Phone(p, 0.2 * k, 0.2 * (k + 1), release=0.2 * k + 0.14 if is_stop(p) else None) for k, p in enumerate(labels)
    )
    sound = 0.1 * np.sin(np.arange(round(0.2 * len(labels) * 16_000)) * 0.05).astype(np.float32)
    speech = Speech(sound, 16_000, phones=told, emotions=feelings)
    style = Style(brows=1.0, head=0.0, blinks=0.0)
    take = Take.join(plugins.load("animator", "rules", fps=100, style=style).animate([speech]))
    frame = min(round(100 * at), len(take.face) - 1)
    weights = take.face.weights[frame : frame + 1].copy()
    weights[:, [i for n, i in arkit.INDEX.items() if n.startswith("eyeLook")]] = 0.0
    return weights


def labelled(image: Image, text: str) -> Image:
    canvas = Canvas(image.shape[1], image.shape[0])
    canvas.paste(0, 0, image)
    canvas.box(0, 0, 16 + 1.5 * width(text), 32, (24, 27, 36))
    canvas.text(8, 4, text, (255, 255, 255), size=1.5)
    return canvas.image


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
