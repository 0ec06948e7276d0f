"""What the API tests share: an engine without a model, a client without a server, the one error shape."""

import asyncio
import re
import threading
import time
from typing import Any

import httpx
from fastapi import FastAPI

from api import examples
from api.app import create_app
from api.settings import Settings
from tests.api import databases
from triage.errors import BadInput
from triage.schema import Case, Suggestion
from triage.taxonomy import Taxonomy, shipped

HAN = re.compile(r"[\u4e00-\u9fff]")
TEXT = "理赔款拖了三个月还没到账"
# Stands in for personal data: no answer and no log line may ever contain it.
SECRET = "身份证11010119900307567X"


class FakeEngine:
    """Answers with the documented example. A text may ask for trouble: 坏 is refused, 炸 is a bug in us."""

    version = "2026.1.0"

    def __init__(self, delay: float = 0.0) -> None:
        self.delay = delay
        self.gate = threading.Event()  # 等: waits until a test opens the gate
        self.seen: list[str] = []
        self._lock = threading.Lock()

    @property
    def taxonomy(self) -> Taxonomy:
        return shipped()

    def suggest(self, case: Case, *, explain: bool = False) -> Suggestion:
        with self._lock:
            self.seen.append(case.text)
        if case.text.startswith("等"):
            assert self.gate.wait(20)
        if case.text.startswith("坏"):
            raise BadInput("来件内容为空", "text")
        if case.text.startswith("炸"):
            raise RuntimeError(f"cannot handle {case.text}")
        if case.source == "NOWHERE":
            raise BadInput("未知代码;可用:PHONE、WEB", "source")
        time.sleep(self.delay)
        notes = ["explain"] if explain else []
        masked = case.text.replace(SECRET[3:], "[IDNO]")
        given = {"case_id": case.id, "masked_text": masked, "model": self.version, "notes": notes}
        example = {name: value for name, value in examples.SUGGESTION.items() if name != "stored"}
        return Suggestion.model_validate({**example, **given})


class Client:
    """Requests straight to an app, one event loop each; errors come back as the answers a user would get."""

    def __init__(self, app: FastAPI, root_path: str = "") -> None:
        self.app = app
        self.root_path = root_path

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def once() -> httpx.Response:
            async with connect(self.app, self.root_path) as client:
                return await client.request(method, path, **options)

        return asyncio.run(once())

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)

    def triage(self, text: str = "", **case: Any) -> dict[str, Any]:
        """The answer for a case that must be accepted."""
        response = self.post("/v1/triage", json={"text": text or TEXT, **case})
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer


def connect(app: FastAPI, root_path: str = "") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, root_path=root_path)
    return httpx.AsyncClient(transport=transport, base_url="http://test", timeout=20)


def app(engine: Any = None, url: str | None = None, load: bool = False, **settings: Any) -> FastAPI:
    """The app over a database that has its tables already: a new SQLite one, unless `url` says which. With `load` it
    loads its engine when it starts."""
    store = databases.opened(url or databases.sqlite())
    return create_app(Settings(**settings), engine=None if load else engine or FakeEngine(), store=store)


def client(engine: Any = None, url: str | None = None, **settings: Any) -> Client:
    return Client(app(engine, url, **settings))


def assert_problem(response: httpx.Response, status: int, slug: str, fields: list[str] | None = None) -> dict[str, Any]:
    """The one shape of all errors."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert len(response.headers.get_list("x-request-id")) == 1
    problem = response.json()
    number = response.headers["x-request-id"]
    assert problem["instance"] == f"urn:uuid:{number}"
    assert_shape(problem, status, slug, fields)
    assert SECRET not in response.text
    assert SECRET[3:] not in response.text
    return problem


def assert_shape(problem: dict[str, Any], status: int, slug: str, fields: list[str] | None = None) -> None:
    assert list(problem) == ["type", "title", "status", "detail", "instance", "errors"]
    assert problem["type"] == f"urn:complaint-triage:{slug}"
    assert problem["status"] == status
    assert HAN.search(problem["title"])
    assert HAN.search(problem["detail"])
    for error in problem["errors"]:
        assert list(error) == ["field", "message"]
        assert HAN.search(error["message"])
    assert [error["field"] for error in problem["errors"]] == (fields or [])
