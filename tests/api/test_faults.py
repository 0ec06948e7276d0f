"""Real faults: the database goes away under a running server, the disk is full, the server is killed."""

import contextlib
import os
import random
import resource
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from api.store.database import Store
from api.store.rows import Case, Correction
from tests.api import databases
from tests.api.databases import Postgres
from tests.api.fake import TEXT, assert_problem
from tests.api.test_server import finish, running

KINDS = ["sqlite", "postgresql"]


class Outage:
    """A database that a test can take away from a server, and give back."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.postgres = Postgres() if kind == "postgresql" else None
        self.url = self.postgres.database() if self.postgres else databases.sqlite()
        self.file = Path(self.url.removeprefix("sqlite:///"))
        self.away = folder / "away"
        self.away.mkdir()

    def begin(self) -> None:
        if self.postgres:
            self.postgres.stop()
        else:  # as when a network drive is unmounted
            for file in self.file.parent.glob(f"{self.file.name}*"):
                file.rename(self.away / file.name)

    def end(self) -> None:
        if self.postgres:
            self.postgres.start()
        else:
            for file in self.away.iterdir():
                file.rename(self.file.parent / file.name)

    def case_ids(self) -> set[str]:
        store = databases.opened(self.url)
        with store.reading() as session:
            return set(session.scalars(select(Case.case_id)))


@pytest.fixture(params=KINDS)
def outage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Outage]:
    made = Outage(request.param, tmp_path)
    yield made
    databases.close_all()
    if made.postgres:
        made.postgres.remove()


def until(condition: Callable[[], bool]) -> None:
    for _ in range(300):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("waited in vain")


def triage(address: str, case_id: str, text: str = TEXT) -> httpx.Response:
    return httpx.post(f"{address}/v1/triage", json={"text": text, "id": case_id}, timeout=30)


def store_state(address: str) -> dict[str, Any]:
    state: dict[str, Any] = httpx.get(f"{address}/readyz", timeout=30).json()["store"]
    return state


def test_the_database_is_gone_for_a_while(outage: Outage) -> None:
    with running(TRIAGE_DATABASE_URL=outage.url) as (process, address):
        before = triage(address, "A-1").json()
        assert before["stored"] is True
        outage.begin()
        answers = [triage(address, f"B-{i}") for i in range(5)]
        assert {(answer.status_code, answer.json()["stored"]) for answer in answers} == {(200, False)}
        started = time.monotonic()
        batch = httpx.post(f"{address}/v1/triage/batch", json={"items": [{"text": TEXT, "id": "C-1"}, {"text": TEXT}]})
        assert [r["suggestion"]["stored"] for r in batch.json()["results"]] == [False, False]
        assert time.monotonic() - started < 5  # nobody waits for a database that is known to be gone
        assert triage(address, "B-1").json() == answers[1].json()
        assert_problem(triage(address, "B-1", "另一件"), 409, "conflict", ["body.id"])
        correction = {"handler": "甲", "labels": {"reason": "CLM_DOCS"}}
        refused = httpx.post(f"{address}/v1/cases/A-1/corrections", json=correction, timeout=30)
        assert_problem(refused, 503, "store-down")
        assert_problem(httpx.get(f"{address}/v1/cases/A-1", timeout=30), 503, "store-down")
        assert store_state(address) == {"status": "down", "waiting": 7, "lost": 0}
        outage.end()
        until(lambda: store_state(address) == {"status": "ok", "waiting": 0, "lost": 0})
        assert triage(address, "B-1").json() == {**answers[1].json(), "stored": True}
        assert triage(address, "A-1").json() == before
        accepted = httpx.post(f"{address}/v1/cases/B-2/corrections", json=correction, timeout=30)
        assert accepted.json()["labels"]["reason"]["value"] == "CLM_DOCS"
        process.terminate()
        code, log = finish(process)
    assert code == 0
    assert outage.case_ids() >= {"A-1", *(f"B-{i}" for i in range(5)), "C-1"}
    events = [line["event"] for line in log]
    assert events.index("the database is gone") < events.index("the database is back")


def test_a_full_outbox_is_told(outage: Outage) -> None:
    with running(TRIAGE_DATABASE_URL=outage.url, TRIAGE_OUTBOX="2") as (process, address):
        outage.begin()
        for i in range(4):
            assert triage(address, f"B-{i}").json()["stored"] is False
        assert store_state(address) == {"status": "down", "waiting": 2, "lost": 2}
        process.terminate()
        code, log = finish(process)
    outage.end()
    assert code == 0
    assert [line["lost"] for line in log if "lost" in line] == [1, 2, 4]
    assert outage.case_ids() == set()


def test_what_waits_is_stored_when_the_server_stops(outage: Outage) -> None:
    with running(TRIAGE_DATABASE_URL=outage.url) as (process, address):
        outage.begin()
        assert triage(address, "B-1").json()["stored"] is False
        outage.end()
        process.terminate()
        assert finish(process)[0] == 0
    assert outage.case_ids() == {"B-1"}


def test_a_full_disk() -> None:
    url = databases.sqlite()
    with running(TRIAGE_DATABASE_URL=url) as (process, address):
        assert triage(address, "A-1").json()["stored"] is True
        limits = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (4096, limits[1]))
        assert triage(address, "A-2").json()["stored"] is False
        assert store_state(address)["waiting"] == 1
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, limits)
        until(lambda: store_state(address) == {"status": "ok", "waiting": 0, "lost": 0})
        assert triage(address, "A-2").json()["stored"] is True
    with sqlite3.connect(url.removeprefix("sqlite:///")) as found:
        assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    found.close()


def test_a_database_that_somebody_else_has_locked() -> None:
    url = databases.sqlite()
    with running(TRIAGE_DATABASE_URL=url) as (_, address):
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert triage(address, "A-1").json()["stored"] is False
        other.execute("COMMIT")
        other.close()
        until(lambda: store_state(address)["status"] == "ok")
        assert triage(address, "A-1").json()["stored"] is True


class Desk(threading.Thread):
    """A handler who corrects one field pair again and again, and remembers what was confirmed."""

    REASONS = ("CLM_DOCS", "CLM_AMT", "CLM_DENY", "CLM_SPEED")

    def __init__(self, address: str, case_id: str) -> None:
        super().__init__()
        self.address, self.case_id = address, case_id
        self.sent = 0
        self.confirmed: list[str] = []

    def run(self) -> None:
        with httpx.Client(timeout=30) as http, contextlib.suppress(httpx.HTTPError):
            while True:
                number = f"{self.case_id}-{self.sent}"
                labels = {"reason": self.REASONS[self.sent % 4], "n_complainants": self.sent + 1}
                body = {"handler": self.case_id, "correction_id": number, "labels": labels}
                self.sent += 1
                answer = http.post(f"{self.address}/v1/cases/{self.case_id}/corrections", json=body)
                if answer.status_code == 200:
                    self.confirmed.append(number)


@pytest.mark.parametrize("kind", KINDS)
def test_killed_in_the_middle_of_corrections(kind: str) -> None:
    url = databases.make(kind)
    expected: dict[str, int] = {}
    confirmed: list[str] = []
    for round_ in range(3):
        with running(TRIAGE_DATABASE_URL=url) as (process, address):
            names = [f"r{round_}-{i}" for i in range(3)]
            assert all(triage(address, name).json()["stored"] for name in names)
            desks = [Desk(address, name) for name in names]
            for desk in desks:
                desk.start()
            until(lambda: all(len(desk.confirmed) > 4 for desk in desks))  # noqa: B023
            time.sleep(random.random() / 3)
            os.kill(process.pid, 9)
            for desk in desks:
                desk.join()
                confirmed += desk.confirmed
                expected[desk.case_id] = desk.sent
    store = Store(url)
    with store.reading() as session:
        rows = session.scalars(select(Correction).order_by(Correction.id)).all()
    store.close()
    by_number: dict[str, set[str]] = {}
    for row in rows:
        by_number.setdefault(str(row.correction_id), set()).add(row.field)
    assert set(confirmed) <= set(by_number)
    assert all(fields == {"reason", "n_complainants"} for fields in by_number.values())  # nothing half
    assert len(confirmed) > 40
    # of what was not confirmed at most the last of each desk may have been stored
    assert len(by_number) <= len(confirmed) + len(expected)


@pytest.mark.parametrize("kind", KINDS)
def test_killed_while_cases_come_in(kind: str) -> None:
    url = databases.make(kind)
    confirmed: list[str] = []
    with running(TRIAGE_DATABASE_URL=url) as (process, address):

        def send(lane: int) -> None:
            with httpx.Client(timeout=30) as http, contextlib.suppress(httpx.HTTPError):
                for i in range(10_000):
                    items = [{"text": TEXT, "id": f"{lane}-{i}-{j}"} for j in range(5)]
                    answer = http.post(f"{address}/v1/triage/batch", json={"items": items}).json()
                    confirmed.extend(r["suggestion"]["case_id"] for r in answer["results"] if r["suggestion"]["stored"])

        lanes = [threading.Thread(target=send, args=(lane,)) for lane in range(3)]
        for lane in lanes:
            lane.start()
        until(lambda: len(confirmed) > 60)
        os.kill(process.pid, 9)
        for lane in lanes:
            lane.join()
    with running(TRIAGE_DATABASE_URL=url) as (_, address):  # and it starts again, with all of it
        for case_id in confirmed:
            assert httpx.get(f"{address}/v1/cases/{case_id}", timeout=30).status_code == 200
