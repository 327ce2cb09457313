"""Wishes: what marks and SSML ask for, as events between stretches of text, and the names that they may use."""

from __future__ import annotations

import re
from dataclasses import dataclass

from unisono.errors import TextError

EMOTIONS = ("neutral", "happy", "sad", "angry", "surprised", "afraid", "disgusted", "contempt", "calm", "excited")
_ALSO = {
    "happy": "joy joyful cheerful glad smile 开心 高兴 快乐 愉快 喜悦 喜",
    "sad": "sadness sorrow unhappy depressed 伤心 难过 悲伤 悲",
    "angry": "anger mad furious 生气 愤怒 恼火 怒",
    "surprised": "surprise astonished 惊讶 吃惊 惊喜 惊",
    "afraid": "fear fearful scared terrified 害怕 恐惧 恐",
    "disgusted": "disgust 厌恶 恶心 嫌弃",
    "contempt": "contemptuous disdain disgruntled 轻蔑 不屑 鄙视",
    "calm": "gentle relaxed peaceful serene 平静 冷静 温柔 安静",
    "excited": "excitement enthusiastic 激动 兴奋 热情",
    "neutral": "normal plain none 中性 正常 普通 无",
}
_EMOTION_OF = {name: name for name in EMOTIONS} | {a: name for name, also in _ALSO.items() for a in also.split()}

LONGEST_PAUSE = 10.0  # seconds


@dataclass(frozen=True)
class Feel:
    """From here on, this feeling."""

    emotion: str
    strength: float = 1.0  # 0..1


@dataclass(frozen=True)
class Pause:
    """Silence here."""

    seconds: float


@dataclass(frozen=True)
class Open:
    """The text up to the matching `Close` is to be said so; kinds and values as in `types.Mark`."""

    kind: str
    value: float | str


@dataclass(frozen=True)
class Close:
    """The end of the last open wish."""


@dataclass(frozen=True)
class Cut:
    """A sentence ends here, whatever its marks say."""


Event = str | Feel | Pause | Open | Close | Cut


def feeling(name: str, strength: str = "") -> Feel:
    """A feeling by any of its names, in English or Chinese, strength as 0..1 or a percentage. ValueError if unknown.

    A blend joins names with a plus: "happy+surprised".
    """
    emotion = "+".join(_named(part.strip()) for part in name.split("+"))
    share = strength.strip() or "1"
    try:
        value = float(share[:-1]) / 100 if share.endswith(("%", "％")) else float(share)
    except ValueError:
        raise ValueError(f"strength {share!r} is no number; give 0 to 1") from None
    if not 0 <= value <= 1:
        raise ValueError(f"strength {share!r} is out of range; give 0 to 1")
    return Feel(emotion, value)


def _named(name: str) -> str:
    emotion = _EMOTION_OF.get(name.lower())
    if emotion is None:
        raise ValueError(f"no emotion is called {name!r}; known: {', '.join(EMOTIONS)}")
    return emotion


def seconds(text: str) -> float:
    """`500ms`, `0.5s` or `0.5` as seconds; ValueError otherwise or beyond `LONGEST_PAUSE`."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?|\.\d+)\s*(ms|s|毫秒|秒)?\s*", text, re.ASCII)
    if not found:
        raise ValueError(f"pause {text.strip()!r} is no time; give 500ms or 0.5s")
    value = float(found.group(1)) * (0.001 if found.group(2) in ("ms", "毫秒") else 1.0)
    if value > LONGEST_PAUSE:
        raise ValueError(f"pause {text.strip()!r} is longer than {LONGEST_PAUSE:g} s")
    return value


_ARPABET = frozenset(
    """
    AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH
    """.split()
)
_PINYIN = re.compile(r"[a-zêü]{1,6}[1-5]", re.IGNORECASE)


def reading(text: str) -> Open:
    """A pronunciation by its look: `chong2 qing4`, `R EH1 D` or `/rɛd/`. ValueError if it is none of them."""
    plain = text.strip()
    if len(plain) > 2 and plain.startswith("/") and plain.endswith("/"):
        return Open("ipa", plain[1:-1].strip())
    parts = plain.split()
    if parts and all(_PINYIN.fullmatch(part) for part in parts):
        from unisono.text.mandarin import ipa  # 45 ms that a text without pinyin does without

        for part in parts:
            ipa(part.lower())  # ValueError for what no one says, such as qq1
        return Open("pinyin", " ".join(parts).lower().replace("ü", "v"))
    if parts and all(part.upper().rstrip("012") in _ARPABET for part in parts):
        return Open("arpabet", " ".join(parts).upper())
    raise ValueError(f"{plain!r} is no pronunciation; give pinyin (chong2 qing4), ARPAbet (R EH1 D) or /IPA/")


def refused(what: str, why: object, line: int, column: int) -> TextError:
    """The one-line error of a mark that cannot be followed; line and column count from 1."""
    shown = what if len(what) <= 40 else what[:40] + "…"
    place = f"column {column}" if line == 1 else f"line {line}, column {column}"
    return TextError(f"mark {shown!r} at {place}: {why}")
