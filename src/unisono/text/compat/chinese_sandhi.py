"""How tones change in running Mandarin: 不, 一, neutral tones and chains of third tones (specs/gpt-sovits.md §4.3).

A word here is one that jieba cut; finals are pypinyin's with the tone as last letter (5 is neutral).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

Word = tuple[str, str]  # characters, jieba's part of speech
Finals = Callable[[str], list[str]]

_MARKS: Final = "：，；。？！“”‘’':,;.?!"


def _grouped(groups: str) -> Iterator[str]:
    for group in groups.split():
        last, _, firsts = group.partition(":")
        yield from (first + last for first in firsts)


# Words whose last syllable is said without tone; groups are "last character:first characters".
_NEUTRAL: Final = frozenset(
    _grouped(
        "头:上丫前后对念拳指木枕浪甜石码罐舌苗跟里锄馒骨 气:丧力客小志福秀脾运阔 家:东亲人冤娘婆 么:什多怎这那 "
        "夫:丈功大姐工 实:壮扎结老踏 巴:下哑嘴尾眨 糊:含模烂糨迷 事:差干故本 人:丈大媒爱 快:凉勤爽痛 爷:大姥少老 "
        "腾:倒扑折翻 识:意知见认 匠:木石铁 和:暖温软 帚:扫炊笤 当:妥稳行 息:休出消 意:主大生 方:地大比 服:佩舒衣 "
        "活:养忙快 生:先学畜 道:厚地门 量:商思打 个:这那 乎:在玄 亮:月漂 亲:母父 伙:家小 候:时火 发:头打 口:两牲 "
        "号:字记 司:上官 同:合胡 呼:招称 唤:使叫 嗦:哆罗 在:实自 坊:作街 堂:名弄 士:护道 妇:媳寡 害:利厉 思:心意 "
        "性:悟记 情:事交 才:奴秀 火:柴红 璃:玻琉 疾:疟痢 碜:寒牙 算:打盘 缝:眯裁 罕:希稀 袋:口脑 计:伙算 辑:编逻 "
        "饼:月烧"
    )
) | frozenset(
    (
        "一辈 下水 不由 世故 东西 买卖 云彩 亲戚 介绍 似的 位置 体面 便宜 兄弟 关系 冒失 冤枉 冷战 凑合 凤凰 分析 "
        "利索 利落 别扭 刺激 刺猬 动弹 动静 匀称 包涵 包袱 千斤 吆喝 吉他 名字 吓唬 告示 告诉 和尚 咕噜 咖喱 咳嗽 "
        "哈欠 唾沫 喇叭 喇嘛 喉咙 喜欢 喽啰 嘀咕 嘟囔 嘱咐 困难 外甥 多少 太阳 女婿 妖精 妯娌 姑娘 委屈 嫁妆 学问 "
        "对付 将就 屁股 岁数 巴掌 巴结 师傅 师父 帐篷 帮手 幸福 庄稼 应酬 开通 弟兄 张罗 得罪 念叨 怪物 情形 惦记 "
        "懒得 戒指 扁担 打听 打扮 打点 扫把 报复 抬举 拖沓 招牌 拨弄 拾掇 指甲 挑剔 挖苦 提防 收成 收拾 新鲜 明白 "
        "朋友 机灵 枇杷 架势 栅栏 核桃 棉花 棒槌 棺材 槟榔 欺负 正经 泥鳅 活泼 清楚 溜达 滑溜 灯笼 点心 烟筒 热闹 "
        "照顾 熟悉 牌楼 牢骚 特务 状元 狐狸 玫瑰 琢磨 琵琶 甘蔗 疏忽 疙瘩 白净 盘缠 相声 眉毛 眼睛 石榴 砚台 祖宗 "
        "秧歌 窗户 窝囊 窟窿 笑话 笑语 答应 算盘 篱笆 簸箕 粮食 精神 糊涂 糟蹋 累赘 老婆 耳朵 耷拉 耽搁 耽误 聪明 "
        "胡琴 胡萝 胭脂 胳膊 能耐 脊梁 膏药 舒坦 芝麻 苍蝇 苗条 荒唐 荸荠 菩萨 萝卜 葡萄 葫芦 薄荷 蘑菇 蚂蚱 蛤蟆 "
        "蜡烛 行李 衙门 衣裳 补丁 规矩 计划 讲究 豆腐 财主 费用 趔趄 跳蚤 转悠 过去 连累 造化 邋遢 部分 里脊 钥匙 "
        "铃铛 铺盖 闺女 队伍 难为 风筝 馄饨 首饰 马虎 骆驼 高粱 鸳鸯 麻利 麻烦 咋呼 念叨 老太"
    ).split()
)
# Words that look as if they did (…子, reduplications) but keep their tone.
_NEVER_NEUTRAL: Final = frozenset(
    (
        "男子 女子 分子 原子 量子 莲子 石子 瓜子 电子 学子 卵子 算子 人人 虎虎 幺幺 哈哈 数数 袅袅 想想 熙熙 攘攘 "
        "死死 冉冉 恳恳 佼佼 吵吵 打打 考考 整整 莘莘 青青 干嘛 局地 耕地 落地 以下 留得 娃哈哈 花花草草 家家户户"
    ).split()
)

# Where 儿 is a child, a name or a syllable of verse, and where it is always the rolled end of the one before.
_OWN_ER: Final = frozenset(
    (
        "虐儿 为儿 护儿 瞒儿 救儿 替儿 有儿 一儿 我儿 俺儿 妻儿 拐儿 聋儿 乞儿 患儿 幼儿 孤儿 婴儿 婴幼儿 连体儿 "
        "脑瘫儿 流浪儿 体弱儿 混血儿 蜜雪儿 舫儿 祖儿 美儿 应采儿 可儿 侄儿 孙儿 侄孙儿 女儿 男儿 红孩儿 花儿 虫儿 "
        "马儿 鸟儿 猪儿 猫儿 狗儿 少儿"
    ).split()
)
_ROLLED_ER: Final = frozenset("小院儿 胡同儿 范儿 老汉儿 撒欢儿 寻老礼儿 妥妥儿 媳妇儿".split())


def join_words(words: list[Word], finals: Finals) -> list[Word]:
    """jieba's words → longer ones, so that 不, 一, 儿, doubled words and third tones meet their neighbours."""
    for step in (_join_bu, _join_yi_between, _join_yi, _join_doubled):
        words = step(words)
    words = _join_thirds(words, finals, lambda left, right: _all_third(left) and _all_third(right))
    words = _join_thirds(words, finals, lambda left, right: _all_third([left[-1], right[0]]))
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
    own = characters in _OWN_ER or kind in ("a", "j", "nr")
    if (own and characters not in _ROLLED_ER) or characters[-2:] in _OWN_ER or len(finals) < 2:
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


def _join_yi_between(words: list[Word]) -> list[Word]:
    joined: list[Word] = []
    at = 0
    while at < len(words):
        word = words[at]
        after = words[at + 1] if at + 1 < len(words) else None
        if word[0] == "一" and joined and after and joined[-1] == after and after[1] == "v":
            joined[-1] = (after[0] + "一" + after[0], "v")  # 看 一 看
            at += 1
        else:
            joined.append(word)
        at += 1
    return joined


def _join_yi(words: list[Word]) -> list[Word]:
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


def _join_thirds(words: list[Word], finals: Finals, meet: Callable[[list[str], list[str]], bool]) -> list[Word]:
    sounds = [finals(characters) for characters, _ in words]
    joined: list[Word] = []
    just_joined = False
    for at, word in enumerate(words):
        before = words[at - 1][0] if at else ""
        just_joined = (
            bool(before)
            and not just_joined
            and meet(sounds[at - 1], sounds[at])
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
        if finals[at + 1][-1] in "45":
            finals = _with_tone(finals, at, "2")
        elif characters[at + 1] not in _MARKS:
            finals = _with_tone(finals, at, "4")
    return finals


def _neutral(characters: str, kind: str, finals: list[str], halves: Callable[[str], tuple[str, str]]) -> list[str]:
    for at in range(1, len(characters)):
        if characters[at] == characters[at - 1] and kind[0] in "nva" and characters not in _NEVER_NEUTRAL:
            finals = _with_tone(finals, at, "5")  # 奶奶, 试试
    place = _neutral_place(characters, kind)
    if place is not None:
        finals = _with_tone(finals, place, "5")
    first, second = halves(characters)
    if first in _NEUTRAL or first[-2:] in _NEUTRAL:
        finals = _with_tone(finals, len(first) - 1, "5")
    if second in _NEUTRAL or second[-2:] in _NEUTRAL:
        finals = _with_tone(finals, len(characters) - 1, "5")
    return finals


def _neutral_place(characters: str, kind: str) -> int | None:
    """Which syllable the word's last characters make neutral, if any."""
    last, end, several = characters[-1], len(characters) - 1, len(characters) > 1
    counter = characters.find("个")
    if (
        last in "吧呢哈啊呐噻嘛吖嗨呐哦哒额滴哩哟喽啰耶喔诶的地得"
        or (not several and last in "了着过" and kind in ("ul", "uz", "ug"))
        or (several and last in "们子" and kind in ("r", "n") and characters not in _NEVER_NEUTRAL)
        or (several and last in "上下里" and kind in ("s", "l", "f"))
        or (several and last in "来去" and characters[-2] in "上下进出回过起开")
    ):
        return end
    if characters == "个" or (counter >= 1 and _counts(characters[counter - 1])):
        return counter
    return end if characters in _NEUTRAL or characters[-2:] in _NEUTRAL else None


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
    """`first`: syllables of the word's first half: 2 in 蒙古/包, 1 in 纸/老虎."""
    if _all_third(finals):
        finals = _with_tone(finals, 1, "2")
        return _with_tone(finals, 0, "2") if first == 2 else finals
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
