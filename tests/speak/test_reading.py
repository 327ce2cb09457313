"""The stand-in speaks what the front end reads: its phones, its words, the user's dictionary; in every language."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from unisono.audio.features import pitch
from unisono.errors import MissingExtra, TextError
from unisono.phones import VISEME, bases
from unisono.pipeline import Actor
from unisono.speak.embedded import Embedded
from unisono.speak.embedded.asked import asked
from unisono.speak.embedded.enrolment import made
from unisono.text import cantonese, japanese
from unisono.text.english import arpabet
from unisono.text.marked import words
from unisono.types import SILENCE, Floats, Line, Mark, Speech

HAS = {"zh": True, "en": True, "ko": True, "ja": bool(find_spec("pyopenjtalk")), "yue": bool(find_spec("ToJyutping"))}
TEXTS = {
    "zh": (
        "2026年11月22日，iPhone15Pro卖$3.50！",
        "我在银行排队，一个人去重庆长高了，不要着急，一会儿花儿就开了。",
        "窘穷兄女绿略虐军群训二用永日四吃字，儿子和耳朵，云雨元月有王温窝为。",
        "我想用 Python 写 hello world 程序，OK 吗？",
    ),
    "en": (
        "I read it yesterday, and I will read it at 8:30 p.m. for $3.50.",
        "The girl from Carl's world told her four hours' worth of bulb and milk stories.",
        "Blorptastic NASA engineers at iPhone's FBI occurred, weren't they?",
    ),
    "ko": ("안녕하세요, 세 시 3시에 만나요.", "국립 박물관의 딸기는 빨리 짜다, 씨앗과 의사."),
    "ja": ("今日は3時半に学校へ行った。", "ちょっと切符を買って、東京の旅館にキャンプした。"),
    "yue": ("我哋去邊度食飯？3點半。", "佢話唔係咪五月十六嗰日喺香港玩。"),
}


def installed(language: str) -> object:
    return pytest.param(
        language, marks=pytest.mark.skipif(not HAS[language], reason=f"unisono[{language}] is not installed")
    )


LANGUAGES = [installed(language) for language in TEXTS]


@pytest.fixture(scope="module")
def engine() -> Iterator[Embedded]:
    engine = Embedded()
    yield engine
    engine.close()


def spoken(engine: Embedded, line: Line, hertz: float = 120) -> Speech:
    return Speech.join(engine.speak(line, made("test", hertz, 165)))


def sounds(labels: Iterable[str]) -> list[str]:
    """Without stress and tone; the e of 的 is as that of 得; vowels have voice, and a stop that is held is one."""
    found: list[str] = []
    for label in labels:
        plain = "".join(char for char in label if char not in "ˈˌ˥˦˧˨˩\u0325").removesuffix("ː").replace("ɤ", "ə")
        held = found and found[-1] in "p t k b d ɡ".split() and plain.startswith(found[-1])
        found[-1:] = [plain] if held else [*found[-1:], plain]
    return found


def told(speech: Speech) -> list[str]:
    return sounds(p.label for p in speech.phones if p.label != SILENCE)


def read(line: Line) -> list[str]:
    return sounds(phone for word in words(line) for phone in word.phones)


# one reading


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_phones_told_are_those_that_the_front_end_reads(engine: Embedded, language: str) -> None:
    for text in TEXTS[language]:
        assert told(spoken(engine, Line(text, language))) == read(Line(text, language))


SYLLABLES = (
    "ba1 po2 mei3 dou1 tan2 nen3 lang4 geng1 kong2 he3 ji4 qia1 xie2 zhao3 shan1 ren2 zi3 ci4 si1 zhi2 chi3 "
    "shi4 ri4 jiong3 qiong2 xiong1 lv4 lve4 nv3 ju1 que4 xuan2 jun1 gua1 kuo4 huai2 dui4 tun2 zhuang1 er4 yi1 ya2 ye3 "
    "yao4 you3 yan2 yin1 yang2 ying3 yong4 wu3 wa1 wo3 wai4 wei2 wan3 wen4 wang2 weng1 yu3 yue4 yuan2 yun1 a1 o4 e2 "
    "ai4 ei4 ang2 de5 le5 ne5 ma5 hm5 ng4 n2 m2 huar1 wanr2 shir4"
).split()


@pytest.mark.parametrize("syllable", SYLLABLES)
def test_every_kind_of_syllable_is_said_as_it_is_read(engine: Embedded, syllable: str) -> None:
    line = Line("我字她", "zh", marks=(Mark("pinyin", 1, 2, syllable),))
    assert told(spoken(engine, line)) == read(line)


COMMON = "a b k d g i l m n o p r s t u e th ng sh ch er ar or ur air ire our ow oy ai ee oo al el ul tion ough".split()


@given(st.lists(st.lists(st.sampled_from(COMMON), min_size=1, max_size=6).map("".join), min_size=1, max_size=8))
@example(["a", "liu"])  # espeak-ng leaves the l no time
@settings(max_examples=60, deadline=None)
def test_whatever_the_english_word_its_phones_are_told(engine: Embedded, made_up: list[str]) -> None:
    line = Line(" ".join(made_up), "en")
    speech = spoken(engine, line)
    assert told(speech) == read(line)
    assert all(p.end > p.start for p in speech.phones)
    assert all(a.end == pytest.approx(b.start) for a, b in itertools.pairwise(speech.phones))


@pytest.mark.parametrize("symbol", [symbol for symbol in VISEME if symbol != SILENCE])
def test_every_sound_of_ipa_is_said_in_some_way(symbol: str) -> None:
    for ipa in (symbol, f"ə{symbol}ə"):
        (run,) = asked(Line("x", "zh", marks=(Mark("ipa", 0, 1, ipa),)))
        for token in run.tokens:
            for event in token.events:
                assert all(bases(label) for label, _ in event.shares)
        assert len(run.tokens[0].events) >= (1 if ipa == symbol else 2)


def test_vowels_carry_stress_and_tone(engine: Embedded) -> None:
    chinese = spoken(engine, Line("妈麻马骂吗")).phones
    assert [p.label for p in chinese if bases(p.label) == ("a",)] == ["ˈa˥", "ˈa˧˥", "ˈa˨˩˦", "ˈa˥˩", "a"]
    english = [p.label for p in spoken(engine, Line("I will record a record for you.")).phones]
    assert [label for label in english if "ˈ" in label] == ["ˈɔː", "ˈɛ"]  # pronouns and the like are weak


@pytest.mark.parametrize(
    ("language", "entry", "text", "before", "after"),
    [
        installed_case
        for language, *case in (
            ("zh", "重庆 = zhong4 qing4", "去重庆。", "tʂʰ ʊ ŋ", "tʂ ʊ ŋ"),
            ("en", "GitHub = JH IH1 T AH0 B", "用GitHub吧。", "ɡ ɪ t h ʌ b", "dʒ ɪ t ə b"),
            ("en", "tomato = T AH0 M AA1 T OW0", "A tomato.", "t ə m eɪ t oʊ", "t ə m ɑː t oʊ"),
            ("ko", "독립 = 도립", "독립.", "t o ŋ n i p̚", "t o ɾ i p̚"),
            ("ja", "ja 明日 = みょうにち", "明日です。", "a", "mʲ oː"),
            ("yue", "yue 行 = hong4", "行啦。", "h aː ŋ", "h ɔː ŋ"),
        )
        for installed_case in [
            pytest.param(
                language, *case, marks=pytest.mark.skipif(not HAS[language], reason=f"unisono[{language}] is missing")
            )
        ]
    ],
)
def test_an_entry_of_the_users_dictionary_is_spoken(
    engine: Embedded,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    entry: str,
    text: str,
    before: str,
    after: str,
) -> None:
    line = Line(text, "zh" if "用" in text else language)
    monkeypatch.chdir(tmp_path)
    without = spoken(engine, line)
    assert " ".join(sounds(before.split())) in " ".join(told(without))
    (tmp_path / "unisono.dict").write_text(entry + "\n", "utf-8")
    having = spoken(engine, line)
    assert " ".join(sounds(after.split())) in " ".join(told(having))
    assert told(having) == read(line) != told(without)


# the words


@pytest.mark.parametrize("language", LANGUAGES)
def test_captions_are_the_text_and_lie_in_order_on_the_sound(engine: Embedded, language: str) -> None:
    for text in TEXTS[language]:
        speech = spoken(engine, Line(text, language))
        assert unspaced(" ".join(word.label for word in speech.words)) == unspaced(text)
        starts, ends = {p.start for p in speech.phones}, {p.end for p in speech.phones}
        for before, word in itertools.pairwise(speech.words):
            assert before.end <= word.start < word.end <= speech.duration
        for word in speech.words:
            assert word.start in starts
            assert word.end in ends


def test_what_is_written_in_one_piece_is_one_word_over_all_its_phones(engine: Embedded) -> None:
    speech = spoken(engine, Line(TEXTS["zh"][0]))
    assert [word.label for word in speech.words] == ["2026年", "11月", "22日，", "iPhone15Pro", "卖", "$3.50！"]
    phone = speech.words[3]
    inside = [p.label for p in speech.phones if phone.start <= p.start and p.end <= phone.end and p.label != SILENCE]
    written = TEXTS["zh"][0].index("iPhone15Pro")
    read_so = [w.phones for w in words(Line(TEXTS["zh"][0])) if written <= w.start < written + len("iPhone15Pro")]
    assert len(read_so) == 3
    assert sounds(inside) == sounds(itertools.chain(*read_so))


CHARACTERS = "我爱你重庆不一了儿12年月 Abc' the is,.!?，。！？“”《》()-…$%3.5"


@given(st.text(st.sampled_from(CHARACTERS), min_size=1, max_size=30), st.sampled_from(["zh", "en"]))
@settings(max_examples=80, deadline=None)
def test_every_spoken_character_belongs_to_one_caption(engine: Embedded, text: str, language: str) -> None:
    line = Line(text, language)
    if not any(word.phones for word in words(line)):
        with pytest.raises(TextError, match="nothing to say"):
            spoken(engine, line)
        return
    speech = spoken(engine, line)
    assert unspaced(" ".join(word.label for word in speech.words)) == unspaced(text)
    assert told(speech) == read(line)


def unspaced(text: str) -> str:
    return "".join(text.split())


def test_a_text_without_any_mark_and_a_word_without_an_end_lose_nothing(engine: Embedded) -> None:
    for text in ("river bank " * 120, "山水" * 200, "ba" * 150, "W" * 120):
        line = Line(text.strip())
        speech = spoken(engine, line)
        assert told(speech) == read(line)
        assert unspaced(" ".join(word.label for word in speech.words)) == unspaced(text)


def test_the_stream_is_the_whole() -> None:
    actor = Actor.cast(engine="stand-in")
    text = "[重庆|chong2 qing4]的read[read|R EH1 D]，2026年。<I paid $3.50!> [emphasis:真的]吗？"
    chunks = [take.speech for take in actor.stream(text)]
    whole = actor.say(text).speech
    assert np.array_equal(np.concatenate([chunk.samples for chunk in chunks]), whole.samples)
    assert [phone for chunk in chunks for phone in chunk.phones] == list(whole.phones)
    assert [word for chunk in chunks for word in chunk.words] == list(whole.words)


# marks and languages


def test_a_wish_changes_only_its_own_words(engine: Embedded) -> None:
    text = "今天天气很好我们去公园散步"
    plain = spoken(engine, Line(text)).words
    slow = spoken(engine, Line(text, marks=(Mark("rate", 4, 6, 0.7),))).words
    assert [word.label for word in slow] == [word.label for word in plain]
    ratio = [(b.end - b.start) / (a.end - a.start) for a, b in zip(plain, slow, strict=True)]
    at = next(k for k, word in enumerate(plain) if word.label.startswith("很"))
    assert ratio[at] > 1.25
    assert all(0.85 < other < 1.15 for other in (*ratio[:at], *ratio[at + 1 :]))


def contour(engine: Embedded, hanzi: str) -> Floats:
    speech = spoken(engine, Line(f"我讀{hanzi}字。", "yue"), 140)
    word = next(word for word in speech.words if word.label == hanzi)
    heard = pitch(speech.samples, speech.rate)[round(word.start * 100) : round(word.end * 100)]
    semitones = 12 * np.log2(heard[heard > 0] / 140)
    return np.array([part.mean() for part in np.array_split(semitones, 4)], np.float32)


@pytest.mark.skipif(not HAS["yue"], reason="unisono[yue] is not installed")
def test_the_six_tones_of_cantonese_are_heard(engine: Embedded) -> None:
    high, rising, middle, falling, low_rising, low = (contour(engine, hanzi) for hanzi in "詩史試時市事")
    assert high.min() > middle.max() + 1.5 > middle.min() > low.max() + 0.5
    assert rising[-1] - rising[0] > 1.5 < low_rising[-1] - low_rising[0]
    assert falling[0] - falling[-1] > 0.8
    assert rising[-1] > low_rising[-1] + 1.5


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_spoken_at_the_pitch_and_loudness_of_the_voice(engine: Embedded, language: str) -> None:
    for hertz in (110.0, 205.0):
        speech = spoken(engine, Line(TEXTS[language][-1], language), hertz)
        heard = pitch(speech.samples, speech.rate)
        assert np.median(heard[heard > 0]) == pytest.approx(hertz, rel=0.1)
        frames = np.square(speech.samples[: len(speech.samples) // 441 * 441]).reshape(-1, 441).mean(axis=1)
        assert 10 * np.log10(frames[frames > frames.max() / 300].mean()) == pytest.approx(-20, abs=2.5)


@pytest.mark.parametrize(
    ("language", "package", "text"), [("ja", "pyopenjtalk", "明後日はねえ"), ("yue", "ToJyutping", "佢哋瞓咗覺")]
)
def test_a_language_whose_extra_is_missing_says_how_to_add_it(
    engine: Embedded, monkeypatch: pytest.MonkeyPatch, language: str, package: str, text: str
) -> None:
    reader = {"ja": japanese, "yue": cantonese}[language]._reader
    reader.cache_clear()
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtra, match=rf"pip install 'unisono\[{language}\]'"):
        spoken(engine, Line(text))
    reader.cache_clear()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Guten Tag, wie geht’s? [[x]] <b>Ich heiße Müller."),
        ("fr-CA", "Bonjour, c'est moi."),
        ("ru", "Привет, мир!"),
    ],
)
def test_languages_that_no_front_end_reads_are_spoken_as_text(engine: Embedded, language: str, text: str) -> None:
    speech = spoken(engine, Line(text, language))
    assert " ".join(word.label for word in speech.words) == text
    assert all(bases(phone.label) for phone in speech.phones)
    assert speech.phones[-1].end == pytest.approx(speech.duration)


def test_a_mark_gives_the_pronunciation_in_those_languages_too(engine: Embedded) -> None:
    line = Line("Ich mag read sehr", "de", marks=(Mark("arpabet", 8, 12, "R EH1 D"),))
    speech = spoken(engine, line)
    assert "ɹ ˈɛ d" in " ".join(phone.label for phone in speech.phones if phone.label != SILENCE)
    assert [word.label for word in speech.words] == ["Ich", "mag", "read", "sehr"]


def test_unknown_words_are_said_as_the_front_end_guesses(engine: Embedded) -> None:
    line = Line("zorbly", "en")
    assert len(arpabet("zorbly")) == len(told(spoken(engine, line)))
