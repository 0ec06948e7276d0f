"""POST /v1/triage and /v1/triage/batch when all goes well, or well for most."""

import time

import pytest

from api import examples
from api.schemas import StoredSuggestion
from tests.api.fake import SECRET, TEXT, FakeEngine, assert_shape, client
from triage.schema import MAX_BATCH, MAX_CHARS


def test_one_case_gives_a_suggestion() -> None:
    response = client().post("/v1/triage", json={"text": TEXT, "id": "A-1"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert len(response.headers["x-request-id"]) == 36
    suggestion = StoredSuggestion.model_validate(response.json())
    assert suggestion.case_id == "A-1"
    assert suggestion.masked_text == TEXT
    assert suggestion.notes == []


@pytest.mark.parametrize("path", ["/v1/triage", "/v1/triage/batch"])
@pytest.mark.parametrize(("query", "explained"), [("", False), ("?explain=true", True), ("?explain=0", False)])
def test_explain(path: str, query: str, explained: bool) -> None:
    body = {"text": TEXT} if path == "/v1/triage" else {"items": [{"text": TEXT}]}
    answer = client().post(path + query, json=body).json()
    suggestion = answer if path == "/v1/triage" else answer["results"][0]["suggestion"]
    assert suggestion["notes"] == (["explain"] if explained else [])


@pytest.mark.parametrize("text", ["", "a\x00b", "字" * MAX_CHARS, "👨‍👩‍👧", "\u200f\ufeff", "\U00100000"])
def test_any_text_reaches_the_engine_unchanged(text: str) -> None:
    engine = FakeEngine()
    assert client(engine).post("/v1/triage", json={"text": text}).status_code == 200
    assert engine.seen == [text]


@pytest.mark.parametrize("time_", ["2026-11-23T09:12:00+08:00", "2026-11-23T09:12:00Z", "2026-11-23 09:12", None])
def test_received_at(time_: str | None) -> None:
    assert client().post("/v1/triage", json={"text": TEXT, "received_at": time_}).status_code == 200


def test_a_byte_order_mark_is_skipped() -> None:
    body = b"\xef\xbb\xbf" + b'{"text": "abc"}'
    response = client().post("/v1/triage", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 200


def test_batch_keeps_the_order() -> None:
    items = [{"text": f"第{i}件", "id": str(i)} for i in range(MAX_BATCH)]
    results = (
        client(FakeEngine(delay=0.0001), threads=4).post("/v1/triage/batch", json={"items": items}).json()["results"]
    )
    assert [r["index"] for r in results] == list(range(MAX_BATCH))
    assert [r["suggestion"]["case_id"] for r in results] == [str(i) for i in range(MAX_BATCH)]


def test_bad_items_do_no_harm_to_the_others() -> None:
    items = [
        {"text": TEXT},
        {"id": "no text"},
        SECRET,
        {"text": "坏" + SECRET},
        {"text": TEXT, "id": "last"},
        {"text": "长" * (MAX_CHARS + 1)},
        {"text": 1, "received_at": SECRET},
    ]
    response = client().post("/v1/triage/batch", json={"items": items})
    assert response.status_code == 200
    results = response.json()["results"]
    assert [sorted(r) for r in results] == [
        ["index", "suggestion"],
        *[["error", "index"]] * 3,
        ["index", "suggestion"],
        *[["error", "index"]] * 2,
    ]
    fields = {
        1: ["body.items[1].text"],
        2: ["body.items[2]"],
        3: ["body.items[3].text"],
        5: ["body.items[5].text"],
        6: ["body.items[6].text", "body.items[6].received_at"],
    }
    for index, expected in fields.items():
        assert_shape(results[index]["error"], 422, "invalid-input", expected)
        assert results[index]["error"]["instance"] == f"urn:uuid:{response.headers['x-request-id']}"
    assert SECRET not in response.text
    assert results[4]["suggestion"]["case_id"] == "last"


def test_a_batch_of_only_bad_items_is_answered() -> None:
    results = client().post("/v1/triage/batch", json={"items": [None, 1, []]}).json()["results"]
    assert [r["error"]["errors"][0]["field"] for r in results] == [f"body.items[{i}]" for i in range(3)]


def test_far_too_many_items_are_refused_quickly() -> None:
    started = time.perf_counter()
    assert client().post("/v1/triage/batch", json={"items": [{"text": TEXT}] * 10_000}).status_code == 422
    assert time.perf_counter() - started < 1


def test_a_late_error_of_the_batch_stops_the_rest() -> None:
    engine = FakeEngine(delay=0.02)
    items = [{"text": "炸"}, *[{"text": TEXT}] * 100]
    assert client(engine, threads=1).post("/v1/triage/batch", json={"items": items}).status_code == 500
    assert len(engine.seen) < 5


def test_documented_examples_are_real() -> None:
    for example in examples.CASES.values():
        answer = client().post("/v1/triage", json=example["value"])
        assert StoredSuggestion.model_validate(answer.json())
    answer = client().post("/v1/triage/batch", json=examples.BATCHES["two"]["value"]).json()["results"]
    shown = examples.BATCH_RESULT["results"]
    assert answer[1]["error"] | {"instance": ""} == shown[1]["error"] | {"instance": ""}
    suggestion = StoredSuggestion.model_validate(shown[0]["suggestion"])
    for signal in suggestion.severity.threats:
        assert all(examples.TEXT[e.start : e.end] == e.text for e in signal.evidence)
    for keyword in suggestion.keywords:
        assert all(examples.TEXT[start:end] == keyword.text for start, end in keyword.spans)
