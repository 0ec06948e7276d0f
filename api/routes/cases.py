"""GET /v1/cases/{id} and POST /v1/cases/{id}/corrections."""

from collections.abc import Callable
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Body, Path
from sqlalchemy.orm import Session
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request

from api import errors, examples, labelling
from api.auth import KeyedRoute
from api.body import JsonRoute
from api.errors import ProblemError
from api.keeping import Keeper
from api.labelling import BadLabels, Labels
from api.messages import FieldError, shown
from api.openapi import problems
from api.schemas import CaseView, NewCorrection
from api.service import ReadyService
from api.store import cases, corrections
from api.store.corrections import NoSuchCase, Reused, Wish
from api.store.keys import NOBODY
from api.views import case_view
from triage.errors import BadInput


class CaseIds(Convertor[str]):
    """Case ids may hold slashes (沪/2026/0012)."""

    regex = "(?:(?!/corrections$).)+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("case", CaseIds())
CaseId: TypeAlias = Annotated[str, Path(description="案件号")]


class CaseRoute(KeyedRoute, JsonRoute):
    roles = frozenset({"handler"})


router = APIRouter(prefix="/v1/cases", tags=["案件与改正"], route_class=CaseRoute)

_NO_CASE = "没有这一案件:请核对案件号"
_KEYS = (errors.UNAUTHORIZED, errors.FORBIDDEN)


@router.get(
    "/{case_id:case}",
    summary="取得一件案件",
    description="已存的案件:遮蔽后的正文、各版本的建议、全部改正记录,以及现行的标签(`labels`)。"
    "各字段以最后的改正为准,同一经办人以其最后一次为准;其他经办人的不同说法列在 `conflicts`。",
    response_description="案件",
    responses=problems(*_KEYS, errors.NO_CASE, errors.INVALID, errors.INTERNAL, errors.NOT_READY, errors.STORE_DOWN),
)
async def get_case(request: Request, service: ReadyService, case_id: CaseId) -> CaseView:
    keeper: Keeper = request.app.state.keeper
    view = await keeper.read(_view(case_id, service.engine.taxonomy))
    if view is None:
        raise ProblemError(errors.NO_CASE, _NO_CASE)
    return view


@router.post(
    "/{case_id:case}/corrections",
    summary="改正一件案件",
    description="经办人认定的标签,可一次改几个字段;写与建议相同的值即为确认。"
    "答复 200 时已存入数据库,并给出改正后的案件。"
    "重大等级由旗标推出、类别由原因推出,不能直接改。",
    response_description="改正后的案件",
    responses=problems(
        errors.MALFORMED,
        *_KEYS,
        errors.NO_CASE,
        errors.CONFLICT,
        errors.TOO_LARGE,
        errors.BAD_MEDIA_TYPE,
        errors.INVALID,
        errors.INTERNAL,
        errors.NOT_READY,
        errors.STORE_DOWN,
    ),
)
async def correct_case(
    request: Request,
    service: ReadyService,
    case_id: CaseId,
    said: Annotated[NewCorrection, Body(openapi_examples=examples.CORRECTIONS)],
) -> CaseView:
    keeper: Keeper = request.app.state.keeper
    actor: str = request.state.actor
    labels = service.engine.taxonomy
    wish = Wish(
        case_id=case_id,
        handler=said.handler or (None if actor == NOBODY else actor),
        labels=said.labels,
        closed=said.closed,
        why=said.why,
        at=None,
        origin="api",
        correction_id=said.correction_id,
        actor=actor,
    )

    def correct(session: Session) -> CaseView | None:
        corrections.apply(session, labels, wish)
        session.flush()
        session.expire_all()  # shown is what the database holds
        return _view(case_id, labels)(session)

    try:
        view = await keeper.write(correct)
    except NoSuchCase as error:
        raise ProblemError(errors.NO_CASE, _NO_CASE) from error
    except Reused as error:
        found = FieldError(field="body.correction_id", message=str(error))
        raise ProblemError(errors.CONFLICT, str(error), [found]) from error
    except BadLabels as error:
        raise _invalid([_fault(labels, fault) for fault in error.faults]) from error
    assert view is not None  # it was found in the same transaction
    return view


def _view(case_id: str, labels: Labels) -> Callable[[Session], CaseView | None]:
    def look(session: Session) -> CaseView | None:
        case = cases.find(session, case_id)
        return case_view(session, case, labels) if case else None

    return look


def _fault(labels: Labels, fault: BadInput) -> FieldError:
    name = fault.field if fault.field in labelling.names(labels) else shown(fault.field)
    return FieldError(field=f"body.labels.{name}", message=str(fault))


def _invalid(found: list[FieldError]) -> ProblemError:
    answer = errors.invalid(found)
    return ProblemError(errors.INVALID, answer.detail, found)
