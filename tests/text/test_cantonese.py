"""Cantonese is read in jyutping and in IPA."""

from __future__ import annotations

import pytest

from unisono.text import cantonese, front

pytest.importorskip("ToJyutping", reason="Cantonese is an extra: pip install 'unisono[yue]'")

SAID = {
    "你好": "n ei5 h ou2",
    "香港": "h oeng1 g ong2",
    "廣東話": "gw ong2 d ung1 w aa2",
    "飲茶": "j am2 c aa4",
    "食飯": "s ik6 f aan6",
    "唔該": "m4 g oi1",
    "多謝": "d o1 z e6",
    "早晨": "z ou2 s an4",
    "我哋": "ng o5 d ei6",
    "佢哋": "k eoi5 d ei6",
    "點解": "d im2 g aai2",
    "幾多": "g ei2 d o1",
    "今日": "g am1 j at6",
    "聽日": "t ing1 j at6",
    "尋日": "c am4 j at6",
    "朋友": "p ang4 j au5",
    "學校": "h ok6 h aau6",
    "銀行": "ng an4 h ong4",
    "行路": "h aang4 l ou6",
    "重要": "z ung6 j iu3",
    "重慶": "c ung4 h ing3",
    "音樂": "j am1 ng ok6",
    "快樂": "f aai3 l ok6",
    "天氣": "t in1 h ei3",
    "落雨": "l ok6 j yu5",
    "返工": "f aan1 g ung1",
    "放學": "f ong3 h ok6",
    "屋企": "uk1 k ei2",
    "巴士": "b aa1 s i2",
    "的士": "d ik1 s i2",
    "3個": "s aam1 g o3",
    "25蚊": "j i6 s ap6 ng5 m an1",
    "2026年": "j i6 l ing4 j i6 l uk6 n in4",
    "50%": "b aak3 f an6 z i1 ng5 s ap6",
    "10:30": "s ap6 d im2 s aam1 s ap6 f an1",
    "12.5": "s ap6 j i6 d im2 ng5",
    "1/2": "j i6 f an1 z i1 j at1",
    "100人": "j at1 b aak3 j an4",
    "第3": "d ai6 s aam1",
    "五月": "ng5 j yut6",
    "係": "h ai6",
    "冇": "m ou5",
    "嘅": "g e3",
    "啲": "d i1",
    "嚟": "l ai4",
}


@pytest.mark.parametrize(("text", "symbols"), SAID.items())
def test_a_text_is_said(text: str, symbols: str) -> None:
    assert " ".join(s for w in front.read(text, "yue") for s in w.symbols) == symbols


IPA = {
    "hoeng1": "h œː ŋ",
    "gwok3": "k w ɔː k̚",
    "m4": "m",
    "ng5": "ŋ",
    "jyun4": "j yː n",
    "sik6": "s ɪ k̚",
    "luk6": "l ʊ k̚",
    "seon3": "s ɵ n",
    "heoi3": "h ɵy",
    "kwan4": "kʰ w ɐ n",
    "zaa3": "ts aː",
    "caau2": "tsʰ aʊ",
}


@pytest.mark.parametrize(("jyutping", "phones"), IPA.items())
def test_jyutping_becomes_phones(jyutping: str, phones: str) -> None:
    assert " ".join(cantonese.ipa(jyutping)) == phones


def test_what_is_no_jyutping_is_refused() -> None:
    with pytest.raises(ValueError, match="not jyutping"):
        cantonese.ipa("xyz1")


def test_the_users_reading_is_taken() -> None:
    (word,) = cantonese.words("行", own={"行": "hong4"})
    assert word.symbols == ("h", "ong4")
