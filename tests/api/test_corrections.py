"""Handlers correct a stored case. On SQLite and on PostgreSQL."""

import threading
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from api.labelling import FIELDS
from api.store.database import Store
from api.store.rows import Audit, Correction
from tests.api.fake import SECRET, TEXT, Client, assert_problem, client


@pytest.fixture
def api(database_url: str) -> Client:
    found = client(url=database_url, threads=2)
    found.triage(TEXT, id="A-1", source="PHONE")
    return found


def correct(api: Client, case_id: str = "A-1", /, handler: str | None = "1023", **body: Any) -> httpx.Response:
    return api.post(f"/v1/cases/{case_id}/corrections", json={"handler": handler, **body})


def corrected(api: Client, **body: Any) -> dict[str, Any]:
    response = correct(api, **body)
    assert response.status_code == 200, response.text
    view: dict[str, Any] = response.json()
    assert api.get("/v1/cases/A-1").json() == view
    return view


def test_a_case_before_anybody_corrected_it(api: Client) -> None:
    view = api.get("/v1/cases/A-1").json()
    assert view["masked_text"] == TEXT
    assert view["given"] == {"source": "PHONE"}
    assert view["closed_at"] is None
    assert view["corrections"] == []
    assert list(view["labels"]) == list(FIELDS)
    assert {label["by"] for label in view["labels"].values()} == {"suggestion"}
    assert view["labels"]["reason"]["value"] == "CLM_SPEED"
    assert view["labels"]["threats"]["value"] == ["regulator"]
    assert view["severity"] == {"level": "general", "tier": None}
    assert view["received_at"] == "2026-11-23T09:12:00+08:00"
    assert view["created_at"].endswith("+08:00")
    [answer] = view["suggestions"]
    assert answer["model"] == "2026.1.0"
    assert answer["suggestion"]["case_id"] == "A-1"


EVERY_FIELD = {
    "intake_type": "grumble",
    "reason": "CLM_DOCS",
    "product": "LIFE",
    "channel": "BANK",
    "source": "WEB",
    "stage": "PRE",
    "department": "D_LEGAL",
    "flags": ["media", "group10"],
    "threats": [],
    "keywords": ["补材料", "反复跑"],
    "n_complainants": 12,
}


def test_every_field_can_be_corrected_at_once(api: Client) -> None:
    codes = api.get("/v1/taxonomy").json()
    wanted = EVERY_FIELD | {
        "product": codes["products"][0]["code"],
        "channel": codes["channels"][0]["code"],
        "source": codes["sources"][0]["code"],
        "stage": codes["stages"][0]["code"],
    }
    assert set(wanted) == set(FIELDS)
    view = corrected(api, labels=wanted, why="核实后")
    now = {name: label["value"] for name, label in view["labels"].items()}
    assert now == wanted | {"flags": ["group10", "media"]}  # in the order of the taxonomy
    assert {label["by"] for label in view["labels"].values()} == {"correction"}
    assert view["severity"]["level"] == "major"
    assert len(view["corrections"]) == len(FIELDS)
    by_field = {row["field"]: row for row in view["corrections"]}
    assert by_field["reason"]["old"] == "CLM_SPEED"
    assert by_field["threats"]["old"] == ["regulator"]
    assert {(row["handler"], row["why"], row["origin"]) for row in view["corrections"]} == {("1023", "核实后", "api")}


def test_the_latest_word_counts_and_all_are_kept(api: Client) -> None:
    corrected(api, labels={"reason": "CLM_DOCS"})
    corrected(api, handler="2000", labels={"reason": "CLM_AMT"})
    view = corrected(api, labels={"reason": "CLM_DENY"})
    label = view["labels"]["reason"]
    assert (label["value"], label["handler"]) == ("CLM_DENY", "1023")
    assert [(c["handler"], c["value"]) for c in label["conflicts"]] == [("2000", "CLM_AMT")]
    assert [(c["old"], c["new"]) for c in view["corrections"]] == [
        ("CLM_SPEED", "CLM_DOCS"),
        ("CLM_DOCS", "CLM_AMT"),
        ("CLM_AMT", "CLM_DENY"),
    ]
    agreed = corrected(api, handler="2000", labels={"reason": "CLM_DENY"})["labels"]["reason"]
    assert (agreed["handler"], agreed["conflicts"]) == ("2000", [])


def test_closing_confirms_what_was_not_corrected(api: Client) -> None:
    view = corrected(api, labels={"reason": "CLM_DOCS"}, closed=True)
    assert view["closed_by"] == "1023"
    assert view["closed_at"] == view["corrections"][0]["at"]
    assert view["labels"]["reason"]["by"] == "correction"
    assert (view["labels"]["product"]["by"], view["labels"]["product"]["handler"]) == ("closed", "1023")
    later = corrected(api, handler="2000", labels={"product": "UNK"})
    assert later["labels"]["product"]["by"] == "correction"
    assert later["closed_by"] == "1023"


def test_a_confirmation_is_a_correction_to_the_same(api: Client) -> None:
    view = corrected(api, labels={"reason": "CLM_SPEED"})
    assert view["labels"]["reason"] | {"at": None} == {
        "value": "CLM_SPEED",
        "by": "correction",
        "handler": "1023",
        "at": None,
        "conflicts": [],
        "split_into": [],
    }


def test_a_retry_is_told_once(api: Client) -> None:
    body = {"labels": {"reason": "CLM_DOCS", "n_complainants": 2}, "closed": True, "correction_id": "c-1"}
    first = corrected(api, **body)
    assert corrected(api, **body) == first
    other: list[dict[str, Any]] = [{**body, "labels": {"reason": "CLM_AMT"}}, {**body, "handler": "2000"}]
    for changed in other:
        assert_problem(correct(api, **changed), 409, "conflict", ["body.correction_id"])
    api.triage(TEXT, id="A-2")
    assert correct(api, "A-2", **body).status_code == 200  # the number is the client's, per case


BAD: list[tuple[dict[str, Any], list[str], str]] = [
    ({"labels": {"reason": "NOPE"}}, ["body.labels.reason"], "未知代码"),
    ({"labels": {"reason": SECRET}}, ["body.labels.reason"], "CLM_SPEED"),
    ({"labels": {"flags": ["media", "NOPE"]}}, ["body.labels.flags"], "未知代码"),
    ({"labels": {"flags": "media"}}, ["body.labels.flags"], "应为数组"),
    ({"labels": {"reason": ["CLM_DOCS"]}}, ["body.labels.reason"], "未知代码"),
    ({"labels": {"n_complainants": 0}}, ["body.labels.n_complainants"], "整数"),
    ({"labels": {"n_complainants": "3"}}, ["body.labels.n_complainants"], "整数"),
    ({"labels": {"keywords": ["x" * 41]}}, ["body.labels.keywords"], "40 字"),
    ({"labels": {"keywords": ["词"] * 21}}, ["body.labels.keywords"], "最多 20 项"),
    ({"labels": {"severity": "major"}}, ["body.labels.severity"], "请改 flags"),
    ({"labels": {"category": "CLM"}}, ["body.labels.category"], "请改 reason"),
    ({"labels": {"closed": "true"}}, ["body.labels.closed"], "没有这一字段"),
    ({"labels": {SECRET: "x"}}, ["body.labels.(未知字段)"], "没有这一字段"),
    ({"labels": {"reason": "NOPE", "stage": "NOPE"}}, ["body.labels.reason", "body.labels.stage"], "未知代码"),
    ({"labels": {}}, ["body.labels"], "没有要改的字段"),
    ({"handler": None, "closed": True}, ["body.handler"], "缺少经办人"),
    ({"handler": "", "closed": True}, ["body.handler"], "不能为空"),
    ({"handler": "a\0", "closed": True}, ["body.handler"], "控制字符"),
    ({"closed": "yes please"}, ["body.closed"], "true 或 false"),
    ({"closed": True, "why": "长" * 2001}, ["body.why"], "最多 2000 字"),
    ({"closed": True, "reason": "CLM_DOCS"}, ["body.reason"], "不认识的字段"),
]


@pytest.mark.parametrize(("body", "fields", "says"), BAD)
def test_what_cannot_be_accepted(api: Client, store: Store, body: dict[str, Any], fields: list[str], says: str) -> None:
    problem = assert_problem(correct(api, **body), 422, "invalid-input", fields)
    assert says in problem["errors"][0]["message"]
    with store.reading() as session:
        assert not session.scalars(select(Correction)).all()


@pytest.mark.parametrize("case_id", ["A-2", "a%00b", SECRET, "A-1/x"])
def test_an_unknown_case(api: Client, case_id: str) -> None:
    assert_problem(correct(api, case_id, closed=True), 404, "no-such-case")
    assert_problem(api.get(f"/v1/cases/{case_id}"), 404, "no-such-case")


def test_a_case_id_with_slashes(api: Client) -> None:
    api.triage(TEXT, id="沪/2026/0012")
    assert correct(api, "沪/2026/0012", labels={"reason": "CLM_DOCS"}).json()["case_id"] == "沪/2026/0012"
    assert api.get("/v1/cases/%E6%B2%AA%2F2026%2F0012").json()["labels"]["reason"]["value"] == "CLM_DOCS"


def test_personal_data_in_the_reasons_of_a_handler_is_masked(api: Client) -> None:
    phone = "13912345678"
    view = corrected(api, labels={"keywords": [f"电话{phone}"]}, why=f"客户电话{phone},已回访")
    assert phone not in str(view)
    assert "已回访" in view["corrections"][0]["why"]


def test_what_was_done_is_in_the_audit_log(api: Client, store: Store) -> None:
    corrected(api, labels={"reason": "CLM_DOCS"}, closed=True)
    with store.reading() as session:
        lines = [(a.actor, a.action, a.subject) for a in session.scalars(select(Audit).order_by(Audit.id))]
        assert lines == [("local", "case.triage", "A-1"), ("local", "case.correct", "A-1")]


def test_two_handlers_at_once(api: Client, store: Store) -> None:
    start = threading.Barrier(2)
    reasons = ["CLM_DOCS", "CLM_AMT", "CLM_DENY", "CLM_SPEED"]
    statuses: list[int] = []

    def work(handler: str) -> None:
        start.wait(10)
        for i in range(12):
            answer = correct(api, handler=handler, labels={"reason": reasons[i % 4], "n_complainants": i + 1})
            statuses.append(answer.status_code)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("甲", "乙")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 24
    for field, count in (("reason", 24), ("n_complainants", 24)):
        with store.reading() as session:
            rows = session.scalars(select(Correction).where(Correction.field == field).order_by(Correction.id)).all()
        assert len(rows) == count
        # each saw the one before it: none was lost in between
        assert [row.old for row in rows[1:]] == [row.new for row in rows[:-1]]
