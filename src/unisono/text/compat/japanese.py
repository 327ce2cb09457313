"""Japanese as GPT-SoVITS says it: Open JTalk's phones with rise [, fall ] and phrase border # (§4.5).

The border has no row in the table, so it becomes UNK: so it was trained.
"""

from __future__ import annotations

import gzip
import re
import sys
from contextlib import redirect_stdout
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final

from unisono.text.compat.extras import load
from unisono.text.compat.japanese_accent import Word, accentuate, forget_accents
from unisono.text.compat.marks import collapse

_SPOKEN: Final = r"A-Za-z\d\u3005\u3040-\u30ff\u4e00-\u9fff\uff11-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uff9d"
_PIECE: Final = re.compile(f"[{_SPOKEN}]+|[^{_SPOKEN}]")
_MARKS: Final = {**dict.fromkeys("：；，·、", ","), "。": ".", "\n": ".", "！": "!", "？": "?"}
_COUNTED: Final = {  # which pyopenjtalk-plus reads otherwise after ten
    "八個": ("ハッ", "コ"), "八階": ("ハッ", "カイ"), "八件": ("ハッ", "ケン"), "八軒": ("ハッ", "ケン"),
    "八曲": ("ハッ", "キョク"), "八分": ("ハッ", "プン"), "三件": ("サン", "ゲン"),
}  # fmt: skip
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
    lines = [_as_trained(line) for line in jtalk.run_mecab(piece)]
    words = jtalk.run_njd_from_mecab(lines)
    for left, right in pairwise(words):
        _read_together(left, right)
    forget_accents(words, [_alone(line) for line in lines])
    accentuate(words)
    return [str(label) for label in jtalk.make_label(words)]


def _read_together(figure: Word, counter: Word) -> None:
    readings = _COUNTED.get(figure["string"] + counter["string"])
    if readings and figure["pos_group1"] == "数":
        figure["pron"], counter["pron"] = readings


@lru_cache(maxsize=65536)
def _alone(line: str) -> tuple[Word, ...]:
    """What the dictionary says of one entry, before its neighbours change it."""
    return tuple(_jtalk().run_njd_from_mecab([line]))


def _as_trained(line: str) -> str:
    """A dictionary entry with the reading and accent that voices were trained with; pyopenjtalk-plus mended some."""
    fields = line.split(",")
    if len(fields) < 12:
        return line
    entry = _entries().get(",".join((*fields[:3], fields[6], fields[9])))
    if not entry:
        return line
    accent, rule, reading = entry
    return ",".join((*fields[:8], *((reading, reading) if reading else fields[8:10]), accent, rule))


@cache
def _entries() -> dict[str, tuple[str, str, str]]:
    """'word,part of speech,class,form,reading' → accent/moras, chain rule, another reading or ''."""
    stored = (files(__package__) / "data" / "naist-jdic.txt.gz").read_bytes()
    lines = (line.split(" ") for line in gzip.decompress(stored).decode().splitlines() if not line.startswith("#"))
    return {entry: (accent, rule, reading[0] if reading else "") for entry, accent, rule, *reading in lines}


@cache
def _jtalk() -> Any:
    with redirect_stdout(sys.stderr):  # it talks about options it lacks
        package = load("pyopenjtalk")
    return package.openjtalk.OpenJTalk(dn_mecab=package.OPEN_JTALK_DICT_DIR)
