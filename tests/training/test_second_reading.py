"""Audit and second reading, as the one who keeps the data uses them."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from tests.training.test_cli import run
from training import agreement
from training.audit import audit
from training.evaluate import default_data
from training.records import Record, read_all, write
from triage.errors import BadInput
from triage.taxonomy import shipped


@pytest.fixture(scope="module")
def records() -> list[Record]:
    """A few authors, three reasons that are easy to tell apart."""
    wanted = ("CLM_SPEED", "SAL_SIGN", "CTR_HOURS", "INF_HARASS")
    return [r for r in read_all(default_data()) if r.cat2 in wanted and r.cat2_alt is None]


def test_a_planted_wrong_label_comes_first(records: list[Record]) -> None:
    wrong = next(r for r in records if r.cat2 == "CTR_HOURS" and r.split == "train")
    planted = [r.model_copy(update={"cat2": "INF_HARASS"}) if r is wrong else r for r in records]
    reasons = [s for s in audit(planted, shipped(), 10**6) if s.field == "reason"]
    place = [s.id for s in reasons].index(wrong.id)
    assert place < 5
    assert (reasons[place].label, reasons[place].other) == ("INF_HARASS", "CTR_HOURS")
    assert all(a.quality <= b.quality for a, b in pairwise(reasons))


def test_too_few_authors_are_refused(records: list[Record]) -> None:
    with pytest.raises(BadInput, match="作者组"):
        audit([r for r in records if r.author == records[0].author], shipped(), 10)


def test_a_sample_shows_no_label(records: list[Record], tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", records)
    out = tmp_path / "sample.jsonl"
    assert run("data", "sample", "-o", out, "-n", "7", "--data", tmp_path).returncode == 0
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert len({row["id"] for row in rows}) == 7
    assert all(set(row) == {"id", "text"} for row in rows)


def reading(record: Record, **second: object) -> dict[str, object]:
    first = agreement.labels(record)
    return {"id": record.id, "first": first, "second": {**first, **second}, "settled": first}


def test_kappa_is_one_for_equal_and_less_for_different(records: list[Record]) -> None:
    rows = [reading(r) for r in records[:40]]
    found = {a.field: a for a in agreement.agreement(rows, shipped())}
    assert (found["cat2"].equal, found["cat2"].kappa) == (1.0, 1.0)
    other = "CTR_HOURS" if records[0].cat2 != "CTR_HOURS" else "SAL_SIGN"
    rows[0] = reading(records[0], cat2=other)
    found = {a.field: a for a in agreement.agreement(rows, shipped())}
    assert found["cat2"].equal == pytest.approx(39 / 40)
    assert 0.5 < found["cat2"].kappa < 1.0


def test_what_was_settled_must_stand_in_the_data(records: list[Record]) -> None:
    row = reading(records[0])
    assert agreement.unsettled([row], records) == []
    row["settled"] = {**agreement.labels(records[0]), "source": "IA"}
    assert "source" in agreement.unsettled([row], records)[0]


def test_the_shipped_second_reading_is_settled() -> None:
    done = run("data", "agreement")
    assert done.returncode == 0, done.stderr
    assert "| cat2 | 760 |" in done.stdout
