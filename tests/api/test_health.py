"""/healthz and /readyz before, while and after the engine loads."""

import asyncio
import logging
import threading
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api import service
from api.app import create_app
from api.settings import Settings
from tests.api.fake import TEXT, FakeEngine, assert_problem, client, connect
from triage.errors import VersionError
from triage.taxonomy import shipped


def test_alive_and_ready() -> None:
    assert client().get("/healthz").json() == {"status": "alive"}
    ready: dict[str, Any] = {"status": "ready", "model": FakeEngine.version, "taxonomy": shipped().version}
    ready |= {"store": {"status": "ok", "waiting": 0, "lost": 0}, "coming": None, "shadow": None}
    assert client().get("/readyz").json() == ready


async def ask_all(app: FastAPI) -> list[httpx.Response]:
    async with connect(app) as http:
        return [
            await http.get("/healthz"),
            await http.get("/readyz"),
            await http.get("/v1/taxonomy"),
            await http.post("/v1/triage", json={"text": TEXT}),
            await http.post("/v1/triage/batch", json={"items": [{"text": TEXT}]}),
        ]


def test_not_ready_until_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    gate, asked = threading.Event(), []

    def load(model: str | None, *, threads: int) -> FakeEngine:
        asked.append((model, threads))
        assert gate.wait(10)
        return FakeEngine()

    async def scenario() -> tuple[list[httpx.Response], list[httpx.Response]]:
        loaded = asyncio.Event()
        settings = Settings(model="2026.1.0", threads=3)
        app = create_app(settings, on_loaded=lambda _: loaded.set())
        async with app.router.lifespan_context(app):
            before = await ask_all(app)
            gate.set()
            await loaded.wait()
            return before, await ask_all(app)

    monkeypatch.setattr(service, "load", load)
    before, after = asyncio.run(scenario())
    assert asked == [("2026.1.0", 3)]
    assert before[0].status_code == 200
    for response in before[1:]:
        problem = assert_problem(response, 503, "not-ready")
        assert "正在加载" in problem["detail"]
        assert response.headers["retry-after"] == "1"
    assert {response.status_code for response in after} == {200}


def test_an_engine_that_fails_to_load_is_told_and_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def load(*_: Any, **__: Any) -> FakeEngine:
        raise VersionError("版本 2026.1.0 的 /opt/model.onnx 与校验和不符")

    async def scenario() -> list[httpx.Response]:
        app = create_app(Settings())
        async with app.router.lifespan_context(app):
            await asyncio.sleep(0.1)
            return await ask_all(app)

    monkeypatch.setattr(service, "load", load)
    with caplog.at_level(logging.ERROR):
        responses = asyncio.run(scenario())
    assert responses[0].status_code == 200
    for response in responses[1:]:
        problem = assert_problem(response, 503, "not-ready")
        assert problem["detail"] == "模型未能加载,原因见服务日志"
    assert "could not be loaded" in caplog.text
