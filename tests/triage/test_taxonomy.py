from pathlib import Path

import pytest

from triage.errors import TaxonomyError
from triage.taxonomy import SHIPPED, load, shipped


def line_of(text: str) -> int:
    return SHIPPED.read_text(encoding="utf-8").split(text)[0].count("\n") + 1


def test_shipped_has_the_whole_guide() -> None:
    taxonomy = shipped()
    sizes = {f: len(taxonomy.codes(f)) for f in ("intake_type", "category", "reason", "product", "channel", "stage")}
    assert sizes == {"intake_type": 7, "category": 11, "reason": 45, "product": 12, "channel": 9, "stage": 4}
    assert (len(taxonomy.codes("source")), len(taxonomy.codes("flags")), len(taxonomy.codes("department"))) == (
        14,
        9,
        22,
    )
    assert taxonomy.implied_flag == {
        "REG": "regulator", "CA": "consumer_assoc", "IA": "industry_assoc", "MEDIA": "media", "GOV": "gov",
    }  # fmt: skip


def test_tier_is_the_strongest() -> None:
    taxonomy = shipped()
    assert taxonomy.tier([]) is None
    assert taxonomy.tier(["regulator", "gov"]) == "T2"
    assert taxonomy.tier(["regulator", "media"]) == "T1"


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        ("code: UW_PROC", "code: UW_ENTRY", "code: UW_PROC", "UW_ENTRY 重复"),
        ("name: 拒赔", "name: 理赔时效", "code: CLM_SPEED\n    name", "重复"),
        ("department: D_AGY", "department: D_NOBODY", "{reason: [AGY_*]", "未知的部门 D_NOBODY"),
        ("reason: [HOT_FOLLOWUP]", "reason: [HOT_ACCESS]", "code: HOT_FOLLOWUP", "HOT_FOLLOWUP 没有对应的责任部门规则"),
        ("reason: [AGY_*]", "reason: [AGX_*]", "code: AGY_ISSUE", "AGY_ISSUE 没有对应"),
        ("implies: gov", "implies: government", "implies: gov", "未知的旗标 government"),
        ("COL: D_REN", "COX: D_REN", "channel_departments:", "渠道 COL 没有对应部门"),
        ("unit: same_day, basis: \"重大", "unit: sometime, basis: \"重大", "unit: same_day, basis: \"重大", "unit"),
        ("words: [系统", "wordz: [系统", "wordz", "wordz"),
        ("{reason: [HOT_FOLLOWUP],", "{reason: [HOT_FOLLOWUP], words: [系统],", "code: HOT_FOLLOWUP", "没有对应"),
        ('end: "17:00"', 'end: "24:30"', "work_hours:", "work_hours.end"),
        ('end: "17:00"', 'end: "08:00"', "work_hours:", "上班时间"),
    ],
)  # fmt: skip
def test_a_fault_names_its_line(tmp_path: Path, old: str, new: str, at: str, message: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "taxonomy.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(TaxonomyError) as caught:
        load(path)
    assert message in str(caught.value)
    where = at if at in text else old
    assert f"第 {line_of(where) + (1 if chr(10) in where else 0)} 行" in str(caught.value)


@pytest.mark.parametrize("text", ["", "version: [", "a: 1\na: 2\n", "- 1\n- 2\n"])
def test_a_broken_file_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "taxonomy.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TaxonomyError, match="行"):
        load(path)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match="无法读取"):
        load(tmp_path / "none.yaml")
