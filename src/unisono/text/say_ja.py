"""Signs and dates in Japanese; plain numbers stay figures: the reader (OpenJTalk) counts them with what follows."""

from __future__ import annotations

import re
from collections.abc import Callable

from unisono.text.roman import roman
from unisono.text.saying import Found, Saying, amounts, fraction, is_negative, low_digits, power, raises
from unisono.text.units import currency, unit

_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


def number(written: str) -> str:
    """Without commas, its point in words; what is too long to count digit by digit."""
    whole, _, part = written.replace(",", "").partition(".")
    if len(whole) > 16:
        return f"{whole}.{part}".rstrip(".").translate(_DIGITS).replace(".", "点")
    return f"{int(whole or 0)}点{part.translate(_DIGITS)}" if part else whole


def _quantity(found: Found) -> str:
    a, b = found["a"], found["b"]
    below = "マイナス" if is_negative(found) else "プラス" if found["sign"] else ""
    if b and re.search(r"[図表式例]\s?$", found.before):
        return f"{number(a)}の{number(b)}"
    said = f"{number(a)}から{number(b)}" if b else number(a)
    return below + (_measured(said, found["unit"]) if found["unit"] else said)


_RAISED = {"": "", "²": "平方", "³": "立方"}


def _measured(said: str, sign: str) -> str:
    kind, raised = unit(sign)
    return kind.ja.format(said) if "{}" in kind.ja else f"{said}{_RAISED[raised]}{kind.ja}"


def _unit(found: Found) -> str:
    """The name of a unit that stands without a number."""
    kind, raised = unit(found["unit"])
    return _RAISED[raised] + kind.ja.replace("{}", "")


def _money(found: Found) -> str:
    money = currency(found["cur"] or found["after"], "ja")
    below = "マイナス" if is_negative(found) else ""
    several, scale = amounts(found)
    whole, _, part = several[0].partition(".")
    if money.ja_part and len(part) == 2 and len(several) == 1 and not scale:
        parts = f"{int(part)}{money.ja_part}" if int(part) else ""
        return below + (f"{number(whole)}{money.ja}" if whole.strip("0") or not parts else "") + parts
    return f"{below}{'から'.join(map(number, several))}{scale}{money.ja}"


def _date(found: Found) -> str:
    return f"{_month(found)}{int(found['d'])}日"


def _month(found: Found) -> str:
    return f"{found['y']}年{int(found['m'] or found['n'])}月"


def _time(found: Found) -> str | None:
    if re.search(r"(?:スコア|比率|割合|対)は?\s?$", found.before):
        return None
    half = {"": "", "a": "午前", "p": "午後"}[found["half"][:1].lower()]
    minute, second = found["m"], found["s"]
    said = f"{half}{int(found['h'])}時" + (f"{int(minute)}分" if minute and (int(minute) or second) else "")
    return said + (f"{int(second)}秒" if second else "")


def _ratio(found: Found) -> str:
    return "タイ".join(number(part) for part in re.findall(r"[\d.]+", found["all"]))


def _fraction(found: Found) -> str:
    if found["all"] == "24/7":
        return "24時間年中無休"
    whole, over, under = fraction(found)
    return (f"{whole}と" if whole else "") + f"{under}分の{over}"


def _phone(found: Found) -> str | None:
    groups = re.findall(r"\d+", found["all"])
    plus = "プラス" if found["all"][0] == "+" else ""
    return plus + "の".join(groups).translate(_DIGITS) if sum(map(len, groups)) > 7 else None


def _power(found: Found) -> str | None:
    if not raises(found):
        return "" if re.search(r"[ぁ-ヿ㐀-鿿」』]$", found.before) else None
    raised = power(found)
    return f"の{'マイナス' if raised[0] == '-' else ''}{raised.lstrip('+-')}乗"


def _roman(found: Found) -> str | None:
    return str(roman(found["all"])) if roman(found["all"]) else None


_KINDS: dict[str, Callable[[Found], str | None]] = {
    "date": _date,
    "month": _month,
    "phone": _phone,
    "digits": lambda found: found["all"].translate(_DIGITS),
    "version": lambda found: found["all"].translate(_DIGITS).replace(".", "点"),
    "time": _time,
    "ratio": _ratio,
    "fraction": _fraction,
    "money": _money,
    "quantity": _quantity,
    "power": _power,
    "index": lambda found: low_digits(found).translate(_DIGITS),
    "unit": _unit,
    "per": lambda found: f"毎{_unit(found)}",
    "roman": _roman,
}

SAYING = Saying(
    kinds=_KINDS,
    signs=dict(
        pair.split(":")
        for pair in (
            "+:プラス -:マイナス ×:かける by:かける ÷:割る =:イコール ≈:ニアリーイコール ≠:ノットイコール "
            "<:小なり >:大なり ≤:小なりイコール ≥:大なりイコール ±:プラスマイナス √:ルート ∞:無限大 ∠:角 "
            "∵:なぜなら ∴:ゆえに ′:分 ″:秒 &:アンド @:アット to:から about:約 number:ナンバー sharp:シャープ per:毎 "
            "%:パーセント"
        ).split()
    ),
    address={
        **{".": "ドット", "/": "スラッシュ", "-": "ハイフン", "_": "アンダーバー", "@": "アットマーク", ":": "コロン"},
        **{"~": "チルダ", "=": "イコール", "+": "プラス", "&": "アンド"},
    },
    own=(("roman", r"[IVX]{1,6}(?=[章部期型世巻級])"),),
    starts=r"(?<=第)[IVX]|(?<![A-Za-z])[IVX]{1,6}(?=[章部期型世巻級])",
)
