"""Mandarin characters that are words by themselves and read by what stands beside them: 得, 地, 还, 长, 只, …"""

from __future__ import annotations

import re

# character -> (what stands before it, what stands after it, reading), the first that fits; else the dictionary's.
_TABLE: dict[str, tuple[tuple[str, str, str], ...]] = {
    "得": (
        (r"(?:^|[我你您他她它们人谁还也都就又总必])$", r"[^很太真更多不了最非挺到出起见着清住对好快慢厉]", "dei3"),
        (r"", r"(?:了(?:病|奖|奖学金|冠军|第|感冒|癌)|奖|分|到了)", "de2"),
        (r"^$", r"", "de2"),
        (r"", r"", "de5"),
    ),
    "地": (
        (r"(.)\1$|(?:[然心速意快慢真力情静利细微险默续切断底全刻苦乐兴])$", r"[一-鿿]", "de5"),
        (r"", r"", "di4"),
    ),
    "还": (
        (r"", r"(?:了?我|了?你|了?他|了?她|给|钱|书|债|款|贷|清|账|车|礼|手|回|不起|得起)", "huan2"),
        (r"", r"", "hai2"),
    ),
    "长": (
        (r"[太很好更最变拉延多加不够挺真有长]$", r"", "chang2"),
        (r"", r"了", "zhang3"),
        (r"[头须发年毛牙个]$|[越]$", r"(?:得|出|满|高|胖|大|在|痘|毛|牙|草|成|个)", "zhang3"),
        (r"", r"(?:得|出|满|高|胖|大|在|痘|毛|牙|草|成)", "zhang3"),
        (r"[校院部班队船市省县局科处会排连营团军师]$", r"", "zhang3"),
        (r"", r"", "chang2"),
    ),
    "只": ((r"[一二两三四五六七八九十百千万几这那每多]$", r"", "zhi1"), (r"", r"", "zhi3")),
    "种": (
        (r"^$|[去来在要会能爱我你他们]$", r"(?:了|下|着|树|花|菜|地|田|瓜|豆|草|满)", "zhong4"),
        (r"", r"", "zhong3"),
    ),
    "重": ((r"", r"(?:来|做|写|新|看|读|修|建|启|复|逢|返|回|申|游|装|排|试|播|组|温|塑|演)", "chong2"),),
    "为": (
        (r"", r"(?:了|什么|何|你|我|他|她|它|您|谁|大家|人民|祖国|此|自己|孩子)", "wei4"),
        (r"", r"", "wei2"),
    ),
    "教": ((r"", r"", "jiao1"),),
    "数": ((r"", r"(?:了|一数|数|到|着|不清|钱)", "shu3"),),
    "当": ((r"", r"(?:真|成|作|做)", "dang4"), (r"", r"", "dang1")),
    "背": ((r"", r"(?:着|起|包|书包|上)", "bei1"),),
    "干": ((r"", r"(?:净|燥|杯|旱|了这|果|货|脆|洗)", "gan1"), (r"", r"", "gan4")),
    "倒": ((r"", r"(?:下|了下|塌|闭|霉|在|台)", "dao3"),),
    "空": ((r"[有没抽得]$", r"", "kong4"),),
    "行": ((r"[一二两三四五六七八九十几各这那每]$", r"", "hang2"), (r"", r"", "xing2")),
    "累": ((r"", r"", "lei4"),),
    "扎": ((r"", r"", "za1"),),
    "曾": ((r"", r"", "ceng2"),),
    "血": ((r"", r"", "xue4"),),
    "都": ((r"", r"", "dou1"),),
    "着": (
        (r"[睡找用]$", r"$|了|[，。！？]", "zhao2"),
        (r"", r"", "zhe5"),
    ),
    "了": ((r"[受吃办少忘到]不$", r"", "liao3"), (r"", r"", "le5")),
    "少": ((r"", r"(?:爷|年|女|妇|林)", "shao4"),),
    "没": ((r"", r"(?:收|落)", "mo4"), (r"", r"", "mei2")),
    "散": ((r"", r"(?:文|装|架|光)", "san3"),),
    "降": ((r"", r"(?:龙|伏|服)", "xiang2"),),
    "调": ((r"", r"(?:查|动|换|到|派|来|往|头|出|入|职)", "diao4"), (r"[音曲单色声语]$", r"", "diao4")),
    "相": ((r"[照长吉真]$|^$", r"(?:机|片|声|册|貌)", "xiang4"),),
    "假": ((r"[放请休暑寒病事年]$", r"", "jia4"),),
    "藏": ((r"[西青入川]$", r"", "zang4"),),
    "乐": ((r"[音器声奏民]$", r"", "yue4"),),
    "弹": ((r"[子炸导核枪]$", r"", "dan4"), (r"", r"", "tan2")),
    "挑": ((r"", r"(?:战|衅|拨|逗|起|灯)", "tiao3"),),
    "闷": ((r"", r"(?:热|气|头)", "men1"),),
    "切": ((r"", r"(?:菜|开|成|片|断|割|换)", "qie1"),),
    "禁": ((r"不$", r"", "jin1"),),
    "吓": ((r"", r"", "xia4"),),
    "待": ((r"", r"(?:一会|在|了|着)", "dai1"),),
    "发": ((r"[理白黑长短头]$", r"", "fa4"), (r"", r"", "fa1")),
    "的": ((r"", r"", "de5"),),
    "们": ((r"", r"", "men5"),),
    "过": ((r"", r"", "guo4"),),
    "好": ((r"", r"(?:学|奇|客|胜|战|色|酒|吃懒)", "hao4"),),
    "中": ((r"", r"(?:奖|毒|暑|弹|枪|计|邪|风|彩|标|了|过)", "zhong4"),),
    "打": ((r"一$", r"", "da3"),),
}
_RULES = {
    char: tuple((re.compile(before), re.compile(after), reading) for before, after, reading in rules)
    for char, rules in _TABLE.items()
}
CHARACTERS = frozenset(_RULES)
REACH = 4  # characters on either side that a rule looks at


def reading(char: str, before: str, after: str) -> str:
    """The pinyin of a lone `char` between its neighbours (up to `REACH` characters each); empty where no rule fits."""
    for left, right, pinyin in _RULES.get(char, ()):
        if left.search(before) and right.match(after):
            return pinyin
    return ""
