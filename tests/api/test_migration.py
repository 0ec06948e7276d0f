"""The taxonomy changes under stored history: read in the new codes, never rewritten. On SQLite and on PostgreSQL."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.store.database import Store
from api.store.rows import Audit, Correction, Suggestion
from tests.api.commands import refused, succeed
from tests.api.fake import TEXT, Client, assert_problem, client
from tests.taxonomies import changed
from triage.taxonomy import shipped


@pytest.fixture
def api(database_url: str) -> Client:
    """History in the codes of yesterday; every case was answered CLM_SPEED."""
    api = client(url=database_url, threads=2)
    for case_id, reason in (("slow", None), ("open", None), ("loan", "POS_LOAN"), ("denied", "CLM_DENY")):
        api.triage(TEXT, id=case_id)
        labels = {} if reason is None else {"reason": reason}
        if case_id != "open":
            correct(api, case_id, labels, closed=True)
    return api


@pytest.fixture
def _later(api: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The taxonomy changes after that."""
    monkeypatch.setenv("TRIAGE_TAXONOMY", str(changed(tmp_path)))
    shipped.cache_clear()
    yield
    shipped.cache_clear()


def correct(api: Client, case_id: str, labels: dict[str, Any], **more: Any) -> dict[str, Any]:
    response = api.post(f"/v1/cases/{case_id}/corrections", json={"handler": "1023", "labels": labels, **more})
    assert response.status_code == 200, response.text
    view: dict[str, Any] = response.json()
    return view


def reason(api: Client, case_id: str) -> dict[str, Any]:
    label: dict[str, Any] = api.get(f"/v1/cases/{case_id}").json()["labels"]["reason"]
    return label


def stored(store: Store) -> list[str]:
    with store.reading() as session:
        answers = [body["reason"]["code"] for body in session.scalars(select(Suggestion.body).order_by(Suggestion.id))]
        said = session.scalars(select(Correction.new).where(Correction.field == "reason").order_by(Correction.id))
        return [*answers, *said]


OLD = ["CLM_SPEED"] * 4 + ["POS_LOAN", "CLM_DENY"]


@pytest.mark.usefixtures("_later")
def test_history_is_read_in_the_new_codes_and_stays_as_it_was(api: Client, store: Store) -> None:
    assert (reason(api, "slow")["value"], reason(api, "slow")["by"]) == ("CLM_DELAY", "closed")
    assert (reason(api, "open")["value"], reason(api, "open")["by"]) == ("CLM_DELAY", "suggestion")
    assert (reason(api, "loan")["value"], reason(api, "loan")["by"]) == ("POS_PROC", "correction")
    assert api.get("/v1/cases/loan").json()["corrections"][0]["new"] == "POS_LOAN"
    assert stored(store) == OLD


@pytest.mark.usefixtures("_later")
def test_a_split_reason_holds_no_longer_until_a_handler_says_which(api: Client) -> None:
    label = reason(api, "denied")
    assert (label["value"], label["by"]) == ("CLM_DENY", "suggestion")
    assert label["split_into"] == ["CLM_DENY_PAST", "CLM_DENY_DUTY"]
    view = correct(api, "denied", {"reason": "CLM_DENY_DUTY"}, handler="2000")
    label = view["labels"]["reason"]
    assert (label["value"], label["by"], label["conflicts"], label["split_into"]) == (
        "CLM_DENY_DUTY", "correction", [], [],
    )  # fmt: skip


@pytest.mark.usefixtures("_later")
def test_other_systems_may_go_on_with_the_old_codes(api: Client, store: Store) -> None:
    assert correct(api, "open", {"reason": "POS_LOAN"})["labels"]["reason"]["value"] == "POS_PROC"
    for code, says in (("CLM_DENY", "CLM_DENY_PAST、CLM_DENY_DUTY"), ("AGY_ISSUE", "已停用")):
        response = api.post("/v1/cases/open/corrections", json={"handler": "1", "labels": {"reason": code}})
        problem = assert_problem(response, 422, "invalid-input", ["body.labels.reason"])
        assert says in problem["errors"][0]["message"]


@pytest.mark.usefixtures("_later")
def test_last_nights_table_tells_nothing_new(api: Client, database_url: str, store: Store, tmp_path: Path) -> None:
    table = tmp_path / "改正.csv"
    table.write_text("case_id,handler,field,value\nloan,1023,reason,POS_LOAN\n", encoding="utf-8")
    assert "已有 1 行" in succeed("corrections", "import", str(table), database_url=database_url)
    assert stored(store) == OLD


@pytest.mark.usefixtures("_later")
def test_reports_and_the_export_speak_the_new_codes(api: Client, database_url: str, tmp_path: Path) -> None:
    report = api.get("/v1/reports/accuracy").json()
    assert report["taxonomy"] == "2026.2"
    [label] = [label for label in report["labels"] if label["field"] == "reason"]
    classes = {c["code"]: (c["name"], c["first"]["hits"], c["first"]["of"]) for c in label["classes"]}
    assert classes == {"CLM_DELAY": ("理赔时效", 1, 1), "POS_PROC": ("保全手续繁琐/时效", 0, 1)}
    target = tmp_path / "改正.jsonl"
    succeed("corrections", "export", "-o", str(target), database_url=database_url)
    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    found = {line["case_id"]: line["labels"].get("reason") for line in lines}
    assert found == {"slow": "CLM_DELAY", "loan": "POS_PROC", "denied": None}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    rows = [{"cat2": "CLM_SPEED", "cat2_sec": ["CLM_DENY"]}, {"cat2": "CLM_DENY"}, {"cat2": "CLM_DOCS"}]
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


@pytest.mark.usefixtures("_later")
def test_what_a_change_would_do_and_that_it_was_done(api: Client, database_url: str, store: Store, data: Path) -> None:
    arguments = ("taxonomy", "migrate", "--data", str(data))
    said = succeed(*arguments, "--dry-run", database_url=database_url)
    assert "标签表 2026.1 → 2026.2" in said
    assert "CLM_SPEED → CLM_DELAY:建议 4 件,改正 0 条,标注数据 1 条,阈值 " in said
    assert "POS_LOAN → POS_PROC:建议 0 件,改正 1 条,标注数据 0 条" in said
    assert "CLM_DENY → CLM_DENY_PAST或CLM_DENY_DUTY:建议 0 件,改正 1 条,标注数据 2 条" in said
    assert "AGY_ISSUE → 停用" in said
    assert "新增 PRD_GREEN" in said
    assert "没有学过、不会建议:CLM_DENY_PAST、CLM_DENY_DUTY、PRD_GREEN" in said
    assert "须经办人重新认定的案件 1 件:\n  denied:CLM_DENY → CLM_DENY_PAST或CLM_DENY_DUTY\n" in said

    def noted() -> list[dict[str, Any]]:
        with store.reading() as session:
            return list(session.scalars(select(Audit.detail).where(Audit.action == "taxonomy.migrate")))

    assert noted() == []
    assert succeed(*arguments, database_url=database_url).startswith(said)
    assert "此前已记录过" in succeed(*arguments, database_url=database_url)
    [detail] = noted()
    assert (detail["suggestions"], detail["corrections"], detail["pending"]) == (4, 2, 1)
    assert stored(store) == OLD


def test_nothing_changes_without_migrations(database_url: str, data: Path) -> None:
    assert "没有写变更" in succeed("taxonomy", "migrate", "--data", str(data), database_url=database_url)


def test_data_that_cannot_be_read(database_url: str, data: Path) -> None:
    (data / "b.jsonl").write_text("[]\n", encoding="utf-8")
    said = refused("taxonomy", "migrate", "--dry-run", "--data", str(data), database_url=database_url)
    assert "b.jsonl 第 1 行" in said
