"""Scales and thresholds: what a version is unsure of in questions takes nothing from its certainty in complaints."""

import pytest

from training import decisions
from training.evaluate import default_data
from training.records import Record, read_all
from triage import versions
from triage.engine import Triage
from triage.labels import COMPLAINING
from triage.schema import Case
from triage.taxonomy import shipped
from triage.versions import Head, Version

MANY = 90


@pytest.fixture(scope="module")
def installed() -> versions.Installed:
    return versions.verify(versions.resolve())


@pytest.fixture(scope="module")
def records() -> list[Record]:
    """As many that complain as that ask, none of them learned from."""
    unseen = [r for r in read_all(default_data()) if r.split == "validation"]
    complain = [r for r in unseen if r.intake_type in COMPLAINING]
    return complain[:MANY] + [r for r in unseen if r.intake_type == "inquiry"][:MANY]


def calibrated(installed: versions.Installed, records: list[Record]) -> Version:
    return decisions.calibrated(installed.folder, installed.info, records, shipped())


def reason(info: Version) -> Head:
    (head,) = (head for head in info.heads if head.name == "reason")
    return head


def misread(record: Record) -> Record:
    """A question under a reason that nobody would give it."""
    wrong = "SAL_SIGN" if record.cat2 != "SAL_SIGN" else "CLM_SPEED"
    return record.model_copy(update={"cat2": wrong, "cat1": wrong[:3], "cat2_alt": None})


def test_unsure_of_questions_sure_of_complaints(
    installed: versions.Installed, records: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "APART", 50)
    asked = [misread(r) if r.intake_type == "inquiry" else r for r in records]
    before, after = calibrated(installed, records), calibrated(installed, asked)
    assert reason(before).of(asks=True).thresholds
    engine = Triage(versions.Installed(installed.folder, after), shipped(), 1)
    decided: dict[bool, list[str]] = {False: [], True: []}
    for record in records:
        answer = engine.suggest(Case(text=record.text))
        decided[answer.intake_type.code in COMPLAINING].append(answer.reason.decision)
    assert "auto" not in decided[False]
    assert decided[True].count("auto") > len(decided[True]) / 3


def test_too_few_questions_are_judged_like_all_others(installed: versions.Installed, records: list[Record]) -> None:
    info = calibrated(installed, records[: MANY + 5])
    assert all(head.asking is None for head in info.heads)
    assert info.category_asking == {}
    assert reason(info).of(asks=True) == reason(info)
