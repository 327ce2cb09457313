"""Figures and signs in Cantonese: counted as in Mandarin, in the characters and words of Hong Kong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from unisono.text import say_zh
from unisono.text.saying import Found

# Every character that say_zh and units.py may say and that Hong Kong writes in another way; 幺 is only Mandarin.
_HONG_KONG = str.maketrans(
    "两万亿点负减号约长为时钟级欧镑韩币码顷盎兹压帧转线节数无穷东于总页赛届个贝微顿尔华卢摄积属铢吨杠纳",
    "兩萬億點負減號約長為時鐘級歐鎊韓幣碼頃盎茲壓幀轉線節數無窮東於總頁賽屆個貝微頓爾華盧攝積屬銖噸槓納",
)
_OWN = str.maketrans("幺", "一")


def _in_hong_kong(say: Callable[[Found], str | None]) -> Callable[[Found], str | None]:
    def said(found: Found) -> str | None:
        words = say(found)
        if words is None:
            return None
        if found.kind == "money" and found["cur"] == "$":  # the dollar of Hong Kong
            words = words.replace("美元", "蚊")
        return words.translate(_OWN).translate(_HONG_KONG)

    return said


SAYING = replace(
    say_zh.SAYING,
    own=(*say_zh.SAYING.own, ("phone", r"[2-9]\d{3} \d{4}(?!\d)")),
    kinds={kind: _in_hong_kong(say) for kind, say in say_zh.SAYING.kinds.items()},
    signs={sign: words.translate(_HONG_KONG) for sign, words in say_zh.SAYING.signs.items()} | {"&": "同"},
    address={sign: words.translate(_HONG_KONG) for sign, words in say_zh.SAYING.address.items()},
)
