"""The body limit while a body streams in, and what is read of one that is too large."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from api.body import DRAIN_FACTOR
from tests.api.fake import TEXT, assert_problem, client

LIMIT = 4096
CHUNK = 512
JSON = {"Content-Type": "application/json"}


class Upload:
    """A body that counts how much of it was read."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.read = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self.read < self.size:
            self.read += CHUNK
            yield b" " * CHUNK


@pytest.mark.parametrize("path", ["/v1/triage", "/v1/triage/batch"])
@pytest.mark.parametrize("headers", [{}, {"Content-Length": str(LIMIT * 2)}, {"Content-Length": "7"}])
def test_too_large_a_body_is_refused_while_streaming(path: str, headers: dict[str, str]) -> None:
    upload = Upload(LIMIT * 2)
    response = client(max_body_bytes=LIMIT).post(path, content=upload, headers=JSON | headers)
    problem = assert_problem(response, 413, "too-large")
    assert str(LIMIT) in problem["detail"]


def test_an_endless_body_is_not_read_to_its_end() -> None:
    upload = Upload(LIMIT * 1000)
    response = client(max_body_bytes=LIMIT).post("/v1/triage", content=upload, headers=JSON)
    assert_problem(response, 413, "too-large")
    assert upload.read <= LIMIT * DRAIN_FACTOR + 2 * CHUNK


def test_who_asks_before_sending_is_told_before_sending() -> None:
    upload = Upload(LIMIT * 2)
    headers = JSON | {"Content-Length": str(LIMIT * 2), "Expect": "100-continue"}
    response = client(max_body_bytes=LIMIT).post("/v1/triage", content=upload, headers=headers)
    assert_problem(response, 413, "too-large")
    assert upload.read == 0


def test_a_body_of_exactly_the_limit_is_read() -> None:
    body = f'{{"text": "{TEXT}"}}'.encode()
    body += b" " * (LIMIT - len(body))
    assert client(max_body_bytes=LIMIT).post("/v1/triage", content=body, headers=JSON).status_code == 200
    assert_problem(client(max_body_bytes=LIMIT).post("/v1/triage", content=body + b" ", headers=JSON), 413, "too-large")


@pytest.mark.parametrize("size", [1_000, 1_000_000])
def test_long_bodies_are_parsed_like_short_ones(size: int) -> None:
    padding = b" " * size
    good = b'{"text": "abc"' + padding + b"}"
    assert client().post("/v1/triage", content=good, headers=JSON).status_code == 200
    response = client().post("/v1/triage", content=good + b"}", headers=JSON)
    assert_problem(response, 400, "malformed-json")


def test_a_client_that_leaves_while_sending_harms_nothing() -> None:
    api = client()

    async def leave() -> list[int]:
        statuses: list[int] = []
        messages = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])

        async def receive() -> dict[str, object]:
            return next(messages)

        async def send(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                statuses.append(int(str(message["status"])))

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/v1/triage",
            "query_string": b"",
            "headers": [(b"content-type", b"application/json")],
            "client": ("127.0.0.1", 50000),
        }
        await api.app(scope, receive, send)
        return statuses

    assert asyncio.run(leave()) == [499]
