"""The melody of speech moves jaw, brows and head, the same however the sound was cut."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.animate.phrases import acted, phrase, times
from unisono import arkit
from unisono.animate.prosody import USUAL, Prosody, Tone
from unisono.animate.rules import Rules
from unisono.testing import cut
from unisono.types import Speech

BROW = arkit.INDEX["browInnerUp"]
RATE = 16_000


def sung(labels: str, hertz: list[tuple[float, float]], level: list[float] | None = None) -> Speech:
    """Vowels of 0.2 s and stops of 0.1, each vowel gliding between two pitches at a level."""
    names = labels.split()
    speech = phrase(names, [0.1 if name == "t" else 0.4 if name == "sil" else 0.2 for name in names])
    samples = speech.samples * np.float32(0.01)
    vowels = [p for p in speech.phones if p.label not in ("t", "sil")]
    for n, (vowel, (low, high)) in enumerate(zip(vowels, hertz, strict=True)):
        first, last = round(vowel.start * RATE), round(vowel.end * RATE)
        phase = 2 * np.pi * np.cumsum(np.linspace(low, high, last - first)) / RATE
        tone = np.sum([np.sin(k * phase) / k for k in range(1, 12)], axis=0)
        samples[first:last] = 0.1 * (level[n] if level else 1.0) * tone
    return replace(speech, samples=samples)


def tones(speech: Speech, size: int = 10**6) -> list[Tone]:
    prosody = Prosody(speech.rate)
    return [tone for chunk in cut(speech, size) for tone in prosody.hear(chunk) if tone is not USUAL]


def test_a_loud_vowel_and_a_high_one_stand_out() -> None:
    pitches = [(150.0, 150.0)] * 4 + [(220.0, 220.0)] + [(150.0, 150.0)] * 2
    found = tones(sung("t ɑ t ɑ t ɑ t ɑ t ɑ t ɑ t ɑ", pitches, [1, 1, 1, 1, 1, 3, 1]))
    assert max(found, key=lambda tone: tone.pitch) is found[4]
    assert max(found, key=lambda tone: tone.loudness) is found[5]
    assert found[4].pitch > 1
    assert found[5].loudness > 1


def test_a_rise_is_told_in_semitones() -> None:
    rising, falling = tones(sung("t ɑ t ɑ sil", [(120.0, 180.0), (180.0, 120.0)]))
    assert 2 < rising.rise < 6
    assert -6 < falling.rise < -2


def test_tones_do_not_depend_on_how_the_sound_was_cut() -> None:
    speech = sung("t ɑ t ɑ t ɑ sil t ɑ", [(150.0, 170.0), (200.0, 160.0), (140.0, 150.0), (190.0, 210.0)])
    whole = tones(speech)
    assert len(whole) == 4
    for size in (77, 801, 4_000):
        assert tones(speech, size) == whole


def test_brows_rise_on_a_pitch_accent_and_not_beside_it() -> None:
    plain = sung("t ɑ " * 8, [(150.0, 150.0)] * 8)
    accent = sung("t ɑ " * 8, [(150.0, 150.0)] * 5 + [(230.0, 230.0)] + [(150.0, 150.0)] * 2)
    raised = []
    for seed in range(6):
        brow = [acted(Rules(seed=seed), s).face.weights[:, BROW] for s in (plain, accent)]
        t = np.arange(len(brow[0])) / 60
        vowel = accent.phones[11]
        raised.append((brow[1] - brow[0])[(t > vowel.start) & (t < vowel.end)].max())
        assert np.allclose(brow[0][t < vowel.start - 0.3], brow[1][t < vowel.start - 0.3], atol=1e-6)
    assert np.mean(raised) > 0.08


def test_the_head_settles_at_the_end_of_a_phrase_and_lifts_with_the_brows_at_a_question() -> None:
    falls = acted(Rules(seed=2), sung("t ɑ t ɑ sil", [(150.0, 150.0), (150.0, 130.0)]))
    asks = acted(Rules(seed=2), sung("t ɑ t ɑ sil", [(150.0, 150.0), (140.0, 210.0)]))
    t = times(falls)
    after = (t > 0.6) & (t < 0.7)
    assert np.degrees(falls.face.head[after, 0].mean() - asks.face.head[after, 0].mean()) > 2
    assert asks.face.weights[after, BROW].mean() > falls.face.weights[after, BROW].mean() + 0.1
