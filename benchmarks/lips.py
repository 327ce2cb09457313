"""Prints the lip scorecard: sentences full of lip sounds, spoken by the default voice, judged in mm on the mesh.

python benchmarks/lips.py [head.glb …] [--fps 60]
"""

from __future__ import annotations

import argparse
import dataclasses

from unisono.clock import parse_fps
from unisono.judge.lips import LipMeter, score
from unisono.pipeline import Actor
from unisono.render import avatars

SENTENCES = {
    "zh": (
        "爸爸妈妈跑步，朋友把面包摆好。北方的苹果比本地的便宜，我们慢慢品味。"
        "风吹过麦田，飞鸟飞过房子，孩子们拍手欢迎朋友。明天上午我们发布新版本，请大家放心。"
    ),
    "en": (
        "Bob paid Pam for my maple map. People keep improving simple problems before Monday. "
        "Five brave foxes very often prefer fresh vegetables. Maybe the baby may play with a big red balloon."
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heads", nargs="*", default=["default"], help="default, or .glb files")
    parser.add_argument("--fps", default="60")
    options = parser.parse_args()
    fps = parse_fps(options.fps)
    takes = {language: Actor.cast(fps=fps).say(text) for language, text in SENTENCES.items()}
    cards = {
        f"{language}, {head.rpartition('/')[2]}": dataclasses.asdict(score(take, LipMeter(avatars.load(head))))
        for head in options.heads
        for language, take in takes.items()
    }
    width = max(map(len, cards)) + 2
    print(f"{f'{options.fps} fps':22}" + "".join(f"{name:>{width}}" for name in cards))
    for measure in next(iter(cards.values())):
        print(f"{measure:22}" + "".join(f"{card[measure]:>{width}.4g}" for card in cards.values()))


if __name__ == "__main__":
    main()
