"""Keys: made and revoked by command, stored as a hash, one role each. On SQLite and on PostgreSQL."""

import json
import time
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from api import auth
from api.store.database import Store
from api.store.rows import ApiKey, Audit, Suggestion
from tests.api.commands import refused, succeed
from tests.api.fake import SECRET, TEXT, Client, assert_problem, client


@pytest.fixture
def api(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(auth, "FRESH_SECONDS", 0.05)
    return client(url=database_url, threads=2)


def create(url: str, role: str, name: str = "") -> str:
    return succeed("keys", "create", "--role", role, "--name", name or role, database_url=url).split()[-1]


def ask(api: Client, method: str, path: str, key: str | None, body: Any = None) -> httpx.Response:
    time.sleep(0.06)
    headers = {"Authorization": f"Bearer {key}"} if key is not None else {}
    return api.request(method, path, headers=headers, **({"json": body} if body else {}))


CASE = {"text": TEXT, "id": "A-1"}
CORRECTION = {"labels": {"reason": "CLM_DOCS"}}


def test_without_any_key_everything_is_open(api: Client) -> None:
    assert ask(api, "POST", "/v1/triage", None, CASE).status_code == 200
    assert ask(api, "GET", "/v1/cases/A-1", None).status_code == 200


def test_each_role_may_do_its_own(api: Client, database_url: str) -> None:
    keys: dict[str, str | None] = {role: create(database_url, role) for role in ("intake", "handler", "admin")}
    keys["none"] = None
    requests: list[tuple[str, str, Any, str]] = [
        ("POST", "/v1/triage", CASE, "intake"),
        ("POST", "/v1/triage/batch", {"items": [CASE]}, "intake"),
        ("GET", "/v1/cases/A-1", None, "handler"),
        ("POST", "/v1/cases/A-1/corrections", CORRECTION, "handler"),
    ]
    for method, path, body, role in requests:
        for name, key in keys.items():
            response = ask(api, method, path, key, body)
            if name == role:
                assert response.status_code == 200, (path, name)
            elif key is None:
                assert_problem(response, 401, "unauthorized")
                assert response.headers["www-authenticate"] == "Bearer"
            else:
                assert role in assert_problem(response, 403, "forbidden")["detail"]
    for name, key in keys.items():
        assert ask(api, "GET", "/v1/taxonomy", key).status_code == (401 if name == "none" else 200)
        for path in ("/healthz", "/readyz", "/docs", "/openapi.json"):
            assert ask(api, "GET", path, key).status_code == 200


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer triage_x", f"Bearer {'9' * 5000}", "Bearer \xff"]
)
def test_headers_that_are_no_key(api: Client, database_url: str, header: str) -> None:
    create(database_url, "intake")
    time.sleep(0.06)
    response = api.post("/v1/triage", json=CASE, headers={"Authorization": header.encode("latin-1")})
    assert_problem(response, 401, "unauthorized")


def test_nothing_of_a_stranger_is_read(api: Client, database_url: str) -> None:
    create(database_url, "intake")
    time.sleep(0.06)
    body = b"{ no json" + SECRET.encode()
    assert_problem(api.post("/v1/triage", content=body), 401, "unauthorized")


def test_a_revoked_key_is_refused(api: Client, database_url: str) -> None:
    key = create(database_url, "intake", "甲")
    assert ask(api, "POST", "/v1/triage", key, CASE).status_code == 200
    assert "已吊销:甲" in succeed("keys", "revoke", "甲", database_url=database_url)
    assert_problem(ask(api, "POST", "/v1/triage", key, CASE), 401, "unauthorized")
    # the last key gone does not open the doors again
    assert_problem(ask(api, "POST", "/v1/triage", None, CASE), 401, "unauthorized")
    succeed("keys", "revoke", "甲", database_url=database_url)  # once more does no harm


def test_the_key_itself_is_nowhere(database_url: str, store: Store) -> None:
    secret = create(database_url, "handler", "甲")
    assert len(secret) > 40
    with store.reading() as session:
        key = session.scalars(select(ApiKey)).one()
        assert secret not in str(vars(key))
    listed = succeed("keys", "list", database_url=database_url)
    assert listed.startswith("甲\thandler\t")
    assert "有效" in listed
    assert secret not in listed
    assert key.sha256 not in listed
    succeed("keys", "revoke", "甲", database_url=database_url)
    assert "吊销" in succeed("keys", "list", database_url=database_url)


def test_the_handler_is_the_key_unless_named(api: Client, database_url: str) -> None:
    api.triage(TEXT, id="A-1")
    key = create(database_url, "handler", "理赔台")
    view = ask(api, "POST", "/v1/cases/A-1/corrections", key, CORRECTION).json()
    assert view["corrections"][0]["handler"] == "理赔台"
    view = ask(api, "POST", "/v1/cases/A-1/corrections", key, CORRECTION | {"handler": "1023"}).json()
    assert view["corrections"][1]["handler"] == "1023"


def test_what_keys_did_is_in_the_audit_log(api: Client, database_url: str, store: Store) -> None:
    intake, handler = create(database_url, "intake", "入"), create(database_url, "handler", "台")
    ask(api, "POST", "/v1/triage", intake, CASE)
    ask(api, "POST", "/v1/cases/A-1/corrections", handler, CORRECTION | {"handler": "1023"})
    succeed("keys", "revoke", "入", database_url=database_url)
    with store.reading() as session:
        lines = session.scalars(select(Audit).order_by(Audit.id)).all()
        assert session.scalars(select(Suggestion)).one().model == "2026.1.0"
    assert [(line.actor.partition(":")[0], line.action, line.subject) for line in lines] == [
        ("cli", "key.create", "入"),
        ("cli", "key.create", "台"),
        ("入", "case.triage", "A-1"),
        ("台", "case.correct", "A-1"),
        ("cli", "key.revoke", "入"),
    ]
    assert lines[3].detail == {"handler": "1023", "fields": ["reason"], "origin": "api"}
    assert intake not in json.dumps([line.detail for line in lines])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["create", "--role", "root", "--name", "甲"], "没有这一角色;可用:intake、handler、admin"),
        (["create", "--role", "intake", "--name", ""], "名称"),
        (["create", "--role", "intake", "--name", "a\nb"], "控制字符"),
        (["create", "--role", "intake", "--name", "有"], "已有名为 有 的密钥"),
        (["revoke", "无"], "没有名为 无 的密钥"),
    ],
)
def test_commands_that_make_no_sense(arguments: list[str], says: str, database_url: str) -> None:
    create(database_url, "intake", "有")
    assert says in refused("keys", *arguments, database_url=database_url)


def test_db_upgrade(database_url: str) -> None:
    assert "数据库已是最新" in succeed("db", "upgrade", database_url=database_url)
