"""What is read out of handlers' corrections, what is doubted, and what is held out."""

from pathlib import Path

import pytest

from tests.training.correcting import line, write
from training.corrections import CLOSED, CONFLICT, STATED, Corrected, Known, lesson, read
from training.twins import part
from triage.errors import BadInput
from triage.taxonomy import shipped

SURRENDER = "我去柜台退保,柜员说要扣掉一大半本金,我当初买的时候没有人告诉我会扣这么多钱"
CLAIM = "住院的发票交上去三个多月了,理赔款一分钱没有到账,打电话永远说还在审核当中"
RENEWAL = "续期保费重复扣了两次,银行卡里少了四千多块,要求尽快把多扣的退回来"


def known(tmp_path: Path, *rows: object) -> dict[str, dict[str, Known]]:
    return {c.id: dict(c.known) for c in read(write(tmp_path / "in.jsonl", *rows), shipped()).cases}  # type: ignore[arg-type]


def test_only_what_somebody_stands_for_is_known(tmp_path: Path) -> None:
    found = known(
        tmp_path,
        line(1, CLAIM, ("reason", "CLM_SPEED", "甲"), product="HEALTH", flags=[]),
        line(2, SURRENDER, closed=True, reason="POS_SURR", flags=["media"]),
        line(3, RENEWAL, reason="PRM_DEDUCT"),
    )
    assert found["C-00001"] == {"reason": Known(("CLM_SPEED",), STATED)}
    assert found["C-00002"] == {"reason": Known(("POS_SURR",), CLOSED), "flags": Known(("media",), CLOSED)}
    assert "C-00003" not in found


def test_the_latest_of_each_handler_wins_and_conflicts_are_believed_less(tmp_path: Path) -> None:
    path = write(
        tmp_path / "in.jsonl",
        line(1, CLAIM, ("reason", "CLM_DOCS", "甲"), ("reason", "CLM_SPEED", "甲")),
        line(2, RENEWAL, ("reason", "CLM_DOCS", "甲"), ("reason", "CLM_SPEED", "乙")),
        line(3, SURRENDER, ("flags", ["media", "gov"], "甲"), ("flags", ["gov", "media"], "乙")),
    )
    found = read(path, shipped())
    assert [c.known for c in found.cases] == [
        {"reason": Known(("CLM_SPEED",), STATED)},
        {"reason": Known(("CLM_SPEED",), CONFLICT)},
        {"flags": Known(("gov", "media"), STATED)},
    ]
    assert [(r.kind, r.case_id, r.label, r.others) for r in found.reviews] == [
        ("conflict", "C-00002", "CLM_SPEED", ("CLM_DOCS",))
    ]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ("{oops", "不是合法的 JSON"),
        ("[]", "整行"),
        ({**line(9, CLAIM), "text": "  "}, "来件内容为空"),
        (line(9, CLAIM, ("flags", "media", "甲")), "flags:应为代码列表"),
        (line(9, CLAIM, ("reason", ["CLM_SPEED"], "甲")), "reason:应为一个代码"),
        ({**line(9, CLAIM), "closed_at": "昨天"}, "closed_at"),
    ],
)
def test_a_bad_line_is_named_and_skipped(tmp_path: Path, broken: object, message: str) -> None:
    good = line(1, CLAIM, ("reason", "CLM_SPEED", "甲"))
    found = read(write(tmp_path / "in.jsonl", good, broken), shipped())  # type: ignore[arg-type]
    assert [c.id for c in found.cases] == ["C-00001"]
    ((number, said),) = found.faults
    assert number == 2
    assert message in said


def test_a_file_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有可用的更正;第 1 行:不是合法的 JSON"):
        read(write(tmp_path / "in.jsonl", "{"), shipped())
    with pytest.raises(BadInput, match="无法读取"):
        read(tmp_path / "none.jsonl", shipped())


def test_a_label_the_taxonomy_lacks_is_reported_with_examples(tmp_path: Path) -> None:
    rows = [line(i, f"{CLAIM}{i}", ("reason", "CLM_ROBOT", "甲乙"[i % 2]), ("stage", "CLM", "甲")) for i in range(5)]
    found = read(write(tmp_path / "in.jsonl", *rows), shipped())
    robot = next(u for u in found.unknown if u.label == "CLM_ROBOT")
    assert (robot.field, robot.cases, robot.handlers) == ("reason", 5, 2)
    assert robot.examples[0].startswith("C-00000:住院")
    assert not any("reason" in c.known for c in found.cases)


def case(number: int, text: str, reason: str = "CLM_SPEED", belief: float = STATED) -> Corrected:
    row = line(number, text)
    assert row
    from datetime import UTC, datetime, timedelta

    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)
    return Corrected(f"C-{number}", text, at, {"reason": Known((reason,), belief)})


def different(number: int) -> str:
    """Texts that share no five characters."""
    return "".join(chr(0x4E00 + (number * 97 + i * i * 31) % 20000) for i in range(60))


def test_the_newest_of_every_reason_is_held_out() -> None:
    old = [case(i, different(i), "CLM_SPEED") for i in range(20)]
    new = [case(100 + i, different(100 + i), "CLM_DOCS") for i in range(10)]
    parted = part([*new, *old], [], [], 0.2)
    assert [c.id for c in parted.held] == ["C-108", "C-109", "C-16", "C-17", "C-18", "C-19"]
    assert len(parted.learned) == 24
    assert len(set(parted.authors)) == 24


def test_a_campaign_counts_once_and_stays_on_one_side() -> None:
    campaign = [case(i, f"{different(1)}{i}", "CLM_DOCS" if i == 19 else "CLM_SPEED") for i in range(10, 20)]
    parted = part([*campaign, case(1, different(2))], [], [], 0.5)
    assert not {c.id for c in parted.held} & {c.id for c in campaign}
    assert sum(c.known["reason"].belief for c in parted.learned if c.id != "C-1") <= STATED
    assert {r.kind for r in parted.reviews} == {"duplicate", "conflict"}
    assert len(set(parted.authors)) == 2


def test_twins_of_measured_texts_are_not_learned() -> None:
    parted = part([case(1, different(1)), case(2, different(2))], [("w01", different(2))], [different(1)], 0.0)
    assert [c.id for c in parted.learned] == ["C-2"]
    assert parted.authors == ["w01"]
    assert [r.kind for r in parted.reviews] == ["test_twin"]


def test_a_lesson_knows_what_the_case_knows() -> None:
    made = lesson(case(1, CLAIM), "a")
    assert made.labels == {"reason": {"CLM_SPEED": 1.0}}
    assert made.belief == {"reason": STATED}
