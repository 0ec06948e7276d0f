"""GET /v1/reports/accuracy."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.requests import Request

from api import accuracy, errors
from api.accuracy import Accuracy, Hits, LabelTally, Sightings, SignalTally
from api.auth import KeyedRoute
from api.errors import ProblemError
from api.keeping import Keeper
from api.labelling import Labels
from api.messages import FieldError
from api.openapi import problems
from api.report_schemas import (
    AccuracyReport,
    CaseCounts,
    ClassHits,
    ClassSignalHits,
    LabelAccuracy,
    LabelHits,
    ModelHits,
    ModelSignalHits,
    Period,
    ShareView,
    SignalAccuracy,
    SignalHits,
    WeekHits,
    WeekSignalHits,
)
from api.service import ReadyService
from api.shares import Share, week_name
from api.store.outcomes import outcomes
from triage.own import LabelSet


class ReportRoute(KeyedRoute):
    roles = frozenset({"handler", "admin"})


router = APIRouter(prefix="/v1/reports", tags=["报告"], route_class=ReportRoute)

PROBLEMS = (
    errors.UNAUTHORIZED,
    errors.FORBIDDEN,
    errors.INVALID,
    errors.INTERNAL,
    errors.NOT_READY,
    errors.STORE_DOWN,
)


@router.get(
    "/accuracy",
    summary="建议的准确程度",
    description="逐字段、逐代码:首选和前三个候选与经办人认定(改正,或办结时未改)相符的比例,"
    "`auto` 的覆盖率与准确率;按收到的周和模型版本分列,均附 Wilson 95% 区间。"
    "经办人尚未认定的案件不计,件数见 `unconfirmed`;来件时已知的代码不是建议,也不计。",
    response_description="准确程度",
    responses=problems(*PROBLEMS),
)
async def accuracy_report(
    request: Request, service: ReadyService, period: Annotated[Period, Query()]
) -> AccuracyReport:
    check_period(period)
    keeper: Keeper = request.app.state.keeper

    def work(session: Session) -> Accuracy:
        return accuracy.count(outcomes(session, period.since, period.until))

    found = await keeper.read(work)
    labels = service.engine.taxonomy
    return AccuracyReport(
        since=period.since,
        until=period.until,
        taxonomy=labels.version,
        cases=CaseCounts(
            answered=found.answered, confirmed=found.confirmed, unconfirmed=found.answered - found.confirmed
        ),
        labels=[_label(name, tally, labels) for name, tally in found.labels.items()],
        signals=[_signal(name, tally, labels) for name, tally in found.signals.items()],
        n_complainants=ShareView.model_validate(Share(*found.head_counts)),
    )


def check_period(period: Period) -> None:
    """Refuse a time that ends before it begins."""
    if period.since and period.until and period.since > period.until:
        wrong = FieldError(field="query.to", message="不能早于 from")
        raise ProblemError(errors.INVALID, wrong.message, [wrong])


def _label(name: str, tally: LabelTally, labels: Labels) -> LabelAccuracy:
    return LabelAccuracy(
        field=name,
        **_hits(tally.total),
        classes=[
            ClassHits(code=code, name=_name(labels, name, code), **_hits(hits))
            for code, hits in sorted(tally.classes.items(), key=lambda item: (-item[1].cases, item[0]))
        ],
        weeks=[WeekHits(week=week_name(first), starts=first, **_hits(hits)) for first, hits in _sorted(tally.weeks)],
        models=[ModelHits(model=model, **_hits(hits)) for model, hits in _sorted(tally.models)],
    )


def _signal(name: str, tally: SignalTally, labels: Labels) -> SignalAccuracy:
    return SignalAccuracy(
        field=name,
        cases=tally.cases,
        **_sightings(tally.total),
        classes=[
            ClassSignalHits(code=code, name=_name(labels, name, code), **_sightings(seen))
            for code, seen in sorted(tally.classes.items(), key=lambda item: (-item[1].true, item[0]))
        ],
        weeks=[
            WeekSignalHits(week=week_name(first), starts=first, **_sightings(seen))
            for first, seen in _sorted(tally.weeks)
        ],
        models=[ModelSignalHits(model=model, **_sightings(seen)) for model, seen in _sorted(tally.models)],
    )


def _hits(hits: Hits) -> dict[str, Any]:
    return {name: getattr(hits, name) for name in LabelHits.model_fields}


def _sightings(seen: Sightings) -> dict[str, Any]:
    return {name: getattr(seen, name) for name in SignalHits.model_fields}


_K = TypeVar("_K", str, date)
_V = TypeVar("_V")


def _sorted(counted: Mapping[_K, _V]) -> list[tuple[_K, _V]]:
    return sorted(counted.items(), key=lambda item: item[0])


def _name(labels: Labels, field: str, code: str) -> str:
    """The name of a code; the code itself where the labels in use have none for it."""
    if field == accuracy.SEVERITY:
        return "重大"
    known = () if isinstance(labels, LabelSet) or field not in labels.fields else labels.codes(field)
    return labels.name(field, code) if not isinstance(labels, LabelSet) and code in known else code
