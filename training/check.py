"""Machine checks on the labelled data: the guide's assertions (§11), exact evidence, look-alikes and quotas."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil

from stdnum.cn import ric

from training.records import HELPERS, Record, derive
from triage.schema import PII_NAMES
from triage.taxonomy import Taxonomy
from triage.text import simplify

# Two texts of one author that share more than this of the shorter one's 5-grams are copies of one skeleton.
MAX_SHARED = 0.35
GRAM = 5
# So many texts of one author may open with the same characters.
OPENING = 6
MAX_SAME_OPENING = 4


@dataclass(frozen=True, slots=True)
class Fault:
    case: str
    field: str
    message: str


def check(records: list[Record], taxonomy: Taxonomy) -> list[Fault]:
    """Every broken rule, by case."""
    faults: list[Fault] = []
    seen: set[str] = set()
    splits: dict[str, set[str]] = defaultdict(set)
    for record in records:
        if record.id in seen:
            faults.append(Fault(record.id, "id", "编号重复"))
        seen.add(record.id)
        splits[record.author].add(record.split)
        faults += [Fault(record.id, field, message) for field, message in _faults(record, taxonomy)]
    faults += [
        Fault(author, "split", "同一作者组出现在多个划分中") for author, parts in splits.items() if len(parts) > 1
    ]
    return faults + list(_lookalikes(records))


def _faults(record: Record, taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    yield from code_faults(record, taxonomy)
    flags, threats = set(record.flags), set(record.threats)
    many = record.n_complainants is not None and record.n_complainants >= 10
    if ("group10" in flags) != many:
        yield "flags", "group10 与 n_complainants≥10 不一致"
    if record.intake_type == "grumble" and flags:
        yield "intake_type", "抱怨不得有旗标"
    implied = taxonomy.implied_flag.get(record.source)
    if implied and implied not in flags:
        yield "source", f"来源 {record.source} 须有旗标 {implied}"
    if both := (flags & threats) - {"petition"}:
        yield "threats", f"同一对象不得既是事实又是威胁:{'、'.join(both)}"
    if trapped := flags & set(record.traps):
        yield "traps", f"陷阱与旗标矛盾:{'、'.join(trapped)}"
    if record.source == "W315" and not record.social_post:
        yield "social_post", "商业投诉网站来件须记 social_post"
    proven = {(q.kind, q.label) for q in record.evidence}
    for kind, codes in (("flag", flags), ("threat", threats)):
        for code in codes:
            if (kind, code) not in proven:
                yield "evidence", f"{code} 没有证据片段"
    yield from _span_faults(record)
    yield from _keyword_faults(record)
    row = record.model_dump()
    for field, value in derive(row, taxonomy).items():
        if row[field] != value:
            yield field, f"应为 {value}"
    by_table = derive({**row, "dept_primary": None}, taxonomy)["dept_primary"]
    if record.dept_primary != by_table and not record.note:
        yield "dept_primary", f"与决策表({by_table})不同而未写理由"


def code_faults(record: Record, taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    """(field, message) for every code that the taxonomy does not have."""
    for field, values in (
        ("intake_type", [record.intake_type, *record.intake_sec]),
        ("category", [record.cat1]),
        ("reason", [record.cat2, *record.cat2_sec, *([record.cat2_alt] if record.cat2_alt else [])]),
        ("product", [record.product]),
        ("channel", [record.channel]),
        ("stage", [record.stage]),
        ("source", [record.source]),
        ("flags", [*record.flags, *record.traps]),
        ("threats", record.threats),
        ("helpers", HELPERS),
        ("department", [record.dept_primary, *record.dept_co]),
    ):
        known = taxonomy.codes(field)
        for value in values:
            if value not in known:
                yield field, f"未知代码 {value}"


def _span_faults(record: Record) -> Iterator[tuple[str, str]]:
    for quote in record.evidence:
        if record.text[quote.start : quote.end] != quote.text or not quote.text:
            yield "evidence", f"{quote.label} 的证据与原文位置不符"
    last = 0
    for pii in sorted(record.pii_spans, key=lambda p: p.start):
        if pii.type not in PII_NAMES:
            yield "pii_spans", f"未知类型 {pii.type}"
        if not last <= pii.start < pii.end <= len(record.text):
            yield "pii_spans", "个人信息位置越界或重叠"
        last = pii.end
        value = record.text[pii.start : pii.end]
        # an invented number must still look real to the recognizers
        whole = pii.type == "IDNO" and re.fullmatch(r"\d{17}[\dXx]", value)
        if whole and ric.calc_check_digit(value) != value[-1].upper():
            yield "pii_spans", "身份证号校验位有误"


def _keyword_faults(record: Record) -> Iterator[tuple[str, str]]:
    low, high = (3, 8) if record.intake_type in {"complaint", "grumble"} else (1, 5)
    if not low <= len(record.keywords) <= high:
        yield "keywords", f"应有 {low}—{high} 条"
    private = {record.text[p.start : p.end] for p in record.pii_spans}
    for keyword in record.keywords:
        if not 2 <= len(keyword) <= 12:
            yield "keywords", f"长度不合:{keyword}"
        if any(len(value) > 1 and value in keyword for value in private):
            yield "keywords", "含个人信息"


def _lookalikes(records: Iterable[Record]) -> Iterator[Fault]:
    """Near-duplicates anywhere, and templates within an author group (for writers: no two with one skeleton)."""
    by_author: dict[str, list[Record]] = defaultdict(list)
    holders: dict[str, list[int]] = defaultdict(list)  # 5-gram → texts before that have it
    grams: list[set[str]] = []
    known = list(records)
    for i, record in enumerate(known):
        by_author[record.author].append(record)
        grams.append(_grams(record.text))
        shared = Counter(j for gram in grams[i] for j in holders[gram])
        for j, count in shared.items():
            size = min(len(grams[i]), len(grams[j]))
            if size > 8 and count > MAX_SHARED * size:
                yield Fault(record.id, "text", f"与 {known[j].id} 过于相似,疑似套模板")
        for gram in grams[i]:
            holders[gram].append(i)
    for group in by_author.values():
        openings = Counter(_letters(record.text)[:OPENING] for record in group)
        for opening, count in openings.items():
            if count > MAX_SAME_OPENING:
                yield Fault(group[0].author, "text", f"{count} 条以“{opening}”开头,疑似套模板")


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _grams(text: str) -> set[str]:
    letters = _letters(text)
    return {letters[i : i + GRAM] for i in range(len(letters) - GRAM + 1)}


@dataclass(frozen=True, slots=True)
class Quota:
    """The least that the data must hold; `flags` are true cases and, as many again, cases that rule the flag out."""

    cases: int = 3600
    reason: int = 45
    intake: tuple[tuple[str, int], ...] = (
        ("inquiry", 150),
        ("grumble", 120),
        ("report", 60),
        ("praise_suggest", 60),
        ("claim_notice", 60),
        ("out_of_scope", 60),
    )
    flags: tuple[tuple[str, int], ...] = (("group10", 120), ("media", 120), ("regulator", 120))
    other_flags: int = 50
    threats: int = 300
    long: float = 0.2
    traditional: float = 0.1
    speech: float = 0.2


LONG = 350
# words by which writers name the manner of a text that was spoken
SPEECH = (
    "转写",
    "語音",
    "语音",
    "录音",
    "錄音",
    "识别",
    "电话",
    "電話",
    "热线",
    "熱線",
    "来电",
    "來電",
    "口述",
    "坐席",
)


def shortfalls(records: list[Record], taxonomy: Taxonomy, quota: Quota | None = None) -> list[str]:
    """What is still missing, in words; empty when every quota is met."""
    quota = quota or Quota()
    n = len(records)
    positive = Counter(flag for r in records for flag in r.flags)
    traps = Counter(flag for r in records for flag in r.traps)
    reasons = Counter(r.cat2 for r in records)
    intake = Counter(r.intake_type for r in records)
    least = dict(quota.flags)
    wanted: list[tuple[str, int, float]] = [("样本", n, quota.cases)]
    wanted += [(f"原因 {code}", reasons[code], quota.reason) for code in taxonomy.codes("reason")]
    wanted += [(f"性质 {code}", intake[code], needed) for code, needed in quota.intake]
    for flag in taxonomy.codes("flags"):
        need = least.get(flag, quota.other_flags)
        wanted += [(f"旗标 {flag} 正例", positive[flag], need), (f"旗标 {flag} 陷阱", traps[flag], need)]
    wanted += [
        ("威胁", sum(len(r.threats) for r in records), quota.threats),
        (f"超过 {LONG} 字", sum(len(r.text) > LONG for r in records), quota.long * n),
        ("繁体", sum(traditional(r.text) for r in records), quota.traditional * n),
        ("口语转写", sum(spoken(r) for r in records), quota.speech * n),
    ]
    missing = [f"{what}:{found} 条,应≥{ceil(need)}" for what, found, need in wanted if found < need]
    for field in ("product", "channel", "source"):
        present = {getattr(r, field) for r in records}
        missing += [f"{field} 缺 {code}" for code in taxonomy.codes(field) if code not in present]
    return missing


def traditional(text: str) -> bool:
    """Written in traditional characters, not merely a few of them in a quoted name."""
    return (Counter(text) - Counter(simplify(text))).total() > 0.08 * len(text)


def spoken(record: Record) -> bool:
    """Transcribed speech, by what its writer says of its manner."""
    return any(word in record.style for word in SPEECH)
