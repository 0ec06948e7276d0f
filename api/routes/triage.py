"""POST /v1/triage and /v1/triage/batch."""

from typing import Annotated

from fastapi import APIRouter, Body, Query
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from api import errors, examples
from api.body import JsonRoute
from api.messages import field_errors
from api.openapi import problems
from api.schemas import Answered, Batch, BatchResult, Case, Options, Refused
from api.service import ReadyService, while_connected
from triage.errors import BadInput
from triage.schema import MAX_BATCH, AnySuggestion, OwnSuggestion, Suggestion

router = APIRouter(prefix="/v1/triage", tags=["分诊"], route_class=JsonRoute)

REFUSALS = problems(
    errors.MALFORMED,
    errors.TOO_LARGE,
    errors.BAD_MEDIA_TYPE,
    errors.INVALID,
    errors.INTERNAL,
    errors.BUSY,
    errors.NOT_READY,
)


@router.post(
    "",
    summary="分诊一件来件",
    description=(
        "给出来件性质、原因、重大等级、责任部门、办理时限和关键词。代码的含义见 `/v1/taxonomy`。"
        "用自有标签训练的版本只给出各标签列的判断(`labels`)和个人信息;已知代码和收到时间在那里不起作用。"
    ),
    response_model=AnySuggestion,
    response_description="对这件来件的建议",
    responses={200: {"content": {"application/json": {"example": examples.SUGGESTION}}}, **REFUSALS},
)
async def triage_one(
    request: Request,
    service: ReadyService,
    case: Annotated[Case, Body(openapi_examples=examples.CASES)],
    options: Annotated[Options, Query()],
) -> Response:
    suggestion = await while_connected(request, service.suggest(case, options.explain))
    return Response(suggestion.model_dump_json(), media_type="application/json")


@router.post(
    "/batch",
    summary="分诊一批来件",
    description=(
        f"一次最多 {MAX_BATCH} 件,按次序一件一个结果。有误的件在其位置给出 `error`,其余照常给出 `suggestion`;"
        "整批仍为 200。请求体大小另有上限(缺省 8 MiB)。"
    ),
    response_model=BatchResult,
    response_description="每件一个结果,次序与请求相同",
    responses={200: {"content": {"application/json": {"example": examples.BATCH_RESULT}}}, **REFUSALS},
)
async def triage_batch(
    request: Request,
    service: ReadyService,
    batch: Annotated[Batch, Body(openapi_examples=examples.BATCHES)],
    options: Annotated[Options, Query()],
) -> Response:
    cases = [item for item in batch.items if isinstance(item, Case)]
    answers = iter(await while_connected(request, service.suggest_each(cases, options.explain)))
    results = [
        _result(index, item if isinstance(item, ValidationError) else next(answers))
        for index, item in enumerate(batch.items)
    ]
    return Response(BatchResult(results=results).model_dump_json(), media_type="application/json")


def _result(index: int, answer: AnySuggestion | BadInput | ValidationError) -> Answered | Refused:
    if isinstance(answer, Suggestion | OwnSuggestion):
        return Answered(index=index, suggestion=answer)
    if isinstance(answer, BadInput):
        return Refused(index=index, error=errors.bad_input(answer, f"body.items[{index}]"))
    found = field_errors(answer.errors(include_url=False, include_input=False), ("body", "items", index))
    return Refused(index=index, error=errors.invalid(found))
