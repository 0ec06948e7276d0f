"""A challenger reads along, unseen; afterwards it shows where it differs and who was right."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from api import service, shadowing
from api.store.database import Store
from api.store.rows import Case, Suggestion
from tests.api import fake
from tests.api.fake import SECRET, TEXT, assert_problem, client, connect
from tests.api.test_concurrency import until
from tests.api.versions import NEW, OLD, load, models_folder
from triage import versions

SECONDS_A_TEXT = 0.3


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRIAGE_MODELS", str(tmp_path))
    monkeypatch.setattr(service, "load", load)
    monkeypatch.setattr(shadowing, "load", load)
    return models_folder(tmp_path)


@asynccontextmanager
async def serving(url: str, status: str = "ok") -> AsyncIterator[tuple[FastAPI, httpx.AsyncClient]]:
    app = fake.app(url=url, load=True, threads=2, shadow=NEW)
    async with app.router.lifespan_context(app), connect(app) as http:
        await until(lambda: app.state.service.ready and app.state.shadow.status == status)
        yield app, http


async def triaged(http: httpx.AsyncClient, *texts: str) -> None:
    for number, text in enumerate(texts):
        response = await http.post("/v1/triage", json={"text": text, "id": f"A-{number}"})
        assert response.status_code == 200
        answer = response.json()
        assert (answer["model"], answer["reason"]["code"]) == (OLD, "CLM_SPEED")


def stored(store: Store, shadow: bool) -> list[tuple[str, str, str]]:
    with store.reading() as session:
        query = select(Case.case_id, Suggestion.model, Suggestion.body).join(Suggestion, Suggestion.case == Case.id)
        rows = session.execute(query.where(Suggestion.shadow.is_(shadow)).order_by(Case.id))
        return [(case_id, model, body["reason"]["code"]) for case_id, model, body in rows]


def test_a_shadow_reads_along_and_is_compared(database_url: str, store: Store) -> None:
    async def scenario() -> dict[str, Any]:
        async with serving(database_url) as (_, http):
            await triaged(http, *(f"{TEXT}{i}" for i in range(5)))
            items = [{"text": SECRET, "id": "B-1"}, {"text": f"{TEXT}0", "id": "A-0"}, {"text": "坏", "id": "B-2"}]
            await http.post("/v1/triage/batch", json={"items": items})
            async with asyncio.timeout(20):
                while len(stored(store, True)) < 6:
                    await asyncio.sleep(0.05)
            state = (await http.get("/readyz")).json()["shadow"]
            assert state == {"version": NEW, "status": "ok", "waiting": 0, "dropped": 0}
            view = (await http.get("/v1/cases/A-1")).json()
            assert [answer["model"] for answer in view["suggestions"]] == [OLD]
            for number, said in enumerate(
                ({"labels": {"reason": "CLM_DOCS"}}, {"labels": {"reason": "CLM_SPEED"}}, {"closed": True})
            ):
                body = {"handler": "1023", **said}
                assert (await http.post(f"/v1/cases/A-{number}/corrections", json=body)).status_code == 200
            # two handlers contradict each other: nobody knows
            for handler, code in (("1023", "CLM_DOCS"), ("1024", "CLM_SPEED")):
                body = {"handler": handler, "labels": {"reason": code}}
                assert (await http.post("/v1/cases/A-3/corrections", json=body)).status_code == 200
            answer = await http.get(f"/v1/models/compare?champion={OLD}&challenger={NEW}")
            assert SECRET[3:] not in answer.text
            assert TEXT not in answer.text
            found: dict[str, Any] = answer.json()
            return found

    found = asyncio.run(scenario())
    assert {row[1:] for row in stored(store, False)} == {(OLD, "CLM_SPEED")}
    assert {row[1:] for row in stored(store, True)} == {(NEW, "CLM_DOCS")}
    assert (found["cases"], found["judged_cases"]) == (6, 3)
    reason = found["fields"]["reason"]
    examples = reason.pop("examples")
    assert reason == {
        "compared": 6,
        "differ": 6,
        "judged": 3,
        "champion_right": 2,
        "challenger_right": 1,
        "champion_better": 2,
        "challenger_better": 1,
    }
    assert examples == {"champion": ["A-2", "A-1"], "challenger": ["A-0"], "undecided": ["B-1", "A-4", "A-3"]}
    assert found["fields"]["severity"]["differ"] == found["fields"]["product"]["differ"] == 0
    assert found["fields"]["severity"]["judged"] == 1


def test_a_slow_shadow_delays_nobody_and_is_not_waited_for(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shadowing, "load", lambda version, threads: load(version, threads=1, delay=SECONDS_A_TEXT))
    monkeypatch.setattr(shadowing, "MOST_WAITING", 2)

    async def scenario() -> int:
        async with serving(database_url) as (app, http):
            began = time.monotonic()
            await triaged(http, *(f"{TEXT}{i}" for i in range(20)))
            assert time.monotonic() - began < 20 * SECONDS_A_TEXT
            await until(lambda: not app.state.shadow.waiting)
            dropped: int = (await http.get("/readyz")).json()["shadow"]["dropped"]
            return dropped

    assert asyncio.run(scenario()) > 0


def test_a_shadow_waits_while_somebody_is_answered_but_not_for_ever(
    database_url: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shadowing, "LAG_SECONDS", 0.5)

    async def scenario() -> None:
        async with serving(database_url) as (app, http):
            held = asyncio.create_task(http.post("/v1/triage", json={"text": "等"}))
            await until(lambda: app.state.service.engine.seen)
            await triaged(http, TEXT)
            await until(lambda: app.state.shadow.dropped == 1)
            app.state.service.engine.gate.set()
            await held

    asyncio.run(scenario())
    assert ("A-0", NEW, "CLM_DOCS") not in stored(store, True)


def test_a_shadow_that_cannot_be_loaded_harms_nobody(database_url: str, models: Path) -> None:
    (models / NEW / versions.MODEL).write_text("damaged")

    async def scenario() -> None:
        async with serving(database_url, status="failed") as (_, http):
            await triaged(http, TEXT)
            state = (await http.get("/readyz")).json()["shadow"]
            assert state == {"version": NEW, "status": "failed", "waiting": 0, "dropped": 0}

    asyncio.run(scenario())


def test_a_shadow_that_fails_on_a_case_goes_on(
    database_url: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fragile(version: str, *, threads: int) -> Any:
        engine = load(version, threads=threads)
        work = engine.suggest

        def suggest(case: Any, *, explain: bool = False) -> Any:
            if case.text == SECRET:
                raise RuntimeError(SECRET)
            return work(case, explain=explain)

        monkeypatch.setattr(engine, "suggest", suggest)
        return engine

    monkeypatch.setattr(shadowing, "load", fragile)

    async def scenario() -> None:
        async with serving(database_url) as (app, http):
            await triaged(http, SECRET, TEXT)
            async with asyncio.timeout(20):
                while not stored(store, True):
                    await asyncio.sleep(0.05)
            assert app.state.shadow.dropped == 1

    asyncio.run(scenario())
    assert stored(store, True) == [("A-1", NEW, "CLM_DOCS")]


def test_versions_that_never_met() -> None:
    api = client()
    found = api.get(f"/v1/models/compare?champion={OLD}&challenger={NEW}").json()
    assert found == {"champion": OLD, "challenger": NEW, "cases": 0, "judged_cases": 0, "fields": {}}
    response = api.get(f"/v1/models/compare?champion={OLD}&challenger=a%00")
    assert_problem(response, 422, "invalid-input", ["query.challenger"])
    assert_problem(api.get(f"/v1/models/compare?champion={OLD}"), 422, "invalid-input", ["query.challenger"])
