"""Figures, dates, times and signs of a Mandarin sentence as words, read as GPT-SoVITS reads them (faults included).

The order of the rules is the behaviour (specs/gpt-sovits.md §4.3): what one rule has read, a later
one cannot see.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_Rule = tuple["re.Pattern[str]", Callable[["re.Match[str]"], str]]

_DIGITS: Final = "零一二三四五六七八九"
_UNITS: Final = ((8, "亿"), (4, "万"), (3, "千"), (2, "百"), (1, "十"))  # zeros a unit stands for, largest first

_NUMBER: Final = r"-?\d+(?:\.\d+)?"
_CLOCK: Final = r"([0-1]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?"
_POWERS: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹ˣʸⁿ"
_OPERAND: Final = rf"(?:-?(?<!\d)\d+(?:\.\d+)?[{_POWERS}]*|\.\d+[{_POWERS}]*|[A-Za-z][{_POWERS}]*)"
_SIGNS: Final = {"+": "加", "-": "减", "×": "乘", "÷": "除", "=": "等于"}
_RANGED: Final = r"(?:%|°C|℃|度|摄氏度|cm2|cm²|cm3|cm³|cm|db|ds|kg|km|m2|m²|m³|m3|ml|m|mm|s)"
# Longer names first where one begins another, except that m stands before mm: that is how they are read.
_MEASURES: Final = {
    "cm2": "平方厘米", "cm²": "平方厘米", "cm3": "立方厘米", "cm³": "立方厘米", "cm": "厘米", "db": "分贝",
    "ds": "毫秒", "kg": "千克", "km": "千米", "m2": "平方米", "m²": "平方米", "m³": "立方米", "m3": "立方米",
    "ml": "毫升", "m": "米", "mm": "毫米", "s": "秒",
}  # fmt: skip
_COUNTED: Final = (
    "处台架枚趟幅平方堵间床株批项例列篇栋注亩封艘把目套段人所朵匹张座回场尾条个首阙阵网炮顶丘棵只支袭辆挑担颗壳窠曲墙群腔砣客贯扎捆"
    "刀令打手罗坡山岭江溪钟队单双对出口头脚板跳枝件贴针线管名位身堂课本页家户层丝毫厘分钱两斤铢石钧锱忽寸尺丈里寻常铺程米撮勺合升"
    "斗盘碗碟叠桶笼盆盒杯斛锅簋篮罐瓶壶卮盏箩箱煲啖袋钵年月日季刻时周天秒旬纪岁世更夜春夏秋冬代伏辈丸泡粒幢堆根道面片块元亿万千百"
    "吨角毛"
)
_QUANTIFIER: Final = rf"(?:[{_COUNTED}]|微[克米]|公分|小时|美元|十吨)"
_GREEK: Final = dict(
    zip(
        "αβγΓδΔεζηθΘικλΛμνξΞοπΠρςσΣτυφΦχψΨωΩ",
        (
            "阿尔法 贝塔 伽玛 伽玛 德尔塔 德尔塔 艾普西龙 捷塔 依塔 西塔 西塔 艾欧塔 喀帕 拉姆达 拉姆达 缪 拗 "
            "克西 克西 欧米克伦 派 派 肉 西格玛 西格玛 西格玛 套 宇普西龙 服艾 服艾 器 普赛 普赛 欧米伽 欧米伽"
        ).split(),
        strict=True,
    )
)
_CIRCLED: Final = dict(zip("①②③④⑤⑥⑦⑧⑨⑩", "一二三四五六七八九十", strict=True))
_LEFT_OVER: Final = str.maketrans(
    {
        **_GREEK,
        **_CIRCLED,
        **_SIGNS,
        "=": "等",
        "/": "每",
        **dict.fromkeys("—《》【】<>{}()（）#&@“”^_|\\", ""),
    }
)


def read_figures(sentence: str) -> str:
    """One sentence without spaces → the same with its figures and signs as words."""
    for pattern, words in _BEFORE_MEASURES:
        sentence = pattern.sub(words, sentence)
    for name, words_of in _MEASURES.items():
        sentence = sentence.replace(name, words_of)
    # An operand may be shared: 1+2=3. One pass sees each character once, so passes go on until nothing changes.
    while _ARITHMETIC.search(sentence):
        sentence = _ARITHMETIC.sub(_sum, sentence)
    for pattern, words in _AFTER_MEASURES:
        sentence = pattern.sub(words, sentence)
    return sentence.translate(_LEFT_OVER)


def cardinal(digits: str) -> str:
    """'120' → 一百二十; leading zeros do not count; '' → ''."""
    if not digits:
        return ""
    words = _grouped(digits.lstrip("0"))
    if words.startswith("一十"):
        words = words[1:]
    return words or "零"


def one_by_one(digits: str, telephone: bool = False) -> str:
    """'120' → 一二零, on the telephone 幺二零."""
    words = "".join(_DIGITS[int(digit)] for digit in digits)
    return words.replace("一", "幺") if telephone else words


def number(figures: str) -> str:
    """'3.500' → 三点五零: of zeros at the end one is read."""
    whole, _, decimals = figures.partition(".")
    words = cardinal(whole)
    decimals = decimals.rstrip("0") + "0" * decimals.endswith("0")
    return f"{words or '零'}点{one_by_one(decimals)}" if decimals else words


def _grouped(digits: str) -> str:
    kept = digits.lstrip("0")
    if len(kept) <= 1:
        return ("零" if kept and len(digits) > 1 else "") + "".join(_DIGITS[int(digit)] for digit in kept)
    zeros, unit = next(pair for pair in _UNITS if pair[0] < len(kept))
    return _grouped(digits[:-zeros]) + unit + _grouped(digits[-zeros:])


def _signed(figures: str, minus: str = "负") -> str:
    return minus + number(figures[1:]) if figures.startswith("-") else number(figures)


def _date(match: re.Match[str]) -> str:
    year, month, day, suffix = match.group("year", "month", "day", "suffix")
    words = one_by_one(year) + "年"
    if month:
        words += cardinal(month) + "月"
    if day:
        words += cardinal(day) + suffix
    return words


def _dashed_date(match: re.Match[str]) -> str:
    return f"{one_by_one(match[1])}年{cardinal(match[3])}月{cardinal(match[4])}日"


def _clock(match: re.Match[str]) -> str:
    return _moment(match[1], match[2], match[3], half=int(match[2]) == 30)


def _clock_range(match: re.Match[str]) -> str:
    # The official code asks the first clock's minutes whether the second says 半: 08:30-17:45 → 八点半至十七点半.
    half = int(match[2]) == 30
    return _moment(match[1], match[2], match[3], half) + "至" + _moment(match[4], match[5], match[6], half)


def _moment(hour: str, minute: str, second: str | None, half: bool) -> str:
    words = number(hour) + "点"
    if minute.strip("0"):
        words += "半" if half else _padded(minute) + "分"
    if second and second.strip("0"):
        words += _padded(second) + "秒"
    return words


def _padded(figures: str) -> str:
    return ("零" if figures.startswith("0") else "") + number(figures.lstrip("0"))


def _till(match: re.Match[str]) -> str:
    return match[0].replace("~", "至")


def _temperature(match: re.Match[str]) -> str:
    return _signed(match[1], "零下") + ("摄氏度" if match[2] == "摄氏度" else "度")


def _sum(match: re.Match[str]) -> str:
    return match[1] + _SIGNS[match[2]] + match[3]


def _power(match: re.Match[str]) -> str:
    return "的" + "".join((_DIGITS + "xyn")[_POWERS.index(sign)] for sign in match[0]) + "次方"


def _fraction(match: re.Match[str]) -> str:
    return f"{'负' if match[1] else ''}{number(match[3])}分之{number(match[2])}"


def _percentage(match: re.Match[str]) -> str:
    figures = match[1]
    return ("负" if figures.startswith("-") else "") + "百分之" + number(figures.lstrip("-"))


def _mobile(match: re.Match[str]) -> str:
    return "，".join(one_by_one(part, telephone=True) for part in match[0].strip("+").split())


def _landline(match: re.Match[str]) -> str:
    return "，".join(one_by_one(part, telephone=True) for part in match[0].split("-"))


def _range(match: re.Match[str]) -> str:
    return _signed(match[1]) + "到" + _signed(match[2])


def _value(match: re.Match[str]) -> str:
    return _signed(match[0])


def _version(match: re.Match[str]) -> str:
    return "点".join(one_by_one(part) for part in match[0].split("."))


def _quantity(match: re.Match[str]) -> str:
    words = number(match[1])
    more = "多" if match[2] == "+" else match[2] or ""
    return ("两" if words == "二" else words) + more + match[3]


def _digits(match: re.Match[str]) -> str:
    return one_by_one(match[0], telephone=True)


def _rule(pattern: str, words: Callable[[re.Match[str]], str]) -> _Rule:
    return re.compile(pattern, re.ASCII), words  # ASCII: \d must not match digits that have no word here


_ARITHMETIC: Final = re.compile(rf"({_OPERAND})([+\-×÷=])({_OPERAND})", re.ASCII)
_BEFORE_MEASURES: Final = (
    _rule(
        r"(?P<year>\d{4}|\d{2})年(?:(?P<month>0?[1-9]|1[0-2])月)?"
        r"(?:(?P<day>0?[1-9]|[12][0-9]|30|31)(?P<suffix>[日号]))?",
        _date,
    ),
    _rule(r"(\d{4})([- /.])(0[1-9]|1[012])\2(0[1-9]|[12][0-9]|3[01])", _dashed_date),
    _rule(f"{_CLOCK}[~-]{_CLOCK}", _clock_range),
    _rule(_CLOCK, _clock),
    _rule(f"{_NUMBER}{_RANGED}~{_NUMBER}{_RANGED}", _till),
    _rule(rf"({_NUMBER})(°C|℃|度|摄氏度)", _temperature),
)
_AFTER_MEASURES: Final = (
    _rule(f"[{_POWERS}]+", _power),
    _rule(r"(-?)(\d+)/(\d+)", _fraction),
    _rule(f"({_NUMBER})%", _percentage),
    _rule(r"(?<!\d)(?:\+?86 ?)?1(?:[38]\d|5[0-35-9]|7[678]|9[89])\d{8}(?!\d)", _mobile),
    _rule(r"(?<!\d)(?:0(?:10|2[1-3]|[3-9]\d{2})-?)?[1-9]\d{6,7}(?!\d)", _landline),
    _rule(r"400-?\d{3}-?\d{4}", _landline),
    _rule(rf"(?<![\d+\-×÷=])({_NUMBER})[-~]({_NUMBER})(?![\d+\-×÷=])", _range),
    _rule(r"-\d+", _value),
    _rule(r"\d+\.\d+(?:\.\d+)?(?:\.\d+)+", _version),
    _rule(r"-?\d+\.\d+|\.\d+", _value),
    _rule(rf"(\d+)([多余几+])?({_QUANTIFIER})", _quantity),
    _rule(r"\d{3,}", _digits),
    _rule(rf"{_NUMBER}|\.\d+", _value),
)
