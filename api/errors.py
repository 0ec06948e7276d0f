"""Every error answer: RFC 9457 problem+json, one shape, Chinese, and never the caller's own values."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api.logs import request_id
from api.messages import FieldError, field_errors
from api.store.database import StoreDown
from triage.errors import BadInput

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:complaint-triage:"


class Kind(NamedTuple):
    """One sort of problem: the end of its `type`, its status and its title."""

    slug: str
    status: int
    title: str


MALFORMED = Kind("malformed-json", 400, "请求体不是合法的 JSON")
BAD_REQUEST = Kind("bad-request", 400, "请求有误")
UNAUTHORIZED = Kind("unauthorized", 401, "需要有效的密钥")
FORBIDDEN = Kind("forbidden", 403, "密钥的角色不符")
NOT_FOUND = Kind("not-found", 404, "没有这个地址")
NO_CASE = Kind("no-such-case", 404, "没有这一案件")
NO_VERSION = Kind("no-such-version", 404, "没有这一版本")
BAD_METHOD = Kind("method-not-allowed", 405, "此地址不支持该请求方法")
CONFLICT = Kind("conflict", 409, "与已存的内容冲突")
GATE_REFUSED = Kind("gate-refused", 409, "把关未通过")
BROKEN_VERSION = Kind("broken-version", 409, "版本文件有误")
TOO_LARGE = Kind("too-large", 413, "请求体过大")
BAD_MEDIA_TYPE = Kind("unsupported-media-type", 415, "请求体的类型不受支持")
INVALID = Kind("invalid-input", 422, "请求内容有误")
CLIENT_GONE = Kind("client-gone", 499, "客户端已断开")
INTERNAL = Kind("internal-error", 500, "服务内部错误")
NOT_READY = Kind("not-ready", 503, "服务尚未就绪")
BUSY = Kind("busy", 503, "服务繁忙")
STORE_DOWN = Kind("store-down", 503, "数据库暂时无法使用")

STORE_RETRY = {"Retry-After": "2"}

_BY_STATUS = {kind.status: kind for kind in (BAD_REQUEST, NOT_FOUND, BAD_METHOD, TOO_LARGE)}
_DETAILS = {
    NOT_FOUND: "请核对路径;全部接口见 /docs",
    BAD_METHOD: "允许的方法见 Allow 响应头",
}


class Problem(BaseModel):
    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldError]


class ProblemError(HTTPException):
    """A problem on its way to the client."""

    def __init__(
        self,
        kind: Kind,
        detail: str,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind.status, detail, headers)
        self.kind = kind
        self.errors = errors


def problem(kind: Kind, detail: str, errors: Sequence[FieldError] = ()) -> Problem:
    return Problem(
        type=TYPE_PREFIX + kind.slug,
        title=kind.title,
        status=kind.status,
        detail=detail,
        instance=f"urn:uuid:{request_id.get()}",
        errors=list(errors),
    )


def invalid(errors: Sequence[FieldError]) -> Problem:
    """The problem for values that were read but cannot be accepted."""
    first = f"{errors[0].field}:{errors[0].message}"
    return problem(INVALID, first if len(errors) == 1 else f"{first}(还有其他错误,见 errors)", errors)


def bad_input(error: BadInput, place: str = "body") -> Problem:
    """The problem for a case the engine refused; `place` is where the case stands in the request."""
    return invalid([FieldError(field=f"{place}.{error.field}", message=str(error))])


def respond(answer: Problem, headers: Mapping[str, str] | None = None) -> Response:
    return Response(answer.model_dump_json(), answer.status, headers, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every error of the app in the one shape."""
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(BadInput, _on_bad_input)
    app.add_exception_handler(StoreDown, _on_store_down)
    app.add_exception_handler(ClientDisconnect, _on_disconnect)
    app.add_exception_handler(Exception, _on_unexpected)


async def _on_http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error, ProblemError):
        return respond(problem(error.kind, error.detail or "", error.errors), error.headers)
    kind = _BY_STATUS.get(error.status_code) or Kind("http-error", error.status_code, "请求未能完成")
    return respond(problem(kind, _DETAILS.get(kind, kind.title)), error.headers)


async def _on_validation(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return respond(invalid(field_errors(error.errors())))


async def _on_bad_input(_request: Request, error: Exception) -> Response:
    assert isinstance(error, BadInput)
    return respond(bad_input(error))


async def _on_store_down(_request: Request, _error: Exception) -> Response:
    return respond(problem(STORE_DOWN, "数据库暂时无法使用,此次请求未保存;请稍后重试"), STORE_RETRY)


async def _on_disconnect(_request: Request, _error: Exception) -> Response:
    """The client left in the middle of its body: nobody reads this answer, but the log has its status."""
    return respond(problem(CLIENT_GONE, CLIENT_GONE.title))


async def _on_unexpected(_request: Request, _error: Exception) -> Response:
    """Tell nothing of the exception: its message may quote a complaint. The log has the place in the code."""
    number = request_id.get()
    answer = problem(INTERNAL, f"此请求未能处理;请把编号 {number} 告知管理员,以便查日志")
    return respond(answer, {"X-Request-ID": number})
