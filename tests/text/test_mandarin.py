"""Han characters are read with the tones that people speak."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.phones import bases
from unisono.text.mandarin import ipa, syllables

SPOKEN = {
    # third tones
    "你好": "ni2 hao3",
    "我很好": "wo3 hen2 hao3",
    "展览馆": "zhan2 lan2 guan3",
    "小老虎": "xiao3 lao2 hu3",
    "可以买": "ke2 yi2 mai3",
    "岂有此理": "qi2 you3 ci2 li3",
    "我也很想你": "wo3 ye2 hen3 xiang2 ni3",
    "雨伞，伞": "yu2 san3 , san3",
    "一点儿水": "yi4 dian2 r5 shui3",
    # 一
    "一个": "yi2 ge4",
    "一天": "yi4 tian1",
    "一年": "yi4 nian2",
    "一起": "yi4 qi3",
    "一样": "yi2 yang4",
    "第一": "di4 yi1",
    "第一个": "di4 yi1 ge4",
    "统一": "tong3 yi1",
    "唯一的": "wei2 yi1 de5",
    "万一他来": "wan4 yi1 ta1 lai2",
    "星期一早上": "xing1 qi1 yi1 zao3 shang5",
    "一月": "yi1 yue4",
    "一九九九": "yi1 jiu3 jiu2 jiu3",
    "二十一": "er4 shi2 yi1",
    "十一个": "shi2 yi1 ge4",
    "一百一十一": "yi4 bai3 yi1 shi2 yi1",
    "一万一千": "yi2 wan4 yi4 qian1",
    "三分之一": "san1 fen1 zhi1 yi1",
    "看一看": "kan4 yi5 kan4",
    "一心一意": "yi4 xin1 yi2 yi4",
    "这一个": "zhe4 yi2 ge4",
    "一": "yi1",
    # 不
    "不是": "bu2 shi4",
    "不去": "bu2 qu4",
    "不好": "bu4 hao3",
    "不来": "bu4 lai2",
    "不一样": "bu4 yi2 yang4",
    "好不好": "hao3 bu5 hao3",
    "对不起": "dui4 bu5 qi3",
    "不": "bu4",
    # polyphones
    "银行行长": "yin2 hang2 hang2 zhang3",
    "重庆": "chong2 qing4",
    "重要": "zhong4 yao4",
    "音乐": "yin1 yue4",
    "快乐": "kuai4 le4",
    "睡觉": "shui4 jiao4",
    "觉得": "jue2 de5",
    "朝阳": "chao2 yang2",
    # light tones
    "妈妈的": "ma1 ma5 de5",
    "喜欢": "xi3 huan5",
    "东西": "dong1 xi5",
    "好吗": "hao3 ma5",
    # 儿
    "花儿": "hua1 r5",
    "玩儿": "wan2 r5",
    "这儿": "zhe4 r5",
    "儿子": "er2 zi5",
    "女儿": "nv3 er2",
    "绿色": "lv4 se4",
    "二〇二四": "er4 ling2 er4 si4",
}


@pytest.mark.parametrize(("hanzi", "pinyin"), SPOKEN.items())
def test_tones_are_the_spoken_ones(hanzi: str, pinyin: str) -> None:
    read = " ".join(s.pinyin or {"，": ","}.get(s.hanzi, s.hanzi) for s in syllables(hanzi))
    assert read == pinyin


def test_marks_keep_their_place_and_stop_the_sandhi() -> None:
    read = syllables("你好，好！A")
    assert [s.hanzi for s in read] == ["你", "好", "，", "好", "！", "A"]
    assert [s.pinyin for s in read] == ["ni2", "hao3", "", "hao3", "", ""]
    assert [s.first for s in read[:2]] == [True, False]


IPA = {
    "zhi1": "tʂ ʅ",
    "xian4": "ɕ j ɛ n",
    "yu2": "y",
    "ni3": "n i",
    "hao3": "x aʊ",
    "zi5": "ts ɿ",
    "ri4": "ɻ ʅ",
    "jue2": "tɕ ɥ ɛ",
    "lve4": "l ɥ ɛ",
    "lv4": "l y",
    "yong4": "j ʊ ŋ",
    "wei4": "w eɪ",
    "gui4": "k w eɪ",
    "liu2": "l j oʊ",
    "lun2": "l w ə n",
    "yun2": "y n",
    "quan2": "tɕʰ ɥ ɛ n",
    "bo1": "p w o",
    "er2": "ɚ",
    "r5": "ɻ",
    "huar1": "x w a ɻ",
    "shir4": "ʂ ə ɻ",
    "ng2": "ŋ",
    "chuang2": "tʂʰ w ɑ ŋ",
}


@pytest.mark.parametrize(("pinyin", "phones"), IPA.items())
def test_pinyin_becomes_phones(pinyin: str, phones: str) -> None:
    assert " ".join(ipa(pinyin)) == phones


def test_every_reading_in_the_dictionary_has_phones_that_the_face_knows() -> None:
    from pypinyin import Style, pinyin
    from pypinyin.constants import PINYIN_DICT

    every = {
        reading
        for code in PINYIN_DICT
        for reading in pinyin(chr(code), style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)[0]
    }
    assert len(every) > 1200
    for reading in every:
        assert all(bases(phone) for phone in ipa(reading))


@pytest.mark.parametrize("wrong", ["", "xyz1", "ni6", "你", "1", "ni 2"])
def test_what_is_no_pinyin_is_an_error(wrong: str) -> None:
    with pytest.raises(ValueError, match="is not pinyin"):
        ipa(wrong)


@given(st.text(st.one_of(st.characters(), st.sampled_from("一不儿好你百三点第看，。")), max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_in_order_and_every_syllable_has_phones(text: str) -> None:
    read = syllables(text)
    at = 0
    for syllable in read:
        at = text.index(syllable.hanzi, at) + len(syllable.hanzi)
        assert not syllable.pinyin or (ipa(syllable.pinyin) and 1 <= syllable.tone <= 5)


def test_reading_time_grows_no_faster_than_the_text() -> None:
    def seconds(characters: int) -> float:
        text = ("一不看儿好" * characters)[:characters]
        start = time.process_time()
        assert len(syllables(text)) == characters
        return time.process_time() - start

    seconds(1000)
    assert seconds(100_000) < 40 * max(seconds(10_000), 0.01)
