"""Persons by a bare family name: in lists, in dialogues, in the notes of clerks (guide §10)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from triage.privacy.coreference import Mention
from triage.privacy.lexicon import is_word
from triage.privacy.surnames import AMBIGUOUS, FUNCTION_SURNAMES, GIVEN, SURNAMES

if TYPE_CHECKING:
    from triage.privacy.view import View

_SURNAME = f"[{''.join(sorted(SURNAMES))}]"
_CLEAR = SURNAMES - AMBIGUOUS
_GIVEN_CHAR = f"[{''.join(sorted(GIVEN))}]"
# 谭、肖、李、刘
_LIST = re.compile(rf"(?<![\u4e00-\u9fff、])(?:{_SURNAME}、){{1,30}}{_SURNAME}(?![\u4e00-\u9fff])")
_LIST_HEAD = re.compile(rf"(?<![\u4e00-\u9fff、])(?:{_SURNAME}、){{2,30}}")
# 3-101蔺、3-402付: who signed, by flat.
_FLAT = re.compile(rf"(?<![\d\-])\d{{1,2}}-\d{{3,4}}(?P<v>{_SURNAME})(?=[、,。;(\s]|老师|$)")
# 魏:我就一个事
_SPEAKER = re.compile(rf"(?:^|\n)[ \t]{{0,4}}(?P<v>{_SURNAME}):")
# 唐氏 is mostly a syndrome.
_CLAN = re.compile(rf"(?P<v>(?!唐){_SURNAME})氏(?=[家兄姐父母夫弟族]|[,。、]|$)")
# 简○○, 区××
# 阮氏花
_NEE = re.compile(rf"\((?P<v>{_SURNAME}氏[\u4e00-\u9fff]{{1,2}})(?=\))")
_BLANKED = re.compile(rf"(?P<v>(?!车){_SURNAME}[○〇×*Xx]{{2}})(?![A-Za-z\d])")
# 禄女士: before a title even a rare family name is one.
_RARE = re.compile(r"(?:^|[^\u4e00-\u9fff])(?P<v>[\u4e00-\u9fff])(?=女士|先生)")
# 谷老同意
_ELDER = re.compile(rf"(?P<v>{_SURNAME})老(?=同意|说|称|表示|坚持|反映|先生|要求|认为)")
# 陈太,138…; ——廖生你好: as people of the south address each other.
_SOUTHERN = re.compile(
    rf"(?P<v>[{''.join(sorted(_CLEAR))}])[太生](?=[,。:、\s”」]|$|你好|[话唔讲俾嘅冇佢同答]|[一二两三四五六七八九十]个)"
)
# “曾生唔使紧张”: in Cantonese a family name that is a word is one too.
_CANTONESE = re.compile(rf"(?:^|[^\u4e00-\u9fff])(?P<v>{_SURNAME})[太生](?=[唔话嘅俾冇佢])")
# 编辑:崇雯, 褟景明 谨上: what is signed is a name, even where nobody would list the first character among them.
_FORMAL = re.compile(
    rf"(?:(?:^|\n)[ \t]{{0,20}}(?P<v>[\u4e00-\u9fff]{_GIVEN_CHAR}{{1,2}})"
    rf"(?= ?(?:敬上|谨上|谨启|敬启|顿首|拜启|拜上|叩首|手书|代笔))"
    rf"|(?:(?:联系|责任|本报|值班)?(?:编辑|记者|编导|作者|联系人|职工代表|代笔人?|经办人?)[: ])"
    rf"(?P<w>[\u4e00-\u9fff]{_GIVEN_CHAR}{{1,2}})(?=[,。;、()\n]| ?(?:邮箱|电话|手机|微信|\d)|$))"
)
# ——杨,台资企业驻常熟; 本人,李,鲁F开头
_DASHED = re.compile(rf"(?:[—-]{{1,2}}|本人[,:是])(?P<v>[{''.join(sorted(_CLEAR))}])(?=[,(:。]|$|\n)")
# 吕是你们挂牌的经理
_YOURS = re.compile(rf"(?:^|[,。:“\n])(?P<v>[{''.join(sorted(_CLEAR))}])(?=是你们|是贵司|是我们)")
# 1 许 2 袁萍 6 何: numbered signatures.
_ITEM = re.compile(rf"(?:^|[\s\n)])\d{{1,2}}[.、 ]{{0,2}}(?![元万时平])(?P<v>老?{_SURNAME})(?=[ \n(]|\d|$)")
# 我打13598820471,冯。
_AFTER_PHONE = re.compile(rf"\d{{7,11}}[,\s]{{1,2}}(?P<v>{_SURNAME})(?=[。\n]|$)")
# 调解员欧阳。
_COMPOUND = re.compile(
    "(?P<v>欧阳|司马|上官|诸葛|慕容|皇甫|尉迟|令狐|夏侯|端木|轩辕|司徒|独孤|宇文|公孙)(?=[^\u4e00-\u9fff]|[说讲来打]|$)"
)
_NOT_RARE = frozenset("位该各两俩本老小某另诸这那男女此叫是和与及同我你您他她的俺咱家贵请")
# 孟没吵, 拿着邹的身份证: the clerk who has named a person goes on with the family name alone.
_ONE_NAMED = re.compile("[说称没]|\\d{4}年|[父母妻夫婿](?!亲)|的(?:号码|手机|身份证|保单|养老|年金|账户|卡|合同)")
_SPOKEN_OF = re.compile(r"[说称没讲问答的要]|身份证|本人|表示|认为|坚持|[父母妻夫婿](?!亲)|[\d.]{1,5}万")


def find_rolls(view: View, named: Sequence[Mention]) -> Iterator[Mention]:
    """All such mentions; `named` are the persons that other rules found."""
    text = view.text
    for pattern in (_LIST, _LIST_HEAD):
        for match in pattern.finditer(text):
            at = [i for i in range(*match.span()) if text[i] != "、"]
            clear = sum(text[i] in _CLEAR for i in at)
            if clear >= 2 and clear * 3 >= len(at):
                yield from (Mention(i, i + 1, role=-1) for i in at)
    speakers = Counter(match.group("v") for match in _SPEAKER.finditer(text))
    for match in _SPEAKER.finditer(text):
        if match.group("v") in _CLEAR or speakers[match.group("v")] > 1:
            yield Mention(*match.span("v"), role=-1)
    for pattern in (_FLAT, _CLAN, _BLANKED, _ELDER, _AFTER_PHONE, _COMPOUND, _YOURS, _DASHED, _NEE):
        for match in pattern.finditer(text):
            if pattern is _FLAT or match.start("v") in view.boundaries:
                yield Mention(*match.span("v"), role=0)
    items = list(_ITEM.finditer(text))
    if len(items) > 1:
        yield from (Mention(*match.span("v"), role=-1) for match in items)
    for match in _SOUTHERN.finditer(text):
        if match.start() in view.boundaries and not is_word(match.group()):
            yield Mention(*match.span("v"), role=-1)
    for match in _CANTONESE.finditer(text):
        if not is_word(match.group("v") + "生"):
            yield Mention(*match.span("v"), role=-1)
    for match in _FORMAL.finditer(text):
        group = match.lastgroup or "v"
        if not is_word(match.group(group)):
            yield Mention(*match.span(group), role=-1)
    for match in _RARE.finditer(text):
        if match.group("v") not in _NOT_RARE:
            yield Mention(*match.span("v"), role=-1)
    yield from _spoken_of(view, named)


def _spoken_of(view: View, named: Sequence[Mention]) -> Iterator[Mention]:
    text = view.text
    # A family name stands for its bearer once he was introduced by it: 葛某, 一个姓柯.
    roles = {text[m.start]: m.role for m in named if m.end - m.start == 1 or text[m.end - 1] == "某"}
    roles = {char: role for char, role in roles.items() if char in SURNAMES and char not in FUNCTION_SURNAMES}
    full = Counter(text[m.start] for m in {text[m.start : m.end]: m for m in named if m.end - m.start > 2}.values())
    for start, end in view.tokens:
        char = text[start]
        # 葛桂兰 …。葛的养老年金: after a full name, at the head of a clause only.
        if (
            end - start == 1
            and full[char] == 1
            and (char in _CLEAR or text[end : end + 1] == "称")
            and view.is_edge(start)
            and _ONE_NAMED.match(text, end)
        ):
            yield Mention(start, end, role=0)
        if end - start != 1 or char not in roles or not _SPOKEN_OF.match(text, end):
            continue
        if char in _CLEAR or view.is_edge(start):
            yield Mention(start, end, role=roles[char])
