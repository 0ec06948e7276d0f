"""POST /v1/triage and /v1/triage/batch."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from pydantic import ValidationError
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from api import errors, examples
from api.auth import KeyedRoute
from api.body import JsonRoute
from api.errors import Problem, ProblemError
from api.intake import Answered, OtherText, Outcome, answer_each
from api.messages import FieldError, field_errors
from api.openapi import problems
from api.schemas import AnyStored, Batch, BatchResult, Case, Options
from api.service import ReadyService, while_connected
from api.shadowing import Shadow
from triage.errors import BadInput
from triage.schema import MAX_BATCH


class TriageRoute(KeyedRoute, JsonRoute):
    roles = frozenset({"intake"})
    storeless = True


router = APIRouter(prefix="/v1/triage", tags=["分诊"], route_class=TriageRoute)

REFUSALS = (
    errors.MALFORMED,
    errors.UNAUTHORIZED,
    errors.FORBIDDEN,
    errors.TOO_LARGE,
    errors.BAD_MEDIA_TYPE,
    errors.INVALID,
    errors.INTERNAL,
    errors.BUSY,
    errors.NOT_READY,
    errors.STORE_DOWN,
)
_STORED = (
    "答复即存入数据库(正文只存遮蔽后的),`stored` 说明是否已存:"
    "数据库一时不可用时仍照常答复,`stored` 为 false,恢复后补存。"
    "同一案件号、同一正文再次提交,得到原来的答复(`explain` 不再起作用)"
)


@router.post(
    "",
    summary="分诊一件来件",
    description=(
        "给出来件性质、原因、重大等级、责任部门、办理时限和关键词。代码的含义见 `/v1/taxonomy`。"
        "用自有标签训练的版本只给出各标签列的判断(`labels`)和个人信息;已知代码和收到时间在那里不起作用。"
        f"{_STORED};同一案件号而正文不同,答 409。"
    ),
    response_model=AnyStored,
    response_description="对这件来件的建议",
    responses={
        200: {"content": {"application/json": {"example": examples.SUGGESTION}}},
        **problems(*REFUSALS, errors.CONFLICT),
    },
)
async def triage_one(
    request: Request,
    service: ReadyService,
    case: Annotated[Case, Body(openapi_examples=examples.CASES)],
    options: Annotated[Options, Query()],
) -> Response:
    outcome = await _answers(request, service, [case], options)
    [answer] = outcome.answers
    if isinstance(answer, BadInput):
        refusal = _refusal(answer, "body")
        kind = errors.CONFLICT if isinstance(answer, OtherText) else errors.INVALID
        raise ProblemError(kind, refusal.detail, refusal.errors)
    return _json(answer, _to_shadow(request, outcome))


@router.post(
    "/batch",
    summary="分诊一批来件",
    description=(
        f"一次最多 {MAX_BATCH} 件,按次序一件一个结果。有误的件在其位置给出 `error`,其余照常给出 `suggestion`;"
        f"整批仍为 200。请求体大小另有上限(缺省 8 MiB)。{_STORED};同一案件号而正文不同的件给出 `error`。"
    ),
    response_model=BatchResult,
    response_description="每件一个结果,次序与请求相同",
    responses={
        200: {"content": {"application/json": {"example": examples.BATCH_RESULT}}},
        **problems(*REFUSALS),
    },
)
async def triage_batch(
    request: Request,
    service: ReadyService,
    batch: Annotated[Batch, Body(openapi_examples=examples.BATCHES)],
    options: Annotated[Options, Query()],
) -> Response:
    cases = [item for item in batch.items if isinstance(item, Case)]
    outcome = await _answers(request, service, cases, options)
    answers = iter(outcome.answers)
    results = [
        _result(index, item if isinstance(item, ValidationError) else next(answers))
        for index, item in enumerate(batch.items)
    ]
    return _json({"results": results}, _to_shadow(request, outcome))


async def _answers(request: Request, service: ReadyService, cases: Sequence[Case], options: Options) -> Outcome:
    work = answer_each(service, request.app.state.keeper, cases, options.explain, request.state.actor)
    return await while_connected(request, work)


def _to_shadow(request: Request, outcome: Outcome) -> BackgroundTask | None:
    """What is done once the answer has been sent."""
    shadow: Shadow | None = request.app.state.shadow

    async def offer() -> None:
        assert shadow
        shadow.offer(outcome.new)

    return BackgroundTask(offer) if shadow else None


def _result(index: int, answer: Answered | BadInput | ValidationError) -> dict[str, Any]:
    if isinstance(answer, ValidationError):
        found = field_errors(answer.errors(include_url=False, include_input=False), ("body", "items", index))
        return {"index": index, "error": errors.invalid(found).model_dump()}
    if isinstance(answer, BadInput):
        return {"index": index, "error": _refusal(answer, f"body.items[{index}]").model_dump()}
    return {"index": index, "suggestion": answer}


def _refusal(error: BadInput, place: str) -> Problem:
    if isinstance(error, OtherText):
        return errors.problem(errors.CONFLICT, str(error), [FieldError(field=f"{place}.id", message=str(error))])
    return errors.bad_input(error, place)


def _json(answer: Any, afterwards: BackgroundTask | None) -> Response:
    """Answers are stored as plain data, and given as they were stored: no model of today's reads them again."""
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(body, media_type="application/json", background=afterwards)
