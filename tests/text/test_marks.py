"""Marks and SSML say how; they never reach the voice. Tokens give the Lines of their joined text, early."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.errors import TextError
from unisono.text.script import script
from unisono.text.wishes import EMOTIONS
from unisono.types import Line, Mark

SPOKEN = ("zh", "en", "ja", "yue", "ko")


def lines(text: str, lenient: bool = False) -> list[Line]:
    return list(script(text, SPOKEN, lenient))


def test_a_feeling_lasts_until_the_next() -> None:
    told = lines("你好。[emotion:happy]太好了！真的吗？[情感：难过:0.6]唉。[/emotion]走吧。")
    assert [(one.text, one.emotion, one.strength) for one in told] == [
        ("你好。", "neutral", 1.0),
        ("太好了！", "happy", 1.0),
        ("真的吗？", "happy", 1.0),
        ("唉。", "sad", 0.6),
        ("走吧。", "neutral", 1.0),
    ]


@pytest.mark.parametrize(
    ("mark", "emotion", "strength"),
    [
        ("[emotion:joy]", "happy", 1.0),
        ("[emotion:joy+惊讶:0.5]", "happy+surprised", 0.5),
        ("[Emotion: Angry : 30%]", "angry", 0.3),
        ("[情绪:惊讶]", "surprised", 1.0),
        ("[情感:害怕:.5]", "afraid", 0.5),
        ("［情感：激动］", "excited", 1.0),
        *((f"[emotion:{name}]", name, 1.0) for name in EMOTIONS),
    ],
)
def test_feelings_have_english_and_chinese_names(mark: str, emotion: str, strength: float) -> None:
    (told,) = lines(f"{mark}好的。")
    assert (told.text, told.emotion, told.strength) == ("好的。", emotion, strength)


@pytest.mark.parametrize(
    ("mark", "seconds"), [("[pause:500ms]", 0.5), ("[pause:0.5s]", 0.5), ("[停顿:2秒]", 2.0), ("[pause: .25 ]", 0.25)]
)
def test_a_pause_parts_two_lines(mark: str, seconds: float) -> None:
    first, second = lines(f"我想{mark}说的是。")
    assert (first.text, first.pause) == ("我想", 0.0)
    assert (second.text, second.pause) == ("说的是。", seconds)


def test_a_pause_at_the_end_is_a_line_of_its_own() -> None:
    told = lines("好。[pause:1s][pause:1s]")
    assert [(one.text, one.pause) for one in told] == [("好。", 0.0), ("", 2.0)]


def test_pronunciations_lie_on_their_words() -> None:
    (told,) = lines("我在 [重庆|chong2 qing4] [read|R EH1 D] 过 [tomato|/təˈmɑːtoʊ/]，[emphasis:真的]。")
    assert told.text == "我在 重庆 read 过 tomato，真的。"
    assert [(told.text[m.start : m.end], m.kind, m.value) for m in told.marks] == [
        ("重庆", "pinyin", "chong2 qing4"),
        ("read", "arpabet", "R EH1 D"),
        ("tomato", "ipa", "təˈmɑːtoʊ"),
        ("真的", "emphasis", 1.0),
    ]


@pytest.mark.parametrize("text", ["见[1]和[10:30]。", "a[0] = b[i]", "[注意]小心", "数组[]", "x [/path] y"])
def test_brackets_that_are_no_marks_are_text(text: str) -> None:
    assert "".join(one.text for one in lines(text)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("你好[foo:bar]", r"'\[foo:bar\]' at column 3: it is not known"),
        ("a\nbc [emotion:jolly]", r"line 2, column 4: no emotion is called 'jolly'; known: neutral, happy"),
        ("[emotion:sad:7]", "out of range"),
        ("[emotion:sad:very]", "no number"),
        ("[pause:soon]x", "500ms"),
        ("[pause:1h]x", "500ms"),
        ("[pause:99s]x", "longer than 10 s"),
        ("[a|qq ww]", "pinyin"),
        ("[|chong2]x", "no word"),
        ("hello [emotion:happy world", "column 7: it is not closed"),
    ],
)
def test_a_wrong_mark_is_named_with_its_place_or_spoken_when_lenient(text: str, says: str) -> None:
    with pytest.raises(TextError, match=says) as told:
        lines(text)
    assert len(str(told.value).splitlines()) == 1
    spoken = "".join(one.text for one in lines(text + " ok.", lenient=True))
    assert spoken.replace(" ", "") == (text + "ok.").replace(" ", "").replace("\n", "")


def test_ssml_says_the_same_as_marks() -> None:
    told = lines(
        '<speak version="1.0" xmlns:mstts="http://www.w3.org/2001/mstts" xml:lang="zh-CN"><voice name="x">你好。'
        '<mstts:express-as style="cheerful" styledegree="0.5">太好了！</mstts:express-as>走<break time="500ms"/>吧，'
        '<prosody rate="+20%" pitch="+2st" volume="loud">快点</prosody>。<p><s>一</s><s>二</s></p>'
        '<phoneme alphabet="x-arpabet" ph="R EH1 D">read</phoneme> <emphasis level="strong">it</emphasis>, '
        '<say-as interpret-as="digits">110</say-as> <sub alias="World Wide Web">WWW</sub>.</voice></speak>'
    )
    assert [(one.text, one.emotion, one.strength, one.pause) for one in told] == [
        ("你好。", "neutral", 1.0, 0.0),
        ("太好了！", "happy", 0.5, 0.0),
        ("走", "neutral", 1.0, 0.0),
        ("吧，快点。", "neutral", 1.0, 0.5),
        ("一", "neutral", 1.0, 0.0),
        ("二", "neutral", 1.0, 0.0),
        ("read it, 110 World Wide Web.", "neutral", 1.0, 0.0),
    ]
    prosody = {m.kind: (told[3].text[m.start : m.end], m.value) for m in told[3].marks}
    assert prosody == {"rate": ("快点", 1.2), "pitch": ("快点", pytest.approx(2 ** (2 / 12))), "volume": ("快点", 1.4)}
    last = [(told[6].text[m.start : m.end], m.kind, m.value) for m in told[6].marks]
    assert last == [("read", "arpabet", "R EH1 D"), ("it", "emphasis", 1.5), ("110", "say-as", "digits")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<speak><foo>x</foo></speak>", r"'<foo>' at column 8: the element is not known; known are break"),
        ('<speak>\n<prosody rate="quick">x</prosody></speak>', "line 2, column 1: rate 'quick'"),
        ('<speak><prosody pitch="+99st">x</prosody></speak>', "out of range"),
        ("<speak>x", "not well-formed"),
        ("<speak>&lol;</speak>", "not well-formed"),
        ('<speak><phoneme alphabet="pinyin" ph="R EH1 D">x</phoneme></speak>', "alphabet"),
        ('<speak><say-as interpret-as="song">x</say-as></speak>', "interpret-as"),
    ],
)
def test_wrong_ssml_is_named_with_its_place(text: str, says: str) -> None:
    with pytest.raises(TextError, match=says) as told:
        lines(text)
    assert len(str(told.value).splitlines()) == 1


def test_a_document_that_grows_without_end_is_refused() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><speak>&b;</speak>'
    with pytest.raises(TextError):
        lines(bomb)


LONG_STORY = (
    "春天来了，山坡上的花都开了，孩子们在河边放风筝，老人们坐在树下聊天。Dr. Smith paid 3.50 dollars at 10 a.m. "
    "今天的《西游记。第二回》很好看！[emotion:happy]“真的？”他问。是的...\n\n"
    "[重庆|chong2 qing4]的夜景[pause:300ms]很美。 End"
)


@given(st.lists(st.integers(1, len(LONG_STORY) - 1), max_size=40))
@settings(max_examples=60, deadline=None)
def test_tokens_give_the_lines_of_their_joined_text(cuts: list[int]) -> None:
    edges = [0, *sorted(set(cuts)), len(LONG_STORY)]
    tokens = [LONG_STORY[a:b] for a, b in itertools.pairwise(edges)]
    assert list(script(tokens, SPOKEN)) == lines(LONG_STORY)


@given(st.text(alphabet="aB .,!?。，！《》\n“”[]:|é3", max_size=400), st.integers(1, 7))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_the_same_lines_however_it_comes(text: str, size: int) -> None:
    tokens = [text[i : i + size] for i in range(0, len(text), size)]
    try:
        whole = lines(text, lenient=True)
    except TextError:
        with pytest.raises(TextError):
            list(script(tokens, SPOKEN, lenient=True))
        return
    assert list(script(tokens, SPOKEN, lenient=True)) == whole


def test_the_first_line_of_a_long_sentence_comes_at_a_clause_long_before_its_end() -> None:
    story = "当清晨的第一缕阳光照进教室，同学们已经翻开了课本，" + "认真地读着书上的每一个字，" * 20 + "直到下课。"
    taken = 0

    def tokens() -> object:
        nonlocal taken
        for char in story:
            taken += 1
            yield char

    first = next(script(tokens(), SPOKEN))  # type: ignore[arg-type]
    assert first.text == "当清晨的第一缕阳光照进教室，"
    assert taken <= 30


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_text_is_too_odd(text: str) -> None:
    for lenient in (False, True):
        try:
            told = lines(text, lenient)
        except TextError as error:
            told = []
            message = str(error)
            assert len(message.splitlines()) <= 1
        for line in told:
            assert all(0 <= m.start < m.end <= len(line.text) for m in line.marks)


def test_marks_stay_on_their_words_when_spaces_and_emoji_go() -> None:
    (told,) = lines("  好  😀  的   [重庆|chong2 qing4]\u200b  吧 ")
    assert told.marks == (Mark("pinyin", told.text.index("重"), told.text.index("庆") + 1, "chong2 qing4"),)
