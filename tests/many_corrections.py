"""Time and memory of `triage retrain --mode heads` on many corrections: `python -m tests.many_corrections FOLDER [N]`.

N (10,000) corrected cases are put together from halves of the training texts: worthless as a lesson, but as long, as
many and as different as those of a desk. FOLDER must not exist; the last line printed is the retraining's own.
"""

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.story import FIELDS, triage
from training.evaluate import default_data
from training.records import Record, read_all

SEED = 3


def corrections(records: list[Record], count: int) -> Iterator[dict[str, Any]]:
    """As `triage corrections export` writes them: reason, flags and product corrected, all else confirmed."""
    rng = random.Random(SEED)
    for number in range(count):
        one, other = rng.sample(records, 2)
        middle = rng.choice(records).text[:30]
        at = f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}T{number % 24:02}:00:00+08:00"
        said = {"reason": one.cat2, "flags": one.flags, "product": one.product}
        confirmed = {field: getattr(one, field) for field in FIELDS} | {"department": one.dept_primary}
        yield {
            "case_id": f"B-{number:05}",
            "text": one.text[: len(one.text) // 2] + middle + other.text[len(other.text) // 2 :],
            "closed_at": at,
            "model": "m",
            "suggested": {},
            "labels": {**confirmed, "threats": one.threats, **said},
            "corrections": [
                {"field": field, "new": new, "old": None, "handler": "甲", "at": at, "why": ""}
                for field, new in said.items()
            ],
        }


def run(folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    records = [r for r in read_all(default_data()) if r.split == "train"]
    table = folder / "corrections.jsonl"
    lines = (json.dumps(line, ensure_ascii=False) + "\n" for line in corrections(records, count))
    table.write_text("".join(lines), encoding="utf-8")
    options = ("--name", "many", "--output", folder, "--run", folder / "run")
    print(triage("retrain", "--corrections", table, *options).strip().splitlines()[-1])


if __name__ == "__main__":
    run(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000)
