"""The engine is slow, the service is not: other requests are answered, and no more wait than may."""

import asyncio
import json
import time
from typing import Any

import httpx

from tests.api.fake import TEXT, FakeEngine, app, assert_problem, connect


def setup(engine: FakeEngine, **settings: Any) -> httpx.AsyncClient:
    return connect(app(engine, **settings))


async def until(condition: Any) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


class SpinningEngine(FakeEngine):
    """Busy in Python: the worst case, in which the threads fight the event loop for the interpreter."""

    def suggest(self, case: Any, *, explain: bool = False) -> Any:
        end = time.perf_counter() + 0.3
        while time.perf_counter() < end:
            pass
        return super().suggest(case, explain=explain)


def test_health_is_answered_while_the_engine_is_busy() -> None:
    async def scenario() -> list[float]:
        took = []
        async with setup(SpinningEngine(), threads=2) as http:
            work = [asyncio.create_task(http.post("/v1/triage", json={"text": TEXT})) for _ in range(6)]
            while not all(task.done() for task in work):
                started = time.perf_counter()
                assert (await http.get("/healthz")).status_code == 200
                took.append(time.perf_counter() - started)
                await asyncio.sleep(0.02)
            assert {task.result().status_code for task in work} == {200}
        return took

    took = asyncio.run(scenario())
    assert len(took) > 5
    assert max(took) < 0.2


def test_no_more_requests_wait_than_may() -> None:
    engine = FakeEngine()

    async def scenario() -> tuple[list[httpx.Response], list[httpx.Response]]:
        async with setup(engine, threads=1, max_waiting=2) as http:
            held = [asyncio.create_task(http.post("/v1/triage", json={"text": f"等{i}"})) for i in range(3)]
            await until(lambda: engine.seen)
            await asyncio.sleep(0.05)
            refused = [
                await http.post("/v1/triage", json={"text": TEXT}),
                await http.post("/v1/triage/batch", json={"items": [{"text": TEXT}]}),
            ]
            engine.gate.set()
            answered = [*await asyncio.gather(*held), await http.post("/v1/triage", json={"text": TEXT})]
        return refused, answered

    refused, answered = asyncio.run(scenario())
    for response in refused:
        assert_problem(response, 503, "busy")
        assert response.headers["retry-after"] == "1"
    assert [response.status_code for response in answered] == [200] * 4


def test_a_batch_does_not_starve_a_single_case() -> None:
    engine = FakeEngine(delay=0.01)

    async def scenario() -> None:
        async with setup(engine, threads=2) as http:
            items = [{"text": f"批{i}"} for i in range(200)]
            batches = [asyncio.create_task(http.post("/v1/triage/batch", json={"items": items})) for _ in range(2)]
            await until(lambda: len(engine.seen) > 10)
            before = len(engine.seen)
            assert (await http.post("/v1/triage", json={"text": TEXT})).status_code == 200
            assert engine.seen.index(TEXT) - before < 12
            assert not any(batch.done() for batch in batches)
            for batch in batches:
                batch.cancel()

    asyncio.run(scenario())


async def leave_while_working(engine: FakeEngine, path: str, body: bytes) -> int:
    """Send a request straight to the app, hang up once the engine has begun; the status of the answer."""
    messages = iter([{"type": "http.request", "body": body}, {"type": "http.disconnect"}])
    statuses: list[int] = []

    async def receive() -> Any:
        message = next(messages)
        if message["type"] == "http.disconnect":
            await until(lambda: engine.seen)
        return message

    async def send(message: Any) -> None:
        statuses.append(message.get("status", 0))

    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers}
    scope["client"] = ("127.0.0.1", 50000)
    await app(engine, threads=1)(scope, receive, send)
    engine.gate.set()
    await asyncio.sleep(0.1)
    return statuses[0]


def test_work_of_a_client_that_left_is_given_up() -> None:
    engine = FakeEngine()
    body = json.dumps({"items": [{"text": "等"}] * 50}).encode()
    assert asyncio.run(leave_while_working(engine, "/v1/triage/batch", body)) == 499
    assert engine.seen == ["等"]


def test_a_single_case_of_a_client_that_left_frees_its_place() -> None:
    engine = FakeEngine()
    assert asyncio.run(leave_while_working(engine, "/v1/triage", '{"text": "等"}'.encode())) == 499
