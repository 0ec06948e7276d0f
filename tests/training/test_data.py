"""The shipped data keeps its own rules, and its card tells the truth."""

import pytest

from training.card import data_table
from training.check import check, shortfalls
from training.evaluate import default_data
from training.records import Record, read_all
from triage.taxonomy import shipped


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return read_all(default_data())


def test_no_fault_and_no_shortfall(records: list[Record]) -> None:
    assert check(records, shipped()) == []
    assert shortfalls(records, shipped()) == []


def test_the_card_shows_what_the_command_prints(records: list[Record]) -> None:
    assert data_table(records, shipped()) in (default_data() / "README.md").read_text(encoding="utf-8")


def test_every_split_has_every_reason(records: list[Record]) -> None:
    for split in ("train", "test"):
        assert {r.cat2 for r in records if r.split == split} == set(shipped().codes("reason"))


def test_the_guides_worked_cases_are_not_among_them(records: list[Record]) -> None:
    """They are the guide's, and a reviewer's first try: a model that had read them would look too good."""
    openings = {r.text[:12] for r in records}
    for opening in ("今天3·15你们热线我拨", "我妈在农行买的住院医疗", "俺车撞了护栏,4S店报一万八"):
        assert not any(o.startswith(opening[:8]) for o in openings)
