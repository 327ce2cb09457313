"""Speech whose phones are known to the sample: flite and espeak-ng say the texts, each in a process of its own."""

from __future__ import annotations

import itertools
import random
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

from unisono.align.units import SIL, units_of
from unisono.audio.read import read
from unisono.audio.resample import resample
from unisono.errors import UnisonoError
from unisono.speak.embedded.asked import asked
from unisono.speak.embedded.process import Part, Worker
from unisono.speak.embedded.segments import segments
from unisono.speak.embedded.stream import chunks
from unisono.text import english
from unisono.train.corpus import RATE, Piece, Utterance, as_int16
from unisono.types import SILENCE, Line, Phone, Speech

FLITE = ("slt", "rms", "awb")  # voices made of people's speech; of the diphone voices the times are not exact
VARIANTS = ("", "+m1", "+m2", "+m3", "+m4", "+m5", "+m6", "+m7", "+f1", "+f2", "+f3", "+f4", "+f5")  # of espeak-ng
ACCENTS = {
    "en": ("en-us", "en-us", "en-gb-x-rp", "en-029"),
    "zh": ("cmn-latn-pinyin",),
    "yue": ("yue",),
    "ja": ("ja",),
    "ko": ("ko",),
}
_KANA = (
    "ア イ ウ エ オ カ キ ク ケ コ サ シ ス セ ソ タ チ ツ テ ト ナ ニ ヌ ネ ノ ハ ヒ フ ヘ ホ マ ミ ム メ モ ヤ ユ ヨ "
    "ラ リ ル レ ロ ワ ン ガ ギ グ ゲ ゴ ザ ジ ズ ゼ ゾ ダ デ ド バ ビ ブ ベ ボ パ ピ プ ペ ポ "
    "キャ キュ キョ シャ シュ ショ チャ チュ チョ ニャ ニュ ニョ ヒャ ヒュ ヒョ リャ リュ リョ ジャ ジュ ジョ "
    "ファ フィ フェ フォ ラッ タッ カッ カー コー シー "
).split()


def flite(texts: Sequence[str], voice: str, seed: int) -> Iterator[Utterance]:
    """The texts as one of flite's voices says them (English), at several paces and pitches."""
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            wav = Path(folder) / "said.wav"
            pace, pitch = draw.uniform(0.8, 1.25), draw.uniform(0.9, 1.15)
            base = {"slt": 170, "rms": 105, "awb": 130}.get(voice, 110)
            setting = [f"duration_stretch={pace:.2f}", f"int_f0_target_mean={base * pitch:.0f}"]
            options = [part for one in setting for part in ("--setf", one)]
            command = ["flite", "-voice", voice, *options, "-psdur", "-t", _plain(text), "-o", str(wav)]
            told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            speech = read(wav)
            samples = resample(speech.samples, speech.rate, RATE)
            pieces = _of_flite(told)
            if pieces:
                yield Utterance(f"flite_{voice}_{number}", "flite", voice, "en", as_int16(samples), (), pieces)


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9',.?! -]", " ", text)


def _of_flite(told: str) -> tuple[Piece, ...]:
    """`pau:0.220 dh:0.254 …`, each with its end."""
    found: list[Piece] = []
    at = 0.0
    for name, ends in re.findall(r"([a-z]+):([\d.]+)", told):
        end = float(ends)
        if name == "pau":
            units: tuple[int, ...] = (SIL,)
        else:
            symbol = {"ax": "AH0"}.get(name, name.upper() + ("1" if name[0] in "aeiou" else ""))
            units = units_of(english.ipa((symbol,))[0], "en")
        if end > at:
            share = (end - at) / len(units)
            found += [Piece(unit, at + share * n, at + share * (n + 1)) for n, unit in enumerate(units)]
        at = max(at, end)
    return _joined(found)


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """A pause that is told in pieces as one."""
    found: list[Piece] = []
    for piece in pieces:
        if found and piece.unit == SIL == found[-1].unit:
            found[-1] = replace(found[-1], end=piece.end)
        else:
            found.append(piece)
    return tuple(found)


def espeak(texts: Sequence[str], language: str, seed: int) -> Iterator[Utterance]:
    """The texts as espeak-ng says them, each in another voice, pitch and pace; stops with closure and release."""
    draw = random.Random(seed)
    worker = Worker()
    for number, text in enumerate(texts):
        variant = draw.choice(VARIANTS)
        voice = draw.choice(ACCENTS[language]) + variant
        try:
            runs = asked(Line(text, language))
            parts = [
                Part(voice if run.language == language else "en-us" + variant, draw.randint(20, 75),
                     draw.randint(30, 80), draw.randint(130, 230), run.text)
                for run in runs
            ]  # fmt: skip
            with closing(worker.say(parts)) as sounds:
                said = Speech.join(chunks(segments(sounds, runs), [0.6] * len(runs)))
        except (UnisonoError, ValueError):
            worker = worker if worker.usable else Worker()
            continue
        pieces = _joined(piece for phone in said.phones for piece in _of_phone(phone, language))
        name = f"espeak_{language}_{number}"
        samples = as_int16(resample(np.asarray(said.samples, np.float32), said.rate, RATE))
        yield Utterance(name, f"espeak_{language}", voice, language, samples, (), pieces)
    worker.close()


def _of_phone(phone: Phone, language: str) -> Iterator[Piece]:
    units = (SIL,) if phone.label == SILENCE else units_of(phone.label, language)
    share = (phone.end - phone.start) / len(units)
    for n, unit in enumerate(units):
        piece = Piece(unit, phone.start + share * n, phone.start + share * (n + 1))
        yield piece if phone.release is None or n else replace(piece, release=phone.release)


def nonsense(language: str, count: int, longest: int, seed: int) -> list[str]:
    """`count` texts of made-up words in "ja" or "ko", up to `longest` words: every sound beside every other."""
    draw = random.Random(seed)
    # Hangul from U+AC00 on: 19 initials by 21 vowels, each with none or one of 27 finals.
    hangul = [
        chr(0xAC00 + (first * 21 + vowel) * 28 + final)
        for first in range(19)
        for vowel in range(21)
        for final in (0, 0, 0, 1, 4, 7, 8, 16, 17, 21)
    ]
    syllables = _KANA if language == "ja" else hangul
    words = ("".join(draw.choices(syllables, k=draw.randint(2, 4))) for _ in itertools.count())
    return [" ".join(itertools.islice(words, draw.randint(3, longest))) for _ in range(count)]


def sentences(texts: Sequence[str], count: int, longest: int, seed: int) -> list[str]:
    """`count` pieces of the texts, no longer than `longest` words or characters of Han, some of them shuffled."""
    draw = random.Random(seed)
    found = []
    for _ in range(count):
        text = draw.choice(texts)
        han = re.search(r"[一-鿿]", text)
        units = list(text) if han else text.split()
        start = draw.randrange(max(1, len(units) - longest + 1))
        chosen = units[start : start + longest]
        if draw.random() < 0.3 and not han:
            draw.shuffle(chosen)
        found.append(("" if han else " ").join(chosen))
    return found
