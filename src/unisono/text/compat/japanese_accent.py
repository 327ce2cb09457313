"""Where Japanese pitch falls: accent phrases and accent types by Open JTalk's rules, written anew from its output.

pyopenjtalk-plus improves on these rules; GPT-SoVITS was trained with the plain ones. A word here is a
dictionary of its front end: string, pos, pos_group1.., acc (the mora after which pitch falls, 0 where it does not),
mora_size, chain_rule (how the word changes the accent of what it follows), chain_flag (1 where it belongs to the phrase
before).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

Word = dict[str, Any]

_BOUND: Final = ("助詞", "助動詞")
_ALONE: Final = ("副詞", "接続詞", "連体詞")
_ENDINGS: Final = ("動詞", "形容詞")
_UNITS: Final = "十百千万億兆"
_WRITTEN: Final = "０１２３４５６７８９"
_FIGURES: Final = dict(
    zip("〇一二三四五六七八九十百千万億兆", (1, 2, 1, 0, 1, 1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1), strict=True)
)


def forget_accents(words: Sequence[Word], alone: Sequence[Sequence[Word]]) -> None:
    """Sets acc, chain_rule and chain_flag of words to what their dictionary says; -1 is a flag not yet decided.

    `alone`: each entry of the dictionary that was found, as its words by itself. Figures are written otherwise there.
    """
    entries = [(word, place) for entry in alone for place, word in enumerate(entry)]
    at = 0
    one_by_one = False
    for place, word in enumerate(words):
        one_by_one = word["string"] == "．" or (one_by_one and _is_figure(word))
        if one_by_one or word["string"] in _WRITTEN:  # read one by one, in pairs, as after a decimal point
            continue
        if _is_figure(word) and word["string"] in _FIGURES:
            word["acc"] = 1 if word["pron"].endswith("ッ") else _FIGURES[word["string"]]
            word["chain_flag"] = _figure_flag(words, place)
            continue
        found = next(
            (other for other in range(at, len(entries)) if entries[other][0]["string"] == word["string"]), None
        )
        if found is not None:
            entry, of_entry = entries[found]
            word["acc"], word["chain_rule"] = entry["acc"], entry["chain_rule"]
            word["chain_flag"] = 0 if of_entry else -1
            at = found + 1
        if place and _is_figure(words[place - 1]) and _counts(word):
            _count(words[place - 1], word)
        if place and words[place - 1]["string"] + word["string"] == "時間":  # one word in the plain dictionary
            words[place - 1]["chain_rule"], word["chain_rule"], word["chain_flag"] = "C2", "*", 1


def accentuate(words: Sequence[Word]) -> None:
    """Sets chain_flag and acc of all words. A flag that is 0 or 1 stays; acc must be the dictionary's."""
    for at, word in enumerate(words):
        if word["chain_flag"] < 0 and at:
            word["chain_flag"] = int(_joined(words[at - 1], word))
    top, moras = 0, 0
    for at, word in enumerate(words):
        follows = bool(at) and word["chain_flag"] == 1
        if follows:
            words[top]["acc"] = _changed(words[top]["acc"], word, words[at - 1]["pos"], moras)
            if _is_figure(words[at - 1]) and _is_figure(word):
                _figure(words, at)
        else:
            top, moras = at, 0
            if word["string"] == "十" and at + 1 < len(words) and _is_figure(words[at + 1]):
                word["acc"] = 1 if words[at + 1]["chain_flag"] == 1 else 0
        moras += word["mora_size"]


def _joined(left: Word, right: Word) -> bool:
    """Whether a word belongs to the accent phrase of the one before: Open JTalk's rules, the last that fits."""
    before, kind = left["pos"], right["pos"]
    before_1, kind_1 = left["pos_group1"], right["pos_group1"]
    if kind_1 == "接尾":
        return True
    if (before == "名詞" and right["pos_group3"] == "名") or (left["pos_group3"] == "姓" and kind == "名詞"):
        return False
    if kind == "接頭詞" or "記号" in (before, kind):
        return False
    if before == "名詞" and (kind in _ENDINGS or kind_1 == "形容動詞語幹"):
        return False
    if kind_1 == "非自立" and kind in _ENDINGS and _leads(left, kind):
        return True
    if before_1 == "接尾" and kind == "名詞":
        return False
    if kind in _BOUND:
        return True
    if before in _BOUND or before in _ALONE or kind in _ALONE:
        return False
    if "副詞可能" in (before_1, kind_1):
        return False
    if before == "動詞":
        return bool(kind not in ("形容詞", "名詞"))
    return not (kind == "名詞" and (before == "形容詞" or before_1 == "形容動詞語幹"))


def _leads(left: Word, kind: str) -> bool:
    """Whether a dependent verb or adjective leans on the word before."""
    if left["cform"].startswith("連用") and left["pos"] in (("動詞",) if kind == "動詞" else _ENDINGS):
        return True
    if kind == "動詞":
        return False
    return bool(left["pos_group1"] == "接続助詞" and left["string"] in ("て", "で"))


def _changed(accent: int, word: Word, before: str, moras: int) -> int:
    """The phrase's accent once `word` follows `moras` moras."""
    rule, shift = _rule(word["chain_rule"], before)
    own = word["acc"]
    if rule == "F2":
        return accent or moras + shift
    if rule == "F3":
        return moras + shift if accent else accent
    if rule == "F4":
        return moras + shift
    if rule in ("F5", "C4", "P6"):
        return 0
    if rule == "C1":
        return int(moras + own)
    if rule == "C2":
        return moras + 1
    if rule == "C3":
        return moras
    if rule == "P1":
        return int(moras + own) if own else 0
    if rule == "P2":
        return int(moras + own) if own else moras + 1
    return int(moras + own) if rule == "P14" and own else accent


def _rule(rules: str, before: str) -> tuple[str, int]:
    """'動詞%F2@1/名詞%F1' after a verb → F2, 1. 助動詞 ends in 動詞, so it obeys what is said of that."""
    for each in rules.split("/"):
        kind, found, rule = each.rpartition("%")
        if not found or kind in before:
            name, _, shift = rule.partition("@")
            return name, int(shift or 0)
    return "*", 0


def _is_figure(word: Word) -> bool:
    return bool(word["pos_group1"] == "数")


def _figure(words: Sequence[Word], at: int) -> None:
    """十, 百, 千, 万, … set the accent of the figure before them: 六百 is ロッピャク with the fall at its end."""
    before, unit = words[at - 1], words[at]["string"]
    one = before["string"]
    if unit == "十":
        followed = at + 1 < len(words) and _is_figure(words[at + 1]) and words[at + 1]["chain_flag"] != 1
        before["acc"] = 0 if one in "五六八" and followed else 1
    elif unit == "百":
        last = before["mora_size"] + words[at]["mora_size"]
        before["acc"] = 2 if one == "七" else 1 if one in "三四九何数" else last
    elif unit in "千万":
        before["acc"] = before["mora_size"] + 1
    elif unit == "億":
        before["acc"] = 2 if one in "一六七八幾" else 1
    elif unit == "兆":
        before["acc"] = 2 if one in "一七" else 1


def _figure_flag(words: Sequence[Word], place: int) -> int:
    before = place > 0 and _is_figure(words[place - 1])
    if words[place]["string"] in _UNITS:
        return 1 if before and (words[place - 1]["string"] not in _UNITS or words[place]["string"] in "万億兆") else -1
    after = place + 1 < len(words) and _is_figure(words[place + 1])
    return 0 if before or after else -1


def _counts(word: Word) -> bool:
    return bool(word["pos_group2"] == "助数詞" or word["pos_group1"] == "副詞可能")


def _count(figure: Word, counter: Word) -> None:
    """A counter belongs to its figure, which begins a phrase."""
    if figure["chain_flag"] < 0 or figure["string"] not in _UNITS:
        figure["chain_flag"] = 0
    counter["chain_flag"] = 1
