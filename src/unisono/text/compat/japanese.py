"""Japanese as GPT-SoVITS says it: Open JTalk's phones with rise [, fall ] and phrase border # (§4.5).

The border has no row in the table, so it becomes UNK: so it was trained.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from functools import cache
from typing import Any, Final

from unisono.text.compat.extras import load
from unisono.text.compat.marks import collapse

_SPOKEN: Final = r"A-Za-z\d\u3005\u3040-\u30ff\u4e00-\u9fff\uff11-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uff9d"
_PIECE: Final = re.compile(f"[{_SPOKEN}]+|[^{_SPOKEN}]")
_MARKS: Final = {**dict.fromkeys("：；，·、", ","), "。": ".", "\n": ".", "！": "!", "？": "?"}
_PHONE: Final = re.compile(r"-(.*?)\+")
_FALL_AT, _MORA, _MORAS_LEFT = re.compile(r"/A:([0-9-]+)\+"), re.compile(r"\+(\d+)\+"), re.compile(r"\+(\d+)/")
_MORAS, _QUESTION = re.compile(r"/F:(\d+)_"), re.compile(r"!(\d+)_")
_ABSENT: Final = -50  # no number in the label; far from every real one


def read(text: str) -> tuple[str, tuple[str, ...], None]:
    """The text with runs of marks collapsed, and its phones."""
    norm = collapse(text)
    said: list[str] = []
    for piece in _PIECE.findall(norm.replace("％", "パーセント").lower()):
        if re.match(f"[{_SPOKEN}]", piece):
            said += _sounds(piece)
        elif piece != " ":
            said.append(_MARKS.get(piece, piece))
    return norm, tuple(said), None


def _sounds(piece: str) -> list[str]:
    labels = _labels(piece)
    said: list[str] = []
    for at in range(1, len(labels) - 1):  # silence stands at both ends
        phone = _phone(labels[at])
        if phone == "pau":
            said.append("_")
        else:
            said += [phone.lower() if phone in "AEIOU" else phone, *_accent(phone, labels[at], labels[at + 1])]
    return said


def _accent(phone: str, label: str, following: str) -> list[str]:
    """What the pitch does after this phone."""
    mora, next_mora = _number(_MORA, label), _number(_MORA, following)
    if _number(_MORAS_LEFT, label) == 1 and next_mora == 1 and phone in "aeiouAEIOUNcl":
        return ["#"]
    if _number(_FALL_AT, label) == 0 and next_mora == mora + 1 and mora != _number(_MORAS, label):
        return ["]"]
    return ["["] if mora == 1 and next_mora == 2 else []


def _phone(label: str) -> str:
    found = _PHONE.search(label)
    return found[1] if found else "pau"


def _number(pattern: re.Pattern[str], label: str) -> int:
    found = pattern.search(label)
    return int(found[1]) if found else _ABSENT


def _labels(piece: str) -> list[str]:
    """Open JTalk's full-context labels, by its plain dictionary front end."""
    jtalk = _jtalk()
    words: list[str] = jtalk.run_mecab(piece)
    features: list[Any] = []
    for phrase in _phrases(words):
        said = jtalk.run_njd_from_mecab(phrase)
        if said and features:
            said[0]["chain_flag"] = 0  # opens an accent phrase
        features += said
    return [str(label) for label in jtalk.make_label(features)]


def _phrases(words: list[str]) -> Iterator[list[str]]:
    """The words, cut where Open JTalk always opens an accent phrase: pyopenjtalk-plus joins some of them."""
    start = 0
    for at in range(1, len(words)):
        if _border(words[at - 1].split(","), words[at].split(",")):
            yield words[start:at]
            start = at
    if words:
        yield words[start:]


def _border(left: list[str], right: list[str]) -> bool:
    """Open JTalk's rules for accent phrases, those that part; fields are surface, class, class 1, ..."""
    (before, before_1), (kind, kind_1) = left[1:3], right[1:3]
    if kind in ("助詞", "助動詞") or kind_1 == "接尾":
        return False
    if before == "動詞":
        return kind == "名詞" or (kind, kind_1) == ("形容詞", "自立")
    if before == "名詞":
        joined = (kind, kind_1) == ("動詞", "非自立") and before_1 == "サ変接続"
        return kind_1 == "形容動詞語幹" or (kind in ("動詞", "形容詞") and not joined)
    return before == "助詞" and (kind, kind_1) != ("形容詞", "非自立")


@cache
def _jtalk() -> Any:
    with redirect_stdout(sys.stderr):  # it talks about options it lacks
        package = load("pyopenjtalk")
    return package.openjtalk.OpenJTalk(dn_mecab=package.OPEN_JTALK_DICT_DIR)
