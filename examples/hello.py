"""One sentence in, a talking head out, in Python: `python examples/hello.py "你好，世界" [folder]`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from unisono import Actor, plugins
from unisono.render import avatars
from unisono.sinks.opening import open_sinks, write_all

text = sys.argv[1] if len(sys.argv) > 1 else "你好，世界"
folder = Path(sys.argv[2] if len(sys.argv) > 2 else ".")

actor = Actor.cast(fps=30)  # or Actor.cast("me.voice"): the voice that `unisono enroll me.wav` made
draw = partial(plugins.load("renderer", "software", size=(640, 360)).draw, avatars.load("default"))
sinks = open_sinks([folder / "hello.mp4", folder / "hello.csv"], draw)

for take in write_all(actor.stream(text), sinks):
    print(f"{take.face.end / 30:6.2f} s", " ".join(phone.label for phone in take.speech.phones))
