"""GET /v1/models and /v1/models/compare, POST /v1/models/{version}/promote and /v1/models/rollback."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Body, Path, Query
from starlette.requests import Request

from api import errors, promoting
from api.auth import KeyedRoute
from api.body import JsonRoute
from api.comparing import compare
from api.errors import ProblemError
from api.keeping import Keeper
from api.model_schemas import Compared, ModelsView, Promote, Promoted, VersionView
from api.openapi import problems
from api.promoting import Change, Force, GateRefused, NoSuchVersion, NotNow
from api.service import ReadyService
from triage import versions
from triage.errors import VersionError

Name: TypeAlias = Annotated[str, Path(description="版本名")]
_Asked: TypeAlias = Annotated[str, Query(pattern=f"^{versions.NAME}$")]


class ModelsRoute(KeyedRoute, JsonRoute):
    roles = frozenset({"admin"})


router = APIRouter(prefix="/v1/models", tags=["版本"], route_class=ModelsRoute)

_KEYS = (errors.UNAUTHORIZED, errors.FORBIDDEN)
_CHANGES = (*_KEYS, errors.NO_VERSION, errors.CONFLICT, errors.BROKEN_VERSION, errors.INTERNAL, errors.STORE_DOWN)
_FOLLOWS = (
    "各服务进程在几秒内加载新版本后切换,其间由原版本照常受理,进展见 `/readyz`;"
    "以 TRIAGE_MODEL 指定版本的进程不随之切换。"
)


@router.get(
    "",
    summary="列出版本",
    description="已安装的全部版本、当前版本,以及各版本文件夹中的指标和把关报告。",
    response_description="版本",
    responses=problems(*_KEYS, errors.INTERNAL, errors.STORE_DOWN),
)
async def list_models(request: Request) -> ModelsView:
    shadow = request.app.state.shadow
    return await asyncio.to_thread(_installed, shadow.version if shadow else None)


@router.get(
    "/compare",
    summary="比较两个版本",
    description="在两者都读过的案件上(其一为实际答复,另一为旁路试用):各字段有多少件不同,"
    "以及在已改正或办结的案件上谁判断正确。照原样办结的案件以当时的建议为准,因而略偏向在用版本。只举案件号,不含正文。",
    response_description="比较",
    responses=problems(*_KEYS, errors.INVALID, errors.INTERNAL, errors.NOT_READY, errors.STORE_DOWN),
)
async def compare_models(
    request: Request,
    service: ReadyService,
    champion: Annotated[_Asked, Query(description="在用的版本")],
    challenger: Annotated[_Asked, Query(description="与之比较的版本")],
) -> Compared:
    keeper: Keeper = request.app.state.keeper
    labels = service.engine.taxonomy
    found = await keeper.read(lambda session: compare(session, champion, challenger, labels))
    return Compared.model_validate({"champion": champion, "challenger": challenger, **asdict(found)})


@router.post(
    "/{version}/promote",
    summary="启用一个版本",
    description="核对校验和,查看把关报告(gate.json),然后设为当前版本。报告未通过、没有报告,"
    f"或报告比较的不是当前版本时答 409,除非 `force` 并写明 `reason`;"
    f"尚无当前版本,或换成一套新的自有标签时,无可比较,不须报告。{_FOLLOWS}",
    response_description="已切换",
    responses=problems(
        errors.MALFORMED,
        *_CHANGES,
        errors.GATE_REFUSED,
        errors.TOO_LARGE,
        errors.BAD_MEDIA_TYPE,
        errors.INVALID,
    ),
)
async def promote_model(request: Request, version: Name, wish: Annotated[Promote | None, Body()] = None) -> Promoted:
    keeper: Keeper = request.app.state.keeper
    force = Force(wish.reason) if wish and wish.force else None
    return await _changed(lambda: promoting.promote(keeper.store, version, request.state.actor, force))


@router.post(
    "/rollback",
    summary="退回上一版本",
    description=f"按切换记录退回到当前版本之前的版本;可以连续退回。{_FOLLOWS}",
    response_description="已切换",
    responses=problems(*_CHANGES),
)
async def roll_back(request: Request) -> Promoted:
    keeper: Keeper = request.app.state.keeper
    return await _changed(lambda: promoting.roll_back(keeper.store, request.state.actor))


async def _changed(change: Callable[[], Change]) -> Promoted:
    try:
        return Promoted.model_validate(await asyncio.to_thread(change))
    except NoSuchVersion as error:
        raise ProblemError(errors.NO_VERSION, str(error)) from error
    except VersionError as error:
        raise ProblemError(errors.BROKEN_VERSION, str(error)) from error
    except GateRefused as error:
        raise ProblemError(errors.GATE_REFUSED, str(error)) from error
    except NotNow as error:
        raise ProblemError(errors.CONFLICT, str(error)) from error


def _installed(shadow: str | None) -> ModelsView:
    current = promoting.current()
    found = [
        VersionView(
            version=name,
            current=name == current,
            metrics=versions.report(name, versions.METRICS),
            gate=versions.report(name, versions.GATE),
        )
        for name in versions.installed()
    ]
    return ModelsView(current=current, shadow=shadow, versions=found)
