"""What a person should look at in the corrections, as files beside the version and as a few Chinese lines.

Case ids and masked texts stay in the run folder: a version may be copied to where nobody may read a case. The version
itself keeps hashes, by which the gate knows what it has learned from.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from training.corrections import Corrected, Kind, Read, Review
from training.twins import Parted
from triage.files import write_atomic

# In the version: of whom it has learned and who was held out, as hashes.
CASES = "corrections.json"
# In the run folder: what to look at, and the same in words.
LIST, SUMMARY = "review.jsonl", "review.md"
SHOWN = 20
KINDS: dict[Kind, str] = {
    "conflict": "经办人或相同正文之间说法不一(降权)",
    "duplicate": "近似重复(合计按一条计)",
    "suspect": "疑似误标(降权)",
    "test_twin": "与评测样本重复(不参与训练)",
}


def cases(found: Read, parted: Parted) -> dict[str, bytes]:
    """What a version keeps, as its files by name."""
    kept = {"sha256": found.sha256, "learned": _span(parted.learned), "held": _span(parted.held)}
    return {CASES: json.dumps(kept, indent=1).encode()}


def write(folder: Path, name: str, found: Read, parted: Parted, reviews: Sequence[Review]) -> Path:
    """Write LIST and SUMMARY, and return the latter; `name` is that of the corrections' file."""
    rows = [json.dumps(asdict(review), ensure_ascii=False) + "\n" for review in reviews]
    rows += [json.dumps({"kind": "unknown", **asdict(u)}, ensure_ascii=False) + "\n" for u in found.unknown]
    rows += [
        json.dumps({"kind": "fault", "line": number, "message": message}, ensure_ascii=False) + "\n"
        for number, message in found.faults
    ]
    text = "\n".join([f"# 更正审核:{name}", "", *(f"- {line}" for line in summary(found, parted, reviews)), ""])
    for kind, title in KINDS.items():
        if mine := [review for review in reviews if review.kind == kind]:
            text += f"\n## {title}:{len(mine)} 处\n\n" + "".join(f"- {_line(review)}\n" for review in mine[:SHOWN])
    write_atomic(folder / LIST, "".join(rows).encode())
    write_atomic(folder / SUMMARY, text.encode())
    return folder / SUMMARY


def summary(found: Read, parted: Parted, reviews: Sequence[Review]) -> list[str]:
    """A line for each thing that was found."""
    counts = Counter(review.kind for review in reviews)
    lines = [f"可用案件 {len(found.cases)} 件:用于训练 {len(parted.learned)} 件,留作检验(最新){len(parted.held)} 件"]
    lines += [f"{title} {counts[kind]} 处" for kind, title in KINDS.items() if counts[kind]]
    lines += [
        f"标签表中没有的{u.field} {u.label}:{u.cases} 件,{u.handlers} 名经办人使用,未用于训练;例:{u.examples[0]}"
        for u in found.unknown
    ]
    lines += [f"第 {number} 行:{message}" for number, message in found.faults[:SHOWN]]
    if len(found.faults) > SHOWN:
        lines.append(f"……共 {len(found.faults)} 行有误,详见 {LIST}")
    return lines


def learned(folder: Path) -> frozenset[str]:
    """Of which cases a version has learned, as `hashed` ids; none for a version that learned from no corrections."""
    path = folder / CASES
    return frozenset(json.loads(path.read_text("utf-8"))["learned"]["cases"]) if path.is_file() else frozenset()


def hashed(case_id: str) -> str:
    return hashlib.sha256(case_id.encode("utf-8", "replace")).hexdigest()[:24]


def _span(cases: Sequence[Corrected]) -> dict[str, Any]:
    moments = sorted(case.at for case in cases)
    return {
        "from": moments[0].isoformat() if moments else None,
        "to": moments[-1].isoformat() if moments else None,
        "cases": sorted(hashed(case.id) for case in cases),
    }


def _line(review: Review) -> str:
    others = f",另见 {'、'.join(review.others[:5])}" if review.others else ""
    label = f" {review.field}={review.label}" if review.label else ""
    return f"{review.case_id}{label}{others}:{review.text[:40]}"
