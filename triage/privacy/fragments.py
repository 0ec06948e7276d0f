"""Persons named in part: a surname alone, an anonymised name, a nickname, a name in another script (guide §10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from triage.privacy.coreference import Mention
from triage.privacy.fullname import is_name_piece, surname_at
from triage.privacy.leads import Leads, newcomer, role_of, staff_around
from triage.privacy.lexicon import frequency, is_word
from triage.privacy.surnames import AMBIGUOUS, COMPOUND, FUNCTION_SURNAMES, GIVEN, SURNAMES

if TYPE_CHECKING:
    from triage.privacy.view import View

_SURNAME = "".join(sorted(SURNAMES))
# A surname alone as signature, or before a telephone number.
SIGNED = re.compile(
    r"\s+\d|\s*\((?:电话|手机|联系|代|微信)|\s*二[零〇○]|\s*(?:$|\n|\)|\((?:男|女|先生|女士))"
    r"|[,\s]{1,2}(?:微信"
    r"|电话"
    r"|手机|1[3-9]\d)"
)
_GIVEN_CHAR = f"[{''.join(sorted(GIVEN))}]"
_CLEAR = "".join(sorted(SURNAMES - AMBIGUOUS))
_SURNAMED = re.compile(
    r"(?<![百贵同尊高大改随跟何])姓(?![名氏]|师傅|女士|先生|客户|农户|业务员|村民)(?P<v>[\u4e00-\u9fff])"
)
_ASKED = re.compile(rf"贵姓[,?。:\s]{{0,3}}(?:免贵)?姓?(?P<v>[{_SURNAME}])(?![\u4e00-\u9fff])")
_OUTSIDER = re.compile("[\u4e00-\u9fff]{0,3}(?:记者|编辑|客户|老板|司机|车主|邻居|医生|民警|警官|律师|法官|同学|亲戚)")
_NOT_SURNAMES = frozenset("男有师女先客农上名氏啥什甚谁哪么吗了的是我你他也都就不没")
_OF_SURNAME = re.compile(
    rf"(?<![您你])(?P<v>(?!贵)[{_SURNAME}])姓(?=[\u4e00-\u9fff]?(?:女士|先生|师傅|男|女|客户|农户|业务|员工|工作|同事|老"
    rf"|大|村民|投保|车主|市民|代理|经理"
    r"|坐席|柜|记者|家属|员|消费者|居民|住户|司机|医生|客服|代表|经办|查勘|销售|夫妇|夫妻|兄弟|姐妹|两口|男|女|客|阿|会员|店|摊|中年|青年"
    r"|商户|患者|病人|学生|老|年|邻居|邻里|街坊|[,。、()\s]|$|的))"
)
_ANONYMOUS = re.compile(
    rf"(?<![贵我你])(?=(?P<v>(?:{'|'.join(sorted(COMPOUND))}|[{_SURNAME}])(?:某某|{_GIVEN_CHAR}?某)[甲乙丙丁戊己庚]?)(?![些个种年月日天次处地方时]|公[司园]))"
)
_GIVEN_AFTER = re.compile(rf"(?![以之三]){_GIVEN_CHAR}(?=[^\u4e00-\u9fff]|[说称的在向与和反因于被将之系等]|$)")
# Characters that render Uyghur, Kazakh, Tibetan, Mongol and Western names.
_SOUNDS = (
    "阿艾买提尔江古丽木拉吐依热克巴萨汗别孜哈力麦娜迪里尼亚米努扎西卓玛才让多吉旦增次仁央金格桑根那其"
    "敖登布达娃尕藏措加太斯坦约翰逊史蒂夫罗德恩森莱特安"
)
_ETHNIC = re.compile(rf"[{_SOUNDS}][\u4e00-\u9fff]{{0,5}}[{_SOUNDS}]·[{_SOUNDS}]{{1,8}}")
_LATIN = re.compile(r"[A-Z][a-zà-ỹ]{1,11}(?: [A-Z][a-zà-ỹ]{1,11}){0,3}(?![A-Za-z0-9])")
_QUOTED = re.compile(
    r"(?:姓名|名字|户名|我叫|名叫|俺叫|身份证上的?|本本上的?|保单上的?|成了?|错成|写成|打成"
    r"|印成)[是为叫:]{0,2}"
    r"[“「\"](?P<v>[\u4e00-\u9fff]{2,4})[”」\"]"
)
# 我老娘叫国英
_GIVEN_ONLY = re.compile(rf"[我俺娘妈爸爹儿女妻夫名人]叫(?P<v>{_GIVEN_CHAR}{{2}})(?=[,。]|$)")
_QUOTED_SURNAME = re.compile(
    rf"(?:(?:叫|姓|[户姓]名[^“,。]{{0,4}})[“「](?P<v>[{_SURNAME}])[”」]|[“「](?P<w>[{_CLEAR}])[”」]字)"
)
_STARRED = re.compile(
    rf"(?<!\d)[{_SURNAME}](?:[*×]{{1,2}}[\u4e00-\u9fff]|[X○]{_GIVEN_CHAR}"
    r"|[\u4e00-\u9fff]?[*×]{{1,2}})"
)
# 何吕秀琼, 母陆王素娟: a wife's own family name after her husband's.
_MARRIED = re.compile(rf"(?P<v>[{_SURNAME}][{_CLEAR}](?P<given>{_GIVEN_CHAR}{{2}}))")
_TITLED_AFTER = re.compile("女士|太太|[的签来去是与同和及]")
_EVERYDAY = 100
_BEFORE_MARRIED = re.compile("[母妻妈婶嫂婆妇媳姓名叫户]$|太太$|女士$|本人$|被?保险?人$")
_ASIDE = re.compile(r" ?\(")
_CLOSED = re.compile(r"\s*(?:$|[\n,(”」\"])")
# 30元, 3600 元
_UNIT_OF = re.compile("[0-9A-Za-z)%].|[0-9] [元万方平时双成]")
_SEX = re.compile(r"\((?:男|女)")
_ALONE = re.compile(r"[\s(,。;]|电话|$")
# 叫王啥来着, 签的庞什么洁
_PARTLY = re.compile(
    rf"(?:(?:叫|写的|姓|签的是?)(?P<v>[{_SURNAME}](?:什么|啥){_GIVEN_CHAR}?)"
    rf"|(?P<w>[{_CLEAR}]什么{_GIVEN_CHAR}))(?=[^\u4e00-\u9fff]|[来的我接签办]|$)"
)
# 隔壁刘家, 东沟的马家
_HOUSE = re.compile(
    rf"(?:隔壁村?|对门|邻居|村里?|[村沟湾庄]的|连着|[\d一二三四五六七八九十]号?[楼栋幢座]|单元|楼[上下]|[前后]院|[东西南北][边头]|[和跟、])"
    rf"(?P<v>[{_SURNAME}])家(?![庄湾沟])"
)
# 张老四
_HOUSE_OF = re.compile(
    rf"(?P<v>[{_CLEAR}])家(?:婶|大[娘爷妈叔]|嫂|媳妇|闺女|小子|老太|老头|儿子|两?兄弟|两?弟兄|老两口|娃"
    rf"|的?(?:孩子|小孩|狗|猪|牛|羊|鸡|车|地[里头,。]|房子|田|大棚|姑娘|丫头|老[二三四大人]|那[口个]|门口|院子|两口子|亲属|家属|亲戚|长子|次子)|(?=[比也都没那就要先连]))"
)
# 大周拉了个群
_BIG = re.compile(rf"(?P<v>大[{_CLEAR}])(?<!大陆)(?=[说讲让劝问拉带找跟给叫打签]|也|的|自己|他|她)")
_RANKED = re.compile(rf"(?P<v>[{_SURNAME}]老[大二三四五六七八九幺])(?![\u4e00-\u9fff]?岁)")


def find_fragments(view: View, leads: Leads) -> Iterator[Mention]:
    """All mentions that are less than a full Chinese name."""
    yield from _surnamed(view)
    yield from _anonymous(view, leads)
    yield from _lone_surnames(view, leads)
    yield from _other_shapes(view, leads)


def _surnamed(view: View) -> Iterator[Mention]:
    """我姓王, 姓王的业务员, 一位王姓女士."""
    for pattern in (_SURNAMED, _OF_SURNAME):
        for match in pattern.finditer(view.text):
            start, end = match.span("v")
            if pattern is _OF_SURNAME and start not in view.boundaries:
                continue
            known = surname_at(view.text, start)
            if known is None and (match.group("v") in _NOT_SURNAMES or end not in view.boundaries):
                continue
            end = start + len(known) if known else end
            yield Mention(start, end, _role_of_surnamed(view.text, match.start(), end))
    for match in _ASKED.finditer(view.text):
        yield Mention(*match.span("v"), role=-1)


def _role_of_surnamed(text: str, start: int, end: int) -> int:
    before, after = text[max(0, start - 4) : start], text[end : end + 6]
    if before.endswith(("我", "俺", "免贵", "自报")):
        return -2
    if _OUTSIDER.match(after):
        return -1
    # 姓王的, 一个姓王的: so clients speak of the person who sold or handled it.
    if after.startswith("的") or before.endswith(("个", "位", "名")):
        return 1
    return int(staff_around(text, start, end) or newcomer(text, start))


def _anonymous(view: View, leads: Leads) -> Iterator[Mention]:
    """李某, 王某某, 陈某旭: already shortened by the writer, still a trace of the person."""
    for match in _ANONYMOUS.finditer(view.text):
        start, end = match.span("v")
        if start not in view.boundaries and start not in leads:
            continue
        # 衡阳某市场: a place is left unnamed, not a person.
        surname = surname_at(view.text, start)
        if surname in FUNCTION_SURNAMES or (surname not in COMPOUND and is_word(match.group("v")[:2])):
            continue
        if _GIVEN_AFTER.match(view.text, end):
            end += 1
        yield Mention(start, end, role_of(view.text, start, end, leads))


def _lone_surnames(view: View, leads: Leads) -> Iterator[Mention]:
    """A surname as a signature, as the answer of a form, or in quotation marks where its spelling is at issue."""
    text = view.text
    for start, char in enumerate(text):
        alone = char in SURNAMES and view.is_edge(start) and SIGNED.match(text, start + 1)
        # 蔡 (船上信号不好): a line that starts with it.
        alone = alone or (char in SURNAMES and text[start - 1 : start] == "\n" and _ASIDE.match(text, start + 1))
        if alone and char not in "章印" and not _unit(text, start):
            yield Mention(start, start + 1, role=-1)
    for start, lead in leads.items():
        # 经办:舒, 联络人:调解员 沈; but 客服:查8月 is a dialogue.
        formal = start in view.breaks or text[max(0, lead.start() - 1) : lead.start()] == ":"
        asked = (formal or set(lead.group("tail")) & set(": 为")) and (start in view.breaks or not lead.group("staff"))
        answered = bool(_SEX.match(text, start + 1)) or bool(
            asked and (_ALONE.match(text, start + 1) or start + 1 in view.breaks)
        )
        if answered and text[start : start + 1] in SURNAMES:
            yield Mention(start, start + 1, role_of(text, start, start + 1, leads))
    for match in _QUOTED_SURNAME.finditer(text):
        yield Mention(*match.span(match.lastgroup or 0), role=-1)


def _unit(text: str, at: int) -> bool:
    return any(_UNIT_OF.fullmatch(text, max(0, start), at + 1) for start in (at - 1, at - 2))


def _other_shapes(view: View, leads: Leads) -> Iterator[Mention]:
    """买买提·吐尔逊; Kelvin after a lead; 贾*莉; 王啥, 隔壁刘家, 张老四; a given name in quotation marks."""
    text = view.text
    spans = [match.span() for match in _ETHNIC.finditer(text)]
    for start, lead in leads.items():
        latin = _LATIN.match(text, start)
        if latin and not lead.group("kin"):
            spans.append((start, latin.end()))
    for match in _STARRED.finditer(text):
        # Public data sets star out all sorts of words.
        if match.start() in leads or (view.is_edge(match.start()) and _CLOSED.match(text, match.end())):
            spans.append(match.span())
    for pattern in (_PARTLY, _HOUSE, _HOUSE_OF, _RANKED, _BIG):
        for match in pattern.finditer(text):
            group = match.lastgroup or "v"
            if match.start(group) in view.boundaries:
                spans.append(match.span(group))
    for match in _MARRIED.finditer(text):
        start, end = match.span("v")
        led = view.is_edge(start) or start in leads or _BEFORE_MARRIED.search(text, max(0, start - 4), start)
        closed = view.is_edge(end) or _TITLED_AFTER.match(text, end)
        rare = (
            not is_word(match.group("v"))
            and not is_word(match.group("v")[:2])
            and frequency(match.group("given")) < _EVERYDAY
        )
        if led and closed and rare and not is_word(match.group("v")[1:]):
            spans.append((start, end))
    for start, end in spans:
        yield Mention(start, end, role_of(text, start, end, leads))
    for match in chain(_QUOTED.finditer(text), _GIVEN_ONLY.finditer(text)):
        value = match.group("v")
        if (not is_word(value) or match.group().startswith(("印成", "写成", "错成", "打成"))) and (
            is_name_piece(value) or all(char in GIVEN for char in value)
        ):
            yield Mention(*match.span("v"), role=-1)
