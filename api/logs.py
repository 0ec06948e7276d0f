"""Logs as JSON lines. No text of a case ever gets in: no bodies, no queries, no exception messages."""

import json
import logging
import time
import uuid
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from traceback import extract_tb
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

request_id: ContextVar[str] = ContextVar("request_id", default=str(uuid.UUID(int=0)))

log = logging.getLogger("api")

UNKNOWN_PATH = "(unknown)"

CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "api.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"api": {"level": "INFO"}},
}


class JsonLines(logging.Formatter):
    """One JSON object a line. Of an exception only its class and the places in the code are written: its
    message may quote a complaint. So may the later lines of asyncio's messages: only the first is kept."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage().strip().partition("\n")[0],
            "id": request_id.get(),
            **getattr(record, "data", {}),
        }
        if record.exc_info and record.exc_info[1]:
            line["exceptions"] = list(_outline(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False)


def _outline(error: BaseException) -> Iterator[dict[str, Any]]:
    frames = [f"{f.filename}:{f.lineno} {f.name}" for f in extract_tb(error.__traceback__)]
    yield {"type": type(error).__name__, "frames": frames}
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for other in (*inner, *filter(None, [error.__cause__])):
        yield from _outline(other)


class RequestLog:
    """Give each request a number and log one line when it has been answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number = str(uuid.uuid4())
        request_id.set(number)
        started = time.perf_counter()
        status = 500

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", number.encode())]
            await send(message)

        try:
            await self.app(scope, receive, numbered)
        finally:
            data = {
                "method": scope["method"],
                # the route, not the path as sent: a stranger may put anything into that
                "path": getattr(scope.get("route"), "path", UNKNOWN_PATH),
                "status": status,
                "ms": round((time.perf_counter() - started) * 1000, 1),
            }
            log.info("request", extra={"data": data})
