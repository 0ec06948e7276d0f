"""A server that starts while its database is away: whom it serves, and what becomes of that once it is back."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.api import databases, fake
from tests.api.commands import succeed
from tests.api.fake import TEXT, assert_problem
from tests.api.test_faults import KINDS, Outage, until
from tests.api.test_server import finish, running
from tests.api.versions import NEW


class Unusable(Outage):
    """A SQLite file that is only gone would be made anew: something else stands in its place."""

    def begin(self) -> None:
        super().begin()
        if not self.postgres:
            self.file.mkdir()

    def end(self) -> None:
        if not self.postgres:
            self.file.rmdir()
        super().end()


@pytest.fixture(params=KINDS)
def outage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Unusable]:
    made = Unusable(request.param, tmp_path)
    yield made
    databases.close_all()
    if made.postgres:
        made.postgres.remove()


def triage(address: str, case_id: str, **headers: str) -> httpx.Response:
    return httpx.post(f"{address}/v1/triage", json={"text": TEXT, "id": case_id}, headers=headers, timeout=30)


def is_ready(address: str) -> bool:
    return httpx.get(f"{address}/readyz", timeout=30).status_code == 200


def test_without_keys_it_triages_and_stores_later(outage: Unusable) -> None:
    outage.begin()
    with running(TRIAGE_DATABASE_URL=outage.url) as (process, address):
        assert process.stdout
        said = [process.stdout.readline() for _ in range(3)]
        assert "数据库" in said[1]
        assert "恢复后自动照常" in said[2]
        assert httpx.get(f"{address}/healthz").json() == {"status": "alive"}
        answer = triage(address, "A-1")
        assert (answer.status_code, answer.json()["stored"]) == (200, False)
        problem = assert_problem(httpx.get(f"{address}/readyz"), 503, "store-down")
        assert "1 件等待补存" in problem["detail"]
        outage.end()
        until(lambda: is_ready(address))
        assert httpx.get(f"{address}/readyz").json()["store"] == {"status": "ok", "waiting": 0, "lost": 0}
        assert triage(address, "A-1").json() == {**answer.json(), "stored": True}
        process.terminate()
        code, log = finish(process)
    assert code == 0
    assert outage.case_ids() == {"A-1"}
    events = [line["event"] for line in log]
    assert events.index("the database cannot be used yet") < events.index("the database is back")


def test_a_key_that_nobody_can_check_opens_nothing(outage: Unusable) -> None:
    secret = {
        role: succeed("keys", "create", "--role", role, "--name", role, database_url=outage.url).split()[-1]
        for role in ("intake", "handler", "admin")
    }
    keyed = {role: {"Authorization": f"Bearer {key}"} for role, key in secret.items()}
    outage.begin()
    with running(TRIAGE_DATABASE_URL=outage.url) as (process, address):
        closed = [
            triage(address, "A-1", **keyed["intake"]),
            triage(address, "A-1", Authorization="Bearer triage_wrong"),
            triage(address, "A-1", **{"X-Forwarded-For": "192.0.2.7"}),
            httpx.get(f"{address}/v1/cases/A-1"),
            httpx.get(f"{address}/v1/cases/A-1", headers=keyed["handler"]),
            httpx.get(f"{address}/v1/taxonomy"),
            httpx.post(f"{address}/v1/models/{NEW}/promote", headers=keyed["admin"]),
        ]
        for response in closed:
            assert "密钥无从查验" in assert_problem(response, 503, "store-down")["detail"]
            assert response.headers["retry-after"] == "2"
        assert triage(address, "S-1").json()["stored"] is False
        outage.end()
        until(lambda: is_ready(address))
        assert_problem(triage(address, "S-2"), 401, "unauthorized")
        assert triage(address, "A-1", **keyed["intake"]).json()["stored"] is True
        # what a stranger sent is not stored: there were keys all the time
        assert httpx.get(f"{address}/readyz").json()["store"] == {"status": "ok", "waiting": 0, "lost": 1}
        process.terminate()
        _, log = finish(process)
    assert outage.case_ids() == {"A-1"}
    assert "there are keys" in json.dumps(log)


def test_a_server_for_other_machines_lets_nobody_in(outage: Unusable) -> None:
    secret = succeed("keys", "create", "--role", "intake", "--name", "甲", database_url=outage.url).split()[-1]
    outage.begin()
    with running("--host", "0.0.0.0", TRIAGE_DATABASE_URL=outage.url) as (_, address):
        address = address.replace("0.0.0.0", "127.0.0.1")
        assert_problem(triage(address, "A-1"), 503, "store-down")
        outage.end()
        until(lambda: is_ready(address))
        assert_problem(triage(address, "A-1"), 401, "unauthorized")
        assert triage(address, "A-1", Authorization=f"Bearer {secret}").json()["stored"] is True


def test_stopped_before_it_came_back(outage: Unusable) -> None:
    outage.begin()
    with running(TRIAGE_DATABASE_URL=outage.url) as (process, address):
        assert triage(address, "A-1").json()["stored"] is False
        process.terminate()
        code, log = finish(process)
    outage.end()
    assert code == 0
    assert [line["lost"] for line in log if "lost" in line] == [1]
    assert outage.case_ids() == set()


def test_a_database_that_somebody_else_has_locked() -> None:
    url = databases.sqlite()
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with running(TRIAGE_DATABASE_URL=url) as (_, address):
        assert triage(address, "A-1").json()["stored"] is False
        other.execute("COMMIT")
        other.close()
        until(lambda: is_ready(address))
        assert triage(address, "A-1").json()["stored"] is True


@pytest.mark.parametrize("peer", ["192.0.2.7", "2001:db8::7", "testclient"])
def test_without_keys_other_machines_are_refused(peer: str) -> None:
    """As when the database comes back without any key to a server that listens to all."""

    async def ask(host: str) -> httpx.Response:
        transport = httpx.ASGITransport(app=fake.app(), client=(host, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            return await http.post("/v1/triage", json={"text": TEXT})

    assert_problem(asyncio.run(ask(peer)), 401, "unauthorized")
    assert asyncio.run(ask("::ffff:127.0.0.1")).status_code == 200
