"""How tones change in running Mandarin: 不, 一, neutral tones and chains of third tones (specs/gpt-sovits.md §4.3).

A word here is one that jieba cut; finals are pypinyin's with the tone as last letter (5 is neutral).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

Word = tuple[str, str]  # characters, jieba's part of speech
Finals = Callable[[str], list[str]]

_MARKS: Final = "：，；。？！“”‘’':,;.?!"


def join_words(words: list[Word], finals: Finals) -> list[Word]:
    """jieba's words → longer ones, so that 不, 一, 儿, doubled words and third tones meet their neighbours."""
    for step in (_join_bu, _join_yi, _join_doubled):
        words = step(words)
    words = _join_thirds(words, [(whole, whole) for _, _, whole in _thirds(words, finals)])
    words = _join_thirds(words, [(first, last) for first, last, _ in _thirds(words, finals)])
    return _join_er(words)


def change_tones(word: Word, finals: list[str], halves: Callable[[str], tuple[str, str]]) -> list[str]:
    """The finals as said; `halves` tells where jieba would cut the word in two."""
    characters, kind = word
    finals = _bu(characters, list(finals))
    finals = _yi(characters, finals)
    finals = _neutral(characters, kind, finals, halves)
    return _third(characters, finals, halves)


def roll(word: Word, finals: list[str]) -> list[str]:
    """A last 儿 takes the tone of the syllable before it: 冰棍儿 → … gun4 er4."""
    characters, kind = word
    if not characters.endswith("儿") or finals[-1] not in ("er1", "er2", "er5"):
        return finals
    if finals[-1] == "er1":
        finals = _with_tone(finals, len(finals) - 1, "2")
    own = characters in _listed("own") or kind in ("a", "j", "nr")
    if (own and characters not in _listed("rolled")) or characters[-2:] in _listed("own") or len(finals) < 2:
        return finals
    return _with_tone(finals, len(finals) - 1, finals[-2][-1])


def _join_bu(words: list[Word]) -> list[Word]:
    joined: list[Word] = []
    last = ""
    for characters, kind in words:
        whole = "不" + characters if last == "不" else characters
        if whole != "不":
            joined.append((whole, kind))
        last = whole
    return [*joined, ("不", "d")] if last == "不" else joined


def _join_yi(words: list[Word]) -> list[Word]:
    """看 一 看 → 看一看, 一 个 → 一个. Where the first comes twice, the official code stumbles and joins neither."""
    between = [
        at
        for at in range(1, len(words) - 1)
        if words[at][0] == "一" and words[at - 1] == words[at + 1] and words[at + 1][1] == "v"
    ]
    if len(between) > 1:
        return words
    for at in between:
        verb, kind = words[at + 1]
        words = [*words[: at - 1], (verb + "一" + verb, kind), *words[at + 2 :]]
    joined: list[Word] = []
    for word in words:
        if joined and joined[-1][0] == "一":
            joined[-1] = ("一" + word[0], joined[-1][1])
        else:
            joined.append(word)
    return joined


def _join_doubled(words: list[Word]) -> list[Word]:
    joined: list[Word] = []
    for word in words:
        if joined and joined[-1][0] == word[0]:
            joined[-1] = (word[0] * 2, joined[-1][1])
        else:
            joined.append(word)
    return joined


def _thirds(words: list[Word], finals: Finals) -> list[tuple[bool, bool, bool]]:
    """Of each word: whether its first, its last, all its syllables have the third tone."""
    return [_third_tones(characters, finals) for characters, _ in words]


@lru_cache(maxsize=65536)
def _third_tones(characters: str, finals: Finals) -> tuple[bool, bool, bool]:
    thirds = [final.endswith("3") for final in finals(characters)]
    return thirds[0], thirds[-1], all(thirds)


def _join_thirds(words: list[Word], thirds: list[tuple[bool, bool]]) -> list[Word]:
    """Short words that meet in third tones, joined two by two; `thirds` tells of both ends of each."""
    joined: list[Word] = []
    just_joined = False
    for at, word in enumerate(words):
        before = words[at - 1][0] if at else ""
        just_joined = (
            bool(before)
            and not just_joined
            and thirds[at - 1][1]
            and thirds[at][0]
            and not _doubled(before)
            and len(before) + len(word[0]) <= 3
        )
        if just_joined:
            joined[-1] = (joined[-1][0] + word[0], joined[-1][1])
        else:
            joined.append(word)
    return joined


def _join_er(words: list[Word]) -> list[Word]:
    joined: list[Word] = []
    for at, word in enumerate(words):
        if at and word[0] == "儿":
            joined[-1] = (joined[-1][0] + "儿", joined[-1][1])
        else:
            joined.append(word)
    return joined


def _bu(characters: str, finals: list[str]) -> list[str]:
    if len(characters) == 3 and characters[1] == "不":
        return _with_tone(finals, 1, "5")  # 好不好
    for at in range(len(characters) - 1):
        if characters[at] == "不" and finals[at + 1][-1] == "4":
            finals = _with_tone(finals, at, "2")
    return finals


def _yi(characters: str, finals: list[str]) -> list[str]:
    if "一" not in characters or all(character.isnumeric() for character in characters):
        return finals
    if len(characters) == 3 and characters[1] == "一" and characters[0] == characters[2]:
        return _with_tone(finals, 1, "5")  # 看一看
    if characters.startswith("第一"):
        return _with_tone(finals, 1, "1")
    for at in range(len(characters) - 1):
        if characters[at] != "一":
            continue
        if finals[at + 1][-1] == "4":
            finals = _with_tone(finals, at, "2")
        elif characters[at + 1] not in _MARKS:
            finals = _with_tone(finals, at, "4")
    return finals


def _neutral(characters: str, kind: str, finals: list[str], halves: Callable[[str], tuple[str, str]]) -> list[str]:
    for at in range(1, len(characters)):
        if characters[at] == characters[at - 1] and kind[0] in "nva" and characters not in _listed("toned"):
            finals = _with_tone(finals, at, "5")  # 奶奶, 试试
    place = _neutral_place(characters, kind)
    if place is not None:
        finals = _with_tone(finals, place, "5")
    first, second = halves(characters)
    if first in _listed("neutral") or first[-2:] in _listed("neutral"):
        finals = _with_tone(finals, len(first) - 1, "5")
    if second in _listed("neutral") or second[-2:] in _listed("neutral"):
        finals = _with_tone(finals, len(characters) - 1, "5")
    return finals


def _neutral_place(characters: str, kind: str) -> int | None:
    """Which syllable the word's last characters make neutral, if any."""
    last, end, several = characters[-1], len(characters) - 1, len(characters) > 1
    counter = characters.find("个")
    if (
        last in "吧呢哈啊呐噻嘛吖嗨呐哦哒额滴哩哟喽啰耶喔诶的地得"
        or (not several and last in "了着过" and kind in ("ul", "uz", "ug"))
        or (several and last in "们子" and kind in ("r", "n") and characters not in _listed("toned"))
        or (several and last in "上下里" and kind in ("s", "l", "f"))
        or (several and last in "来去" and characters[-2] in "上下进出回过起开")
    ):
        return end
    if characters == "个" or (counter >= 1 and _counts(characters[counter - 1])):
        return counter
    return end if characters in _listed("neutral") or characters[-2:] in _listed("neutral") else None


def _counts(character: str) -> bool:
    return character.isnumeric() or character in "几有两半多各整每做是"


def _third(characters: str, finals: list[str], halves: Callable[[str], tuple[str, str]]) -> list[str]:
    if len(characters) == 2 and _all_third(finals):
        return _with_tone(finals, 0, "2")
    if len(characters) == 3:
        return _third_of_three(len(halves(characters)[0]), finals)
    if len(characters) == 4:
        for at in (0, 2):
            if _all_third(finals[at : at + 2]):
                finals = _with_tone(finals, at, "2")
    return finals


def _third_of_three(first: int, finals: list[str]) -> list[str]:
    """`first`: syllables of the word's first half: 2 in 蒙古/包, 1 in 纸/老虎, 3 where it has no halves."""
    if _all_third(finals):
        said = _with_tone(finals, 1, "2") if first < 3 else finals
        return _with_tone(said, 0, "2") if first == 2 else said
    for at, part in ((0, finals[:first]), (first, finals[first:])):
        if _all_third(part) and len(part) == 2:
            finals = _with_tone(finals, at, "2")
        elif at and part and not _all_third(part) and _all_third([part[0], finals[at - 1]]):
            finals = _with_tone(finals, at - 1, "2")  # 好/喜欢
    return finals


def _with_tone(finals: list[str], at: int, tone: str) -> list[str]:
    return [*finals[:at], finals[at][:-1] + tone, *finals[at + 1 :]]


def _all_third(finals: list[str]) -> bool:
    return all(final[-1:] == "3" for final in finals)


def _doubled(characters: str) -> bool:
    return len(characters) == 2 and characters[0] == characters[1]


@cache
def _listed(name: str) -> frozenset[str]:
    """One of the lists of data/tones.txt: neutral, toned, own, rolled."""
    lines = (files(__package__) / "data" / "tones.txt").read_text("utf-8").splitlines()
    start = lines.index(f"[{name}]") + 1
    end = next((at for at in range(start, len(lines)) if lines[at].startswith("[")), len(lines))
    return frozenset(" ".join(lines[start:end]).split())
