"""Labelled cases in the codes of today."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.taxonomies import changed
from training.check import code_faults
from training.evaluate import default_data
from training.records import Record, read_all, today
from triage.taxonomy import Taxonomy, load, shipped


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Taxonomy]:
    path = changed(tmp_path)
    monkeypatch.setenv("TRIAGE_TAXONOMY", str(path))
    shipped.cache_clear()
    yield load(path)
    shipped.cache_clear()


def test_all_labelled_data_is_read_in_the_new_codes(later: Taxonomy, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        records = read_all(default_data())
    assert not [fault for record in records for fault in code_faults(record, later)]
    reasons = {r.cat2 for r in records}
    assert reasons >= {"CLM_DELAY", "POS_PROC"}
    assert not reasons & {"CLM_SPEED", "POS_LOAN", "CLM_DENY", "AGY_ISSUE"}
    assert "split or retired" in caplog.text


def test_second_reasons_follow_and_nothing_is_said_twice(later: Taxonomy) -> None:
    record = next(r for r in read_all(default_data()) if r.cat2 == "POS_PROC")
    row = record.model_dump() | {"cat2": "POS_LOAN", "cat2_sec": ["POS_PROC", "CLM_SPEED"], "cat2_alt": "CLM_DENY"}
    now = today(Record.model_validate(row), later)
    assert now is not None
    assert (now.cat1, now.cat2, now.cat2_sec, now.cat2_alt) == ("POS", "POS_PROC", ["CLM_DELAY"], None)
    assert today(Record.model_validate(row | {"cat2": "CLM_DENY"}), later) is None
    assert today(record, later) is record
