"""Log lines: one JSON object each, and never a word of what a client sent."""

import asyncio
import json
import logging

import pytest

from api.logs import UNKNOWN_PATH, JsonLines
from tests.api.fake import SECRET, TEXT, client


def line(message: str, error: BaseException | None = None) -> dict[str, object]:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("asyncio", logging.ERROR, __file__, 1, message, (), info)
    text = JsonLines().format(record)
    assert "\n" not in text
    found: dict[str, object] = json.loads(text)
    return found


def test_an_exception_is_told_by_class_and_place_alone() -> None:
    async def fail() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(inner())

    async def inner() -> None:
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            raise RuntimeError(SECRET) from error

    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(fail())
    found = line("failed", caught.value)
    assert SECRET not in json.dumps(found, ensure_ascii=False)
    assert [e["type"] for e in found["exceptions"]] == ["ExceptionGroup", "RuntimeError", "ValueError"]  # type: ignore[index,attr-defined]
    assert "test_logs.py" in str(found["exceptions"])


def test_only_the_first_line_of_a_message_is_kept() -> None:
    found = line(f"Task exception was never retrieved\nfuture: RuntimeError('{SECRET}')")
    assert found["event"] == "Task exception was never retrieved"


def test_one_line_a_request(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="api"):
        response = client().post(f"/v1/triage?explain={SECRET}", json={"text": SECRET})
        client().get(f"/v1/secrets/{SECRET}")
    first, second = (record for record in caplog.records if record.getMessage() == "request")
    data = first.data  # type: ignore[attr-defined]
    assert data.pop("ms") >= 0
    assert data == {"method": "POST", "path": "/v1/triage", "status": 422}
    assert second.data["path"] == UNKNOWN_PATH  # type: ignore[attr-defined]
    assert SECRET not in caplog.text + str([vars(record) for record in caplog.records])
    assert response.headers["x-request-id"]


def test_every_request_has_its_own_number() -> None:
    api = client()
    numbers = {api.post("/v1/triage", json={"text": TEXT}).headers["x-request-id"] for _ in range(5)}
    assert len(numbers) == 5
