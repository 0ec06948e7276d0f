"""GET /v1/reports/drift."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.requests import Request

from api import drift as measuring
from api.drift import Weeks
from api.keeping import Keeper
from api.openapi import problems
from api.report_schemas import DriftLevels, DriftMeasure, DriftQuery, DriftReference, DriftReport, DriftWeek
from api.routes.reports import PROBLEMS, ReportRoute, check_period
from api.service import ReadyService
from api.shares import monday, week_name
from api.store.outcomes import outcomes
from triage import drift, versions
from triage.drift import Reference
from triage.routing import SHANGHAI

router = APIRouter(prefix="/v1/reports", tags=["报告"], route_class=ReportRoute)

DEFAULT_WEEKS = 8


@router.get(
    "/drift",
    summary="来件的漂移",
    description="逐周比较来件与该版本的训练数据:正文长度、词表以外的比例、标签构成、概率、不作判断的比例,"
    "以群体稳定性指数(PSI)衡量:0.1 以上 `watch` 留意,0.25 以上 `alarm` 告警,且须超出偶然波动(`chance`);"
    "件数太少、无从判断时为 `few`。只计该版本答复的案件。"
    "版本没有基准(reference.json)时 `reference` 为空,`note` 说明缘由。",
    response_description="漂移",
    responses=problems(*PROBLEMS),
)
async def drift_report(request: Request, service: ReadyService, query: Annotated[DriftQuery, Query()]) -> DriftReport:
    check_period(query)
    until = query.until or datetime.now(SHANGHAI).date()
    since = query.since or _weeks_before(until)
    model = query.model or service.engine.version
    keeper: Keeper = request.app.state.keeper

    def work(session: Session) -> tuple[Reference | str, Weeks]:
        folder = measuring.folder_of(model, service.settings.model)
        reference = drift.load(folder) if folder else None
        if folder is None or reference is None:
            return _missing(model, folder), {}
        measure = drift.TextMeasures(folder)
        return reference, measuring.collect(outcomes(session, since, until), model, measure)

    found, weeks = await keeper.read(work)
    reference, note = (None, found) if isinstance(found, str) else (found, None)
    return DriftReport(
        since=since,
        until=until,
        model=model,
        levels=DriftLevels(watch=drift.WATCH, alarm=drift.ALARM),
        reference=DriftReference.model_validate(reference) if reference else None,
        note=note,
        weeks=[_week(first, weeks[first], reference) for first in sorted(weeks)] if reference else [],
    )


def _week(first: date, week: measuring.Week, reference: Reference) -> DriftWeek:
    found = measuring.compare(week, reference)
    return DriftWeek(
        week=week_name(first),
        starts=first,
        cases=week.cases,
        level=measuring.worst(found),
        measures=[DriftMeasure.model_validate(m) for m in found],
    )


def _missing(model: str, folder: Path | None) -> str:
    if folder is None:
        return f"版本 {model} 没有安装,或文件有误,没有基准可比"
    if versions.described(folder).kind == "own":
        return f"版本 {model} 用的是自有标签;这类版本没有训练数据的基准,不能报告漂移"
    return f"版本 {model} 没有训练数据的基准({drift.REFERENCE}),可用 triage reference 补写"


def _weeks_before(until: date) -> date:
    first = monday(datetime(until.year, until.month, until.day, tzinfo=SHANGHAI))
    back = timedelta(weeks=DEFAULT_WEEKS - 1)
    return first - back if first - date.min > back else date.min
