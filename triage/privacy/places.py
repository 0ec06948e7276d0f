"""Proper names of places and houses that end in a known suffix: where does the name begin? (guide §10)

Chinese has no spaces, so 我们住在平安里小区 must lose 我们住在. The words of the dictionary are walked backwards
from the suffix until a word that cannot belong to a name.
"""

import re

from triage.privacy.lexicon import frequency, is_grammar, is_word
from triage.privacy.view import View

# Grammar, verbs of living and moving, and whatever else stands before a place.
_STOP_CHARS = frozenset(
    "条我你他她它咱俺恁您们本个的了着过在是到从去回于和跟与及把给被为有由将向往对这那哪该某各每全整几叫让就都也还又没不住"
)
_STOP_WORDS = (
    "本 家住 位于 自称 来自 地址 住址 户籍 客户 本人 就是 现住 居住 搬到 经过 路过 途经 附近 门口 隔壁 "
    "对面 一个 两个 几个 沿 至 开 找 寄 送 进 出 跑 投保人 业务员 来电人 来访人 投诉人 通过 属于 前往 "
    "办理 联系 单位 公司 外 邻 驻 老家 原 现 系 即 其 并 因 贵 司 当地 所在 本地 一家 这家 那家 只要 我司 "
    "贵司 收到 经 请 称 说 寄往 送往 寄给 发到 转到 退到 存 取 用 拿 要 问 打 等 以 被告 原告 向 省 市 县 "
    "区 州 盟 全国 我国 中国 回到 已经 后来 之前 当时 今年 去年 前年 上周 昨天 时候 时 同一 一同 掉 "
    "上个月 这个月 代表 调研 监护 证明 盒 满 额 额们 街道办 另 "
    "一片 下面 上面 里面 前面 后面 居住 关于 问问 咨询 上述 被申请人 经营 营业 核查 来 另外 委托 聘请 起诉 撤掉"
)
_STOPS = frozenset(_STOP_WORDS.split())
# Verbs that streets and villages are named for.
_NAMED_FOR = frozenset(("解放", "建设", "前进", "胜利", "团结", "跃进", "复兴", "振兴", "兴业", "向阳", "迎宾", "育才"))
# 五里铺村, 石马冲采石场: verbs that end the names of villages.
_LAND = frozenset("铺冲")
_ADMIN = re.compile(r"[\u4e00-\u9fff](?:省|市|自治区|自治州|县|区|州|盟|[左右前后中]旗)$")
_OPEN = re.compile("(?:高新|开发|经开|新|园|小)区$")
_HAN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]+$")
_HARMONY = frozenset("雍永泰仁祥太中天谐义瑞嘉安顺同春")
_VIRTUES = re.compile("[和同]")
_LONGEST = 9
_COMMON = 3000


def name_start(view: View, end: int) -> int:
    """Start of the proper name that ends at `end`; `end` itself if none does."""
    start = end
    for token_start, token_end in reversed(view.tokens_before(end)):
        word = view.text[token_start : min(token_end, end)]
        # 雍和家园, 永和里: the 和 of a name.
        if word == "和" and view.text[token_start - 1 : token_start] in _HARMONY:
            start = token_start
            continue
        if end - token_start > _LONGEST or not _HAN.fullmatch(word) or _stops(word):
            break
        start = token_start
    return start


def _stops(word: str) -> bool:
    if word in _STOPS or (_ADMIN.search(word) and not _OPEN.search(word)):
        return True
    # Rare characters that the dictionary calls verbs are pieces of unknown names: 凤 栖.
    common = len(word) > 1 or frequency(word) >= _COMMON
    if common and is_grammar(word) and word not in _NAMED_FOR and word not in _LAND:
        return True
    # 和平, 同心: words that hold such a character are good names.
    return any(char in _STOP_CHARS for char in word) and (
        len(word) == 1 or (len(word) == 2 and not (is_word(word) and _VIRTUES.search(word)))
    )
