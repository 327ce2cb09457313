"""Milliseconds of CPU that a picture costs, stage by stage, and pictures a second with the encoder beside it.

python benchmarks/render.py [--avatar man] [--frames 40]
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from unisono import arkit
from unisono.clock import samples_before
from unisono.render import avatars, picture
from unisono.render.kernels import raster
from unisono.render.software import Software
from unisono.sinks.video import Video
from unisono.stages import Draw
from unisono.types import Avatar, FaceTrack, Speech, Take

SIZES = ((1280, 720), (1920, 1080))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--avatar", default="default")
    parser.add_argument("--frames", type=int, default=40)
    given = parser.parse_args()
    began = time.process_time()
    head = avatars.load(given.avatar)
    found: dict[str, Any] = {
        "load": round(time.process_time() - began, 2),
        "cores": os.cpu_count(),
        "load_before": os.getloadavg()[0],
    }
    for size in SIZES:
        found[f"{size[0]}x{size[1]}"] = {**stages(head, size, given.frames), **together(head, size, given.frames)}
    print(json.dumps(found, indent=1))


def talking(frames: int) -> FaceTrack:
    """A mouth, lids and head that all move."""
    t = np.arange(frames) / 30
    weights = np.zeros((frames, 52), np.float32)
    for index, name in enumerate(arkit.NAMES):
        if name.startswith(("jawOpen", "mouth", "brow", "eye")):
            weights[:, index] = 0.2 + 0.2 * np.sin(7 * t + index)
    turn = np.stack([0.05 * np.sin(t), 0.1 * np.sin(2 * t), 0.03 * np.sin(3 * t)], axis=1).astype(np.float32)
    return FaceTrack(weights, turn, np.zeros((frames, 2), np.float32), 30)


def stages(head: Avatar, size: tuple[int, int], frames: int) -> dict[str, float]:
    """CPU ms a picture of each stage, on one thread."""
    took: dict[str, float] = defaultdict(float)
    renderer = Software(size, threads=1)
    list(renderer.draw(head, talking(2)))
    stage: Any = picture
    usual = {name: getattr(stage, name) for name in ("_move", "_sort", "_draw_shadow", "shade", "raster")}
    stage._move = timed(usual["_move"], "morph", took)
    stage._sort = timed(usual["_sort"], "sort", took)
    stage._draw_shadow = timed(usual["_draw_shadow"], "shadow", took)
    stage.shade = timed(usual["shade"], "shade", took)
    filled = {name: getattr(raster, name) for name in ("sort_into_bands", "clear", "fill", "fill_four")}
    filled["fill_four"] = timed(raster.fill_four, "fill", took)
    stage.raster = SimpleNamespace(**filled)
    try:
        began = time.process_time()
        list(renderer.draw(head, talking(frames)))
        took["draw"] = time.process_time() - began
    finally:
        for name, value in usual.items():
            setattr(stage, name, value)
    return {f"{name}_ms": round(1000 * seconds / frames, 2) for name, seconds in took.items()}


def timed(stage: Callable[..., Any], name: str, took: dict[str, float]) -> Callable[..., Any]:
    def run(*given: Any) -> Any:
        began = time.process_time()
        try:
            return stage(*given)
        finally:
            took[name] += time.process_time() - began

    return run


def together(head: Avatar, size: tuple[int, int], frames: int) -> dict[str, float]:
    """CPU ms a picture of encoding alone; of drawing and encoding as `unisono render` does; and pictures a second."""
    renderer, face = Software(size), talking(frames)
    drawn = list(renderer.draw(head, face))
    filmed(lambda _: iter(drawn[:1]), talking(1))  # compiles
    encode, _ = filmed(lambda _: iter(drawn), face)
    both, clock = filmed(lambda track: renderer.draw(head, track), face)
    per = 1000 / frames
    return {
        "encode_ms": round(encode * per, 1),
        "draw_and_encode_cpu_ms": round(both * per, 1),
        "fps_by_the_clock": round(frames / clock, 1),
    }


def filmed(draw: Draw, face: FaceTrack) -> tuple[float, float]:
    """Seconds of CPU, and by the clock, that an MP4 takes."""
    take = Take(Speech(np.zeros(samples_before(len(face), 24_000, 30), np.float32), 24_000), face)
    with tempfile.TemporaryDirectory() as folder:
        cpu, clock = time.process_time(), time.perf_counter()
        list(Video(Path(folder) / "a.mp4", draw).write([take]))
        return time.process_time() - cpu, time.perf_counter() - clock


if __name__ == "__main__":
    main()
