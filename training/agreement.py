"""The second reading: cases labelled again from the text alone, and how far two readers agree (Cohen's kappa).

`labelled_data/second_reading/*.jsonl` holds one case a line: its `id`, what the writer said (`first`), what the
reader said who saw only the text (`second`), and what stands now (`settled`, with `why` where the two differed).
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sklearn.metrics import cohen_kappa_score

from training.records import Record
from triage.errors import BadInput
from triage.taxonomy import Taxonomy

FOLDER = "second_reading"
SINGLE = ("intake_type", "cat1", "cat2", "product", "channel", "stage", "source", "severity")
MULTI = ("flags", "threats")
DECIDED = ("intake_type", "cat2", "product", "channel", "stage", "source", "n_complainants", *MULTI)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two readers on one field: share of equal answers and Cohen's kappa (Cohen 1960; nan if both say one thing)."""

    field: str
    cases: int
    equal: float
    kappa: float


def sample(records: Sequence[Record], n: int, seed: int) -> list[dict[str, str]]:
    """`n` cases drawn at random, as a second reader gets them: id and text, no label, no author."""
    if not 0 < n <= len(records):
        raise BadInput(f"抽样数须在 1—{len(records)} 之间", field="n")
    return [{"id": r.id, "text": r.text} for r in random.Random(seed).sample(list(records), n)]


def read(folder: Path) -> list[dict[str, Any]]:
    """All rows of the second reading, in file order; raises BadInput naming file and line."""
    rows = []
    for path in sorted((folder / FOLDER).glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                row = json.loads(line)
                missing = {"id", "first", "second", "settled"} - set(row)
            except json.JSONDecodeError as error:
                raise BadInput(f"{path.name} 第 {number} 行不是合法 JSON") from error
            if missing:
                raise BadInput(f"{path.name} 第 {number} 行缺少 {'、'.join(sorted(missing))}")
            rows.append(row)
    return rows


def agreement(rows: Sequence[dict[str, Any]], taxonomy: Taxonomy) -> list[Agreement]:
    """One line a single field, then one a flag and a threat."""
    first, second = [_full(r["first"]) for r in rows], [_full(r["second"]) for r in rows]
    found = [_one(f, [x[f] for x in first], [x[f] for x in second]) for f in SINGLE]
    found.append(_one("n_complainants", [x["n_complainants"] for x in first], [x["n_complainants"] for x in second]))
    for field in MULTI:
        for code in taxonomy.codes(field):
            found.append(_one(f"{field}:{code}", [code in x[field] for x in first], [code in x[field] for x in second]))
    return found


def unsettled(rows: Sequence[dict[str, Any]], records: Sequence[Record]) -> list[str]:
    """Where the data does not say what was settled: (id field) in words."""
    by_id = {r.id: r for r in records}
    faults = []
    for row in rows:
        record = by_id.get(row["id"])
        if record is None:
            faults.append(f"{row['id']}:数据中没有此条")
            continue
        for field in DECIDED:
            stands, ruled = getattr(record, field), row["settled"].get(field)
            if (set(stands) != set(ruled or [])) if field in MULTI else (stands != ruled):
                faults.append(f"{row['id']} {field}:数据为 {stands},裁定为 {ruled}")
    return faults


def rulings(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """How many cases and fields differed, and whose answer was settled."""
    fields = [(r, f) for r in rows for f in DECIDED if _said(r["first"], f) != _said(r["second"], f)]
    sides = [[_said(r["settled"], f) == _said(r[side], f) for side in ("first", "second")] for r, f in fields]
    return {
        "cases": len({r["id"] for r, _ in fields}),
        "fields": len(fields),
        "first": sum(first for first, _ in sides),
        "second": sum(second for _, second in sides),
    }


def _said(labels: dict[str, Any], field: str) -> Any:
    value = labels.get(field)
    return sorted(value or []) if field in MULTI else value


def table(found: Sequence[Agreement]) -> str:
    """As Markdown, for the data card."""
    lines = ["| field | cases | equal | kappa |", "|---|---|---|---|"]
    lines += [f"| {a.field} | {a.cases} | {a.equal:.1%} | {a.kappa:.2f} |" for a in found]
    return "\n".join(lines) + "\n"


def labels(record: Record) -> dict[str, Any]:
    """What a person decides about a case."""
    return {field: getattr(record, field) for field in DECIDED}


def _full(said: dict[str, Any]) -> dict[str, Any]:
    flags = said.get("flags") or []
    return {
        **said,
        "cat1": said["cat2"].split("_", 1)[0],
        "severity": "major" if flags else "general",
        "flags": flags,
        "threats": said.get("threats") or [],
        "n_complainants": said.get("n_complainants", 1),
    }


def _one(field: str, first: Sequence[Any], second: Sequence[Any]) -> Agreement:
    a, b = [str(x) for x in first], [str(x) for x in second]
    equal = sum(x == y for x, y in zip(a, b, strict=True)) / max(len(a), 1)
    one_answer = len({*a, *b}) == 1
    return Agreement(field, len(a), equal, float("nan") if one_answer else float(cohen_kappa_score(a, b)))
