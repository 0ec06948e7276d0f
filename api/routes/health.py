"""GET /healthz and /readyz, for whatever watches over the process."""

from fastapi import APIRouter

from api import errors
from api.openapi import problems
from api.schemas import Alive, Ready
from api.service import ReadyService

router = APIRouter(tags=["运行状态"])


@router.get(
    "/healthz",
    summary="进程是否存活",
    description="只要进程能应答就是 200,与模型是否加载无关。",
    response_description="存活",
    responses=problems(errors.INTERNAL),
)
async def healthz() -> Alive:
    return Alive()


@router.get(
    "/readyz",
    summary="能否受理来件",
    description="模型加载完毕后为 200,并给出模型和标签表的版本;此前为 503。",
    response_description="可以受理",
    responses=problems(errors.INTERNAL, errors.NOT_READY),
)
async def readyz(service: ReadyService) -> Ready:
    return Ready(model=service.engine.version, taxonomy=service.engine.taxonomy.version)
