"""The real engine behind the API, with the version that ships."""

from datetime import datetime

import pytest

from api import examples
from api.schemas import StoredSuggestion
from tests.api.fake import SECRET, Client, assert_problem, client
from triage import versions
from triage.engine import Triage
from triage.schema import MAX_CHARS


@pytest.fixture(scope="module")
def api() -> Client:
    return client(Triage.load())


def test_ready(api: Client) -> None:
    assert api.get("/readyz").json()["model"] == versions.current()


def test_one_case(api: Client) -> None:
    answer = api.post("/v1/triage", json=examples.CASES["full"]["value"])
    suggestion = StoredSuggestion.model_validate(answer.json())
    assert suggestion.case_id == "A-2026-000123"
    assert suggestion.source.code == "PHONE"
    assert suggestion.received_at == datetime.fromisoformat("2026-11-23T09:12:00+08:00")


def test_alone_and_in_company_the_answer_is_the_same(api: Client) -> None:
    case = examples.CASES["full"]["value"]
    alone = api.post("/v1/triage", json=case).json()
    items = [case, {"text": "保单上的名字印错了,麻烦改一下。"}, case]
    together = api.post("/v1/triage/batch", json={"items": items}).json()["results"]
    assert together[0]["suggestion"] == together[2]["suggestion"] == alone


@pytest.mark.parametrize("field", ["source", "channel", "product"])
def test_unknown_codes_are_named_and_not_repeated(api: Client, field: str) -> None:
    response = api.post("/v1/triage", json={"text": "理赔款一直没到账,麻烦查一下", field: SECRET})
    assert_problem(response, 422, "invalid-input", [f"body.{field}"])


@pytest.mark.parametrize("text", ["", " \n "])
def test_empty_text_is_refused(api: Client, text: str) -> None:
    assert_problem(api.post("/v1/triage", json={"text": text}), 422, "invalid-input", ["body.text"])


@pytest.mark.parametrize(
    "text", ["\x00", "理赔\x00款没到账", "字" * MAX_CHARS, "hello", "。" * 300, "👨‍👩‍👧\u200f\ufeff\U00100000"]
)
def test_odd_text_is_answered(api: Client, text: str) -> None:
    assert api.post("/v1/triage?explain=true", json={"text": text}).status_code == 200


@pytest.mark.parametrize(
    "received_at",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-11-23", "1970-01-01T00:00:00"],
)
def test_no_date_breaks_the_service(api: Client, received_at: str) -> None:
    response = api.post("/v1/triage", json={"text": "理赔款一直没到账,麻烦查一下", "received_at": received_at})
    assert response.status_code in {200, 422}
