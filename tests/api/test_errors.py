"""Every way to get an error, and the one shape of the answer."""

import json
from typing import Any

import pytest

from api.messages import MOST_ERRORS
from tests.api.fake import SECRET, TEXT, assert_problem, client
from triage.schema import MAX_BATCH, MAX_CHARS

JSON = {"Content-Type": "application/json"}
DEEP = "[" * 100_000


@pytest.mark.parametrize(
    "path", ["/", "/v1", f"/v1/{SECRET}", "/v1/triage/", "/static/missing.js", "/static/../app.py"]
)
def test_unknown_path(path: str) -> None:
    assert_problem(client().get(path), 404, "not-found")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [("GET", "/v1/triage", "POST"), ("DELETE", "/v1/triage/batch", "POST"), ("POST", "/healthz", "GET")],
)
def test_wrong_method_names_the_right_one(method: str, path: str, allow: str) -> None:
    response = client().request(method, path)
    assert_problem(response, 405, "method-not-allowed")
    assert response.headers["allow"] == allow


@pytest.mark.parametrize("path", ["/v1/triage", "/v1/triage/batch"])
@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"text": "' + SECRET.encode() + b'"', "第 1 行"),
        (b'{\n  "text": oops}', "第 2 行第 11 个字符"),
        (b"nothing", "第 1 行第 1 个字符"),
        (b'{"text": NaN}', "NaN"),
        (b'{"text": -Infinity}', "-Infinity"),
        (b'{"text": "a", "text": "b"}', "重复:text"),
        (f'{{"{SECRET}": 1, "{SECRET}": 2}}'.encode(), "重复:(未知字段)"),
        (DEEP.encode(), "嵌套"),
        (b"[" * 200_000, "数组过多"),
        (b"{" + b",".join(b'"k%d":1' % i for i in range(2000)) + b"}", "字段过多"),
        (b"9" * 5000, "位数过多"),
        (TEXT.encode("gbk"), "UTF-8"),
        (b'{"text": "\xed\xa0\x80"}', "第 11 字节"),
    ],
)
def test_body_that_is_no_json(path: str, body: bytes, says: str) -> None:
    problem = assert_problem(client().post(path, content=body, headers=JSON), 400, "malformed-json")
    assert says in problem["detail"]


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/xml",
        "application/json; charset=gbk",
        "",
        "json",
    ],
)
def test_wrong_content_type(kind: str) -> None:
    response = client().post("/v1/triage", content=json.dumps({"text": SECRET}), headers={"Content-Type": kind})
    assert_problem(response, 415, "unsupported-media-type")


@pytest.mark.parametrize(
    "kind", ["application/json", "APPLICATION/JSON; charset=UTF-8", "application/json;charset=utf8"]
)
def test_right_content_type(kind: str) -> None:
    response = client().post("/v1/triage", content=json.dumps({"text": TEXT}), headers={"Content-Type": kind})
    assert response.status_code == 200


BAD_CASES: list[tuple[Any, list[str], str]] = [
    ({}, ["body.text"], "缺少必填字段"),
    ({"text": None}, ["body.text"], "应为字符串"),
    ({"text": 11010119900307}, ["body.text"], "应为字符串"),
    ({"text": [SECRET]}, ["body.text"], "应为字符串"),
    ({"text": "字" * (MAX_CHARS + 1)}, ["body.text"], f"最多 {MAX_CHARS} 字"),
    ({"text": "\ud800"}, ["body.text"], "代理"),
    ({"text": SECRET, "id": "a\udfff"}, ["body.id"], "代理"),
    ({"text": SECRET, "id": "9" * 129}, ["body.id"], "最多 128 字"),
    ({"text": SECRET, "id": 7}, ["body.id"], "应为字符串"),
    ({"text": SECRET, "note": "x"}, ["body.note"], "不认识的字段"),
    ({"text": "a", SECRET: "x"}, ["body.(未知字段)"], "不认识的字段"),
    ({"text": "a", "\ud800": "x"}, ["body"], "代理"),
    ({"text": "a", "received_at": "昨天"}, ["body.received_at"], "ISO 8601"),
    ({"text": "a", "received_at": 5}, ["body.received_at"], "ISO 8601"),
    ({"text": "a", "received_at": "1700000000"}, ["body.received_at"], "ISO 8601"),
    ({"text": "a", "received_at": "2026-13-45T00:00:00Z"}, ["body.received_at"], "ISO 8601"),
    ({"text": "a", "received_at": {"$date": 5}}, ["body.received_at"], "ISO 8601"),
    ({"text": 1, "id": 2, "source": []}, ["body.text", "body.id", "body.source"], "应为字符串"),
    ([{"text": SECRET}], ["body"], "应为 JSON 对象"),
    (SECRET, ["body"], "应为 JSON 对象"),
    (5, ["body"], "应为 JSON 对象"),
    ({"text": "坏" + SECRET}, ["body.text"], "来件内容为空"),
    ({"text": SECRET, "source": "NOWHERE"}, ["body.source"], "未知代码"),
]


@pytest.mark.parametrize(("case", "fields", "says"), BAD_CASES)
def test_case_that_cannot_be_accepted(case: Any, fields: list[str], says: str) -> None:
    response = client().post("/v1/triage", content=json.dumps(case), headers=JSON)
    problem = assert_problem(response, 422, "invalid-input", fields)
    assert says in problem["errors"][0]["message"]
    assert says in problem["detail"]


@pytest.mark.parametrize(("body", "says"), [(b"", "缺少请求体"), (b"null", "应为 JSON 对象")])
@pytest.mark.parametrize("path", ["/v1/triage", "/v1/triage/batch"])
def test_no_body(path: str, body: bytes, says: str) -> None:
    problem = assert_problem(client().post(path, content=body, headers=JSON), 422, "invalid-input", ["body"])
    assert problem["errors"][0]["message"] == says


@pytest.mark.parametrize(
    ("query", "field"),
    [("explain=maybe", "query.explain"), ("explian=true", "query.explian"), (SECRET, "query.(未知字段)")],
)
@pytest.mark.parametrize("path", ["/v1/triage", "/v1/triage/batch"])
def test_wrong_query(path: str, query: str, field: str) -> None:
    body = {"text": TEXT} if path == "/v1/triage" else {"items": [{"text": TEXT}]}
    assert_problem(client().post(f"{path}?{query}", json=body), 422, "invalid-input", [field])


@pytest.mark.parametrize(
    ("body", "field", "says"),
    [
        ({}, "body.items", "缺少必填字段"),
        ({"items": []}, "body.items", "至少要有 1 项"),
        ({"items": [{"text": TEXT}] * (MAX_BATCH + 1)}, "body.items", f"最多 {MAX_BATCH} 项"),
        ({"items": [{}] * 10_000}, "body.items", f"最多 {MAX_BATCH} 项"),
        ({"items": {"0": {"text": SECRET}}}, "body.items", "应为数组"),
        ({"items": SECRET}, "body.items", "应为数组"),
        ({"items": [{"text": TEXT}], "extra": 1}, "body.extra", "不认识的字段"),
        ([{"text": SECRET}], "body", "应为 JSON 对象"),
    ],
)
def test_batch_that_cannot_be_accepted(body: Any, field: str, says: str) -> None:
    problem = assert_problem(client().post("/v1/triage/batch", json=body), 422, "invalid-input", [field])
    assert says in problem["errors"][0]["message"]


def test_many_errors_are_cut_short() -> None:
    body = {"text": TEXT} | {f"x{i}": 1 for i in range(500)}
    problem = client().post("/v1/triage", json=body).json()
    assert len(problem["errors"]) == MOST_ERRORS + 1
    assert problem["errors"][-1] == {"field": "body", "message": "另有 480 处有误,未逐一列出"}


def test_numbers_beyond_float_are_no_trouble() -> None:
    response = client().post("/v1/triage", content=b'{"text": 1e999}', headers=JSON)
    assert_problem(response, 422, "invalid-input", ["body.text"])


@pytest.mark.parametrize("path", ["/v1/triage", "/v1/triage/batch"])
def test_our_own_bug_tells_nothing(path: str) -> None:
    case = {"text": "炸" + SECRET}
    response = client().post(path, json=case if path == "/v1/triage" else {"items": [case, {"text": TEXT}]})
    problem = assert_problem(response, 500, "internal-error")
    assert "RuntimeError" not in response.text
    assert response.headers["x-request-id"] in problem["detail"]
