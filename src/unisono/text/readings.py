"""Mandarin words that the phrase dictionary of pypinyin lacks or reads in a way that nobody speaks.

The lists of neutral tones and of words in two third tones follow common usage (Xiandai Hanyu Cidian, PSC word lists).
"""

from __future__ import annotations

# The last syllable is light: 东西 dong1 xi5.
LIGHT = frozenset(
    """
    妈妈 爸爸 哥哥 姐姐 弟弟 妹妹 爷爷 奶奶 叔叔 舅舅 姑姑 伯伯 婆婆 公公 太太 宝宝 娃娃 星星 猩猩 蝈蝈
    东西 喜欢 地方 朋友 先生 时候 认识 意思 漂亮 便宜 明白 清楚 衣服 消息 学生 休息 告诉 事情 关系 故事 月亮
    耳朵 眼睛 头发 豆腐 骨头 石头 馒头 木头 舌头 枕头 拳头 指头 念头 商量 聪明 热闹 老实 糊涂 打听 名字 多少 困难
    生意 客气 谢谢 晚上 早上 外面 里面 上面 下面 前面 后面 这里 那里 哪里 外头 里头 上头 后头 知道 高兴
    力气 脾气 运气 福气 丈夫 大夫 大方 部分 本事 毛病 麻烦 窗户 打扮 打算 打量 灯笼 笑话 行李 护士 胡萝卜 萝卜 葡萄
    玻璃 蘑菇 棉花 暖和 凉快 凉爽 厉害 利害 吩咐 稀罕 称呼 招呼 闺女 姑娘 媳妇 亲戚 亲家 客人 主人 人们 月饼 云彩
    胳膊 巴掌 屁股 尾巴 下巴 哑巴 结巴 包袱 苍蝇 蚂蚱 骆驼 狐狸 刺猬 蛤蟆 牲口 庄稼 粮食 高粱 芝麻 点心 烧饼
    火候 钥匙 扫帚 簸箕 算盘 帐篷 风筝 官司 规矩 记性 架势 交情 见识 精神 力量 逻辑 买卖 名堂 模糊 脑袋 皮肤
    奴才 秀才 师傅 师父 手艺 首饰 舒服 疏忽 岁数 特务 体面 位置 稳当 屋子 吓唬 相声 心思 颜色 养活 吆喝 妖精 秧歌
    应酬 冤枉 约莫 在乎 扎实 丈人 折腾 指甲 嘱咐 主意 转悠 状元 琢磨 作坊 祖宗 作料 得罪 动静 对付 耽误 耽搁 叨唠 唠叨
    合同 和气 核桃 含糊 活泼 机灵 街坊 戒指 进项 咳嗽 阔气 懒得 牢骚 溜达 码头 门道 迷糊 难为 腻烦 盘算 娘家
    篱笆 痢疾 连累 凑合 差事 柴火 抽屉 出息 畜生 窗子 伺候 答应 大爷 道士 提防 嘀咕 地道 动弹 队伍 废物 甘蔗 干事 告示
    疙瘩 功夫 工夫 寡妇 怪物 关照 罐头 行当 厚道 胡琴 活计 伙计 记号 家伙 嫁妆 见不得 将就 叫唤 匠人 口袋 窟窿 快活
    看看 想想 试试 说说 听听 走走 坐坐 等等 玩玩 问问 聊聊 谈谈 尝尝 找找 笑笑 帮帮 学学 写写 读读
    """.split()
)

# Words in third tones, told so that the sandhi keeps them together: 可以买 is ke2 yi2 mai3.
WHOLE = frozenset(
    """
    可以 所以 也许 只有 只好 水果 手表 总理 领导 友好 美好 老板 老虎 小姐 小组 了解 理解 管理 处理 整理 讲解 演讲 选举
    影响 感想 理想 想起 洗澡 古典 雨伞 展览 展览馆 勇敢 永远 语法 广场 指导 首长 首领 采访 产品 表演 保险 保守 本领
    比如 彼此 饱满 粉笔 赶紧 鼓掌 很好 海岛 好久 减少 简短 检讨 讲演 尽管 举止 口语 苦恼 旅馆 母语 奶粉 品种 审美 始祖
    使者 手法 手指 水手 土壤 舞蹈 享有 写法 眼底 演员 养老 野草 以免 引起 引导 勇猛 友谊 允许 早点 掌管 诊所 整体 纸板
    指点 准许 总体 阻止 组长 左手 打扫 打倒 起码 起点 美女 美酒 主导 主体 主管 改组 港口 海口 虎口 五百 两百 九百 几百
    几点 五点 九点 两点 胆敢 岛屿 躲闪 反感 反响 辅导 抚养 法语 懂得 省长 厂长 水产 水井 水饺 酒馆
    老鼠 老友 导演 好几 有点 有几 起舞 小雨 小鸟 小狗 小马 老李 买好 洗手 选手 铁塔 宝岛
    """.split()
)

# Read as given.
READ = {
    "朝阳": "chao2 yang2",
    "对不起": "dui4 bu5 qi3",
    "差不多": "cha4 bu5 duo1",
    "来不及": "lai2 bu5 ji2",
    "看不见": "kan4 bu5 jian4",
    "听不懂": "ting1 bu5 dong3",
    "了不起": "liao3 bu5 qi3",
    "用不着": "yong4 bu5 zhao2",
    "舍不得": "she3 bu5 de5",
    "怪不得": "guai4 bu5 de5",
    "一会儿": "yi2 hui4 r5",
    "同一个": "tong2 yi2 ge4",
    "一月份": "yi1 yue4 fen4",
    "那个": "na4 ge4",
    "这个": "zhe4 ge4",
    "哪个": "na3 ge4",
    "还有": "hai2 you3",
    "还要": "hai2 yao4",
    "还在": "hai2 zai4",
    "还没": "hai2 mei2",
    "还能": "hai2 neng2",
    "还会": "hai2 hui4",
    "还得": "hai2 dei3",
    "也得": "ye3 dei3",
    "不得不": "bu4 de2 bu4",
    "长大": "zhang3 da4",
    "更好地": "geng4 hao3 de5",
    "慢慢地": "man4 man4 de5",
    "渐渐地": "jian4 jian4 de5",
    "静静地": "jing4 jing4 de5",
    "悄悄地": "qiao1 qiao1 de5",
    "轻轻地": "qing1 qing1 de5",
    "好好地": "hao3 hao3 de5",
    "高兴地": "gao1 xing4 de5",
    "很快地": "hen3 kuai4 de5",
    "不停地": "bu4 ting2 de5",
    "默默地": "mo4 mo4 de5",
    "深深地": "shen1 shen1 de5",
    "紧紧地": "jin3 jin3 de5",
    "嗯": "en5",
    "啊": "a5",
    "吧": "ba5",
    "呢": "ne5",
    "吗": "ma5",
    "嘛": "ma5",
    "呀": "ya5",
    "啦": "la5",
    "哦": "o5",
    "喂": "wei4",
}

# 一 keeps its first tone in these: it orders or closes.
ORDINAL = frozenset(
    """
    第一 初一 统一 唯一 万一 单一 专一 同一 其一 逐一 不一 划一 合一 归一 周一 星期一 礼拜一 高一 大一 五一
    一月 一号 一楼 一级 一等奖 一年级 一班 一中
    """.split()
)

# 儿 is a syllable of its own in these; after any other syllable it only colours the vowel.
CHILD = frozenset(
    """
    女儿 婴儿 幼儿 少儿 孤儿 健儿 胎儿 男儿 宠儿 产儿 育儿 托儿 托儿所 婴幼儿 混血儿 小儿 小儿科 幼儿园 新生儿 患儿
    儿子 儿童 儿女 儿歌 儿科 儿媳 儿时 儿孙 儿戏 生儿 弃儿 早产儿 幸运儿 低能儿 弄潮儿 畸形儿
    """.split()
)
