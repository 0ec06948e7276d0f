"""Request bodies: bounded while they stream in, then read as strict JSON."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from email.message import Message
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from api.errors import BAD_MEDIA_TYPE, MALFORMED, TOO_LARGE, ProblemError
from api.messages import shown

# A client that sends too much is read on this many times the limit, so that it sees the answer, not a reset.
DRAIN_FACTOR = 4
# Longer bodies are parsed in a thread: the event loop answers others meanwhile.
PARSE_ON_LOOP = 64 * 1024
# No honest batch comes near these; a hostile one would hold the interpreter for seconds, in whatever thread.
MOST_ARRAYS = 100_000
MOST_FIELDS = 1_000


class JsonRequest(Request):
    """A request whose body is limited and must be UTF-8 JSON without duplicate keys, NaN or Infinity."""

    async def body(self) -> bytes:
        if not hasattr(self, "_bounded"):
            self._bounded = await self._read(self.app.state.service.settings.max_body_bytes)
        return self._bounded

    async def json(self) -> Any:
        raw = await self.body()
        return parse(raw) if len(raw) <= PARSE_ON_LOOP else await asyncio.to_thread(parse, raw)

    async def _read(self, limit: int) -> bytes:
        too_large = ProblemError(TOO_LARGE, f"请求体最大 {limit} 字节;请减少每批件数")
        declared = self.headers.get("content-length", "")
        size = int(declared) if declared.isdecimal() else 0
        if size > limit and "expect" in self.headers:
            raise too_large
        keep = size <= limit
        chunks: list[bytes] = []
        size = 0
        async for chunk in self.stream():
            size += len(chunk)
            if size > limit:
                keep = False
                chunks.clear()
            if size > limit * DRAIN_FACTOR:
                break
            if keep:
                chunks.append(chunk)
        if not keep:
            raise too_large
        return b"".join(chunks)


class JsonRoute(APIRoute):
    """A route that takes JSON alone, and reads it through JsonRequest."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            bounded = JsonRequest(request.scope, request.receive)
            if await bounded.body():
                check_media_type(request.headers.get("content-type", ""))
            return await handler(bounded)

        return handle


def check_media_type(value: str) -> None:
    message = Message()
    message["content-type"] = value
    charset = message.get_content_charset("utf-8")
    if message.get_content_type() != "application/json" or charset not in {"utf-8", "utf8"}:
        raise ProblemError(BAD_MEDIA_TYPE, "请求头 Content-Type 须为 application/json(UTF-8 编码)")


def parse(raw: bytes) -> Any:
    """JSON, or a problem that says where it breaks; nothing of the body is quoted but field names."""
    if raw.count(b"[") > MOST_ARRAYS:
        raise ProblemError(MALFORMED, "数组过多")
    try:
        return _DECODER.decode(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        reason = f"请求体须为 UTF-8 编码,第 {error.start + 1} 字节处有误"
    except json.JSONDecodeError as error:
        reason = f"第 {error.lineno} 行第 {error.colno} 个字符处有误"
    except RecursionError:
        reason = "嵌套层数过多"
    except ValueError:
        reason = "含有位数过多的整数"
    raise ProblemError(MALFORMED, reason)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MOST_FIELDS:
        raise ProblemError(MALFORMED, "一个对象中的字段过多")
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise ProblemError(MALFORMED, f"同一对象中字段重复:{shown(name)}")
            seen.add(name)
    return found


def _constant(name: str) -> Any:
    raise ProblemError(MALFORMED, f"JSON 中不允许 {name}")


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_constant)
