"""Every symbol of every language is phones that the face knows."""

from __future__ import annotations

import itertools

from unisono.phones import VISEME, bases
from unisono.text import cantonese, english, japanese, korean, mandarin


def known(phones: tuple[str, ...]) -> bool:
    return bool(phones) and all(symbol in VISEME for phone in phones for symbol in bases(phone))


def test_every_pinyin_syllable() -> None:
    from pypinyin import Style, pinyin
    from pypinyin.constants import PINYIN_DICT

    every = {
        sound
        for code in PINYIN_DICT
        for sound in pinyin(chr(code), style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)[0]
    }
    assert len(every) > 1200
    for sound in every:
        assert known(mandarin.ipa(sound)), sound
        assert "".join(mandarin.parts(sound))[-1] == sound[-1]


def test_all_of_arpabet_in_every_stress() -> None:
    assert len(english.IPA) == 39
    vowels = {sound for sound in english.IPA if sound[0] in "AEIOU"}
    assert len(vowels) == 15
    symbols = [f"{v}{stress}" for v in vowels for stress in "012"] + sorted(set(english.IPA) - vowels)
    assert len(symbols) == 15 * 3 + 24
    for symbol in symbols:
        assert known(english.ipa((symbol,))), symbol


def test_every_kana_with_every_small_one() -> None:
    kana = [chr(code) for code in range(ord("ァ"), ord("ヴ") + 1) if chr(code) not in "ンッ"]
    for first, small in itertools.product(kana, ["", *"ァィゥェォャュョ"]):
        assert known(japanese.ipa((first + small,))), first + small
        assert known(japanese.ipa(("ン", first + small)))
        assert known(japanese.ipa(("ッ", first + small)))
        assert known(japanese.ipa((first + small + "’", "ー")))


def test_every_syllable_of_jamo() -> None:
    onsets = ["", *(o for o in korean.ONSETS if o != "ㅇ")]
    for onset, vowel, coda in itertools.product(onsets, korean.VOWELS, ["", *korean.CODA_PHONES]):
        assert known(korean.ipa(((onset, vowel, coda),)))
    for coda, onset in itertools.product(korean.CODAS, onsets):  # whatever meets is something that can be said
        said = korean.pronounced(
            chr(0xAC00 + korean.CODAS.index(coda)) + chr(0xAC00 + 588 * korean.ONSETS.index(onset or "ㅇ"))
        )
        assert known(korean.ipa(said)), (coda, onset)


def test_every_jyutping_syllable() -> None:
    for onset, rime in itertools.product(cantonese.ONSETS, cantonese.RIMES):
        assert known(cantonese.ipa(onset + rime + "1")) if rime not in ("m", "ng") or not onset else True
