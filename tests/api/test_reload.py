"""A server takes over the version that models/current names, without dropping a request."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api import following, service
from tests.api import fake
from tests.api.fake import TEXT, connect
from tests.api.test_concurrency import until
from tests.api.versions import NEW, OLD, NamedEngine, load, models_folder
from triage import versions

CODES = {OLD: "CLM_SPEED", NEW: "CLM_DOCS"}


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRIAGE_MODELS", str(tmp_path))
    monkeypatch.setattr(service, "load", load)
    monkeypatch.setattr(following, "POLL_SECONDS", 0.05)
    return models_folder(tmp_path)


@asynccontextmanager
async def serving(url: str | None = None, **settings: Any) -> AsyncIterator[tuple[FastAPI, httpx.AsyncClient]]:
    app = fake.app(url=url, load=True, **{"threads": 2, **settings})
    async with app.router.lifespan_context(app), connect(app) as http:
        await until(lambda: app.state.service.ready)
        yield app, http


async def ask(http: httpx.AsyncClient) -> str:
    """The version that answers."""
    response = await http.post("/v1/triage", json={"text": TEXT})
    assert response.status_code == 200, response.text
    answer = response.json()
    model: str = answer["model"]
    assert answer["reason"]["code"] == CODES[model]
    return model


async def ready(http: httpx.AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await http.get("/readyz")).json()
    return found


def test_promoted_and_rolled_back_under_load(database_url: str) -> None:
    async def scenario() -> list[list[str]]:
        async with serving(database_url) as (_, http):
            stop = asyncio.Event()

            async def lane() -> list[str]:
                seen = []
                while not stop.is_set():
                    seen.append(await ask(http))
                return seen

            async def change(path: str, to: str) -> None:
                assert (await http.post(f"/v1/models/{path}")).status_code == 200
                async with asyncio.timeout(20):
                    while (await ready(http))["model"] != to:
                        await asyncio.sleep(0.02)
                await asyncio.sleep(0.2)

            lanes = [asyncio.create_task(lane()) for _ in range(20)]
            for _ in range(2):
                await change(f"{NEW}/promote", NEW)
                await change("rollback", OLD)
            stop.set()
            return [await lane for lane in lanes]

    seen = asyncio.run(scenario())
    assert set().union(*seen) == {OLD, NEW}
    assert all(seen)


def test_a_batch_ends_on_the_version_it_began_with() -> None:
    async def scenario() -> None:
        async with serving(threads=1) as (app, http):
            old = app.state.service.engine
            items = [{"text": "等"}, {"text": TEXT}]
            batch = asyncio.create_task(http.post("/v1/triage/batch", json={"items": items}))
            await until(lambda: old.seen)
            versions.point_to(NEW)
            await until(lambda: app.state.service.engine.version == NEW)
            old.gate.set()
            results = (await batch).json()["results"]
            assert [r["suggestion"]["model"] for r in results] == [OLD, OLD]
            assert await ask(http) == NEW

    asyncio.run(scenario())


def test_a_broken_version_leaves_the_old_one_serving(models: Path, caplog: pytest.LogCaptureFixture) -> None:
    whole = (models / NEW / versions.MODEL).read_bytes()
    (models / NEW / versions.MODEL).write_bytes(b"damaged")

    async def scenario() -> None:
        async with serving() as (app, http):
            versions.point_to(NEW)
            await until(lambda: app.state.follower.coming and app.state.follower.coming.status == "failed")
            found = await ready(http)
            assert (found["model"], found["coming"]) == (OLD, {"version": NEW, "status": "failed"})
            assert await ask(http) == OLD
            versions.point_to("2027.1")
            await until(lambda: app.state.follower.coming.version is None)
            assert (await ready(http))["coming"] == {"version": None, "status": "failed"}
            assert await ask(http) == OLD
            # repaired under the same name
            (models / NEW / versions.MODEL).write_bytes(whole)
            versions.point_to(NEW)
            await until(lambda: app.state.follower.coming is None)
            assert await ask(http) == NEW

    with caplog.at_level(logging.ERROR):
        asyncio.run(scenario())
    told = [record for record in caplog.records if record.message.startswith("a version cannot be loaded")]
    assert len(told) == 1
    assert versions.MODEL in str(told[0].__dict__["data"])


def test_a_broken_version_is_tried_again_later(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "RETRY_SECONDS", 0.2)
    attempts = []

    def fragile(version: str, *, threads: int) -> NamedEngine:
        attempts.append(version)
        if attempts.count(NEW) == 1:
            raise MemoryError
        return load(version, threads=threads)

    async def scenario() -> None:
        monkeypatch.setattr(service, "load", fragile)
        async with serving() as (app, http):
            versions.point_to(NEW)
            await until(lambda: app.state.service.engine.version == NEW)
            assert await ask(http) == NEW

    asyncio.run(scenario())
    assert attempts == [OLD, NEW, NEW]


def test_a_server_with_a_version_of_its_own_keeps_it() -> None:
    async def scenario() -> None:
        async with serving(model=OLD) as (_, http):
            versions.point_to(NEW)
            await asyncio.sleep(0.5)
            assert await ask(http) == OLD

    asyncio.run(scenario())
