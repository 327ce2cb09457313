"""Figures and signs in Mandarin; what stands around them decides: 2个, 2026年, 比分3-2, 电话12345."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from unisono.text import simplified
from unisono.text.count_zh import CALLED, DIGITS, cardinal, number
from unisono.text.roman import roman
from unisono.text.saying import (
    Found,
    Saying,
    amounts,
    fraction,
    is_negative,
    low_digits,
    power,
    raises,
    without_noughts,
)
from unisono.text.units import UNIT, currency, unit

# What is counted with 两, not 二; and what follows a number that counts at all.
_PAIRED = (
    "个位名本件只张条天周岁倍斤家辆台部篇遍杯瓶棵座种类项对双句段颗根块元人万千亿升克吨厘毫秒里步页架门艘匹头份场枚堂碗盒袋包首幅口扇朵"
    "束间套副滴米两国者边半股样把支枝代处箱排轮回届公美欧英蚊"
)
_LIANG = re.compile(rf"\s?(?:[{_PAIRED}]|层(?!楼)|次(?!方)|年(?![级代])|分钟|小时|点(?!\d)|平方|立方|百万|日元)")
_ORDERS = re.compile(r"(?:第|初|周|星期|礼拜|其|农历)\s?$")
_COUNTED = re.compile(rf"\s?[{_PAIRED}层次年行百多余几度平立票亩户分点字日港韩磅圆]")
# Digit by digit: years, telephones, papers, services, rooms and roads.
_YEAR = re.compile(r"\s?(?:年(?!前|来|以|的?历史|的?文明|多|间)|学年|财年|赛季|届|级新生|春|秋)")
_SHORT_YEAR = re.compile(r"\s?年(?!代|级)")
_CALLS = re.compile(r"(?:电话|手机|热线|致电|拨打?|分机号?|客服|传真|短信|号码|电联|打)[^\d，。；！？,]{0,4}$")
_PAPERS = re.compile(
    r"(?:证号?|编号|学号|工号|卡号|[账帐]号|密码|验证码|邮编|QQ号?|群号?|航班号?|车次|代码|房间号?|尾号|单号|序列号|ISBN)"
    r"[^\d，。；！？,]{0,4}$"
)
_SERVICES = re.compile(r"\s?(?:网站|网(?!友)|客服|热线|短信|专线|平台|工程)")
_NAMED = re.compile(r"\s?(?:室|房间|国道|省道|高校|院校|工作制|晚会|大促|购物节|事件|公寓)")
_TYPED = re.compile(r"[A-Za-z](?:\d{1,4}-|([ ·_-]?))$")  # i7-12700, A320, RTX 4090
_CROSSED = re.compile(r"\s?[×xX*]\s?\d{3,4}(?!\d)"), re.compile(r"(?<!\d)\d{3,4}\s?[×xX*]\s?$")
# What a dash or a colon between numbers is.
_VERSUS = re.compile(r"(?:比分|以|比例|比率|配比|总分|战成|按|为|比分是)\s?$")
_WON = re.compile(r"\s?(?:[大小险完]?胜|[获战]胜|击败|领先|落后|战平|打平|逆转)")
_PICTURE = re.compile(r"[图表式例题附]\s?[(（]?$")


def _in_context(found: Found) -> Found:
    table = simplified.table()
    return replace(found, before=found.before.translate(table), after=found.after.translate(table))


def _quantity(found: Found) -> str | None:
    found = _in_context(found)
    if found["b"]:
        said = _range(found)
    elif not found["unit"] and (called := _called(found["a"], found)):
        said = called
    else:
        said = _measured(_count(found["a"], found), found["unit"])
    below = "" if found.before.endswith("零下") else "负"
    return (below if is_negative(found) else "正" if found["sign"] else "") + said


def _range(found: Found) -> str:
    """3-5天, 2024-25赛季, 3-2战胜, 图3-5."""
    a, b = found["a"].replace(",", ""), found["b"].replace(",", "")
    if _PICTURE.search(found.before):
        return f"{number(a)}杠{number(b)}"
    if not found["unit"] and (_VERSUS.search(found.before) or _WON.match(found.after)):
        return f"{number(a)}比{number(b)}"
    if len(a) == 4 and a.isdigit() and (_is_year(b, found) or (len(b) == 2 and _YEAR.match(found.after))):
        return f"{a.translate(DIGITS)}到{b.translate(DIGITS)}"
    if found["same"] == "%":
        return f"{_measured(number(a), '%')}到{_measured(number(b), '%')}"
    return _measured(f"{_count(a, found)}到{_count(b, found)}", found["unit"])


def _count(written: str, found: Found) -> str:
    """A number before what it counts."""
    bare = written.replace(",", "")
    if bare == "2" and _LIANG.match(found.after) and not _ORDERS.search(found.before):
        return "两"
    return bare.translate(DIGITS) if _is_year(bare, found) else number(written)


def _is_year(digits: str, found: Found) -> bool:
    """2026年, 08年, 98年, 90后, CES 2026; but 2000年前, 60年 and 2026人 are counted."""
    if len(digits) == 2:
        late = digits[0] == "0" or (digits[0] in "56789" and digits[1] != "0")
        born = digits[1] in "05" and re.match(r"后(?!来)", found.after)
        return bool((late and _SHORT_YEAR.match(found.after)) or born)
    if len(digits) != 4 or not digits.isdigit():
        return False
    if found.after.lstrip()[:1] == "年" or _YEAR.match(found.after):
        return digits[0] in "12" and bool(_YEAR.match(found.after))
    near = "19" <= digits[:2] <= "20" and not _COUNTED.match(found.after) and not found["unit"]
    return near and bool(re.match(r"\s?[㐀-鿿]|[A-Z]", found.after) or re.search(r"[A-Za-z]\s?$", found.before))


def _called(digits: str, found: Found) -> str:
    """Digit by digit: telephones, papers, types, and what is too long to count; empty for what is counted."""
    if len(digits) < 3 or not digits.isdigit():
        return ""
    counted = _COUNTED.match(found.after)
    if _CALLS.search(found.before) or _SERVICES.match(found.after):
        return digits.translate(CALLED)
    if _PAPERS.search(found.before) or (len(digits) > 12 and not counted):
        return digits.translate(CALLED if len(digits) > 4 else DIGITS)
    typed = _TYPED.search(found.before)
    if typed and typed[1] is not None and (digits[-2:] == "00" or (typed[1] in (" ", "-") and counted)):
        typed = None
    crossed = _CROSSED[0].match(found.after) or _CROSSED[1].search(found.before)
    lines = len(digits) < 5 and (crossed or re.match(r"[pPi](?![A-Za-z])", found.after))  # 1920×1080, 1080p
    return digits.translate(DIGITS) if typed or lines or _NAMED.match(found.after) else ""


def _measured(said: str, sign: str) -> str:
    """A number with its unit: 百分之五, 五平方米, 每小时六十公里, 两公斤."""
    if not sign:
        return said
    kind, raised = unit(sign)
    if not kind.zh:
        return f"{said}{sign}"
    if kind.zh == "百分之{}" and said == "一百":
        return "百分之百"
    if said == "二" and kind.zh[0] not in "度摄华百千万":
        said = "两"
    return kind.zh.format(said) if "{}" in kind.zh else f"{said}{_RAISED[raised]}{kind.zh}"


_RAISED = {"": "", "²": "平方", "³": "立方"}


def _unit(found: Found) -> str | None:
    """The name of a unit that stands without a number."""
    kind, raised = unit(found["unit"])
    return _RAISED[raised] + kind.zh.replace("{}", "") if kind.zh else None


def _per(found: Found) -> str | None:
    name = _unit(found)
    return f"每{name}" if name else None


def _money(found: Found) -> str:
    several, scale = amounts(found)
    said = [number(without_noughts(amount)) for amount in several]
    said[-1] = "两" if said == ["二"] else said[-1]
    name = currency(found["cur"] or found["after"], "zh").zh
    return ("负" if is_negative(found) else "") + "到".join(said) + scale + name


def _date(found: Found) -> str:
    return f"{_month(found)}{cardinal(found['d'])}日"


def _month(found: Found) -> str:
    return f"{found['y'].translate(DIGITS)}年{cardinal(found['m'] or found['n'])}月"


def _time(found: Found) -> str | None:
    found = _in_context(found)
    if _VERSUS.search(found.before) and not found["half"]:
        return None
    hour, minute, second = found["h"], found["m"], found["s"]
    half = {"": "", "a": "上午", "p": "下午"}[found["half"][:1].lower()]
    said = half + ("两" if int(hour) == 2 else cardinal(hour)) + "点"
    if minute and (int(minute) or second):
        said += ("零" if minute[0] == "0" and int(minute) else "") + cardinal(minute)
        said += "" if re.match(r"分(?!钟)", found.after) else "分"
    return said + (f"{cardinal(second)}秒" if second else "")


def _ratio(found: Found) -> str:
    return "比".join(number(part) for part in re.findall(r"[\d.]+", found["all"]))


def _fraction(found: Found) -> str:
    if found["all"] == "24/7":
        return "二十四七"
    whole, over, under = fraction(found)
    return (f"{cardinal(whole)}又" if whole else "") + f"{cardinal(under)}分之{cardinal(over)}"


def _phone(found: Found) -> str | None:
    digits = re.sub(r"\D", "", found["all"])
    plus = "加" if found["all"][0] == "+" else ""
    return plus + digits.translate(CALLED) if len(digits) > 7 else None


def _power(found: Found) -> str | None:
    if not raises(found):
        return "" if re.search(r"[㐀-鿿”》]$", found.before) else None
    raised = power(found)
    if raised in ("2", "3"):
        return {"2": "的平方", "3": "的立方"}[raised]
    said = raised if raised.isalpha() else ("负" if raised[0] == "-" else "") + cardinal(raised.lstrip("+-"))
    return f"的{said}次方"


def _roman(found: Found) -> str | None:
    value = roman(found["all"])
    return cardinal(str(value)) if value else None


_KINDS: dict[str, Callable[[Found], str | None]] = {
    "date": _date,
    "month": _month,
    "phone": _phone,
    "digits": lambda found: found["all"].translate(CALLED),
    "version": lambda found: found["all"].translate(DIGITS).replace(".", "点"),
    "time": _time,
    "ratio": _ratio,
    "fraction": _fraction,
    "money": _money,
    "quantity": _quantity,
    "power": _power,
    "index": lambda found: low_digits(found).translate(DIGITS),
    "unit": _unit,
    "per": _per,
    "roman": _roman,
    "dots": lambda found: found["all"].replace("·", "").translate(DIGITS),
    "myriads": lambda found: f"{_count(found['a'], replace(found, after='万'))}万",
    "some percent": lambda found: f"百分之{number(found['a'])}{found['more']}",
    "ordinal": lambda found: f"第{cardinal(found['n'])}",
}

SAYING = Saying(
    kinds=_KINDS,
    signs=dict(
        pair.split(":")
        for pair in (
            "+:加 -:减 ×:乘 by:乘 ÷:除以 =:等于 ≈:约等于 ≠:不等于 ≤:小于等于 ≥:大于等于 <:小于 >:大于 ±:正负 √:根号 "
            "∞:无穷大 ∠:角 ∵:因为 ∴:所以 ∈:属于 ∑:求和 ∫:积分 ⊥:垂直于 ∥:平行于 ′:分 ″:秒 &:和 @:艾特 to:到 about:约 "
            "more:多 number:第 sharp:sharp per:每 %:百分号"
        ).split()
    ),
    address={
        **{".": "点", "/": "斜杠", "-": "杠", "_": "下划线", "@": " at ", ":": "冒号", "~": "波浪号", "=": "等于"},
        **{"+": "加", "&": "和"},
    },
    own=(
        ("roman", r"(?<![A-Za-z])[IVX]{1,6}(?![A-Za-z])"),
        ("dots", r"\d{1,2}(?:·\d{1,2}){1,2}(?!\d)"),
        ("myriads", r"(?P<a>\d+(?:\.\d+)?)w(?![A-Za-z])"),  # as people type 万
        ("unit", rf"(?P<unit>{UNIT})"),
        ("some percent", r"(?P<a>\d+)(?P<more>[多余几])%"),
        ("ordinal", r"(?:No\.|NO\.|№)\s?(?P<n>\d{1,6})(?!\d)"),
    ),
    starts=(
        rf"(?<=[万亿萬億]){UNIT}|(?<=第)[IVX]|(?<![A-Za-z])[IVX]{{1,6}}(?=[期型级級类類代世卷章部])|(?:No|NO)\.(?=\s?\d)"
    ),
)
