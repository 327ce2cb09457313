from __future__ import annotations

import contextlib
import gc
import itertools
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import espeakng_loader
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.audio.features import pitch
from unisono.errors import EngineError, InputError, TextError
from unisono.phones import bases, is_stop
from unisono.speak.embedded import Embedded, process
from unisono.speak.embedded.enrolment import made
from unisono.testing import check_synthesizer
from unisono.types import SILENCE, Floats, Line, Phone, Speech, Voice

ENGLISH = (
    "Pop man, a big cat ate my apple pudding.",
    "Bob did go to the shabby cabin, and Jack chose cheap timber.",
    "Good people keep books about cabbage, pepper and bubbles.",
)
CHINESE = ("爸爸怕山大头妈鸡吃猪可狗，不能再等了。", "八百标兵奔北坡，炮兵并排北边跑。", "他的车是七点半从广州出发的。")
MIXED = "我想用 Python 写 hello world 程序，OK 吗？"

WRITTEN = tuple(
    """
    My voice and my lips come from one clock, so they agree.
    The big dog ran off and then it runs away into the forest.
    It is at five PM, and I will pick you up in the car on the road.
    If a will disappears, and I will pick it up, then I will tell you.
    Bread and butter or tea and toast, but neither jam nor honey.
    I'd rather stay because it rains, although you'd like to go and she doesn't.
    We've said you should've gone; they're well-known, aren't they?
    I'd've known it wouldn't've worked, so let's not and say we did.
    That's what I'm saying: it's not who's there but what they've done.
    You'll see that he'll come and she'll go while we'll wait.
    Don't stop at the well-known café, O'Brien; it's (almost) closed.
    The state-of-the-art machine is a twenty-three-year-old hand-me-down.
    The U.S. and the U.K. are far away.
    NASA and the BBC and a PhD student use a GPU or a CPU.
    He works for IBM and I work at MIT, and we meet in the EU.
    One hundred and twenty-three people and forty-five dogs and a cat.
    Two and two make four, and four and four make eight.
    "Stop!" she cried, but he didn't stop and then he ran.
    “Yes,” he said, “and no.” Then he left and never came back.
    He said 'single quotes are fine' and went on.
    The 'quoted' word and the "other" one and the «third» one.
    Some (perhaps all) of them and [maybe] {one} more.
    (Really.) Yes (and no)? [[hello]] and goodbye!
    'Tis the season and rock'n'roll is here to stay.
    One - two - three and a dash — like this — in the middle.
    Well... maybe, or not... and then silence.
    Use .NET and node.js and/or Python for the web.
    In the end, on the whole, at the time, for the most part, of the people.
    Out of the blue and into the fire, to the left and from the right.
    I have to go to the store and get a lot of things for them.
    It was the best of times and it was the worst of times.
    What is it and where is it and when will it be and how?
    Either you or I or both of us and they will have been there.
    He who laughs last laughs best, and so on and so forth.
    Naïve café goers and Zoë wrote a résumé, and the fiancé left.
    Do you think that that that that he said was wrong?
    No, no, no, no and yes!
    Wait; stop: go, then run? And rest!
    A b c d e f g and h i j k and l m n o p.
    I am, therefore I think and thus I am.
    As far as I know and as soon as I can, as well as you.
    Not only is there this but also that, and yet there is more of it.
    There is a house in the woods and there are two on the hill and in the valley.
    Let him and her and them and us go, unless it's too late.
    """.strip()
    .replace("    ", "")
    .split("\n")
)
NUMBERS = (
    "At 5:30 PM, and at 6 AM, I will pay $1,200.50 and 20% of 3 bills.",
    "Mr. and Mrs. Smith met Dr. Jones on Main St. in 1999 and in 2024.",
    "Use C# and C++ or #hashtag plus 1, e.g. on January 3 and 4.",
    "Call 555-1234 and press 2 & 3, or go 10 km at 30°C in the 1990s.",
    "There are 1,234,567 people and 89 dogs, i.e. a lot, etc.",
)
MIXED_MARKS = (
    MIXED,
    "他说：“你好”，我看《红楼梦》（很好）。",
    '他说"你好"，我用"Python"写 (hello) 程序，（OK）吗？',
    "我用“Python”写《Harry Potter》的“故事”。",
    "He said “你好” and left (快走) '再见' quickly and quietly.",
    "如果你用 AI，and then 我们 go to the park 在 the 星期天。",
    "“Hello and welcome,” 她说，“and 再见！”",
    "【注意】「开会」『时间』……现在——马上、立刻；真的！",
    "OK，it's fine and 很好 and I will 走 in the 公园。",
)
WORDS = (
    *("and", "or", "but", "in", "the", "on", "of", "I", "will", "a", "to", "that", "because", "hash", "plus", "PM,"),
    *("I've", "o'clock", "well-known", "(maybe)", '"so"', "“then”", "wait—what", "stop.", "no;", "…", "-", "U.S.", "C"),
    *("你好", "“你好”", "《红楼梦》", "和", "，", "行。", "（好）"),
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Embedded]:
    engine = Embedded()
    yield engine
    engine.close()


def voice_at(hertz: float, pace: float = 165) -> Voice:
    return made("test", hertz, pace)


def said(engine: Embedded, text: str, hertz: float = 120, language: str = "", pace: float = 165) -> Speech:
    return Speech.join(engine.speak(Line(text, language), voice_at(hertz, pace)))


def processes(engine: Embedded) -> list[int]:
    return [worker.process.pid for worker in engine._idle]


def is_running(pid: int) -> bool:
    """False for a process that is gone; true for a zombie too."""
    return Path(f"/proc/{pid}").exists()


def children(pid: int) -> str:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text()


def wait_until_gone(pid: int) -> None:
    """Until a process that is not ours to reap has ended."""
    deadline = time.monotonic() + 10
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        while "State:\tZ" not in Path(f"/proc/{pid}/status").read_text():
            assert time.monotonic() < deadline, f"process {pid} does not end"
            time.sleep(0.01)


# the contract


@pytest.mark.parametrize("text", [ENGLISH[0], CHINESE[0], MIXED])
@pytest.mark.parametrize("hertz", [110.0, 210.0])
def test_the_contract_is_kept(engine: Embedded, text: str, hertz: float) -> None:
    check_synthesizer(engine, voice_at(hertz), Line(text))


def test_chunks_are_short_and_pauses_are_told_in_pieces(engine: Embedded) -> None:
    for chunk in engine.speak(Line("Yes, no. 好，行。"), voice_at(120)):
        assert 0 < chunk.duration <= 0.08
        if chunk.phones[-1:] and chunk.phones[-1].label == SILENCE:
            assert chunk.phones[-1].start >= chunk.offset / chunk.rate - 1e-9


def test_nobody_waits_for_the_end_of_a_pause(engine: Embedded) -> None:
    told = 0.0
    for chunk in engine.speak(Line("Yes, no. 好，行。"), voice_at(120)):
        if not chunk.samples.any():
            assert chunk.phones
        told = chunk.phones[-1].end if chunk.phones else told
        assert chunk.end / chunk.rate - told < 0.5


def test_the_first_chunk_leaves_before_the_sentence_is_made() -> None:
    engine = Embedded()
    said(engine, "one")
    pid = processes(engine)[0]
    chunks = engine.speak(Line(ENGLISH[1]), voice_at(120))
    assert next(chunks).samples.any()
    os.kill(pid, signal.SIGKILL)  # what was not yet made will never be
    with pytest.raises(EngineError):
        list(chunks)
    engine.close()


def test_phones_begin_soon_and_silence_follows(engine: Embedded) -> None:
    for text in (*ENGLISH, *CHINESE, MIXED):
        speech = said(engine, text)
        first = next(p for p in speech.phones if p.label != SILENCE)
        last = next(p for p in reversed(speech.phones) if p.label != SILENCE)
        assert first.start <= 0.05
        assert speech.duration - last.end == pytest.approx(0.25, abs=0.02)


# the sound


@pytest.mark.parametrize("hertz", [80.0, 100.0, 130.0, 155.0, 190.0, 230.0, 280.0])
def test_pitch_follows_the_reference(engine: Embedded, hertz: float) -> None:
    for texts in (
        ("The old captain told his crew a long story.", "It was a bright cold day in April."),
        ("今天天气很好，我们一起去公园散步吧。", "欢迎来到北京大学，请跟我走。"),
    ):
        heard = [pitch(s.samples, s.rate) for s in (said(engine, text, hertz) for text in texts)]
        voiced = np.concatenate(heard)
        assert np.median(voiced[voiced > 0]) == pytest.approx(hertz, rel=0.06)


def test_pace_follows_the_reference_where_it_is_understood(engine: Embedded) -> None:
    slow, usual, fast, rushed = (said(engine, ENGLISH[1], pace=pace).duration for pace in (60, 150, 180, 400))
    assert slow == usual > fast == rushed


@pytest.mark.parametrize("hertz", [90, 140, 160, 220, 290])
@pytest.mark.parametrize("text", [ENGLISH[1], CHINESE[1]])
def test_loudness_is_the_same_for_every_voice_and_nothing_clips(engine: Embedded, text: str, hertz: float) -> None:
    samples = said(engine, text, hertz).samples
    frames = np.square(samples[: len(samples) // 441 * 441]).reshape(-1, 441).mean(axis=1)
    active = frames[frames > frames.max() / 300]
    assert 10 * np.log10(active.mean()) == pytest.approx(-20, abs=2)
    assert np.abs(samples).max() < 1


def test_the_same_line_is_the_same_sound_whatever_came_before_and_in_whichever_process(engine: Embedded) -> None:
    first = said(engine, MIXED, 200)
    said(engine, ENGLISH[1], 90)
    with closing(engine.speak(Line(CHINESE[1]), voice_at(150))) as broken_off:
        next(broken_off)
    for other in (engine, Embedded()):
        again = said(other, MIXED, 200)
        assert np.array_equal(again.samples, first.samples)
        assert again.phones == first.phones
        assert again.words == first.words


def contour(engine: Embedded, hanzi: str, hertz: float) -> Floats:
    """The pitch of one syllable in a carrier, in semitones, at five points of its vowel."""
    speech = said(engine, f"我说{hanzi}字。", hertz)
    word = next(w for w in speech.words if w.label == hanzi)
    heard = pitch(speech.samples, speech.rate)[round(word.start * 100) : round(word.end * 100)]
    semitones = 12 * np.log2(heard[heard > 0])
    return np.array([part.mean() for part in np.array_split(semitones[1:-1], 5)], np.float32)


@pytest.mark.parametrize("hertz", [140, 210])  # a fall from a lower voice ends in creak, which has no pitch
def test_the_four_tones_are_level_rising_low_and_falling(engine: Embedded, hertz: float) -> None:
    level, rising, low, falling = (contour(engine, hanzi, hertz) for hanzi in "妈麻马骂")
    assert np.ptp(level[2:]) < 1
    assert rising[-1] - rising[1] > 2
    assert falling[1] - falling[-1] > 2
    assert low[2:].max() < level[2:].min() - 2
    assert low[-1] < rising[-1] - 2


# the phones


def stops(speech: Speech) -> Iterator[tuple[Phone, Phone]]:
    for before, phone in itertools.pairwise(speech.phones):
        if phone.label != SILENCE and is_stop(phone.label):
            yield before, phone


@pytest.mark.parametrize("hertz", [110, 210])
@pytest.mark.parametrize("text", [*ENGLISH, *CHINESE, MIXED])
def test_every_stop_is_closed_before_its_burst(engine: Embedded, text: str, hertz: float) -> None:
    speech = said(engine, text, hertz)
    high = np.diff(speech.samples, 2, prepend=[0.0, 0.0])  # what a closed mouth lets through has no high frequencies

    def level(start: float, end: float) -> float:
        part = high[round(start * speech.rate) : max(round(end * speech.rate), round(start * speech.rate) + 1)]
        return float(10 * np.log10(np.mean(np.square(part)) + 1e-12))

    found = list(stops(speech))
    assert len(found) > 3
    for before, phone in found:
        assert phone.release is not None, phone
        assert phone.start < phone.release <= phone.end, phone
        assert phone.release - phone.start <= 0.1201, phone
        half = (phone.release - phone.start) / 2
        if phone.release - phone.start > 0.03:
            closed, burst = (
                level(phone.start + half, phone.release - 0.002),
                level(phone.release, phone.release + 0.015),
            )
            assert closed < burst - 3, (before, phone, closed, burst)


def test_lips_close_for_long_enough_to_be_seen(engine: Embedded) -> None:
    for text in (*ENGLISH, *CHINESE):
        for before, phone in stops(said(engine, text)):
            assert phone.release is not None
            enough = min(0.039, 0.49 * (phone.release - before.start))
            assert phone.release - phone.start >= enough or before.release is not None, (before, phone)


def test_only_stops_have_a_burst(engine: Embedded) -> None:
    for text in (*ENGLISH, *CHINESE, MIXED):
        for phone in said(engine, text).phones:
            assert (phone.release is not None) == (phone.label != SILENCE and is_stop(phone.label)), phone


def test_lips_part_where_the_murmur_of_an_m_ends(engine: Embedded) -> None:
    for text in ("my man", "妈妈买马"):
        speech = said(engine, text)
        for phone in speech.phones:
            if bases(phone.label) == ("m",):
                edge = round(phone.end * speech.rate)
                high = np.square(np.diff(speech.samples[edge - 400 : edge + 400], 2))
                assert high[420:].mean() > 4 * high[:380].mean(), phone


def test_phones_are_those_of_the_words(engine: Embedded) -> None:
    english = [b for p in said(engine, "big map").phones if p.label != SILENCE for b in bases(p.label)]
    assert english == ["b", "ɪ", "ɡ", "m", "æ", "p"]
    chinese = [b for p in said(engine, "知识熊猫").phones if p.label != SILENCE for b in bases(p.label)]
    assert chinese == ["tʂ", "ʅ", "ʂ", "ʅ", "ɕ", "j", "ʊ", "ŋ", "m", "a", "ʊ"]


def test_every_syllable_of_mandarin_is_read_as_mandarin(engine: Embedded) -> None:
    rare = "窘穷兄女绿略虐军群训嗯哦诶儿耳二用永日四吃字"
    speech = said(engine, rare)
    assert "".join(word.label for word in speech.words) == rare
    english_only = {"θ", "ð", "ɹ", "v", "dʒ", "tʃ", "ɪ"}
    assert not english_only & {base for phone in speech.phones for base in bases(phone.label)} - {"ɪ"}


# the words


def test_words_are_labelled_with_the_marks_after_them(engine: Embedded) -> None:
    english = said(engine, "Don't stop at the well-known café, Mr. O'Brien; it's (almost) closed.")
    joined = " ".join(word.label for word in english.words)
    assert joined == "Don't stop at the well-known café, Mr. O'Brien; it's (almost) closed."
    assert [word.label for word in said(engine, "你好，世界！").words] == ["你好，", "世界！"]


def unspaced(text: str) -> str:
    return "".join(text.split())


def words_of(speech: Speech) -> str:
    return " ".join(word.label for word in speech.words)


@pytest.mark.parametrize("text", WRITTEN)
def test_every_written_word_is_told_once_and_in_order(engine: Embedded, text: str) -> None:
    for hertz, pace in ((115, 180), (205, 150)):
        speech = said(engine, text, hertz, pace=pace)
        assert words_of(speech) == text
        assert len(speech.words) >= len(re.findall(r"(?:[^\W_]\S*)", text)) - 1
        for before, word in itertools.pairwise(speech.words):
            assert before.end <= word.start < word.end


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_and_abbreviations_are_told_as_they_are_written(engine: Embedded, text: str) -> None:
    for pace in (150, 180):
        assert words_of(said(engine, text, pace=pace)) == text


@pytest.mark.parametrize("text", MIXED_MARKS)
def test_chinese_and_english_words_keep_the_marks_that_they_were_written_with(engine: Embedded, text: str) -> None:
    for hertz in (115, 205):
        assert unspaced(words_of(said(engine, text, hertz))) == unspaced(text)


@settings(max_examples=60, deadline=None)
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), pace=st.integers(150, 180))
def test_whatever_the_words_none_is_lost_or_told_twice(engine: Embedded, words: list[str], pace: int) -> None:
    text = " ".join(["So", *words])
    assert unspaced(words_of(said(engine, text, pace=pace))) == unspaced(text)


def test_opening_marks_go_with_the_word_that_they_open(engine: Embedded) -> None:
    def labels(text: str) -> list[str]:
        return [word.label for word in said(engine, text).words]

    assert labels("“你好”，《红楼梦》。") == ["“你好”，", "《红楼梦》。"]
    assert labels('He "quoted" [[hello]] (almost).') == ["He", '"quoted"', "[[hello]]", "(almost)."]
    assert labels('我用"Python"写《Harry Potter》（好）') == [
        *("我", "用", '"Python"', "写", "《Harry", "Potter》", "（好）"),
    ]


def test_a_pause_without_a_mark_ends_a_word_and_a_pause_within_a_word_does_not(engine: Embedded) -> None:
    assert [w.label for w in said(engine, "My voice and my lips").words] == ["My", "voice", "and", "my", "lips"]
    assert [w.label for w in said(engine, "at five PM, and").words] == ["at", "five", "PM,", "and"]


def test_words_lie_in_order_on_their_phones(engine: Embedded) -> None:
    speech = said(engine, MIXED)
    starts, ends = {p.start for p in speech.phones}, {p.end for p in speech.phones}
    for before, word in itertools.pairwise(speech.words):
        assert before.end <= word.start < word.end
    assert all(w.start in starts and w.end in ends for w in speech.words)
    assert [w.label for w in speech.words][:5] == ["我", "想", "用", "Python", "写"]


def test_a_mixed_sentence_is_spoken_in_both_languages_with_short_pauses(engine: Embedded) -> None:
    speech = said(engine, "我喜欢thinking这个词")
    found = {b for p in speech.phones for b in bases(p.label)}
    assert {"ɕ", "θ"} <= found
    inside = [p for p in speech.phones if p.label == SILENCE and 0.1 < p.start < speech.duration - 0.3]
    assert all(p.end - p.start <= 0.06 for p in inside)
    assert np.abs(np.diff(speech.samples)).max() < 0.35  # no click where the runs meet


# what cannot be said


@pytest.mark.parametrize("state", [{}, {"pitch": np.array(100.0)}, {"pitch": np.zeros(1), "pace": np.zeros((1, 2))}])
def test_a_voice_that_says_nothing_of_pitch_and_pace_is_refused(engine: Embedded, state: dict[str, Floats]) -> None:
    with pytest.raises(InputError, match="enroll the recording again"):
        list(engine.speak(Line("hello"), Voice("x", "stand-in", state)))


@pytest.mark.parametrize("text", ["", "   ", "。。。", "?!", "😀🎉", "\u200b", "\x00"])
def test_nothing_to_say_is_told(engine: Embedded, text: str) -> None:
    with pytest.raises(TextError, match="nothing to say") as told:
        said(engine, text)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("text", ["Привет", "שלום", "hello мир"])
def test_a_script_that_it_does_not_speak_is_told(engine: Embedded, text: str) -> None:
    with pytest.raises(TextError, match="no voice here speaks"):
        said(engine, text)


def test_a_language_or_a_voice_of_others_is_refused(engine: Embedded) -> None:
    with pytest.raises(TextError, match="'xx-YY'"):
        said(engine, "hello", language="xx-YY")
    with pytest.raises(InputError, match="other"):
        next(engine.speak(Line("hello"), replace(voice_at(100), engine="other")))


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.sampled_from("abZ 你好一不7٣½,.。！?'\"-[]{}<>&%$_/\\\n\0é😀\u0301"), max_size=40))
def test_any_text_is_said_or_refused_by_name(engine: Embedded, text: str) -> None:
    try:
        chunks = list(engine.speak(Line(text), voice_at(120)))
    except TextError:
        return
    speech = Speech.join(chunks)
    assert np.isfinite(speech.samples).all()
    assert speech.phones[0].start == 0
    for before, phone in itertools.pairwise(speech.phones):
        assert before.end == phone.start < phone.end
        bases(phone.label)
    assert speech.phones[-1].end == pytest.approx(speech.duration)


# the process


def test_nothing_is_started_before_the_first_sentence_and_one_process_serves_many() -> None:
    engine = Embedded()
    assert processes(engine) == []
    said(engine, "one")
    first = processes(engine)
    assert len(first) == 1
    said(engine, "two")
    assert processes(engine) == first
    engine.close()
    assert not is_running(first[0])


def test_a_killed_process_is_one_line_and_the_next_sentence_works() -> None:
    engine = Embedded()
    want = said(engine, ENGLISH[0])
    pid = processes(engine)[0]
    chunks = engine.speak(Line(" ".join(ENGLISH * 5)), voice_at(120))
    next(chunks)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(EngineError, match="died") as told:
        list(chunks)
    assert "\n" not in str(told.value)
    assert not is_running(pid)
    assert np.array_equal(said(engine, ENGLISH[0]).samples, want.samples)
    engine.close()


def test_a_process_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "PATIENCE", 0.3)
    engine = Embedded()
    said(engine, "one")
    pid = processes(engine)[0]
    chunks = engine.speak(Line(ENGLISH[1]), voice_at(120))
    next(chunks)
    fork = int(children(pid).split()[0])
    os.kill(fork, signal.SIGSTOP)
    with pytest.raises(EngineError, match="no sound for"):
        list(chunks)
    assert not is_running(pid)
    wait_until_gone(fork)
    said(engine, "two")
    engine.close()


def test_a_process_that_died_between_sentences_is_replaced_unseen() -> None:
    engine = Embedded()
    said(engine, "one")
    os.kill(processes(engine)[0], signal.SIGKILL)
    time.sleep(0.1)
    said(engine, "two")
    engine.close()


def test_closing_a_sentence_keeps_the_process_and_leaves_no_other() -> None:
    engine = Embedded()
    said(engine, "one")
    pid = processes(engine)[0]
    for _ in range(5):
        chunks = engine.speak(Line(CHINESE[1]), voice_at(120))
        next(chunks)
        chunks.close()
    assert processes(engine) == [pid]
    for fork in children(pid).split():  # told the end just before it ends
        wait_until_gone(int(fork))
    engine.close()


def test_interrupted_within_a_sound_the_next_sentence_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Embedded()
    want = said(engine, ENGLISH[0])
    chunks = engine.speak(Line(ENGLISH[1]), voice_at(120))
    next(chunks)
    read, calls = os.read, itertools.count()

    def interrupted(file: int, count: int) -> bytes:
        number = next(calls)
        if number == 1:
            raise KeyboardInterrupt
        assert number == 0, "it was read on from the middle of a sound"
        return read(file, min(count, 3))

    with monkeypatch.context() as patch:
        patch.setattr(os, "read", interrupted)
        with pytest.raises(KeyboardInterrupt):
            list(chunks)
    assert np.array_equal(said(engine, ENGLISH[0]).samples, want.samples)
    engine.close()


def test_a_program_with_many_open_files_is_spoken_to() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(2048, hard), hard))
    with contextlib.ExitStack() as files:
        files.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        while files.enter_context(open(os.devnull)).fileno() < 1024:
            pass
        engine = Embedded()
        assert len(said(engine, "one").samples)
        engine.close()


def test_two_sentences_at_once_do_not_mix() -> None:
    engine = Embedded()
    want = [said(engine, text) for text in (ENGLISH[0], CHINESE[0])]
    told = [engine.speak(Line(text), voice_at(120)) for text in (ENGLISH[0], CHINESE[0])]
    chunks: list[list[Speech]] = [[], []]
    for pair in itertools.zip_longest(*told):
        for got, chunk in zip(chunks, pair, strict=True):
            got += [chunk] if chunk is not None else []
    for got, whole in zip(chunks, want, strict=True):
        assert np.array_equal(Speech.join(got).samples, whole.samples)
    assert len(processes(engine)) == 1
    engine.close()


def test_an_engine_that_is_forgotten_takes_its_process_with_it() -> None:
    engine = Embedded()
    said(engine, "one")
    pid = processes(engine)[0]
    del engine
    gc.collect()
    assert not is_running(pid)


def test_the_process_ends_with_its_parent() -> None:
    program = (
        "import os, signal\n"
        "from unisono.speak.embedded import Embedded\n"
        "from unisono.types import Line\n"
        "engine = Embedded(); chunks = engine.speak(Line('a long story ' * 50), engine.voices()[0]); next(chunks)\n"
        "import pathlib\n"
        "print(pathlib.Path(f'/proc/{os.getpid()}/task/{os.getpid()}/children').read_text(), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    wait_until_gone(int(ran.stdout.split()[0]))


def test_the_voice_lies_in_a_long_path_with_spaces_and_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "声音 与 面孔 和 一个 很 长 的 名字" / ("long name " * 18).strip()
    folder.mkdir(parents=True)
    (folder / "espeakng_loader").symlink_to(Path(espeakng_loader.__file__).parent)
    assert len(str(folder).encode()) > 160
    want = said(Embedded(), MIXED)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    engine = Embedded()
    assert np.array_equal(said(engine, MIXED).samples, want.samples)
    mapped = Path(f"/proc/{processes(engine)[0]}/cwd").readlink()
    assert mapped.exists()
    engine.close()
