"""CPU milliseconds a picture of the software renderer and of OpenGL, drawn in turn, and how far their pictures differ.

On Mesa's llvmpipe OpenGL's work is done by the processor too, so that the two compare. The same avatar, light, four
samples a pixel, picture. CPU time is that of the whole process, all threads of both included.

python benchmarks/render_gl.py [--avatar man] [--frames 12] [--rounds 3]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for the golden pictures' measure

from render import SIZES, talking

from tests.render.test_golden import differences
from unisono.render import avatars
from unisono.render.gl import context
from unisono.render.gl.renderer import Gl
from unisono.render.software import Software
from unisono.stages import Renderer
from unisono.types import Avatar


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--avatar", default="default")
    parser.add_argument("--frames", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    head = avatars.load(given.avatar)
    found: dict[str, object] = {"opengl": context.make().info["GL_RENDERER"]}
    for size in SIZES:
        found[f"{size[0]}x{size[1]}"] = compared(head, size, given.frames, given.rounds)
    print(json.dumps(found, indent=1))


def compared(head: Avatar, size: tuple[int, int], frames: int, rounds: int) -> dict[str, float]:
    software, gl = Software(size), Gl(size)
    one, other = (list(renderer.draw(head, talking(2)))[1] for renderer in (software, gl))
    apart = differences(one, other)
    took = [(cost(software, head, frames), cost(gl, head, frames)) for _ in range(rounds)]
    return {
        "software_cpu_ms": round(median(ours for ours, _ in took), 1),
        "gl_cpu_ms": round(median(theirs for _, theirs in took), 1),
        "ratio": round(median(ours / theirs for ours, theirs in took), 3),
        "differ_of_255": round(float(np.abs(one.astype(int) - other).mean()), 3),
        "differ_cielab_mean": round(float(apart.mean()), 3),
        "differ_cielab_995_of_1000": round(float(np.quantile(apart, 0.995)), 2),
    }


def cost(renderer: Renderer, head: Avatar, frames: int) -> float:
    """CPU ms a picture."""
    began = time.process_time()
    for _ in renderer.draw(head, talking(frames)):
        pass
    return 1000 * (time.process_time() - began) / frames


if __name__ == "__main__":
    main()
