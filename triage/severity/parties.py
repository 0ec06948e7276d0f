"""Complainants told party by party or by arithmetic (guide §5.2, §14.10).

我们老两口、我姐家仨、前院一家四口 = 9; 三拨,每拨五个 = 15; 除我之外还有九个 = 10; 十九座,除了司机 = 18.
"""

import re
from collections.abc import Iterator

from . import lexicon as lx
from .document import Document
from .numerals import parse

_N = r"[\d一二两三四五六七八九十百]{1,4}"
_PAIR = r"(?:老|小)?(?:两|俩)口子?|夫妇|夫妻|(?:父|母)[子女](?:俩|二人|两)?(?![之关])|婆媳俩?|兄妹俩|姐弟俩|哥俩|姐俩"

# Who came, signed or is present; what follows in the sentence lists them.
_CUE = re.compile(
    r"(?:来|到|过来|到场|在场|到访|签(?:了)?(?:字|名)|按(?:了)?手印|联名|同诉|坐在这|在这)(?:的)?(?:一共|总共|"
    r"共)?(?:有|是|就是|包括)|"
    r"(?:来访|到场|到访|参与|在场|同来|同诉|投诉)(?:人员?)?[::]|今天[^,。;]{0,6}来(?:的|了)(?:有|是)?"
)
_PARTY = re.compile(
    rf"(?P<pair>(?:我们?|俺们?|[^,、。;]{{0,6}})?(?:{_PAIR})|我[和跟](?:我)?(?:老伴|爱人|媳妇|老公|老婆))"
    rf"|家(?P<home>{_N})口(?:人)?|一家(?P<few>[俩仨])|家(?P<few2>[俩仨])|(?P<houses>{_N})家(?:各|"
    rf"每家)(?:自)?(?:来|出|派)(?:了)?[^,。;]{{0,2}}个"
    rf"|(?P<people>{_N})(?:个|名|位|户)(?!月|小时|多|电话|钟头)|(?P<one>(?:,|、|和|还有|跟)我(?=[,、。]|$)|我(?=、))"
)
_SUM = re.compile(
    rf"(?:一共|总共|共|合计|正好|拢共)[^,。;\d]{{0,4}}?(?P<n>{_N})(?:个|名|位|口|人|户)|[,、](?P<n2>{_N})(?:个|"
    rf"口)?人[,。;]"
)
_SPAN = 120

_RATE = re.compile(
    rf"(?P<n>{_N})(?:个)?(?P<unit>拨|批|组|队|班|趟|车|排|桌|村|小区|单元|栋|层|户)[^。;]{{0,12}}?(?:每|各|"
    rf"(?<!第)一)(?:个)?(?:(?P=unit)|家)?"
    rf"(?:来|有|是|出|都|约|大约|推|派|签)*(?P<each>{_N})(?:个|人|名|户|位)(?!月|小时|电话)"
)
_BESIDES_ME = re.compile(
    rf"除(?:了)?(?:我|本人|俺)(?:自己)?(?:之外|以外|外)?,?(?:还|"
    rf"另)(?:有)?(?:另外)?[^,。;\d一二三四五六七八九十]{{0,4}}(?P<n>{_N})(?:个|名|位|户|家|人)|"
    rf"(?P<n2>{_N})(?:个|名|位)[^,。;\d]{{0,5}}(?:再)?(?:加|外加)(?:上)?(?:我|俺|本人)(?:自己|"
    rf"一个)?(?![^,。;]{{0,4}}(?:共|一共|总共))"
)
# 来了一家人,七个; 二十一个名字一个没少.
_FAMILY = re.compile(rf"(?:一家人|一家老小|全家(?:老小)?|一大家子),?(?:一共|共|总共|老小)?(?P<n>{_N})(?:个|口|位|人)")
_NAMES = re.compile(rf"(?P<n>{_N})(?:个|枚|条)(?:[^,。;]{{0,6}}的)?(?:名字|签名|手印|红手印|指印)")
_SEATS = re.compile(
    rf"(?P<n>\d{{2}}|{_N})(?:个)?座[^。;]{{0,6}},?除(?:掉|了|去|"
    rf"开)(?P<out>[^,。;]{{1,20}})[,。;]?[^。;]{{0,24}}(?:一个不空|坐满|都是|全是|满员|没空)"
)
_OUT_JOINER = re.compile(r"和|跟|、|还有|与")
_ROWS = re.compile(
    rf"(?:一行一个|一人一行|一户一行|签(?:了|的)?[^。;]{{0,10}})[^。;]{{0,16}}?(?:数|点|查)(?:下来|过|"
    rf"了)?[^。;]{{0,8}}?(?P<n>{_N})(?:行|个|户|人|家)"
)
_TWICE = re.compile(
    r"(?:重|两|写|签)(?:了|过)?(?:一?行|两?次|两?遍|重|复)[^。]{0,24}(?:算|当|按|只算)(?:成|作)?一(?:个|户|"
    r"家)|重复(?:了)?一(?:行|个|户)"
)
_TOGETHER = re.compile(
    r"要求|投诉|反映|联名|签|按|手印|一起|一块|都来|统一|说好|商量|诉求|情况一(?:模一)?样|说的是|不重样|等着|"
    r"来领|要改|退|名单|院里|推|托|代表|委托|质疑|不认|来了|门外|门口|一个没少|名单|坐着|到公司|大家"
)
_NOT_US = re.compile(
    r"参保|在保|投保名单|被保险人|增员|减员|同事|业务员|病房|学生|孩子们?|听(?:说|课)|推销|讲课|旅游|工作人员|"
    r"查勘"
)


def _number(word: str | None) -> int:
    return (parse(word) or 0) if word else 0


def find_parties(doc: Document) -> Iterator[tuple[int, int, int, str]]:
    """Every count that must be worked out of parties: start, end, persons, reason."""
    yield from _listed(doc)
    for pattern, why in (
        (_RATE, "批次乘每批人数"),
        (_BESIDES_ME, "本人加其余人"),
        (_ROWS, "签名行数"),
        (_FAMILY, "全家到场"),
        (_NAMES, "名字个数"),
    ):
        for found in pattern.finditer(doc.text):
            near = doc.slice(found.start() - 50, found.end() + 70)
            if not _TOGETHER.search(near) or _NOT_US.search(doc.slice(found.start() - 24, found.end() + 16)):
                continue
            yield found.start(), found.end(), _worked_out(doc, found), why
    for found in _SEATS.finditer(doc.text):
        out = 1 + len(_OUT_JOINER.findall(found.group("out")))
        if _TOGETHER.search(doc.slice(found.end() - 30, found.end() + 80)):
            yield found.start(), found.end(), max(1, _number(found.group("n")) - out), "车载人数减去旁人"


def _worked_out(doc: Document, found: re.Match[str]) -> int:
    named = found.groupdict()
    if named.get("each"):
        return _number(named["n"]) * _number(named["each"])
    if "n2" in named:
        return _number(named["n"] or named["n2"]) + 1
    twice = _TWICE.search(doc.text, found.end())
    return _number(named["n"]) - bool(twice)


def _listed(doc: Document) -> Iterator[tuple[int, int, int, str]]:
    """Two or more parties in one sentence about who came or signed."""
    for cue in _CUE.finditer(doc.text):
        _, stop = doc.sentence(cue.end() - 1)
        stop = min(stop, cue.end() + _SPAN)
        parties = _row(list(_PARTY.finditer(doc.text, cue.end(), stop)), cue.end())
        if len(parties) < 2 or not any(p.group("pair") or p.group("home") or p.group("houses") for p in parties):
            continue
        total = _SUM.search(doc.text, cue.start(), stop)
        told = _number(total.group("n") or total.group("n2")) if total else 0
        count = told or sum(_size(p) for p in parties)
        if 2 <= count <= 500:
            yield cue.start(), parties[-1].end(), count, "逐家相加"


_GAP = 16


def _row(parties: list[re.Match[str]], at: int) -> list[re.Match[str]]:
    """The parties that follow each other closely; an aside in brackets may stand between them."""
    row: list[re.Match[str]] = []
    for party in parties:
        if party.start() - at > (_GAP if row else _GAP * 3):
            break
        row.append(party)
        at = party.end()
    return row


def _size(party: re.Match[str]) -> int:
    if party.group("pair"):
        return 2
    if party.group("few") or party.group("few2"):
        return 2 if (party.group("few") or party.group("few2")) == "俩" else 3
    if party.group("one"):
        return 1
    return _number(party.group("home") or party.group("houses") or party.group("people"))


_LABEL = r"(?:来访人|投诉人|诉求人|申请人|反映人|到访人|信访人|申诉人|上访人|来电人|来访客户|投诉客户|参与人)员?"
_VISITS = r"(?:来|去|坐|跑|赶|到(?:你们|柜|大厅|县|市|公司|窗口)|要求|投诉|反映|找|带着|写|请求|质疑)"
# A couple that complains together: the form says so, or both come and ask.
_COUPLE = re.compile(
    rf"{_LABEL}:?\s?[^,。;\n:]{{0,12}}?(?:\([^()]{{0,30}}\))?(?:{_PAIR}|(?:及|和|与|偕|同|、其)(?:其)?(?:{lx.KIN}|"
    rf"配偶|夫|妻|子|女)(?=[,。;\s(]|$|共同|一同|来))"
    rf"|(?:我|俺)(?:们)?(?:和|跟|与|同)(?:我)?(?:{lx.KIN}|老汉)(?:俩人?|两个|二人|一起|一块儿?|"
    rf"一道)?(?:平平和和地|从[^,。;]{{1,8}})?{_VISITS}(?!医院|世|年|电|信|看病|住院)"
    rf"|(?:一对)?(?:{_PAIR})(?:俩|二人|两个)?(?:都|一起|一块儿?|也|就)?(?:{_VISITS})(?!医院|世|年|看病|住院|自|"
    rf"了一张|买)"
    rf"|(?:夫妇|夫妻|二人|两人)同启"
)
_OTHERS = re.compile(r"业务员|隔壁|邻居|同事|人家|别人|卖|推销")


def couple(doc: Document) -> bool:
    """Whether two people of one family complain together."""
    return any(not _OTHERS.search(doc.slice(m.start() - 12, m.start())) for m in _COUPLE.finditer(doc.text))
