"""GET /v1/taxonomy."""

import hashlib

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api import errors
from api.auth import KeyedRoute
from api.openapi import problems
from api.schemas import LabelSetView, TaxonomyView, view
from api.service import ReadyService

router = APIRouter(prefix="/v1/taxonomy", tags=["标签表"], route_class=KeyedRoute)


@router.get(
    "",
    summary="取得标签表",
    description="全部代码、名称、判定口径和部门;用自有标签训练的版本则为各标签列的取值。"
    "响应带 `ETag`;以 `If-None-Match` 带回,未变时答 304。",
    response_model=TaxonomyView | LabelSetView,
    response_description="标签表",
    responses={
        304: {"description": "标签表未变"},
        **problems(errors.UNAUTHORIZED, errors.INTERNAL, errors.NOT_READY, errors.STORE_DOWN),
    },
)
async def taxonomy(request: Request, service: ReadyService) -> Response:
    body = view(service.engine.taxonomy).model_dump_json().encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    known = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    if known & {tag, "*"}:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")
