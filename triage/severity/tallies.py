"""Head counts that must be worked out: sums, signature pages, letters of attorney, rows of names (guide §5.2)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .document import Document
from .lexicon import SURNAMES
from .numerals import parse
from .parties import find_parties
from .people import Quantity
from .roster import find_rosters

# Signing together, not signing a policy or for a parcel.
SIGN = (
    r"(?:签(?!收|单|约|合同|订|证)|按(?:了|的|上|着|过)?(?:红)?(?:手|指)|摁|捺|手印|指印|指模|画押|联名|"
    r"联署|署名|具名|落款|接龙|盖(?:了)?手印)"
)
_PAGES = re.compile(
    r"(?P<pages>[\d一二两三四五六七八九十]{1,3})(?:整)?(?:页|张|份|排|列|桌|车)(?:纸|签名|名单|"
    r"签字)?[^。;]{0,10}?(?:每|一)(?:页|张|份|排|列|桌|车)(?:上|有|签了?|都|是|各|约|大约|坐|"
    r"写了?)*(?P<each>[\d一二两三四五六七八九十]{1,4})(?:个|人|名|户|位|行)"
    r"|每(?:页|张|份|排)(?:上|有|签了?|都|是|各)*(?P<each2>[\d一二两三四五六七八九十]{1,4})(?:个|人|"
    r"名|户|位)[^。;]{0,10}?(?P<pages2>[\d一二两三四五六七八九十]{1,3})(?:页|张|份|排)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How one quantity was understood: `count` persons complaining together, or 0 with the reason why not."""

    quantity: Quantity
    count: int
    why: str
    strong: bool = False


def tallies(doc: Document, readings: list[Reading]) -> Iterator[tuple[int, int, int, str]]:
    """Every worked-out count: start, end, persons, reason."""
    yield from _proxies(doc, readings)
    yield from _sums(doc, readings)
    yield from _pages(doc)
    yield from _prints(doc)
    yield from _rows(doc)
    yield from _seats(doc)
    yield from _full_buses(doc)
    yield from _sheaves(doc)
    yield from _numbered(doc)
    yield from find_parties(doc)
    for roster in find_rosters(doc.text):
        yield roster.start, roster.end, roster.count, "逐一列名"


def _number(word: str | None) -> int:
    return (parse(word) or 0) if word else 0


GROUP_LEAST = 5
_PROXIES = re.compile(r"委托(?:书|函)(?:共|计|:)?(?P<n>[\d一二两三四五六七八九十]{1,4})份")


def _proxies(doc: Document, readings: list[Reading]) -> list[tuple[int, int, int, str]]:
    """Four came and brought nine letters of attorney: 13. If the attorneys were already counted, no sum."""
    found = []
    for m in _PROXIES.finditer(doc.text):
        count = _number(m.group("n"))
        present = max(
            (r.count for r in readings if r.why in {"一同来访", "共同投诉人"} and r.count != count), default=0
        )
        found.append((m.start(), m.end(), count + present, "委托书份数"))
    return found


_GROUP_WORDS = re.compile(rf"{SIGN}|名单|名字|投诉|我们|车人")


_PRINTS = re.compile(
    r"(?P<n>[\d一二两三四五六七八九十百]{1,5})(?:枚|个)(?:红)?(?:手印|指印|指模)|(?:手印|指印|"
    r"指模)[^。;]{0,30}?(?P<n2>[\d一二两三四五六七八九十百]{1,5})枚"
)


_SEATS = re.compile(
    r"(?:荷载|核载|限载|坐(?:满|了)(?:得满满当当)?|装了|拉了)(?:是|有|了|约|"
    r"能坐)?(?P<n>[\d一二两三四五六七八九十]{1,3})(?:个|人|座|号|位|来)"
)


def _seats(doc: Document) -> list[tuple[int, int, int, str]]:
    """A bus full of people who came: 一中巴车坐满了,荷载十九个."""
    return [
        (m.start(), m.end(), _number(m.group("n")), "车载人数")
        for m in _SEATS.finditer(doc.text)
        if _BUS.search(doc.slice(m.start() - 120, m.start())) and _US.search(doc.slice(m.start() - 120, m.end() + 60))
    ]


_FULL_BUS = re.compile(
    r"(?P<n>[\d一二三四五六七八九十]{1,3})座的?(?:中巴|大巴|客车|面包)车?[^。]{0,50}?"
    r"(?:坐满|满座|挤满|座位(?:一个)?没(?:有)?空|没(?:有)?空(?:座|位)|一个不空)"
)


def _full_buses(doc: Document) -> list[tuple[int, int, int, str]]:
    """A bus by its seats, the driver's left out: 一辆十九座中巴停下,座位一个没空."""
    return [
        (m.start(), m.end(), _number(m.group("n")) - 1, "车载人数")
        for m in _FULL_BUS.finditer(doc.text)
        if _CAME_FOR.search(doc.slice(m.start() - 40, m.end() + 120))
        and not _CRASH.search(doc.slice(m.start() - 40, m.end() + 40))
    ]


_CRASH = re.compile(r"翻车|追尾|事故|撞|旅游|旅行团|出险|超载")
_CAME_FOR = re.compile(r"营业|大厅|柜[台面]|公司|保险|推[^,。;]{0,8}(?:讲|说|谈)|讨|说法")
_SHEAF = re.compile(
    r"(?:集中|一起|一块儿?|统一|合起来|打包)(?:快递|寄|交|递|送|投)(?!保|了保)[^。;]{0,16}?"
    r"(?P<n>\d{2,3}|[二三四五六七八九]?十[一二三四五六七八九]?)份(?!保单|病历|发票|合同|材料|单据|资料|证明)"
)
_EACH_OWN = re.compile(r"(?:我|咱|俺)们(?!家|俩|夫妻|夫妇|两口|娘|爷|母|父)|大家|大伙|每人|一人一|各人|群里")
_OF_COMPLAINT = re.compile(r"投诉|举报|监管|信访|退保|申诉|维权|12378")


def _sheaves(doc: Document) -> list[tuple[int, int, int, str]]:
    """Complaints sent in one parcel, each its own: 我们那一批集中快递去监管局的,二十三份."""
    found = []
    for m in _SHEAF.finditer(doc.text):
        near = doc.slice(m.start() - 60, m.end() + 30)
        if _EACH_OWN.search(near) and _OF_COMPLAINT.search(near):
            found.append((m.start(), m.end(), _number(m.group("n")), "集中寄送的投诉份数"))
    return found


_ITEM = re.compile(
    r"(?<![\d.])(?P<n>\d{1,3})[.、)\s:]{0,2}(?P<who>[\u4e00-\u9fff]{1,4}(?:妈|爸|奶奶|爷爷|外婆|外公|姐|哥|嫂|叔|婶|姨|师傅|"
    r"老师|家长)|\[NAME\d*\]|[" + SURNAMES + r"][\u4e00-\u9fff]{1,2})(?=[\s,、;。(—\-\d]|$)"
)
_ROLL_OF = re.compile(rf"{SIGN}|授权|委托|维权|投诉|联名|一起(?:退|要|讨)|要求|诉求")
_OTHER_ROLL = re.compile(r"拼团|团购|报名|值日|参保|被保险人|花名册|座位|排班|领(?:奖|礼品)|体检")


def _numbered(doc: Document) -> list[tuple[int, int, int, str]]:
    """A roll in running text, each name with its number: 接龙:1 朵朵妈 2 乐乐爸 … 11 米粒妈."""
    best: tuple[int, int, int, str] | None = None
    start = count = end = 0
    for m in _ITEM.finditer(doc.text):
        n = int(m.group("n"))
        if n == 1:
            start, count = m.start(), 0
        elif m.start() - end > 20:
            count = 0
        if n == count + 1:
            count, end = n, m.end()
            if count >= GROUP_LEAST:
                best = (start, end, count, "编号名单")
    if best is None:
        return []
    near = doc.slice(best[0] - 40, best[0]) + doc.slice(best[1], best[1] + 90)
    return [best] if _ROLL_OF.search(near) and not _OTHER_ROLL.search(near) else []


_BUS = re.compile(r"(?:中巴|大巴|客车|面包车|车)")
_US = re.compile(r"(?:我们|俺们|咱们|来访|一行)[^。]{0,80}(?:去|到|来|站|要求|公司)")
# A list that is counted by its lines: 每人自己签的字,到昨晚是二十一行; 接龙排到第26位; 序号从1编到34.
_ROWS = re.compile(
    r"(?:接龙|花名册|名单|签(?:的|了|下)?(?:字|名)|手印|摁|画押|登记表|序号|写名字|拉了个?表|授权书|"
    r"委托书)[^。]{0,50}?"
    r"(?:(?:编|排|写|签|接|记)(?:到|至)了?第?(?P<n>[\d一二三四五六七八九十百]{1,4})(?:位|号|行|个|名)?|"
    r"(?:是|有|共|计|合计|总共|一共|满)(?P<n2>[\d一二三四五六七八九十百]{1,4})(?:行|份|条|格))"
    r"|(?:签(?:了|的)?字|签名|授权|委托)的?[^,。;]{0,8}?(?:正好|刚好|一共|总共|共|合计|"
    r"计)?(?P<n3>[\d一二三四五六七八九十百]{2,4}|十)(?:个|份)(?=[,。;!]|$)"
)
_NOT_ROWS = re.compile(r"保单|病历|发票|合同|短信|处(?:方|理)|(?:没|未)(?:签|按)|代签|冒签|第\d{1,3}(?:条|页|款)")


def _rows(doc: Document) -> list[tuple[int, int, int, str]]:
    """Lines of a signed list."""
    found = []
    for m in _ROWS.finditer(doc.text):
        count = _number(m.group("n") or m.group("n2") or m.group("n3"))
        if GROUP_LEAST <= count <= 2000 and not _NOT_ROWS.search(doc.slice(m.start() - 2, m.end())):
            found.append((m.start(), m.end(), count, "签名册行数"))
    return found


def _prints(doc: Document) -> list[tuple[int, int, int, str]]:
    """Thumbprints counted one by one."""
    return [
        (m.start(), m.end(), _number(m.group("n") or m.group("n2")), "手印枚数") for m in _PRINTS.finditer(doc.text)
    ]


_SEATED = re.compile(r"[排列桌][^。;]*坐")


def _pages(doc: Document) -> list[tuple[int, int, int, str]]:
    """附件签名三页每页8人 = 24."""
    found = []
    for m in _PAGES.finditer(doc.text):
        count = _number(m.group("pages") or m.group("pages2")) * _number(m.group("each") or m.group("each2"))
        reach = 120 if _SEATED.search(m.group()) else 16  # what a meeting wants is told after it
        near = doc.slice(m.start() - 24, m.end() + reach)
        if _GROUP_WORDS.search(near):
            found.append((m.start(), m.end(), count, "页数乘每页人数"))
    return found


def _sums(doc: Document, readings: list[Reading]) -> list[tuple[int, int, int, str]]:
    """七户加上隔壁村的五户 = 12: neighbours in one sentence, none ruled out, at least one complaining."""
    found = []
    run: list[Reading] = []
    for reading in [*readings, None]:
        if run and reading is not None and _linked(doc, run[-1], reading):
            run.append(reading)
            continue
        if len(run) > 1 and any(r.count for r in run):
            count = sum(r.count or r.quantity.low for r in run)
            found.append((run[0].quantity.start, run[-1].quantity.end, count, "几处人数相加"))
        run = [reading] if reading is not None and (reading.count or reading.why == "未见共同投诉") else []
    return found


_PLUS = re.compile(
    r"(?:加上?|外加|再加|还有|另有|以及|和|及|连同|跟|另外|、|,(?=[^,。]{0,6}(?:班|村|组|栋|楼|厂|"
    r"车间|单元|队|店|小区|校|片区?|姓|线|路|站|坐|躺|蹲|后头|另|低|高|男|女|屋|车|湾|庄|屯|寨|坪|岗|"
    r"沟)))[^,。;]{0,10}$"
)
_SAME = re.compile(
    r"一共|总共|合计|共计|计$|加起来|其中|里头?|就?有(?:个|一)|代表|推|即|也就是|不是|到|至|或|变成|减|这|那|"
    r"在世|剩|如今|我们$|记|每|退|新|陪同|司机|小孩"
)


def _linked(doc: Document, previous: Reading, reading: Reading) -> bool:
    gap = doc.slice(previous.quantity.end, reading.quantity.start)
    plausible = bool(reading.count) or reading.why == "未见共同投诉"
    return (
        len(gap) <= 18 and plausible and _PLUS.search(gap) is not None and _SAME.search(gap) is None and "。" not in gap
    )
