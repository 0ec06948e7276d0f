"""A version with labels of its own, as a user meets it: one answer a column, and none of the complaint rules."""

import json
from pathlib import Path

import pytest

from tests.conftest import LABELS
from tests.triage.test_cli import run
from triage import engine, tables, versions
from triage.engine import Triage
from triage.errors import BadInput, VersionError
from triage.own import OwnTriage
from triage.schema import Case, OwnSuggestion

COLUMNS = ["id", "text", "received_at"]
TEXT = "我叫王小明,住院理赔三个月没到账。电话13812345678,请尽快处理。"


def test_one_answer_a_column_and_nothing_of_the_complaint_rules(own: OwnTriage) -> None:
    answer = own.suggest(Case(text=TEXT, id="a"))
    assert list(answer.model_dump()) == ["case_id", "model", "labels", "masked_text", "pii", "notes"]
    assert answer.case_id == "a"
    assert answer.model == "mine.1"
    assert list(answer.labels) == list(LABELS)
    label = answer.labels["类别"]
    assert label.code == label.name
    assert {c.code for c in label.candidates} == {"理赔", "销售", "保全"}
    assert sum(c.confidence for c in label.candidates) == pytest.approx(1, abs=1e-3)
    assert len(answer.labels["重大"].candidates) == 2


def test_personal_data_is_masked(own: OwnTriage) -> None:
    answer = own.suggest(Case(text=TEXT))
    assert "13812345678" not in answer.model_dump_json()
    assert "王小明" not in answer.model_dump_json()
    assert "PHONE" in {p.type for p in answer.pii}


def test_the_text_is_normalised(own: OwnTriage) -> None:
    plain, odd = (own.suggest(Case(text=t)).labels for t in ("理赔款三个月没有到账", "理賠款三個月沒有到賬"))
    assert plain == odd


def test_explanation_quotes_the_text(own: OwnTriage) -> None:
    text = "理赔款拖了三个月。业务员骗我买的保险。天气不错。"
    for label in own.suggest(Case(text=text), explain=True).labels.values():
        assert all(text[e.start : e.end] == e.text for e in label.explanation)


@pytest.mark.parametrize(("text", "cause"), [("。。", "too_short"), ("where is my money please", "not_chinese")])
def test_what_cannot_be_read_is_left_open(own: OwnTriage, text: str, cause: str) -> None:
    assert {label.because for label in own.suggest(Case(text=text)).labels.values()} == {cause}


def test_bad_texts_are_refused(own: OwnTriage) -> None:
    answers = own.suggest_many([Case(text=" "), Case(text=TEXT)])
    assert isinstance(answers[0], BadInput)
    assert isinstance(answers[1], OwnSuggestion)


def test_each_engine_refuses_the_others_versions(own_folder: Path) -> None:
    assert isinstance(engine.load(own_folder, threads=1), OwnTriage)
    with pytest.raises(VersionError, match="自有标签"):
        Triage.load(own_folder)
    with pytest.raises(VersionError, match="投诉标签表"):
        OwnTriage.load()


def test_a_folder_beside_the_user_needs_no_slash(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(own_folder.parent)
    assert versions.resolve(own_folder.name) == Path(own_folder.name)


def test_suggest_prints_json(own_folder: Path) -> None:
    done = run("suggest", TEXT, "--model", own_folder)
    assert done.returncode == 0, done.stderr
    assert list(json.loads(done.stdout)["labels"]) == list(LABELS)


def test_tag_writes_a_column_a_label(own_folder: Path, own_table: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    done = run("tag", own_table, "-o", target, "--model", own_folder, "--text-column", "内容")
    assert done.returncode == 0, done.stderr
    rows = [row.values for row in tables.read(target)]
    assert len(rows) == 90
    assert list(rows[0]) == [
        "类别", "类别_confidence", "类别_decision", "重大", "重大_confidence", "重大_decision", "model", "error",
    ]  # fmt: skip
    assert {row["类别"] for row in rows} <= {"理赔", "销售", "保全"}
    assert {row["类别_decision"] for row in rows} <= {"auto", "suggest", "abstain"}


def test_tag_writes_jsonl_and_survives_bad_rows(own_folder: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    tables.write(source, [{"id": "a", "text": TEXT, "received_at": "昨天"}, {"id": "b", "text": ""}], COLUMNS)
    done = run("tag", source, "-o", target, "--model", own_folder)
    assert done.returncode == 2
    assert "第 2 行" in done.stderr
    good, bad = (row.values for row in tables.read(target))
    assert OwnSuggestion.model_validate(good).case_id == "a"
    assert bad["case_id"] == "b"
    assert "空" in bad["error"]
