"""Figures and signs in English; what stands around them decides: in 2026, 2026 people, World War II, room 204."""

from __future__ import annotations

import re
from collections.abc import Callable

from unisono.text import abbreviations
from unisono.text.count_en import cardinal, digit_by_digit, number, ordinal, paired
from unisono.text.roman import roman
from unisono.text.saying import Found, Saying, fraction, is_negative, low_digits, power, raises, without_noughts
from unisono.text.units import currency, unit

_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sep(?:tember|t\.?|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
# Four digits before 1900 are a year after these,
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|since|by|of|from|until|till|before|after|years?|early|late|mid|circa|around|during|and|to|spring|summer"
    rf"|fall|autumn|winter|christmas|class|{_MONTH})|\d(?:st|nd|rd|th)|,)\s$|[('’]$",
    re.IGNORECASE,
)
# and at no time before what is counted: a plural that is no verb in -s.
_COUNTED = re.compile(
    r"\s(?:(?:more|other|of|different|new|full|small|large|big|such)\s)?(?:people|men|women|children|feet|percent|points?"
    r"|(?!(?:is|was|has|does|as|this|its|us|vs|always|brings|marks|sees|across)\b)[a-z]{2,}s)\b"
)
_CALLED = re.compile(
    r"\b(?:call|dial|code|pin|zip|extension|ext\.?|passcode|password|text|number is|account|isbn|id)"
    r"(?:\s(?:is|code|number))?[:\s]\s?$",
    re.IGNORECASE,
)
_TYPED = re.compile(
    r"(?:[A-Za-z]-?|\b[A-Z]\.|\b[A-Z]{2,}\s|\b(?i:room|flight|bus|route|highway|interstate|suite|gate|model)\s)$"
)
_NAME_BEFORE = re.compile(r"\b[A-Z][a-z]+\s$")  # Boeing 747
_DUE = re.compile(r"\b(?:on|due|by|until|till|since|before|after|dated)\s$", re.IGNORECASE)


def _quantity(found: Found) -> str:
    a, b, sign = found["a"], found["b"], found["unit"]
    below = "minus " if is_negative(found) else "plus " if found["sign"] else ""
    if b and not sign and (years := _years(a, b, found.after)):
        return years
    if not b and not sign and a.isdigit() and (name := _name(a, found)):
        return below + name
    said = f"{number(a)} to {number(b)}" if b else number(a)
    if sign == "s" and re.search(r"[A-Z][A-Za-z]*\s$", found.before):  # iPhone 6s
        return f"{said} s"
    return f"{below}{said}" + (f" {_unit(sign, one=a == '1' and not b)}" if sign else "")


def _years(a: str, b: str, after: str) -> str:
    """1999-2004 and 2026-27; empty for what is counted."""
    if not (a + b).isdigit() or len(a) != 4 or _COUNTED.match(after):
        return ""
    if len(b) == 4 and "1000" < a < b < "2100":
        return f"{paired(a)} to {paired(b)}"
    return f"{paired(a)} to {cardinal(int(b))}" if len(b) == 2 and a[:2] in ("19", "20") and a[2:] < b else ""


def _name(digits: str, found: Found) -> str:
    """A number that names rather than counts: a year, a telephone, a type, a room; empty for what counts."""
    if len(digits) > 12 or (len(digits) > 2 and _CALLED.search(found.before)):
        return digit_by_digit(digits)
    if len(digits) not in (3, 4) or digits[0] == "0":
        return ""
    typed = _TYPED.search(found.before) or re.match(r"[pP]\b", found.after)  # A320, RTX 4090, 1080p
    if len(digits) == 3 and not re.match(r"\s[a-z]", found.after):
        typed = typed or _NAME_BEFORE.search(found.before)
    if (typed and digits[-2:] != "00") or (len(digits) == 4 and _is_year(digits, found)):
        return paired(digits)
    return ""


def _is_year(digits: str, found: Found) -> bool:
    if re.search(r"[A-Za-z]$", found.before) or _COUNTED.match(found.after):
        return False
    return "1900" <= digits < "2100" or ("1000" < digits < "1900" and bool(_YEAR_BEFORE.search(found.before)))


def _unit(sign: str, one: bool = False) -> str:
    kind, raised = unit(sign)
    return {"": "", "²": "square ", "³": "cubic "}[raised] + (kind.en if one else kind.en_more)


_SCALES = {"k": "thousand", "K": "thousand", "M": "million", "mn": "million", "B": "billion", "bn": "billion"}


def _money(found: Found) -> str:
    money = currency(found["cur"] or found["after"], "en")
    below = "minus " if is_negative(found) else ""
    bill = re.search(r"\ban?\s$", found.before) and re.match(r"\s[a-z]", found.after)  # a $20 bill
    more = money.en if bill else money.en_more
    a, b, scale = found["a"].replace(",", ""), found["b"].replace(",", ""), found["scale"].strip()
    if b or scale:
        words = (number(a), f"to {number(b)}" if b else "", _SCALES.get(scale, scale), more)
        return below + " ".join(word for word in words if word)
    whole, _, part = a.partition(".")
    if len(part) > 2 or not money.en_part:
        a = without_noughts(a)
        return f"{below}{number(a)} {money.en if a == '1' else more}"
    cents = int(part.ljust(2, "0") or 0)
    units = [f"{number(whole)} {money.en if whole == '1' else more}"] if whole.strip("0") or not cents else []
    if cents:
        units.append(f"{cardinal(cents)} {money.en_part if cents == 1 else money.en_parts}")
    return below + " and ".join(units)


def _date(found: Found) -> str:
    return f"{_MONTHS[int(found['m']) - 1]} {ordinal(int(found['d']))}, {paired(found['y'])}"


def _day(found: Found) -> str:
    """Nov 22, 2026; Nov. 22-24; 22 Nov 2026; Nov 2026."""
    month = next(name for name in _MONTHS if name[:3] == found["month"][:3])
    year = paired(found["y"]) if found["y"] else ""
    if not found["d"]:
        return f"{month} {year}"
    day = ordinal(int(found["d"])) + (f" to {ordinal(int(found['to']))}" if found["to"] else "")
    if found["all"][0].isdigit():
        the = "" if re.search(r"\bthe\s$", found.before) else "the "
        return f"{the}{day} of {month} {year}".strip()
    return f"{month} {day}" + (f", {year}" if year else "")


def _decade(found: Found) -> str:
    """1990s, '90s, 2000s, 1800s; 100s of people."""
    if found["many"]:
        return {2: "tens", 3: "hundreds"}.get(len(found["many"]), "thousands")
    digits = found["d"]
    if digits == "2000":
        return "two thousands"
    said = cardinal(int(digits)) if len(digits) == 2 else paired(digits)
    return f"{said[:-1]}ies" if said.endswith("y") else f"{said}s"


def _time(found: Found) -> str:
    hour, minute, second = int(found["h"]), found["m"], found["s"]
    half = f" {found['half'][0].upper()} M" if found["half"] else ""
    if not minute or (minute == "00" and not second):
        oclock = "" if half or not minute else " hundred" if hour > 12 or not hour else " o'clock"
        return cardinal(hour) + oclock + half
    said = f"{cardinal(hour)} " + ("oh " if "01" <= minute <= "09" else "") + cardinal(int(minute))
    return said + (f" and {cardinal(int(second))} seconds" if second else "") + half


def _ratio(found: Found) -> str:
    return " to ".join(number(part) for part in re.findall(r"[\d.]+", found["all"]))


_IDIOMS = {"24/7": "twenty four seven", "9/11": "nine eleven"}


def _fraction(found: Found) -> str | None:
    if found["all"] in _IDIOMS:
        return _IDIOMS[found["all"]]
    whole, over, under = fraction(found)
    if not found["v"] and not whole and _DUE.search(found.before) and 0 < int(over) < 13 and 0 < int(under) < 32:
        return f"{_MONTHS[int(over) - 1]} {ordinal(int(under))}"  # due 12/25
    if over == under:
        return f"{cardinal(int(over))} {cardinal(int(under))}"  # 20/20
    if not whole:
        some = "" if found["v"] == "½" and re.match(r"\san?\b", found.after) else f"{cardinal(int(over))} "
        return some + _parts(int(under), int(over))
    if found["a"] and int(over) >= int(under):  # "3 5/4": no part of one
        return None
    part = _parts(int(under), int(over))
    return f"{number(whole)} and " + (f"a {part}" if over == "1" else f"{cardinal(int(over))} {part}")


def _parts(under: int, over: int) -> str:
    """Half, thirds, quarters, twentieths; "over" and the number where that would be longer than people say."""
    if under == 2:
        return "half" if over == 1 else "halves"
    if 2 < under <= 20 or (over == 1 and under in (30, 32, 50, 64, 100, 1000)):
        name = "quarter" if under == 4 else ordinal(under).removeprefix("one ")
        return name + ("s" if over != 1 else "")
    return f"over {cardinal(under)}"


def _phone(found: Found) -> str | None:
    said = digit_by_digit(found["all"])
    return ("plus " if found["all"][0] == "+" else "") + said if len(said.split()) > 6 else None


def _power(found: Found) -> str | None:
    if not raises(found):
        return "" if re.search(r"[A-Za-z.,”\"]$", found.before) else None
    raised = power(found)
    if raised in ("2", "3"):
        return {"2": " squared", "3": " cubed"}[raised]
    said = raised if raised.isalpha() else ("minus " if raised[0] == "-" else "") + number(raised.lstrip("+-"))
    return f" to the power of {said}"


def _version(written: str) -> str:
    """3.11.2 in numbers, an address of the internet digit by digit."""
    say = digit_by_digit if written.count(".") == 3 else number
    return " point ".join(map(say, written.split("."))) if written.count(".") > 1 else number(written)


_KINGS = frozenset(
    """
    Henry Louis Elizabeth Charles George Edward James William Paul Benedict Pius Leo Richard Napoleon Alexander
    Catherine Nicholas Philip Ptolemy Ramses Wilhelm Friedrich Frederick Ivan Peter Mary Francis Gustav Margrethe
    Rama Leopold Innocent Gregory Clement Urban John Christian Ferdinand Alfonso Isabella
    """.split()
)
_NUMBERED = re.compile(
    r"\b(?:Chapter|Part|Act|Scene|Volume|Vol\.|Book|Section|Phase|Type|Class|Figure|Table|Appendix|War|Level|Stage|Grade"
    r"|Title|Article|Unit|Module|Lesson|Step|Mark)\s$",
    re.IGNORECASE,
)


def _roman(found: Found) -> str | None:
    """After a name: World War II, Chapter IV, Henry VIII the eighth; a single letter only after a word that counts."""
    value = roman(found["all"])
    name = re.search(r"([A-Z][a-z]+)\s$", found.before)
    if _NUMBERED.search(found.before):
        return cardinal(value) if 0 < value < 51 else None
    if not name or not 0 < value < 51 or len(found["all"]) < 2:
        return None
    if name[1] in _KINGS:
        return f"the {ordinal(value)}"
    return None if name[1] in ("The", "An", "My", "Your", "Our", "His", "Her") else cardinal(value)


_STREETS = {"st": "street", "dr": "drive"}  # after a name; before one they are a saint and a doctor


def _short(found: Found) -> str | None:
    """An abbreviation; where nothing follows it, its full stop also ends the sentence."""
    short = found["w"].lower()
    follows = found.after.lstrip(" (")[:1]
    if short not in abbreviations.READINGS or (short in abbreviations.NUMBERED and not follows.isdigit()):
        return None
    if short in _STREETS and re.search(r"[A-Z][a-z]+\s$", found.before) and not follows.isupper():
        return _STREETS[short] + ("" if follows else ".")
    return abbreviations.READINGS[short] + ("." if not follows and short in abbreviations.CAN_END else "")


def _feet(found: Found) -> str:
    return f"{cardinal(int(found['f']))} {'foot' if found['f'] == '1' else 'feet'} {cardinal(int(found['i']))}"


_KINDS: dict[str, Callable[[Found], str | None]] = {
    "date": _date,
    "month": lambda found: f"{_MONTHS[int(found['m'] or found['n']) - 1]} {paired(found['y'])}",
    "day": _day,
    "decade": _decade,
    "phone": _phone,
    "local phone": lambda found: digit_by_digit(found["all"]),
    "digits": lambda found: digit_by_digit(found["all"][:-1]) + f" {_last(found['all'][-1])}",
    "version": lambda found: _version(found["all"]),
    "named version": lambda found: f"version {_version(found['n'])}",
    "time": _time,
    "ratio": _ratio,
    "fraction": _fraction,
    "money": _money,
    "quantity": _quantity,
    "short count": lambda found: f"{number(found['a'])} {_SCALES[found['scale']]}",
    "ordinal": lambda found: ordinal(int(found["n"].replace(",", ""))),
    "number": lambda found: "number ",
    "power": _power,
    "index": lambda found: digit_by_digit(low_digits(found)),
    "unit": lambda found: _unit(found["unit"]),
    "per": lambda found: f" per {_unit(found['unit'], one=True)}",
    "feet": _feet,
    "roman": _roman,
    "short": _short,
}


def _last(char: str) -> str:
    return char.upper() if char.isalpha() else digit_by_digit(char)


_DAY = r"(?P<d>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?:[-–](?P<to>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?)?"
_OF_YEAR = r"(?P<y>1\d{3}|20\d\d)(?![\d.,]\d|\d)"
_WORD = r"(?:[A-Za-z]{1,2}\.){0,2}[A-Za-z]{1,7}"
_STOP = r"\.(?=\s|$|,)"

SAYING = Saying(
    kinds=_KINDS,
    signs={
        **{"+": "plus", "-": "minus", "×": "times", "by": "by", "÷": "divided by", "=": "equals", "≈": "approximately"},
        **{"≠": "is not", "≤": "less than or equal to", "≥": "greater than or equal to", "<": "less than"},
        **{">": "greater than", "±": "plus or minus", "√": "the square root of", "∞": "infinity", "∠": "angle"},
        **{"∵": "because", "∴": "therefore", "∈": "in", "∑": "the sum of", "∫": "the integral of", "∥": "parallel to"},
        **{"⊥": "perpendicular to", "′": "minutes", "″": "seconds", "&": "and", "@": "at", "to": "to", "%": "percent"},
        **{"about": "about", "number": "number", "#": "hashtag", "sharp": "sharp", "per": "per"},
    },
    address={
        **{".": "dot", "/": "slash", "-": "dash", "_": "underscore", "@": "at", ":": "colon", "~": "tilde"},
        **{"=": "equals", "+": "plus", "&": "and"},
    },
    own=(
        ("day", rf"(?P<month>{_MONTH})\s{_DAY}(?![\d:%A-Za-z]|[.,]\d)(?:,?\s{_OF_YEAR})?"),
        ("day", rf"(?P<month>{_MONTH}),?\s{_OF_YEAR}"),
        ("day", rf"{_DAY}\s(?P<month>{_MONTH})(?![A-Za-z])(?:,?\s{_OF_YEAR})?"),
        ("short count", r"(?P<a>\d+\.\d+)(?P<scale>[kKMB]|bn|mn)(?![A-Za-z0-9])"),
        ("decade", r"(?P<many>10|100|1,?000)s(?=\sof\b)"),
        ("decade", r"['’]?(?P<d>(?:1[1-9]|20)?\d0)[’']?s(?![A-Za-z])"),
        ("ordinal", r"(?P<n>\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?:st|nd|rd|th)(?![A-Za-z])"),
        ("local phone", r"\d{3}-\d{4}(?!\d)"),
        ("feet", r"(?P<f>\d{1,2})['′](?P<i>\d{1,2})(?:[\"″”]|'')?(?![A-Za-z\d])"),
        ("named version", r"(?:[vV](?=\d+\.)|v)(?P<n>\d+(?:\.\d+){0,4})(?!\w)"),
        ("number", r"N[oO]s?\.\s?(?=\d)"),
        ("short", rf"(?P<w>{_WORD}){_STOP}"),
        ("roman", r"[IVX]{1,6}(?![A-Za-z'’.]|-[A-Za-z])"),
    ),
    starts=(
        rf"['’](?=\d0s)|(?<![A-Za-z.])(?:{_MONTH}(?=,?\s\d)|[IVX]{{1,6}}(?![A-Za-z])|[vV](?=\d)|N[oO]\.(?=\d)|{_WORD}{_STOP})"
    ),
)
