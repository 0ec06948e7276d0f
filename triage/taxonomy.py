"""Load taxonomy.yaml and check it: an unknown code, a reason no rule covers or a duplicate is an error
that names the line. Codes and rules come from the labelling guide; see the comments in the file itself.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import time
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from triage import lineage
from triage.errors import TaxonomyError
from triage.lineage import Lineage, Migration

SHIPPED = Path(__file__).with_name("taxonomy.yaml")

BY_CHANNEL = "by_channel"
MATTER = "matter"
SINGLE_FIELDS = ("intake_type", "reason", "product", "channel", "source", "stage", "department")
MULTI_FIELDS = ("flags", "threats", "helpers")

Codes: TypeAlias = tuple[str, ...]
Action: TypeAlias = Literal["escalate", "first_contact", "forward", "close"]
_Path: TypeAlias = tuple[str | int, ...]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Entry(_Strict):
    code: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
    name: Annotated[str, Field(min_length=1)]
    rule: str = ""
    basis: str = ""
    decided: str = ""


class Reason(Entry):
    controllable: Literal["Y", "N", "U"]
    bucket: str

    @property
    def category(self) -> str:
        return self.code.split("_", 1)[0]


class Source(Entry):
    external: bool
    implies: str | None = None


class Flag(Entry):
    tier: Literal["T1", "T2"]


class Condition(_Strict):
    """True where every listed field has one of the listed codes; an empty list asks nothing."""

    intake_type: Codes = ()
    reason: Codes = ()
    product: Codes = ()
    channel: Codes = ()
    source: Codes = ()
    words: Codes = ()  # any of them stands in the text


class Rule(Condition):
    """A department in charge and the co-departments that always come with it."""

    department: str
    co: Codes = ()
    basis: str = ""


class CoRule(Condition):
    co: Codes
    basis: str = ""


class SignalRule(_Strict):
    any: Codes
    co: Codes


class Routing(_Strict):
    channel_departments: dict[str, str]
    coordinator: str
    reasons: tuple[Rule, ...]
    intake_types: tuple[Rule, ...]
    co_departments: tuple[CoRule, ...]
    major: Codes
    tier1: Codes
    signals: tuple[SignalRule, ...]


class Deadline(Condition):
    department: Codes = ()
    tier: Literal["T1", "T2"] | None = None
    action: Action
    amount: Annotated[int, Field(ge=0)]
    unit: Literal["at_once", "same_day", "working_hours", "working_days", "natural_days"]
    basis: str


class WorkHours(_Strict):
    start: time
    end: time


class HeadCountNote(_Strict):
    at_least: int
    note: str


class Decisions(_Strict):
    target_precision: Annotated[float, Field(gt=0, lt=1)]
    min_gap: Annotated[float, Field(ge=0, lt=1)]
    min_confidence: Annotated[float, Field(ge=0, lt=1)]


class Taxonomy(_Strict):
    """The label set and the rules of one insurer."""

    version: str
    intake_types: tuple[Entry, ...]
    categories: tuple[Entry, ...]
    reasons: tuple[Reason, ...]
    products: tuple[Entry, ...]
    channels: tuple[Entry, ...]
    stages: tuple[Entry, ...]
    sources: tuple[Source, ...]
    flags: tuple[Flag, ...]
    threats: tuple[Entry, ...]
    helpers: tuple[Entry, ...]
    departments: tuple[Entry, ...]
    routing: Routing
    work_hours: WorkHours
    deadlines: tuple[Deadline, ...]
    head_count_notes: tuple[HeadCountNote, ...]
    decisions: Decisions
    migrations: tuple[Migration, ...] = ()

    @cached_property
    def lineage(self) -> Lineage:
        """What became of the reasons of earlier versions."""
        return Lineage(self.migrations)

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        return {field: {e.code: e.name for e in getattr(self, group)} for field, group in _GROUPS.items()}

    @property
    def fields(self) -> Codes:
        """The fields that have codes."""
        return tuple(self._names)

    def codes(self, field: str) -> Codes:
        """The codes of a field (`reason`, `flags`, …) in the order of the file."""
        return tuple(self._names[field])

    def name(self, field: str, code: str) -> str:
        """The Chinese name shown for a code; KeyError on an unknown one."""
        return self._names[field][code]

    @cached_property
    def reason_by_code(self) -> dict[str, Reason]:
        return {r.code: r for r in self.reasons}

    @cached_property
    def implied_flag(self) -> dict[str, str]:
        """source → the flag that source proves (§4)."""
        return {s.code: s.implies for s in self.sources if s.implies}

    def tier(self, flags: Iterable[str]) -> Literal["T1", "T2"] | None:
        """The strongest tier among flags, None when there is none (then the case is general, §5)."""
        raised = set(flags)
        tiers = {f.tier for f in self.flags if f.code in raised}
        return "T1" if "T1" in tiers else "T2" if tiers else None


_GROUPS = {
    "intake_type": "intake_types",
    "category": "categories",
    "reason": "reasons",
    "product": "products",
    "channel": "channels",
    "stage": "stages",
    "source": "sources",
    "flags": "flags",
    "threats": "threats",
    "helpers": "helpers",
    "department": "departments",
}


def reasons_matching(patterns: Codes, reason: str) -> bool:
    """Does a reason code meet one of the patterns (a code, or `CLM_*` for a whole category)?"""
    return any(reason.startswith(p[:-1]) if p.endswith("*") else reason == p for p in patterns)


def load(path: Path = SHIPPED) -> Taxonomy:
    """Read and check a taxonomy file; raises TaxonomyError naming file and line."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise TaxonomyError(f"无法读取标签表 {path.name}:{error}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else "?"
        raise TaxonomyError(f"{path.name} 第 {line} 行:YAML 格式有误:{error}") from error
    lines: dict[_Path, int] = {}
    data = _plain(root, (), lines) if root else None

    def fail(where: _Path, message: str) -> TaxonomyError:
        known = next(where[:n] for n in range(len(where), -1, -1) if where[:n] in lines or not n)
        return TaxonomyError(f"{path.name} 第 {lines.get(known, 1)} 行:{message}")

    try:
        taxonomy = Taxonomy.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "文件"
        raise fail(first["loc"], f"{place}:{first['msg']}") from error
    for where, message in _faults(taxonomy):
        raise fail(where, message)
    return taxonomy


def in_use() -> Path:
    """The file that holds: `TRIAGE_TAXONOMY`, or the one that comes with the package."""
    return Path(os.environ.get("TRIAGE_TAXONOMY") or SHIPPED)


@cache
def shipped() -> Taxonomy:
    """The taxonomy in use, read once."""
    return load(in_use())


def _plain(node: yaml.Node, path: _Path, lines: dict[_Path, int]) -> Any:
    """Turn a YAML node into plain data and note the line of every item."""
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key, value in node.value:
            if key.value in result:
                raise TaxonomyError(f"第 {key.start_mark.line + 1} 行:键 {key.value} 重复")
            result[key.value] = _plain(value, (*path, key.value), lines)
            lines[(*path, key.value)] = key.start_mark.line + 1
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, i), lines) for i, item in enumerate(node.value)]
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node)
    except ValueError as error:
        raise TaxonomyError(f"第 {node.start_mark.line + 1} 行:{error}") from error
    finally:
        loader.dispose()


def _faults(taxonomy: Taxonomy) -> Iterator[tuple[_Path, str]]:
    """Every broken cross-reference, as (path in the file, message)."""
    for group in _GROUPS.values():
        for key in ("code", "name"):
            seen: set[str] = set()
            for i, entry in enumerate(getattr(taxonomy, group)):
                value = getattr(entry, key)
                if value in seen:
                    yield (group, i, key), f"{group} 中的 {value} 重复"
                seen.add(value)
    categories = taxonomy.codes("category")
    for i, reason in enumerate(taxonomy.reasons):
        if reason.category not in categories:
            yield ("reasons", i, "code"), f"{reason.code} 的前缀不是已知类别"
        if not any(_covers(rule, reason.code) for rule in taxonomy.routing.reasons):
            yield ("reasons", i, "code"), f"{reason.code} 没有对应的责任部门规则"
    for i, source in enumerate(taxonomy.sources):
        if source.implies and source.implies not in taxonomy.codes("flags"):
            yield ("sources", i, "implies"), f"未知的旗标 {source.implies}"
    for code in taxonomy.codes("intake_type"):
        if not any(
            code in r.intake_type and _asks_nothing_else(r, "intake_type") for r in taxonomy.routing.intake_types
        ):
            yield ("routing", "intake_types"), f"来件性质 {code} 没有兜底的部门规则"
    if taxonomy.work_hours.start >= taxonomy.work_hours.end:
        yield ("work_hours",), "上班时间须早于下班时间"
    yield from _routing_faults(taxonomy)
    yield from lineage.faults(taxonomy.migrations, taxonomy.version, taxonomy.codes("reason"))
    for i, deadline in enumerate(taxonomy.deadlines):
        yield from _condition_faults(taxonomy, deadline, ("deadlines", i))
        for code in set(deadline.department) - set(taxonomy.codes("department")):
            yield ("deadlines", i, "department"), f"未知的部门 {code}"


def _routing_faults(taxonomy: Taxonomy) -> Iterator[tuple[_Path, str]]:
    routing, departments = taxonomy.routing, taxonomy.codes("department")
    for channel in taxonomy.codes("channel"):
        if channel not in routing.channel_departments:
            yield ("routing", "channel_departments"), f"渠道 {channel} 没有对应部门"
    for channel, department in routing.channel_departments.items():
        if channel not in taxonomy.codes("channel"):
            yield ("routing", "channel_departments", channel), f"未知的渠道 {channel}"
        if department not in departments:
            yield ("routing", "channel_departments", channel), f"未知的部门 {department}"
    named: list[tuple[_Path, str]] = [(("routing", "coordinator"), routing.coordinator)]
    named += [(("routing", key), code) for key in ("major", "tier1") for code in getattr(routing, key)]
    for table, special in (("reasons", BY_CHANNEL), ("intake_types", MATTER)):
        for i, rule in enumerate(getattr(routing, table)):
            where: _Path = ("routing", table, i)
            yield from _condition_faults(taxonomy, rule, where)
            if rule.department != special:
                named.append((where, rule.department))
            named += [(where, code) for code in rule.co]
    for i, co_rule in enumerate(routing.co_departments):
        yield from _condition_faults(taxonomy, co_rule, ("routing", "co_departments", i))
        named += [(("routing", "co_departments", i), code) for code in co_rule.co]
    signals = {*taxonomy.codes("flags"), *taxonomy.codes("helpers")}
    for i, signal in enumerate(routing.signals):
        named += [(("routing", "signals", i), code) for code in signal.co]
        for code in set(signal.any) - signals:
            yield ("routing", "signals", i), f"未知的旗标 {code}"
    for place, code in named:
        if code not in departments:
            yield place, f"未知的部门 {code or '(空)'}"


def _condition_faults(taxonomy: Taxonomy, condition: Condition, where: _Path) -> Iterator[tuple[_Path, str]]:
    for field in ("intake_type", "product", "channel", "source"):
        for code in set(getattr(condition, field)) - set(taxonomy.codes(field)):
            yield (*where, field), f"未知的代码 {code}"
    for pattern in condition.reason:
        if not any(reasons_matching((pattern,), reason) for reason in taxonomy.codes("reason")):
            yield (*where, "reason"), f"{pattern} 不匹配任何原因"


def _covers(rule: Rule, reason: str) -> bool:
    """Does the rule decide this reason whatever else is known?"""
    return reasons_matching(rule.reason, reason) and _asks_nothing_else(rule, "reason")


def _asks_nothing_else(rule: Rule, field: str) -> bool:
    return not any(getattr(rule, other) for other in Condition.model_fields if other != field)
