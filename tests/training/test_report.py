"""The evaluation report as people read it."""

import re

import pytest

from training.evaluate import default_data, evaluate
from training.html_report import page
from training.records import read_all
from triage.engine import Triage


@pytest.fixture(scope="module")
def report(triage: Triage) -> dict[str, object]:
    return evaluate(triage, [r for r in read_all(default_data()) if r.split == "test"][:60])


def test_reliability_and_coverage_account_for_every_case(report: dict[str, object]) -> None:
    reason = report["fields"]["reason"]  # type: ignore[index]
    assert sum(cases for _, _, cases in reason["reliability"]) == 60
    shares = [share for share, _ in reason["coverage"]]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert reason["coverage"][-1][1] == pytest.approx(reason["top1"].value, abs=1e-4)


def test_the_page_stands_alone(report: dict[str, object]) -> None:
    html = page(report, "test")
    assert html.count("<svg") == 1
    assert "漏判重大" in html
    assert not re.search(r'(src|href)="https?:', html), "nothing is fetched from elsewhere"
    for word in ("原因", "auto 精确率", "威胁 litigation"):
        assert word in html
