"""Japanese is read in kana, with its accent, and in IPA."""

from __future__ import annotations

import pytest

from unisono.text import front, japanese

pytest.importorskip("pyopenjtalk", reason="Japanese is an extra: pip install 'unisono[ja]'")

SAID = {
    "こんにちは": "コ ン ニ チ ワ",
    "東京": "ト ー キョ ー",
    "学校": "ガ ッ コ ー",
    "きっと": "キ ッ ト",
    "三本": "サ ン ボ ン",
    "今日は": "キョ ー ワ",
    "一人": "ヒ’ ト リ",
    "二人": "フ’ タ リ",
    "明日": "ア シ’ タ",
    "お母さん": "オ カ ー サ ン",
    "コンピューター": "コ ン ピュ ー タ ー",
    "ティー": "ティ ー",
    "ファミリー": "ファ ミ リ ー",
    "シェフ": "シェ フ",
    "ウィンドウ": "ウィ ン ド ー",
    "新聞": "シ ン ブ ン",
    "日本": "ニ ホ ン",
    "銀行": "ギ ン コ ー",
    "先生": "セ ン セ ー",
    "切手": "キ ッ テ",
    "雑誌": "ザ ッ シ",
    "ちょっと": "チョ ッ ト",
    "旅行": "リョ コ ー",
    "牛乳": "ギュ ー ニュ ー",
    "百円": "ヒャ ク エ ン",
    "十分": "ジュ ッ プ ン",
    "2026年": "ニ セ ン ニ ジュ ー ロ ク ネ ン",
    "3月1日": "サ ン ガ ツ’ ツ イ タ チ",
    "20日": "ハ ツ’ カ",
    "1,980円": "セ ン キュ ー ヒャ ク’ ハ チ ジュ ー エ ン",
    "10:30": "ジュ ー ジ サ ン ジュ ッ プ ン",
    "50%": "ゴ ジュ ッ パ ー セ ン ト",
    "3.5": "サ ン テ ン ゴ",
    "¥500": "ゴ ヒャ ク エ ン",
    "1/2": "ニ ブ ン ノ イ チ",
    "100人": "ヒャ ク ニ ン",
    "3本": "サ ン ボ ン",
    "25℃": "ニ ジュ ー ゴ ド",
    "090-1234-5678": "ゼ ロ キュ ー ゼ ロ ノ イ チ ニ ー サ ン ヨ ン ノ ゴ ー ロ ク ナ ナ ハ チ",
    "ヴァイオリン": "ヴァ イ オ リ ン",
    "発表": "ハ ッ ピョ ー",
    "みんな": "ミ ン ナ",
    "勉強": "ベ ン キョ ー",
    "です": "デ ス’",
    "します": "シ マ ス’",
    "好き": "ス’ キ",
}


@pytest.mark.parametrize(("text", "symbols"), SAID.items())
def test_a_text_is_said(text: str, symbols: str) -> None:
    assert " ".join(s for w in front.read(text, "ja") for s in w.symbols) == symbols


IPA = {
    "学校": "ɡ a k k oː",
    "きっと": "kʲ i t t o",
    "三本": "s a m b o ɴ",
    "新聞": "ɕ i m b ɯ ɴ",
    "銀行": "ɡʲ i ŋ k oː",
    "先生": "s e ɴ s eː",
    "一人": "ç i̥ t o ɾʲ i",
    "旅行": "ɾʲ o k oː",
    "ティー": "tʲ iː",
    "シェフ": "ɕ e ɸ ɯ",
    "雑誌": "dz a ɕ ɕ i",
    "東京": "t oː kʲ oː",
}


@pytest.mark.parametrize(("text", "phones"), IPA.items())
def test_the_moraic_sounds_take_the_place_of_what_follows(text: str, phones: str) -> None:
    assert " ".join(p for w in front.read(text, "ja") for p in w.phones) == phones


def test_the_accent_is_high_and_low() -> None:
    heard = {w.text: w.tones for w in front.read("箸を持つ。橋を渡る。", "ja")}
    assert heard["箸"] == (1, 0)
    assert heard["橋"] == (0, 1)


def test_sounds_meet_across_words() -> None:
    first, second = front.read("待って", "ja")
    assert (first.text, second.text) == ("待っ", "て")
    assert first.phones[-1] == "t"


def test_the_users_reading_is_taken() -> None:
    (word,) = japanese.words("明日", own={"明日": "あす"})
    assert word.symbols == ("ア", "ス")
