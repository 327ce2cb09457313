"""Our own aligner: known phones are found, stream and file agree, and a text that does not fit is told."""

from __future__ import annotations

import itertools
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from unisono import plugins
from unisono.align.heard import Alignment, HeardPhone, HeardWord, alignment, notes
from unisono.align.own import Own
from unisono.audio.resample import resample
from unisono.errors import SoundError, TextError
from unisono.phones import bases, is_stop
from unisono.testing import check_aligner, cut, spoken
from unisono.text.marked import words
from unisono.types import SILENCE, Floats, Line, Phone, Speech, Voice

SAID = (
    Line("Please keep both of my big blue maps, and bring them back tomorrow.", "en"),
    Line("妈妈买了八个包子，爸爸跑步去图书馆。", "zh"),
)
ENGLISH = "en_female_ljspeech/LJ001-0004.flac"


def align(line: Line, sound: Speech, live: bool = False) -> Speech:
    return Speech.join(Own(live).align(line, [replace(sound, phones=(), words=())]))


def found(line: Line, sound: Speech) -> Alignment:
    heard = align(line, sound)
    return alignment(heard.phones, heard.words, heard.duration)


def told(line: Line, sound: Speech) -> list[tuple[str, str]]:
    text = [word.text for word in words(line) if word.phones]
    return [(note.kind, note.label) for note in notes(found(line, sound), text)]


def sure(of: Alignment, line: Line) -> float:
    """The mean over the words of the text; one that was not found counts 0."""
    return sum(word.weight for word in of.words) / sum(bool(word.phones) for word in words(line))


def truth(line: Line, pace: float, pitch: float) -> Speech:
    """The stand-in's own speech, whose phones are known."""
    synthesizer = plugins.load("synthesizer", "stand-in")
    voice: Voice = synthesizer.voices()[0]
    state = {**voice.state, "pace": np.array([pace], np.float32), "pitch": np.array([pitch], np.float32)}
    return Speech.join(synthesizer.speak(line, replace(voice, state=state)))


def disguised(sound: Speech, faster: float, rate: int, noise: float = 0.002) -> Speech:
    """The same sound `faster` times as fast, and as much higher, at another rate and in a noisy room."""
    samples = resample(sound.samples, round(sound.rate * faster), rate)
    hiss = np.random.default_rng(0).standard_normal(len(samples)).astype(np.float32)
    return Speech(samples + np.float32(noise) * hiss, rate)


def starts(phones: tuple[Phone, ...]) -> tuple[list[str], NDArray[np.float64]]:
    said = [p for p in phones if p.label != SILENCE]
    return [bases(p.label)[0] for p in said], np.array([p.start for p in said])


@pytest.mark.parametrize("line", SAID)
@pytest.mark.parametrize(("faster", "rate"), [(0.87, 8_000), (1.0, 44_100), (1.15, 16_000)])
def test_known_phones_are_found_in_another_voice(line: Line, faster: float, rate: int) -> None:
    known = truth(line, 150.0, 140.0)
    labels, wanted = starts(known.phones)
    got_labels, got = starts(align(line, disguised(known, faster, rate)).phones)
    same = [(a, b) for a, b in zip(labels, got_labels, strict=False) if a == b]
    assert len(same) >= 0.8 * len(labels)
    off = np.array([np.abs(got - time / faster).min() for time in wanted])
    assert np.median(off) <= 0.01, f"median {np.median(off) * 1000:.0f} ms"
    assert np.mean(off <= 0.03) >= 0.85, f"{np.mean(off <= 0.03):.0%} within 30 ms"


@pytest.mark.parametrize("line", SAID)
def test_words_are_as_written_and_where_they_are_said(line: Line) -> None:
    known = truth(line, 170.0, 200.0)
    heard = align(line, disguised(known, 1.1, 16_000))
    spoken_words = [word.text for word in words(line) if word.phones]
    assert [w.bare for w in heard.words if isinstance(w, HeardWord)] == spoken_words
    assert "".join(w.label for w in heard.words).replace(" ", "") == line.text.replace(" ", "")
    begins = np.array([w.start / 1.1 for w in known.words])
    off = np.array([np.abs(begins - w.start).min() for w in heard.words])
    assert np.median(off) <= 0.012


def test_phones_know_their_word_and_where_they_come_from() -> None:
    heard = align(SAID[0], truth(SAID[0], 160.0, 120.0))
    phones = [p for p in heard.phones if isinstance(p, HeardPhone)]
    assert len(phones) == len(heard.phones)
    for at, word in enumerate(heard.words):
        own = [p for p in phones if p.word == at]
        assert (own[0].start, own[-1].end) == (word.start, word.end)
    assert [p.source for p in phones if p.word == 1] == ["K", "IY1", "P"]
    assert all(p.release is not None for p in phones if is_stop(p.label) and p.label != "ɾ" and p.word in (1, 5))


def test_a_pause_is_found() -> None:
    line = SAID[0]
    known = truth(line, 160.0, 120.0)
    word = next(w for w in known.words if w.label.startswith("bring"))
    at, gap = round(word.start * known.rate), round(0.6 * known.rate)
    noise = np.random.default_rng(0).standard_normal(gap).astype(np.float32) * np.float32(0.0005)
    longer = np.concatenate([known.samples[:at], noise, known.samples[at:]])
    pauses = [p for p in found(line, Speech(longer, known.rate)).phones if p.label == SILENCE]
    silence = max((p for p in pauses if abs(p.start - word.start) < 0.4), key=lambda p: p.end - p.start)
    assert silence.start == pytest.approx(word.start, abs=0.08)
    assert silence.end == pytest.approx(word.start + 0.6, abs=0.08)


@pytest.mark.parametrize("live", [False, True])
def test_the_contract_is_kept(live: bool) -> None:
    known = truth(SAID[0], 160.0, 120.0)
    sound = Speech(known.samples, known.rate)
    check_aligner(lambda: Own(live), SAID[0], sound, (111, 1920, 10**6))


def test_a_line_that_starts_later_keeps_its_clock() -> None:
    known = truth(SAID[0], 160.0, 120.0)
    bare = Speech(known.samples, known.rate)
    now = Speech.join(Own().align(SAID[0], cut(bare, 4000)))
    later = Speech.join(Own().align(SAID[0], cut(bare.moved(known.rate), 4000)))
    assert later.offset == known.rate
    assert [p.start for p in later.phones] == pytest.approx([p.start + 1 for p in now.phones])


def test_live_speech_is_told_within_the_lookahead() -> None:
    known = truth(SAID[0], 160.0, 120.0)
    sound = Speech(resample(known.samples, known.rate, 16_000), 16_000)
    aligner, heard = Own(live=True), 0.0

    def live() -> Iterator[Speech]:
        nonlocal heard
        for chunk in cut(sound, 160):
            heard = chunk.end / chunk.rate
            yield chunk

    for chunk in aligner.align(SAID[0], live()):
        assert heard - chunk.offset / chunk.rate <= aligner.lookahead + 0.011
    assert aligner.lookahead <= 0.2


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "en",
            (
                SAID[0].text,
                "She had your dark suit in greasy wash water all year.",
                "Do you think that five measures of pure joy are enough to move both of us?",
                "My mother bought a pair of blue shoes; my father, a big map of the moon.",
            ),
        ),
        (
            "zh",
            (
                SAID[1].text,
                "今天天气很好，我们一起去公园散步吧。",
                "知识就是力量，学习使人进步，坚持才能胜利。",
                "朋友们都说普通话，不过有的人说得非常快。",
            ),
        ),
    ],
)
def test_a_stream_of_synthesized_speech_agrees_with_a_file(language: str, texts: tuple[str, ...]) -> None:
    off: list[float] = []
    same: list[bool] = []
    for text in texts:
        line = Line(text, language)
        sound = truth(line, 165.0, 120.0)
        (labels, late), (live_labels, soon) = (starts(align(line, sound, live).phones) for live in (False, True))
        off += [float(np.abs(soon - time).min()) for time in late]
        same += [a == b for a, b in zip(labels, live_labels, strict=False)]
    assert np.mean(np.array(off) <= 0.02) >= 0.95, f"{np.mean(np.array(off) <= 0.02):.1%} within 20 ms"
    assert np.mean(same) > 0.9


def test_speech_with_phones_passes_through_untouched() -> None:
    for live in (False, True):
        chunks = list(cut(spoken("hello there"), 500))
        assert all(a is b for a, b in zip(Own(live).align(Line("else"), chunks), chunks, strict=True))


def test_a_long_recording_needs_no_more_memory_than_a_short_one() -> None:
    """Beyond its first two minutes, by which it is adapted."""
    line = Line("Please keep both of my big blue maps. 妈妈买了八个包子。")
    once = truth(line, 160.0, 120.0)
    sound = Speech(resample(once.samples, once.rate, 16_000), 16_000)

    def chunks(count: int) -> Iterator[Speech]:
        for n in range(count):
            yield from cut(sound.moved(n * len(sound.samples)), 16_000)

    def peak(count: int) -> tuple[int, float]:
        text = Line(line.text * count)
        bare = (replace(chunk, phones=(), words=(), emotions=()) for chunk in chunks(count))
        tracemalloc.start()
        try:
            said = sum(len(chunk.words) for chunk in Own().align(text, bare))
            return tracemalloc.get_traced_memory()[1], said / count
        finally:
            tracemalloc.stop()

    (short, words_short), (long, words_long) = peak(24), peak(60)
    assert words_short == pytest.approx(words_long, abs=0.2)
    assert long < 1.15 * short


def phrase(text: str, language: str = "en") -> Speech:
    known = truth(Line(text, language), 165.0, 130.0)
    return disguised(known, 1.0, 16_000, noise=0.0005)


def test_words_that_were_not_spoken_are_told() -> None:
    sound = phrase("Please keep my big blue maps, and bring them back tomorrow.")
    line = Line("Please keep almost all my big blue maps, and never bring them back tomorrow.")
    assert told(line, sound) == [("left out", "almost all"), ("left out", "never")]


def test_words_that_were_spoken_twice_are_told() -> None:
    sound = phrase("Please keep both of my big blue maps, my big blue maps, and bring them back tomorrow.")
    assert told(SAID[0], sound) == [("said again", "my big blue maps")]


def test_words_that_were_added_are_told() -> None:
    sound = phrase("Please keep both of my big blue maps, whatever happens this year, and bring them back tomorrow.")
    assert [kind for kind, _ in told(SAID[0], sound)] == ["added"]


def test_a_right_text_has_nothing_to_tell(recording: Callable[[str], tuple[Speech, Line]]) -> None:
    for name in (ENGLISH, "en_female_ljspeech/LJ001-0008.flac", "zh_female_aishell_S0150/BAC009S0150W0121.flac"):
        sound, line = recording(name)
        assert told(line, sound) == []
        assert sure(found(line, sound), line) > 0.75


def music(seconds: float, rate: int = 16_000) -> Speech:
    """Chords of five voices with overtones, a new one every half second."""
    t = np.arange(int(seconds * rate)) / rate
    rng = np.random.default_rng(3)
    total = np.zeros_like(t)
    for beat in range(int(seconds * 2)):
        span = (t >= beat / 2) & (t < (beat + 1) / 2)
        for note in rng.choice([0, 3, 4, 7, 9, 12, 16], 5, replace=False):
            for overtone in range(1, 6):
                hertz = 130.8 * 2 ** (note / 12) * overtone
                total[span] += np.sin(2 * np.pi * hertz * t[span]) * np.exp(-3 * (t[span] - beat / 2)) / overtone
    return Speech((0.1 * total).astype(np.float32), rate)


def test_a_text_that_is_another_s_is_hardly_believed(recording: Callable[[str], tuple[Speech, Line]]) -> None:
    sound, line = recording(ENGLISH)
    right = sure(found(line, sound), line)
    _, other = recording("en_female_ljspeech/LJ001-0012.flac")
    assert right > 0.75
    for wrong in (other, Line("今天天气很好，我们一起去公园散步吧。", "zh")):
        assert sure(found(wrong, sound), wrong) < 0.4


@pytest.mark.parametrize("kind", ["silence", "music", "hiss", "hum"])
def test_what_is_no_speech_is_hardly_believed(kind: str) -> None:
    rng, n = np.random.default_rng(0), 48_000
    sounds: dict[str, Floats] = {
        "silence": np.zeros(n, np.float32),
        "music": music(3.0).samples,
        "hiss": 0.05 * rng.standard_normal(n).astype(np.float32),
        "hum": (0.2 * np.sin(2 * np.pi * 50 * np.arange(n) / 16_000)).astype(np.float32),
    }
    line = Line("The quick brown fox jumps over the lazy dog.")
    heard = found(line, Speech(sounds[kind], 16_000))
    assert sure(heard, line) < 0.3
    assert heard.phones[-1].end == pytest.approx(3.0)


@pytest.mark.parametrize(("rate", "noise"), [(8_000, 0.0), (16_000, 10.0)])
def test_telephone_and_noise_do_no_great_harm(
    rate: int, noise: float, recording: Callable[[str], tuple[Speech, Line]]
) -> None:
    sound, line = recording(ENGLISH)
    clean = np.array([w.start for w in align(line, sound).words])
    samples = resample(sound.samples, sound.rate, rate)
    if noise:
        power = float(np.mean(samples**2)) / 10 ** (noise / 10)
        hiss = np.random.default_rng(0).standard_normal(len(samples)).astype(np.float32)
        samples = samples + np.sqrt(np.float32(power)) * hiss
    worse = np.array([w.start for w in align(line, Speech(samples, rate)).words])
    assert len(worse) == len(clean)
    assert np.median(np.abs(worse - clean)) < 0.02


@pytest.mark.parametrize(
    ("text", "language"), [("Stop.", "en"), ("好。", "zh"), ("はい", "ja"), ("係", "yue"), ("네", "ko"), ("2026", "en")]
)
def test_a_clip_of_one_word_in_any_language(text: str, language: str) -> None:
    pytest.importorskip("pyopenjtalk")
    pytest.importorskip("ToJyutping")
    sound = phrase("Stop." if language == "en" else "好。", "en" if language == "en" else "zh")
    for live in (False, True):
        heard = align(Line(text, language), sound, live)
        assert heard.phones[-1].end == pytest.approx(sound.duration)
        assert all(0 <= p.weight <= 1 for p in heard.phones)


def test_numerals_are_one_word_as_written() -> None:
    line = Line("In 2026 it cost $3.50, or 12%.")
    heard = found(line, phrase(line.text))
    assert [w.bare for w in heard.words] == ["In", "2026", "it", "cost", "$3.50", "or", "12%"]
    assert notes(heard, [w.text for w in words(line) if w.phones]) == ()


@pytest.mark.parametrize("samples", [1, 79, 160, 1_000])
@pytest.mark.parametrize("live", [False, True])
def test_hardly_any_sound_still_gives_phones_in_order(samples: int, live: bool) -> None:
    sound = Speech(np.full(samples, 0.01, np.float32), 16_000)
    check_aligner(lambda: Own(live), SAID[0], sound, (7, 10**6))


def test_no_sound_gives_nothing_and_no_text_is_an_error() -> None:
    assert list(Own().align(SAID[0], [])) == []
    for text in ("", " ", "…—!", "🙂"):
        with pytest.raises(TextError, match="--text"):
            align(Line(text, "en"), Speech(np.zeros(1000, np.float32), 16_000))


@pytest.mark.parametrize("live", [False, True])
def test_samples_that_are_no_numbers_are_an_error_in_one_line(live: bool) -> None:
    sound = np.zeros(20_000, np.float32)
    sound[15_000] = np.nan
    with pytest.raises(SoundError, match="NaN"):
        Speech.join(Own(live).align(SAID[0], cut(Speech(sound, 16_000), 4_000)))


def test_chunks_without_samples_are_nothing() -> None:
    known = truth(SAID[0], 160.0, 120.0)
    whole = Speech(known.samples, known.rate)
    none = Speech(known.samples[:0], known.rate)
    end = Speech(known.samples[:0], known.rate, whole.end)
    assert Speech.join(Own().align(SAID[0], [none, whole, end])).phones == align(SAID[0], whole).phones
    assert not [chunk for chunk in Own(live=True).align(SAID[0], [none]) if len(chunk.samples)]


def test_words_follow_one_another_and_pauses_are_quiet(recording: Callable[[str], tuple[Speech, Line]]) -> None:
    from unisono.audio.features import energy

    sound, line = recording("en_female_ljspeech/LJ001-0008.flac")
    heard = found(line, sound)
    assert all(a.end <= b.start + 1e-9 for a, b in itertools.pairwise(heard.words))
    level = energy(sound.samples, sound.rate)
    loud = np.percentile(level, 95)
    for pause in (p for p in heard.phones if p.label == SILENCE and p.end - p.start > 0.15):
        assert np.median(level[int(pause.start * 100) : int(pause.end * 100)]) < loud - 20
