"""What a text says in the desk's own terms, found by form: listed terms, amounts, durations, years, escalation.

Every phrase quotes the words it stands for; where they say the same as a listed term, the term is the phrase
(guide §9.2: minimal merging, no inference).
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from triage.severity import Severity

Kind = Literal["product", "matter", "demand", "amount", "time", "organisation", "escalation"]
KINDS: tuple[Kind, ...] = get_args(Kind)
PLACEHOLDER = re.compile(r"\[[A-Z_]+\d*\]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A keyphrase and the place `start:end` whose words it stands for; `score` is about 0..1."""

    start: int
    end: int
    text: str
    kind: Kind
    score: float


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`words` stand as they are; `terms` are said in other words, too.

    `actions` make a demand of the noun after them; `wide` says too little alone, `filler` nothing at all.
    """

    words: dict[str, Kind]
    terms: tuple[tuple[str, Kind, re.Pattern[str]], ...]
    actions: frozenset[str]
    wide: frozenset[str]
    filler: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The shipped words and terms of the trade."""
    words: dict[str, Kind] = {}
    terms: list[tuple[str, Kind, re.Pattern[str]]] = []
    lists: dict[str, set[str]] = {"actions": set(), "wide": set(), "filler": set()}
    block, kind = "", None
    for line in files("triage").joinpath("resources/lexicon.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            block = line.strip("[]")
            kind = next((k for k in KINDS if k == block), None)
        elif not line or line.startswith("#"):
            continue
        elif kind is None:
            lists[block].update(line.split())
        elif " = " in line:
            term, patterns = line.split(" = ")
            gap = r"[^。!?;,:\n\[\]]{0,4}?"
            terms.append((term, kind, re.compile("|".join(patterns.split()).replace("~", gap))))
        else:
            for word in line.split():
                words.setdefault(word, kind)
    return Lexicon(words, tuple(terms), *(frozenset(lists[name]) for name in ("actions", "wide", "filler")))


@cache
def _word_pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(lexicon().words, key=len, reverse=True))))


# said not to be so, or not to be wanted
_DENIED = re.compile(
    r"(?:不是|不想|不要|不用|没有|没说|没提|没让|并非|并未|没|无|别|不)(?:要|说|问|提|想|来|过|半点|一点)?$"
)


def denied(text: str, start: int) -> bool:
    """Whether the words before `start` take back what follows."""
    return _DENIED.search(text, max(0, start - 4), start) is not None


def listed(text: str) -> Iterator[Phrase]:
    """Words and terms of the lexicon; the longer a word, the more it says by itself."""
    for match in _word_pattern().finditer(text):
        word, kind = match.group(), lexicon().words[match.group()]
        if kind == "escalation" or denied(text, match.start()):
            continue
        score = {"product": 0.75, "organisation": 0.42}.get(kind, 0.2 + 0.1 * min(len(word), 5))
        yield Phrase(match.start(), match.end(), word, kind, score)
    for term, kind, pattern in lexicon().terms:
        for match in pattern.finditer(text):
            if not denied(text, match.start()):
                yield Phrase(match.start(), match.end(), term, kind, 0.85)


_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNIT = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_CN = "零〇一二两三四五六七八九十百千万"
_AMOUNT = re.compile(
    rf"(?P<rate>月领|月交|年交|年缴|首月|每月|每年)?(?:领|交|缴|扣|只|才)?(?<![\d.,{_CN}亿几第])"
    rf"(?:(?P<number>\d[\d,]{{0,14}}(?:\.\d{{1,4}})?[百千万亿]{{0,2}}|[{_CN}]{{1,12}})(?P<about>[多余来])?"
    r"(?:元|块)(?![一二三四五六七八九\d])钱?"
    # a bare number is money where its form says so: 4,217.36, 2.6万, 两万八, 四千一
    rf"|(?P<bare>\d{{1,3}}(?:,\d{{3}}){{1,3}}(?:\.\d{{1,2}})?|\d{{1,4}}(?:\.\d{{1,4}})?万|[一二两三四五六七八九十]{{1,4}}万[{_CN}]{{0,8}}"
    r"|[一二两三四五六七八九]千[一二三四五六七八九])"
    rf"(?![\d{_CN}多几人户头亩公里斤份个次步张条只件平辆名家字倍年天月日号米吨]))"
)
_ABOUT_MONEY = re.compile(r"退|赔|保费|本金|花|交|缴|借|扣|利息|差|报|领|金额|款|给付|免|损失|保额|费|贷")


def amounts(text: str) -> Iterator[Phrase]:
    """Sums of money in figures: 两万八 → 28000元, 十万块 → 10万元."""
    for match in _AMOUNT.finditer(text):
        number = match["number"] or match["bare"]
        try:
            value = _value(number)
        except ValueError:
            continue
        if value >= 10_000 and value % 10_000 == 0:
            figure = f"{value / 10_000:g}万"
        else:
            figure = f"{value:.2f}".rstrip("0").rstrip(".")
        if not value and not match["rate"]:
            continue
        near = _ABOUT_MONEY.search(text, max(0, match.start() - 8), min(len(text), match.end() + 4))
        score = 0.4 + (0.15 if near else 0) + 0.03 * min(math.log10(max(value, 1)), 6)
        if value < 100 and not match["rate"]:
            score = 0.3
        phrase = f"{match['rate'] or ''}{figure}{'余' if match['about'] else ''}元"
        yield Phrase(match.start(), match.end(), phrase, "amount", score)


def _value(number: str) -> float:
    """The value of a number in digits, in words or in both; raises ValueError on what is none."""
    digits = re.match(r"[\d,.]+", number)
    if digits:
        value = float(digits.group().replace(",", ""))
        for unit in number[digits.end() :]:
            value *= _UNIT[unit]
        return value
    total = section = digit = 0
    last = 1
    for char in number:
        if char in _DIGIT:
            digit, last = _DIGIT[char], 1 if char in "零〇" else last
        elif char in "万亿":
            total, section, digit, last = (total + section + digit) * _UNIT[char], 0, 0, _UNIT[char]
        else:
            section, digit, last = section + (digit or 1) * _UNIT[char], 0, _UNIT[char]
    if not total + section:
        # a lone digit, or digits read one by one
        if len(number) > 1:
            raise ValueError(number)
        return digit
    # 两万八: the last digit counts tenths of the unit before it
    return total + section + digit * (last // 10 if last >= 100 else 1)


_NUMBER = r"(?:\d{1,3}|[一二两三四五六七八九十百半]{1,5})"
_SPAN = rf"{_NUMBER}(?:个多月|个半月|个月|个工作日|个星期|个礼拜|个小时|个钟头|小时|多?天|周|年多|年)"
_PENDING = re.compile(
    rf"(?<![\d第一二三四五六七八九十])(?P<span>{_SPAN})(?:了)?[^。!?;\n\[\]]{{0,5}}?"
    r"(?:还没有?|都没有?|没有?|未|不|没人)(?:给|见|得到|接到|个|任何)?"
    r"(?P<what>到账|结案|结论|解决|下文|结果|消息|回音|动静|音信|赔|批|回复|答复|回电|联系|处理|办|出单|打款)"
)
_PENDING_TERM = {
    "到账": "未到账", "打款": "未到账", "结案": "未结案", "结论": "无结论", "解决": "未解决",
    "赔": "未赔", "批": "未批", "回复": "未回复", "答复": "未答复", "回电": "未回电",
    "联系": "无人联系", "处理": "未处理", "办": "未办", "出单": "未出单",
}  # fmt: skip
_WAITED = re.compile(
    r"(?:等了?|拖了?|已经?|过了|整整|审了?|卡了|足足|搁了|压了)"
    rf"(?P<span>(?![半一]?年|半天|一天){_SPAN})"
)
_LONG = re.compile(
    r"(?<![\d第一二三四五六七八九十年月])(?:(?:\d{1,2}|[两二三四五六七八九十]{1,3})(?:个多月|个半月|个月)"
    r"|(?:\d{2,3}|[二三四五六七八九]?十[一二三四五六七八九]?多?)天)(?![内前后之以宽])"
)
_TRIPS = re.compile(r"跑了?(?:我|俺)?(?P<n>\d+|[两二三四五六七八九十几]+)(?P<unit>[趟回次])")
_QUEUED = re.compile(
    r"(?P<what>排队?|等候?)(?:了|着)?(?:快|将近|近|整整|足足|差不多)?"
    rf"(?P<n>{_NUMBER}个?[多半]?)(?:小时|钟头)(?P<more>{_NUMBER}分)?"
)
_AGAIN = re.compile(r"第(?:[二三四五六七八九十]|\d{1,2})[次回遍](?:来电|投诉|来访|催|补件|补材料|上门|来信|打电话)")
_YEAR = re.compile(
    r"(?<![\d一二三四五六七八九〇零])(?:(?P<full>(?:19|20)\d\d)|(?P<short>[89]\d|[八九][一二三四五六七八九〇零]))年"
    r"(?!的?出?生)"
)
_TAKEN_OUT = re.compile(r"投保|买|办|交|缴|保险|保单|证|起|签")


def times(text: str) -> Iterator[Phrase]:
    """How long it has taken, how often one came, and since when a policy runs; not every date."""
    for m in _PENDING.finditer(text):
        yield Phrase(m.start(), m.end(), m["span"] + _PENDING_TERM.get(m["what"], "无结果"), "time", 0.9)
    for m in _WAITED.finditer(text):
        yield Phrase(m.start("span"), m.end("span"), m["span"], "time", 0.45)
    for m in _LONG.finditer(text):
        yield Phrase(m.start(), m.end(), m.group(), "time", 0.3)
    for m in _QUEUED.finditer(text):
        what = "排队" if m["what"].startswith("排") else "等候"
        yield Phrase(m.start(), m.end(), f"{what}{m['n']}小时{m['more'] or ''}", "time", 0.7)
    for m in _TRIPS.finditer(text):
        yield Phrase(m.start(), m.end(), f"跑{m['n']}{m['unit']}", "matter", 0.65)
    for m in _AGAIN.finditer(text):
        yield Phrase(m.start(), m.end(), m.group(), "time", 0.55)
    for m in _YEAR.finditer(text):
        year = m["full"] or "19" + "".join(str(_DIGIT.get(c, c)) for c in m["short"])
        if _TAKEN_OUT.search(text, m.end(), min(len(text), m.end() + 10)):
            yield Phrase(m.start(), m.end(), f"{year}年", "time", 0.55 if year < "2005" else 0.35)


# where one works, or knows someone: neither a threat in words nor a fact
_RELATION = "上班|工作|任职|当记者|[舅姨叔姑]|爱人|亲戚|[表堂][哥姐弟妹]|战友|同学|闺女|儿子|女儿|朋友"
# (code of the signal, its status) → (words in its span, the phrase for them); the first that fits speaks
_ESCALATIONS: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("media", "threat"): (
        ("抖音|快手|小红书|微博|视频号|朋友圈|网上|论坛|热搜|直播", "威胁网上曝光"),
        (_RELATION, "媒体关系"), ("", "威胁联系媒体"),
    ),
    ("regulator", "threat"): (
        ("12378.{0,12}?(?:忙音|占线|打不通|没打通|没通|没打进|未接通)", "12378未打通"), ("12378", "威胁投诉12378"),
        (_RELATION, "监管关系"),
        ("", "威胁投诉监管"),
    ),
    ("assoc", "threat"): (
        ("12315|3.15", "威胁投诉12315"), ("消费者协会|消协|消保委", "威胁找消协"),
        ("行业协会|同业公会", "威胁找行业协会"),
        ("12345|市长热线", "威胁投诉12345"), ("", "威胁对外投诉"),
    ),
    ("petition", "threat"): (
        ("横幅|条幅", "威胁拉横幅"), ("信访|上访|政府", "威胁上访"),
        ("[总省]公司", "威胁去总公司"), ("", "威胁到场聚集"),
    ),
    ("litigation", "threat"): (("仲裁", "威胁仲裁"), ("律师函", "威胁发律师函"), ("", "威胁起诉")),
    ("media", "fact"): (
        ("记者", "记者采访"), ("转[自来办]|转交", "媒体转办"), ("热线|留了?言", "媒体热线登记"), ("拍|录", "媒体拍摄"),
        ("", "媒体介入"),
    ),
    ("regulator", "fact"): (
        ("12378.{0,6}?转|转.{0,6}?12378", "12378转办"), ("转[办来送交发〔]|移送", "监管转办"), ("12378", "12378登记"),
        ("监管|保监|金监", "已向监管投诉"),
    ),
    ("consumer_assoc", "fact"): (
        ("12315.{0,6}?(?:转|分送|派)", "12315转办"), ("12315", "12315登记"),
        ("转[办来送交]", "消协转办"), ("", "消协登记"),
    ),
    ("industry_assoc", "fact"): (("调解", "行业协会调解"), ("", "行业协会投诉")),
    ("gov", "fact"): (
        ("12345|政务.{0,4}热线|市民.{0,4}热线|市长热线", "12345工单"),
        ("信访.{0,12}?(?:转|交办)", "信访局转办"), ("信访", "信访登记"),
        ("残联|残疾人联合会", "残联来函"), ("妇联", "妇联介入"), ("政协|人大", "人大政协交办"), ("", "政府部门介入"),
    ),
    ("petition", "fact"): (
        ("[横条布]幅", "拉横幅"), ("坐|地铺|躺", "静坐"), ("堵", "堵门"), ("信访|上访|政府", "上访"), ("", "到场聚集"),
    ),
    ("safety", "fact"): (("汽油|刀|砍|杀你|弄死|炸|点了?你", "人身安全风险"), ("", "自伤风险")),
    ("litigation", "fact"): (("仲裁", "已仲裁"), ("律师函", "律师函"), ("", "已起诉")),
    ("social_post", "fact"): tuple((f"{p}", f"{p}发布") for p in ("抖音", "快手", "小红书", "微博", "视频号")),
}  # fmt: skip
_JOINT = re.compile(r"签|手印|联名")


def escalations(text: str, signals: Severity) -> Iterator[Phrase]:
    """What the severity rules prove, facts as facts and threats as threats (guide §9.4)."""
    groups = [text[s.start : s.end] for s in signals.signals if s.code == "group10" and s.status == "fact"]
    joint = "联名" if any(map(_JOINT.search, groups)) else "共同投诉"
    for signal in signals.signals:
        # a phrase stands for words, not for the person named among them
        quote = text[signal.start : signal.end]
        bare = max(PLACEHOLDER.split(quote), key=len)
        start = signal.start + quote.find(bare)
        if not bare:
            continue
        if signal.code == "group10" and signal.status == "fact":
            unit = "户" if "户" in bare else "人"
            count = signals.n_complainants
            yield Phrase(start, start + len(bare), f"{count}{unit}{joint}", "escalation", 1.0)
            continue
        for words, phrase in _ESCALATIONS.get((signal.code, signal.status), ()):
            match = re.search(words, bare)
            if match:
                place = (start + match.start(), start + match.end()) if match.group() else (start, start + len(bare))
                yield Phrase(*place, phrase, "escalation", 0.95)
                break
