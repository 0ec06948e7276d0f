"""The labelled case: one line of labelled_data/*.jsonl, with the guide's fields (§1).

What a person decides is given; what the guide's tables say follows from it (`derive`). Both are stored, so that
the files can be read without this code, and `check.py` proves that they agree.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from triage import routing
from triage.errors import BadInput
from triage.files import write_atomic
from triage.taxonomy import Taxonomy, shipped

_log = logging.getLogger(__name__)

HELPERS = ("social_post", "litigation", "repeat", "vulnerable", "agent_suspect", "need_review")


class Quote(BaseModel):
    """`text == case.text[start:end]`, the words that prove a label."""

    model_config = ConfigDict(extra="forbid")
    label: str
    kind: Literal["flag", "threat", "helper"]
    start: int
    end: int
    text: str


class PiiLabel(BaseModel):
    model_config = ConfigDict(extra="forbid")
    type: str
    start: int
    end: int


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+-\d{3,}$")]
    author: Annotated[str, Field(pattern=r"^[a-z0-9]+$")]
    split: Literal["train", "validation", "test"]
    style: str
    text: Annotated[str, Field(min_length=2)]
    intake_type: str
    intake_sec: list[str] = []
    cat1: str
    cat2: str
    cat2_sec: Annotated[list[str], Field(max_length=2)] = []
    cat2_alt: str | None = None
    product: str
    channel: str
    stage: str
    source: str
    controllable: Literal["Y", "N", "U"]
    n_complainants: Annotated[int, Field(ge=1)] | None
    flags: list[str] = []
    threats: list[str] = []
    traps: list[str] = []
    social_post: bool = False
    litigation: bool = False
    repeat: bool = False
    vulnerable: bool = False
    agent_suspect: bool = False
    need_review: bool = False
    severity: Literal["major", "general"]
    major_tier: Literal["T1", "T2"] | None
    dept_primary: str
    dept_co: list[str]
    sla: str
    keywords: list[str]
    pii_spans: list[PiiLabel] = []
    evidence: list[Quote] = []
    hard: bool = False
    note: str = ""

    @property
    def helpers(self) -> list[str]:
        return [name for name in HELPERS if getattr(self, name)]

    def facts(self) -> routing.Facts:
        return routing.Facts(
            self.intake_type,
            self.cat2,
            self.product,
            self.channel,
            self.source,
            tuple(self.intake_sec),
            tuple(self.cat2_sec),
            frozenset(self.flags) | frozenset(self.helpers),
            self.text,
        )


def derive(row: Mapping[str, Any], taxonomy: Taxonomy) -> dict[str, Any]:
    """The fields that the guide's tables determine (§3 controllable, §5 severity, §6 departments, §7 sla).

    `row` holds the decided fields; a `dept_primary` already there is a person's ruling and stays.
    """
    flags = list(row.get("flags", []))
    helpers = [name for name in HELPERS if row.get(name)]
    facts = routing.Facts(
        row["intake_type"],
        row["cat2"],
        row["product"],
        row["channel"],
        row["source"],
        tuple(row.get("intake_sec", [])),
        tuple(row.get("cat2_sec", [])),
        frozenset(flags) | frozenset(helpers),
        row["text"],
    )
    primary = row.get("dept_primary") or routing.department(taxonomy, facts)[0]
    tier = taxonomy.tier(flags)
    disputed = row["intake_type"] in {"complaint", "grumble"}
    return {
        "cat1": row["cat2"].split("_", 1)[0],
        "controllable": taxonomy.reason_by_code[row["cat2"]].controllable if disputed else "U",
        "severity": "major" if flags else "general",
        "major_tier": tier,
        "dept_primary": primary,
        "dept_co": [co.code for co in routing.co_departments(taxonomy, facts, primary)],
        "sla": routing.sla(routing.matching_deadlines(taxonomy, facts, primary)),
    }


def read(path: Path) -> Iterator[Record]:
    """Records of one file; raises BadInput naming file and line."""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield Record.model_validate(json.loads(line))
        except json.JSONDecodeError as error:
            raise BadInput(f"{path.name} 第 {number} 行不是合法 JSON:{error}") from error
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise BadInput(f"{path.name} 第 {number} 行 {place}:{first['msg']}", field=place) from error


def read_all(folder: Path) -> list[Record]:
    """All records of a folder, by file name, in the codes of today; raises BadInput on an empty folder.

    Those whose reason was split or retired mean nothing until they are labelled anew: they are left out and logged.
    """
    records = [record for path in sorted(folder.glob("*.jsonl")) for record in read(path)]
    if not records:
        raise BadInput(f"{folder} 中没有标注数据(*.jsonl)", field="data")
    taxonomy = shipped()
    mapped = [(record, today(record, taxonomy)) for record in records]
    if left := [record.id for record, now in mapped if now is None]:
        _log.warning("%d labelled cases have a reason that was split or retired: %s", len(left), ", ".join(left[:50]))
    return [now for _, now in mapped if now]


def today(record: Record, taxonomy: Taxonomy) -> Record | None:
    """A record in the codes of today, None where only a person can say which; what the tables derive follows."""
    lineage = taxonomy.lineage
    old = [record.cat2, *record.cat2_sec, *([record.cat2_alt] if record.cat2_alt else [])]
    if not any(lineage.is_gone(code) for code in old):
        return record
    reason = lineage.today(record.cat2)
    if reason is None:
        return None
    second = dict.fromkeys(code for each in record.cat2_sec if (code := lineage.today(each)) and code != reason)
    other = lineage.today(record.cat2_alt) if record.cat2_alt else None
    row = record.model_dump() | {"cat2": reason, "cat2_sec": list(second), "cat2_alt": other}
    return Record.model_validate(row | derive(row, taxonomy))


def write(path: Path, records: Iterable[Record]) -> None:
    """Replace a file whole, or not at all."""
    write_atomic(path, "".join(r.model_dump_json() + "\n" for r in records).encode())


def from_draft(draft: Mapping[str, Any], *, author: str, number: int, split: str, taxonomy: Taxonomy) -> Record:
    """Turn a writer's compact draft (codes and exact substrings) into a full record with spans.

    Raises BadInput where a quoted substring does not stand in the text.
    """
    text = draft["text"]
    row = {k: v for k, v in draft.items() if k not in {"marks", "pii", "evidence", "dept"}}
    row |= dict.fromkeys(draft.get("marks", []), True)
    row["n_complainants"] = draft.get("n_complainants", 1)
    if draft.get("dept"):
        row["dept_primary"] = draft["dept"]
    row["pii_spans"] = [
        {"type": kind, "start": start, "end": end}
        for start, end, kind in sorted(_pii_spans(text, draft.get("pii", [])))
    ]
    row["evidence"] = [
        _quote(text, key, words)
        for key, value in draft.get("evidence", {}).items()
        for words in ([value] if isinstance(value, str) else value)
    ]
    row |= derive(row, taxonomy)
    return Record.model_validate({"id": f"{author}-{number:03d}", "author": author, "split": split, **row})


def _quote(text: str, key: str, words: str) -> dict[str, Any]:
    start = text.find(words)
    if start < 0:
        raise BadInput(f"证据不在原文中:{words}", field="evidence")
    kind, label = ("threat", key.removeprefix("threat:")) if key.startswith("threat:") else ("flag", key)
    if kind == "flag" and label in HELPERS:
        kind = "helper"
    return {"label": label, "kind": kind, "start": start, "end": start + len(words), "text": words}


def _pii_spans(text: str, listed: Iterable[tuple[str, str]]) -> set[tuple[int, int, str]]:
    """Every place where a listed value stands; a value inside a longer one (张 in 张小明) is not listed twice."""
    spans: set[tuple[int, int, str]] = set()
    for kind, value in sorted(listed, key=lambda item: -len(item[1])):
        at = text.find(value)
        if at < 0:
            raise BadInput(f"个人信息不在原文中:{value}", field="pii")
        # A lone surname stands inside many words: mark it where a title follows, or else its first place.
        titled = len(value) == 1 and any(_titled(text, i + 1) for i, char in enumerate(text) if char == value)
        while at >= 0:
            end = at + len(value)
            if not any(start < end and at < stop for start, stop, _ in spans) and (not titled or _titled(text, end)):
                spans.add((at, end, kind))
                if len(value) == 1 and not titled:
                    break
            at = text.find(value, end)
    return spans


def _titled(text: str, end: int) -> bool:
    titles = (
        "先生",
        "女士",
        "小姐",
        "太太",
        "老师",
        "经理",
        "主任",
        "师傅",
        "大爷",
        "大妈",
        "阿姨",
        "总",
        "某",
    )
    return text[end:].lstrip().startswith(titles + tuple("叔伯姐哥嫂婶队工姓导科站所院"))
