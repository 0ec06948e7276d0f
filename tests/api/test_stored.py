"""What /v1/triage answers is stored: once, masked, and the same ever after. On SQLite and on PostgreSQL."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from api.store.database import Store
from api.store.rows import Case, Suggestion
from tests.api.fake import SECRET, TEXT, Client, FakeEngine, assert_problem, assert_shape, client

OTHER = "我要查一下保单"


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def api(engine: FakeEngine, database_url: str) -> Client:
    return client(engine, database_url, threads=2)


def stored(store: Store) -> list[tuple[str, dict[str, Any]]]:
    with store.reading() as session:
        query = select(Case.case_id, Suggestion.body).join(Suggestion, Suggestion.case == Case.id).order_by(Case.id)
        return [(case_id, body) for case_id, body in session.execute(query)]


def test_an_answer_is_stored_as_it_was_given(api: Client, store: Store) -> None:
    answer = api.triage(TEXT, id="A-1", source="PHONE", received_at="2026-11-23T01:12:00Z")
    assert answer.pop("stored") is True
    assert stored(store) == [("A-1", answer)]
    assert list(stored(store)[0][1]) == list(answer)  # also the order of the fields
    with store.reading() as session:
        case = session.scalars(select(Case)).one()
        row = session.scalars(select(Suggestion)).one()
        assert (case.given, case.masked_text, case.raw_text) == ({"source": "PHONE"}, TEXT, None)
        assert case.received_at == datetime.fromisoformat(answer["received_at"])
        assert case.created_at.utcoffset() == timedelta(hours=8)
        assert (row.model, row.taxonomy, row.shadow, bool(row.rules)) == ("2026.1.0", "2026.1", False, True)


def test_the_same_again_is_answered_from_the_store(api: Client, engine: FakeEngine, store: Store) -> None:
    first = api.triage(TEXT, id="A-1")
    engine.version = "2026.2.0"
    assert api.triage(TEXT, id="A-1", source="WEB") == first
    batch = api.post("/v1/triage/batch", json={"items": [{"text": TEXT, "id": "A-1"}]}).json()
    assert batch["results"][0]["suggestion"] == first
    assert (len(engine.seen), len(stored(store))) == (1, 1)


def test_the_same_id_with_another_text_is_a_conflict(api: Client, store: Store) -> None:
    api.triage(TEXT, id="A-1")
    response = api.post("/v1/triage", json={"text": SECRET, "id": "A-1"})
    assert_problem(response, 409, "conflict", ["body.id"])
    items = [{"text": TEXT, "id": "A-2"}, {"text": OTHER, "id": "A-1"}, {"text": OTHER, "id": "A-2"}]
    results = api.post("/v1/triage/batch", json={"items": items}).json()["results"]
    assert results[0]["suggestion"]["stored"] is True
    assert_shape(results[1]["error"], 409, "conflict", ["body.items[1].id"])
    assert_shape(results[2]["error"], 409, "conflict", ["body.items[2].id"])
    assert [case_id for case_id, _ in stored(store)] == ["A-1", "A-2"]


def test_an_id_that_two_of_a_batch_claim(api: Client, store: Store) -> None:
    items = [{"text": "坏", "id": "A-1"}, {"text": TEXT, "id": "A-1"}]
    results = api.post("/v1/triage/batch", json={"items": items}).json()["results"]
    assert_shape(results[0]["error"], 422, "invalid-input", ["body.items[0].text"])
    assert_shape(results[1]["error"], 409, "conflict", ["body.items[1].id"])
    assert stored(store) == []


def test_a_case_without_an_id_is_given_one(api: Client, store: Store) -> None:
    first, second = api.triage(TEXT), api.triage(TEXT)
    assert first["case_id"] != second["case_id"]
    assert [case_id for case_id, _ in stored(store)] == [first["case_id"], second["case_id"]]
    assert api.triage(TEXT, id=first["case_id"]) == first


def test_a_batch_is_stored_but_for_its_bad_items(api: Client, store: Store) -> None:
    items = [{"text": TEXT, "id": "A-1"}, {"text": "坏", "id": "A-2"}, {}, {"text": TEXT}, {"text": TEXT, "id": "A-1"}]
    results = api.post("/v1/triage/batch", json={"items": items}).json()["results"]
    assert [r["suggestion"]["stored"] if "suggestion" in r else None for r in results] == [True, None, None, True, True]
    assert results[4]["suggestion"] == results[0]["suggestion"]
    assert [case_id for case_id, _ in stored(store)] == ["A-1", results[3]["suggestion"]["case_id"]]


@pytest.mark.parametrize("case_id", ["", "a\0b", "a\nb", "长" * 129])
def test_ids_that_cannot_be_kept(api: Client, case_id: str) -> None:
    assert_problem(api.post("/v1/triage", json={"text": TEXT, "id": case_id}), 422, "invalid-input", ["body.id"])


@pytest.mark.parametrize("case_id", ["沪/2026/0012", "a b", "👨‍👩‍👧", "'; DROP TABLE cases; --", "../x", "%00"])
def test_ids_that_can(api: Client, store: Store, case_id: str) -> None:
    assert api.triage(TEXT, id=case_id)["case_id"] == case_id
    assert [i for i, _ in stored(store)] == [case_id]


def test_any_text_can_be_stored(api: Client, store: Store) -> None:
    texts = (" ", "a\0b", "👨‍👩‍👧", "\u200f\ufeff\U00100000")
    assert all(api.triage(odd)["stored"] for odd in texts)
    assert [body["masked_text"] for _, body in stored(store)] == list(texts)


@pytest.mark.parametrize("received_at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-11-23 09:12"])
def test_any_date_can_be_stored(api: Client, received_at: str) -> None:
    assert api.triage(TEXT, received_at=received_at)["stored"] is True


def everything(store: Store) -> str:
    """All that the database holds, as text."""
    with store.reading() as session:
        tables = ("cases", "suggestions", "corrections", "audit_log", "api_keys", "versions", "promotions")
        return str([tuple(row) for table in tables for row in session.execute(text(f"SELECT * FROM {table}"))])


def test_unmasked_text_is_not_stored(api: Client, store: Store) -> None:
    answer = api.triage(f"我是{SECRET}", id="A-1")
    assert SECRET[3:] not in str(answer) + everything(store)


def test_unmasked_text_is_stored_where_an_operator_says_so(database_url: str, store: Store) -> None:
    keeping = client(url=database_url, keep_raw=True)
    keeping.triage(f"我是{SECRET}", id="A-1")
    with store.reading() as session:
        assert session.scalars(select(Case.raw_text)).one() == f"我是{SECRET}"
    assert SECRET[3:] not in keeping.get("/v1/cases/A-1").text


def test_one_id_at_the_same_time(api: Client, store: Store) -> None:
    start = threading.Barrier(8)
    answers: list[Any] = []

    def ask(text: str) -> None:
        start.wait(10)
        answers.append(api.post("/v1/triage", json={"text": text, "id": "A-1"}))

    threads = [threading.Thread(target=ask, args=(TEXT if i % 2 else OTHER,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stored(store)) == 1
    good = [answer.json() for answer in answers if answer.status_code == 200]
    assert len(good) == 4
    assert all(answer == good[0] for answer in good)
    assert [answer.status_code for answer in answers].count(409) == 4
