"""The lip scorecard, judged in millimetres on the mesh: ours, and OpenFaceFX side by side on the same phones.

python benchmarks/lips.py [head.glb …] [--fps 60] [--voices own stand-in]      (pip install openfacefx for its columns)

Each voice speaks sentences full of lip sounds and ordinary ones. "true": the phones that the voice tells; "aligned":
those that our aligner finds in the same sound, judged against what it found; "aligned/true":
judged against the voice's phones.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from importlib.util import find_spec
from time import process_time

import numpy as np

from unisono import arkit, casting, phones, plugins
from unisono.clock import Fps, frames_covering, parse_fps
from unisono.commands.score import missed
from unisono.judge.lips import LipMeter, score
from unisono.pipeline import Actor, dub
from unisono.render import avatars
from unisono.testing import cut
from unisono.types import FaceTrack, Line, Speech, Take

SENTENCES = {
    "en": (
        "Bob paid Pam for my maple map. People keep improving simple problems before Monday. "
        "Five brave foxes very often prefer fresh vegetables. Maybe the baby may play with a big red balloon. "
        "The old man walked slowly down to the harbour, where a small boat was waiting for him. "
        "He looked at the water, and he thought about all the years that had passed since he first saw the sea! "
        "But when the wind came up from the south, he smiled, because he remembered a song "
        "about summer, bread and apples."
    ),
    "zh": (
        "爸爸妈妈跑步，朋友把面包摆好。北方的苹果比本地的便宜，我们慢慢品味。"
        "风吹过麦田，飞鸟飞过房子，孩子们拍手欢迎朋友。明天上午我们发布新版本，请大家放心。"
        "老人慢慢地走到海边，那里有一条小船在等着他。他看着水面，想起了自己第一次看见大海的那些年。"
        "可是当南风吹来的时候，他笑了，因为他想起了一首关于夏天、面包和苹果的歌。"
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("heads", nargs="*", default=["default"], help="default, or .glb files")
    parser.add_argument("--fps", default="60")
    parser.add_argument("--voices", nargs="*", default=["own"], help="engines that speak; own, stand-in")
    options = parser.parse_args()
    fps = parse_fps(options.fps)
    for head in options.heads:
        meter = LipMeter(avatars.load(head))
        cards = {name: score(take, meter) for name, take in takes(options.voices, fps)}
        print(f"\nhead: {head.rpartition('/')[2]}, {options.fps} frames a second")
        width = max(map(len, cards)) + 2
        print(" " * 22 + "".join(f"{name:>{width}}" for name in cards))
        for measure in (f.name for f in dataclasses.fields(next(iter(cards.values())))):
            cells = (
                f"{getattr(card, measure):.3g}" + ("!" if measure in missed(card) else " ") for card in cards.values()
            )
            print(f"{measure:22}" + "".join(f"{cell:>{width}}" for cell in cells))
    for seconds in (0.08, 0.32, 1e3):
        shares = (cost(speech["true"], seconds, fps) for speech in spoken(options.voices[0]).values())
        print(f"cost in chunks of {seconds:g} s: {100 * max(shares):.2f} % of real time")
    print(
        "\n! misses the bar. OpenFaceFX: " + ("its columns are 'ofx'" if find_spec("openfacefx") else "not installed")
    )


def cost(speech: Speech, seconds: float, fps: Fps) -> float:
    """Processor time of the animator as a share of real time, best of five, for chunks of so many seconds."""
    chunks = list(cut(speech, round(seconds * speech.rate)))
    animator = plugins.load("animator", "rules", fps=fps)
    best = float("inf")
    for _ in range(5):
        started = process_time()
        for _ in animator.animate(chunks):
            pass
        best = min(best, process_time() - started)
    return best / speech.duration


def takes(voices: list[str], fps: Fps) -> Iterator[tuple[str, Take]]:
    """(column, take) of every voice, language and animator."""
    for voice in voices:
        for language, speech in spoken(voice).items():
            name = f"{language} {voice}" if len(voices) > 1 else language
            for phones_from, told in speech.items():
                yield f"{name} {phones_from}", animated(told, fps)
            yield f"{name} aligned/true", replace(animated(speech["aligned"], fps), speech=speech["true"])
            if find_spec("openfacefx"):
                yield f"{name} true ofx", openfacefx(speech["true"], fps)
                yield f"{name} true ofx-jali", openfacefx(speech["true"], fps, jali=True)


@lru_cache
def spoken(voice: str) -> dict[str, dict[str, Speech]]:
    """Language -> the sentences with the voice's phones and with the aligner's."""
    part = casting.part(None, voice)
    actor = Actor.of(part.synthesizer, part.voiced())
    said = {}
    for language, text in SENTENCES.items():
        true = actor.say(text).speech
        sound = Speech(true.samples, true.rate)
        aligner, animator = plugins.load("aligner", "own"), plugins.load("animator", "rules")
        aligned = Take.join(dub([sound], Line(text, language), aligner, animator)).speech
        said[language] = {"true": true, "aligned": aligned}
    return said


def animated(speech: Speech, fps: Fps) -> Take:
    return Take.join(plugins.load("animator", "rules", fps=fps).animate([speech]))


def openfacefx(speech: Speech, fps: Fps, jali: bool = False) -> Take:
    """OpenFaceFX on the same phones, through its own table from visemes to ARKit."""
    from openfacefx.alignment import PhonemeSegment
    from openfacefx.coarticulation import CoartParams
    from openfacefx.ipa import IPA_MAPPING
    from openfacefx.pipeline import generate_from_alignment
    from openfacefx.retarget import PRESETS, retarget

    told = [PhonemeSegment("".join(phones.bases(p.label)), p.start, p.end) for p in speech.phones]

    track = generate_from_alignment(told, fps=float(fps), mapping=IPA_MAPPING, params=CoartParams(jali=jali))
    frames = frames_covering(len(speech.samples), speech.rate, fps)
    times = np.arange(frames) / float(fps)
    weights = np.zeros((frames, len(arkit.NAMES)), np.float32)
    for channel in retarget(track, PRESETS["arkit"]).channels:
        if channel.name in arkit.INDEX:
            keys = np.array([(key.time, key.value) for key in channel.keys])
            weights[:, arkit.INDEX[channel.name]] = np.interp(times, *keys.T)
    still = np.zeros((frames, 3), np.float32)
    return Take(speech, FaceTrack(weights.clip(0, 1), still, still[:, :2], fps))


if __name__ == "__main__":
    main()
