from pathlib import Path

import pytest

from training.check import check, shortfalls
from training.records import Record, from_draft, read_all, write
from triage.errors import BadInput
from triage.taxonomy import shipped

TAXONOMY = shipped()
TEXT = "我叫周海燕,电话13800138000。住院的钱报了三个月没下文,昨天记者已经来采访过我了,你们看着办吧。"


def draft(**changes: object) -> dict[str, object]:
    base: dict[str, object] = {
        "text": TEXT,
        "style": "热线",
        "intake_type": "complaint",
        "cat2": "CLM_SPEED",
        "product": "MED",
        "channel": "UNK",
        "stage": "POST",
        "source": "PHONE",
        "flags": ["media"],
        "evidence": {"media": "记者已经来采访过我"},
        "marks": ["repeat"],
        "keywords": ["住院报销", "三个月没下文", "记者采访"],
        "pii": [["NAME", "周海燕"], ["PHONE", "13800138000"]],
    }
    return base | changes


def record(number: int = 1, **changes: object) -> Record:
    return from_draft(draft(**changes), author="a1", number=number, split="train", taxonomy=TAXONOMY)


def test_a_draft_becomes_a_full_record() -> None:
    made = record()
    assert (made.cat1, made.severity, made.major_tier, made.dept_primary) == ("CLM", "major", "T1", "D_CLAIM")
    assert made.dept_co == ["D_CONSUMER", "D_EMERG", "D_BRAND"]
    assert [made.text[p.start : p.end] for p in made.pii_spans] == ["周海燕", "13800138000"]
    assert made.evidence[0].text == made.text[made.evidence[0].start : made.evidence[0].end]
    assert made.repeat
    assert check([made], TAXONOMY) == []


@pytest.mark.parametrize("changes", [{"evidence": {"media": "没有这句"}}, {"pii": [["NAME", "李四"]]}])
def test_a_quote_that_is_not_in_the_text_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        record(**changes)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"flags": ["group10"], "evidence": {"group10": "我叫"}}, "flags"),
        ({"intake_type": "grumble"}, "intake_type"),
        ({"source": "REG"}, "source"),
        ({"threats": ["media"]}, "threats"),
        ({"traps": ["media"]}, "traps"),
        ({"evidence": {}}, "evidence"),
        ({"keywords": ["住院"]}, "keywords"),
        ({"keywords": ["周海燕住院", "报销慢", "记者采访"]}, "keywords"),
        ({"product": "BOAT"}, "product"),
        ({"source": "W315"}, "social_post"),
        ({"dept": "D_BRAND"}, "dept_primary"),
    ],
)
def test_a_broken_assertion_is_found(changes: dict[str, object], field: str) -> None:
    assert field in {fault.field for fault in check([record(**changes)], TAXONOMY)}


def test_a_wrong_offset_is_found() -> None:
    made = record()
    made.evidence[0].start += 1
    assert "evidence" in {f.field for f in check([made], TAXONOMY)}


def test_copies_and_templates_are_found() -> None:
    other = TEXT.replace("三个月", "五个月")
    faults = check([record(), record(2, text=other)], TAXONOMY)
    assert [(f.case, f.field) for f in faults] == [("a1-002", "text")]


def test_an_author_in_two_splits_is_found() -> None:
    second = record(2).model_copy(update={"split": "test", "text": "x" * 9})
    assert "split" in {f.field for f in check([record(), second], TAXONOMY)}


def test_shipped_data_is_written_and_read_back_the_same(tmp_path: Path) -> None:
    write(tmp_path / "a1.jsonl", [record()])
    assert read_all(tmp_path) == [record()]


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    write(tmp_path / "a1.jsonl", [record()])
    with (tmp_path / "a1.jsonl").open("a") as file:
        file.write('{"id": "a1-002"}\n')
    with pytest.raises(BadInput, match=r"a1\.jsonl 第 2 行"):
        read_all(tmp_path)


def test_missing_quotas_are_listed() -> None:
    missing = shortfalls([record()], TAXONOMY)
    assert any("CLM_DENY:0 条" in line for line in missing)
    assert any("旗标 group10 陷阱" in line for line in missing)
