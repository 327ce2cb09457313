"""How written Korean is said: finals and initials meeting, by the Standard Pronunciation (표준 발음법).

Text is conjoining jamo: initials U+1100.., vowels U+1161.., finals U+11A8... Three notes may follow a final, from the
tagger: /P the stem of a verb, /E an ending, /B a counter, /J a particle.
"""

from __future__ import annotations

import re
from typing import Final

_INITIALS: Final = "ᄀᄁᄂᄃᄄᄅᄆᄇᄈᄉᄊᄋᄌᄍᄎᄏᄐᄑᄒ"
_FINALS: Final = "ᆨᆩᆪᆫᆬᆭᆮᆯᆰᆱᆲᆳᆴᆵᆶᆷᆸᆹᆺᆻᆼᆽᆾᆿᇀᇁᇂ"

# What a final becomes where nothing changes it (§8-11).
_CLOSED: Final = dict(
    [(final, "ᆨ") for final in "ᆨᆩᆪᆰᆿ"]
    + [(final, "ᆮ") for final in "ᆮᆺᆻᆽᆾᇀᇂ"]
    + [(final, "ᆸ") for final in "ᆸᆹᆵᇁ"]
    + [(final, "ᆫ") for final in "ᆫᆬᆭ"]
    + [(final, "ᆯ") for final in "ᆯᆲᆳᆴᆶ"]
    + [("ᆱ", "ᆷ"), ("ᆷ", "ᆷ"), ("ᆼ", "ᆼ")]
)
_TENSE: Final = dict(zip("ᄀᄃᄇᄉᄌ", "ᄁᄄᄈᄊᄍ", strict=True))
_BREATHED: Final = {"ᄀ": "ᄏ", "ᄃ": "ᄐ", "ᄌ": "ᄎ", "ᄉ": "ᄊ"}  # after ㅎ (§12)
_NASAL: Final = {"ᆨ": "ᆼ", "ᆮ": "ᆫ", "ᆸ": "ᆷ"}  # before ㄴ ㅁ (§18)
_WITH_H: Final = {  # before ㅎ: what stays, what follows
    **dict.fromkeys("ᆨᆩᆪᆿ", ("", "ᄏ")),
    **dict.fromkeys("ᆮᆺᆻᆾᇀ", ("", "ᄐ")),
    **dict.fromkeys("ᆸᇁ", ("", "ᄑ")),
    "ᆽ": ("", "ᄎ"), "ᆬ": ("ᆫ", "ᄎ"), "ᆰ": ("ᆯ", "ᄏ"), "ᆲ": ("ᆯ", "ᄑ"), "ᆵ": ("ᆸ", "ᄑ"), "ᆹ": ("ᆸ", "ᄑ"),
    "ᆭ": ("ᆫ", "ᄒ"), "ᆶ": ("ᆯ", "ᄒ"), "ᆳ": ("ᆯ", "ᄒ"), "ᆴ": ("ᆯ", "ᄒ"), "ᆱ": ("ᆷ", "ᄒ"), "ᇂ": ("", "ᄒ"),
}  # fmt: skip
_LINKED: Final = {  # before a vowel the final moves over (§13-14); of two, the second
    "ᆨ": ("", "ᄀ"), "ᆩ": ("", "ᄁ"), "ᆫ": ("", "ᄂ"), "ᆮ": ("", "ᄃ"), "ᆯ": ("", "ᄅ"), "ᆷ": ("", "ᄆ"), "ᆸ": ("", "ᄇ"),
    "ᆺ": ("", "ᄉ"), "ᆻ": ("", "ᄊ"), "ᆽ": ("", "ᄌ"), "ᆾ": ("", "ᄎ"), "ᆿ": ("", "ᄏ"), "ᇀ": ("", "ᄐ"), "ᇁ": ("", "ᄑ"),
    "ᆪ": ("ᆨ", "ᄊ"), "ᆬ": ("ᆫ", "ᄌ"), "ᆰ": ("ᆯ", "ᄀ"), "ᆱ": ("ᆯ", "ᄆ"), "ᆲ": ("ᆯ", "ᄇ"), "ᆳ": ("ᆯ", "ᄊ"),
    "ᆴ": ("ᆯ", "ᄐ"), "ᆵ": ("ᆯ", "ᄑ"), "ᆹ": ("ᆸ", "ᄊ"), "ᇂ": ("", "ᄋ"), "ᆭ": ("", "ᄂ"), "ᆶ": ("", "ᄅ"),
}  # fmt: skip
_UNTENSED: Final = "ᆫᆬᆯᆱᆴᆷᆼ"  # after these a plain initial stays plain
_MEETING: Final = re.compile(rf"([{_FINALS}])( ?)([{_INITIALS}])|([{_FINALS}])(?=\W|$)")
_TABLE_SLIPS: Final = {("ᆰ", "ᄏ"): ("ᆯ", "ᄏ"), ("ᇁ", "ᄅ"): ("ᆫ", "ᄂ")}  # g2pk2's, against the rules
_STEM_TENSED: Final = str.maketrans("ᆬᆱ", "ᆫᆷ")


def pronounce(text: str) -> str:
    """Jamo with notes, as written → jamo as said, without notes."""
    text = re.sub("([ᄌᄍᄎ])ᅧ", r"\1ᅥ", text)
    text = re.sub("([ᄀᄁᄂᄃᄄᄅᄆᄇᄈᄉᄊᄌᄍᄎᄏᄐᄑᄒ])ᅴ", r"\1ᅵ", text)
    text = _after_eu(text.replace("/J", ""))
    text = _after_stems(text)
    text = re.sub("밟(?=$|[^ᄋᄒ])", "밥", text)  # 밟다, 넓죽하다 (§10)
    text = re.sub("넓(?=[ᄌᄍᄃᄄ]ᅮ)", "넙", text)
    text = re.sub("[ᆮ]ᄋ(?=[ᅵᅧ])", "ᄌ", text)  # 같이 → 가치 (§17)
    text = re.sub("(ᆯ?)ᇀᄋ(?=[ᅵᅧ])", r"\1ᄎ", text)
    text = re.sub("ᆴᄋ(?=[ᅵᅧ])", "ᆯᄎ", text)
    text = re.sub("ᆮᄒ(?=ᅵ)", "ᄎ", text)
    text = re.sub("(ᆯ)/E ([ᄀᄃᄇᄉᄌ])", lambda match: f"{match[1]} {_TENSE[match[2]]}", text)
    # g2pk2's row for ㅀ before a space or mark loses that sign.
    text = re.sub(r"ᆶ(?! [ᄀ-ᄊᄌ-ᄒ])\W", "ᆯ", re.sub("/[PEB]", "", text))
    return _MEETING.sub(_meet, text)


def _after_eu(text: str) -> str:
    """Names of letters (§16): 지읒이 is 지으시. g2pk2 does so after every ㅡ, 늦은 too."""
    text = re.sub("ᅳ[ᆮᆽᆾᇀᇂ]ᄋ", "ᅳᄉ", text)
    return re.sub("ᅳᇁᄋ", "ᅳᄇ", re.sub("ᅳᆿᄋ", "ᅳᄀ", text))


def _after_stems(text: str) -> str:
    """A verb's ㄴ ㅁ and some pairs make the ending's initial tense (§11, 24, 25): 안다 is 안따."""
    text = re.sub("ᆰ/P[ᄀᄁ]", "ᆯᄁ", text)
    text = re.sub("([ᆲᆴ])/P([ᄀᄃᄉᄌ])", lambda match: match[1] + _TENSE[match[2]], text)
    return re.sub("([ᆫᆷᆬᆱ])/P([ᄀᄃᄉᄌ])", lambda match: match[1].translate(_STEM_TENSED) + _TENSE[match[2]], text)


def _meet(match: re.Match[str]) -> str:
    final, space, initial, last = match.groups()
    if last:
        return _CLOSED[last]
    if initial == "ᄋ":
        if space:
            return _CLOSED[final] + space + initial
        kept, said = _LINKED.get(final, (final, initial))
        return kept + said
    kept, said = _joined(final, initial)
    return kept + space + said


def _joined(final: str, initial: str) -> tuple[str, str]:
    """A final and the consonant after it, as said."""
    closed = _CLOSED[final]
    if (final, initial) in _TABLE_SLIPS:
        return _TABLE_SLIPS[final, initial]
    if initial == "ᄒ":
        return _WITH_H.get(final, (final, initial))
    if initial in "ᄂᄆᄅ":
        return _before_sonorant(final, closed, initial)
    if final in "ᇂᆭᆶ":
        return ("" if final == "ᇂ" else closed), _BREATHED.get(initial, initial)
    return closed, initial if final in _UNTENSED else _TENSE.get(initial, initial)


def _before_sonorant(final: str, closed: str, initial: str) -> tuple[str, str]:
    if final == "ᇂ":
        return ("ᆫ", initial) if initial == "ᄂ" else ("", initial)
    if closed == "ᆯ" and final == "ᆲ" and initial in "ᄂᄆ":
        return "ᆷ", initial
    if closed == "ᆯ":
        return closed, "ᄅ" if initial in "ᄂᄅ" else initial
    if initial == "ᄅ" and closed == "ᆫ":
        return "ᆯ", "ᄅ"
    if initial == "ᄅ":
        return _NASAL.get(closed, closed), "ᄂ"
    return _NASAL.get(closed, closed), initial
