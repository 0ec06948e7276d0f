"""GET /healthz and /readyz, for whatever watches over the process."""

from fastapi import APIRouter
from starlette.requests import Request

from api import errors
from api.errors import ProblemError
from api.following import Follower
from api.keeping import Keeper
from api.openapi import problems
from api.schemas import Alive, ComingState, Ready, ShadowState, StoreState
from api.service import ReadyService
from api.shadowing import Shadow

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
    description="模型加载完毕后为 200,并给出模型和标签表的版本;此前为 503。"
    "服务启动以来数据库一直无法使用时也是 503(密钥无从查验),恢复后自动就绪。"
    "其后数据库不可用时仍可受理,`store` 给出其状态、等待补存的答复数和未能保存的答复数。"
    "切换版本时,`coming` 为正在加载或未能加载(原因见服务日志)的版本,其间由原版本照常受理;"
    "`shadow` 为旁路试用的版本。",
    response_description="可以受理",
    responses=problems(errors.INTERNAL, errors.NOT_READY, errors.STORE_DOWN),
)
async def readyz(request: Request, service: ReadyService) -> Ready:
    keeper: Keeper = request.app.state.keeper
    if keeper.unopened:
        raise ProblemError(
            errors.STORE_DOWN,
            "服务启动以来数据库一直无法使用(原因见服务日志),密钥无从查验;"
            f"只受理本机不带密钥的来件,{keeper.waiting} 件等待补存。恢复后自动就绪",
            headers=errors.STORE_RETRY,
        )
    store = StoreState(status="down" if keeper.down else "ok", waiting=keeper.waiting, lost=keeper.lost)
    follower: Follower = request.app.state.follower
    shadow: Shadow | None = request.app.state.shadow
    return Ready(
        model=service.engine.version,
        taxonomy=service.engine.taxonomy.version,
        store=store,
        coming=ComingState.model_validate(follower.coming) if follower.coming else None,
        shadow=ShadowState.model_validate(shadow) if shadow else None,
    )
