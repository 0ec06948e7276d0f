"""The migrations of the taxonomy: what became of a code, what is refused, and how an older version goes on serving."""

import logging
from pathlib import Path

import pytest

from tests.taxonomies import MIGRATIONS, changed, changed_text
from triage import versions
from triage.engine import Triage
from triage.errors import TaxonomyError
from triage.lineage import Lineage, Merge, Migration, Split
from triage.schema import Case
from triage.taxonomy import load
from triage.versions import Head


def migration(**parts: object) -> Migration:
    return Migration.model_validate({"from_version": "1", "to_version": "2", **parts})


def test_what_became_of_a_code() -> None:
    lineage = Lineage(
        [
            migration(rename={"A": "B"}, merge=[{"from": ["D", "E"], "to": "E"}]),
            migration(split=[{"from": "B", "into": ["G", "H"]}], rename={"H2": "H3"}, retire=["K"]),
            migration(merge=[{"from": ["G", "H"], "to": "G"}]),
        ]
    )
    assert lineage.today("D") == "E"
    assert lineage.today("E") == "E"
    assert not lineage.is_gone("E")
    # split, and merged again: there is nothing left to choose
    assert (lineage.choices("A"), lineage.today("A")) == (("G",), "G")
    assert (lineage.choices("K"), lineage.today("K")) == ((), None)
    assert lineage.today("never changed") == "never changed"


def test_probabilities_and_thresholds_in_todays_codes() -> None:
    lineage = Lineage([migration(merge=[{"from": ["A", "B"], "to": "C"}], split=[{"from": "D", "into": ["E", "F"]}])])
    found = {"A": 0.3, "B": 0.2, "D": 0.4, "G": 0.1}
    assert lineage.probabilities(found, single=True) == {"C": 0.5, "G": 0.1}
    assert lineage.probabilities(found, single=False) == {"C": 0.3, "G": 0.1}
    head = Head(name="reason", kind="single", codes=("A", "B", "D", "G"), thresholds={"A": 0.7, "B": 0.9, "D": 0.5})
    assert lineage.head(head).codes == ("C", "G")
    assert lineage.head(head).thresholds == {"C": 0.9}
    assert lineage.head(head.model_copy(update={"thresholds": {"A": 0.7}})).thresholds == {}


def test_the_parts_of_a_migration() -> None:
    made = migration(merge=[{"from": ["A", "B"], "to": "B"}], split=[{"from": "C", "into": ["D", "E"]}])
    assert made.merge == (Merge.model_validate({"from": ["A", "B"], "to": "B"}),)
    assert made.split == (Split.model_validate({"from": "C", "into": ["D", "E"]}),)
    assert [code for _, code, _ in made.gone()] == ["A", "C"]


def test_a_changed_taxonomy_loads(tmp_path: Path) -> None:
    taxonomy = load(changed(tmp_path))
    assert taxonomy.version == "2026.2"
    assert taxonomy.lineage.today("CLM_SPEED") == "CLM_DELAY"
    assert taxonomy.lineage.choices("CLM_DENY") == ("CLM_DENY_PAST", "CLM_DENY_DUTY")


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        ("{CLM_SPEED: CLM_DELAY}", "{CLM_SPEED: CLM_LATE}", "rename:", "未知的原因 CLM_LATE"),
        ("{CLM_SPEED: CLM_DELAY}", "{CLM_DOCS: CLM_DELAY}", "rename:", "CLM_DOCS 仍在原因表中"),
        ("{CLM_SPEED: CLM_DELAY}", "{CLM_SPEED: CLM_DELAY, X: CLM_DELAY}", "rename:", "请用 merge"),
        ("to: POS_PROC}", "to: POS_NONE}", "      - {from: [POS_LOAN", "未知的原因 POS_NONE"),
        ("into: [CLM_DENY_PAST, CLM_DENY_DUTY]", "into: [CLM_DENY_PAST]", "- {from: CLM_DENY,", "split"),
        ("into: [CLM_DENY_PAST,", "into: [CLM_DENY,", "- {from: CLM_DENY,", "CLM_DENY 在同一条变更中不用了"),
        ("add: [PRD_GREEN]", "add: [PRD_BLUE]", "add:", "未知的原因 PRD_BLUE"),
        ("retire: [AGY_ISSUE]", "retire: [CLM_SPEED]", "retire:", "CLM_SPEED 的去向已写过"),
        ("retire: [AGY_ISSUE]", "retired: [AGY_ISSUE]", "retired:", "retired"),
        ('to_version: "2026.2"', 'to_version: "2026.3"', "to_version:", "与标签表的版本 2026.2不符"),
        ('from_version: "2026.1"', 'from_version: "2026.2"', "from_version:", "前后版本相同"),
    ],
)  # fmt: skip
def test_a_fault_names_its_line(tmp_path: Path, old: str, new: str, at: str, message: str) -> None:
    assert old in MIGRATIONS
    path = changed(tmp_path, MIGRATIONS.replace(old, new, 1))
    text = path.read_text(encoding="utf-8")
    section = text.rindex("\nmigrations:")
    line = text[: text.index(at, section)].count("\n") + 1
    with pytest.raises(TaxonomyError) as caught:
        load(path)
    assert message in str(caught.value)
    assert f"第 {line} 行" in str(caught.value)


def test_versions_follow_each_other_and_a_code_never_comes_back(tmp_path: Path) -> None:
    earlier = """\
migrations:
  - {from_version: "2025.1", to_version: "2025.2", rename: {CLM_SLOW: CLM_SPEED}}
"""
    with pytest.raises(TaxonomyError, match=r"2025\.2 与下一条的 from_version 2026\.1不符"):
        load(changed(tmp_path, earlier + MIGRATIONS.partition("\n")[2]))
    linked = earlier.replace("2025.2", "2026.1") + MIGRATIONS.partition("\n")[2]
    assert load(changed(tmp_path, linked)).lineage.today("CLM_SLOW") == "CLM_DELAY"
    with pytest.raises(TaxonomyError, match="CLM_SLOW 已不用"):
        load(changed(tmp_path, linked.replace("add: [PRD_GREEN]", "add: [PRD_GREEN, CLM_SLOW]")))


def test_a_version_from_before_goes_on_serving(
    tmp_path: Path, triage: Triage, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        later = Triage(versions.verify(versions.resolve()), load(changed(tmp_path)), threads=1)
    assert later.unknown_reasons == ["CLM_DENY_PAST", "CLM_DENY_DUTY", "PRD_GREEN"]
    assert "PRD_GREEN" in caplog.text
    slow = Case(text="住院理赔材料交了三个多月了,理赔款一直没到账,打电话就说在审核。")
    before, after = triage.suggest(slow), later.suggest(slow, explain=True)
    assert (before.reason.code, after.reason.code) == ("CLM_SPEED", "CLM_DELAY")
    assert (after.reason.confidence, after.reason.decision) == (before.reason.confidence, before.reason.decision)
    assert (after.taxonomy, after.model) == ("2026.2", before.model)
    denied = Case(text="车祸住院,保险公司说是既往症拒赔,一分钱不赔,我不认可这个拒赔结论。")
    before, after = triage.suggest(denied), later.suggest(denied)
    assert before.reason.code == "CLM_DENY"
    assert after.reason.decision == "abstain"
    assert not {"CLM_DENY", *later.unknown_reasons} & {c.code for c in after.reason.candidates}


def test_the_changed_file_is_the_shipped_one_but_for_the_change() -> None:
    assert "CLM_SPEED\n" not in changed_text()
