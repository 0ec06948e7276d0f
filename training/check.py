"""Machine checks on the labelled data: the guide's assertions (§11), exact evidence, look-alikes and quotas."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stdnum.cn import ric

from training.records import HELPERS, Record, derive
from triage.schema import PII_NAMES
from triage.taxonomy import Taxonomy

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
    """How many cases a set of labels must have; `positive` and `traps` count flags seen and ruled out."""

    reason: int = 15
    flags: tuple[tuple[str, int], ...] = (("group10", 30), ("media", 30), ("regulator", 30))
    other_flags: int = 12


def shortfalls(records: list[Record], taxonomy: Taxonomy, quota: Quota | None = None) -> list[str]:
    """What is still missing, in words; empty when every quota is met."""
    quota = quota or Quota()
    reasons = Counter(r.cat2 for r in records)
    positive = Counter(flag for r in records for flag in r.flags)
    traps = Counter(flag for r in records for flag in r.traps)
    least = dict(quota.flags)
    missing = [
        f"原因 {code}:{reasons[code]} 条,应≥{quota.reason}"
        for code in taxonomy.codes("reason")
        if reasons[code] < quota.reason
    ]
    for flag in taxonomy.codes("flags"):
        need = least.get(flag, quota.other_flags)
        for name, counts in (("正例", positive), ("陷阱", traps)):
            if counts[flag] < need:
                missing.append(f"旗标 {flag} {name}:{counts[flag]} 条,应≥{need}")
    for field, attribute in (("intake_type", "intake_type"), ("product", "product"), ("source", "source")):
        present = {getattr(r, attribute) for r in records}
        missing += [f"{field} 缺 {code}" for code in taxonomy.codes(field) if code not in present]
    return missing
