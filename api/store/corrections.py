"""What handlers say about stored cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from api import labelling
from api.labelling import CLOSED, Labels, Said
from api.store import audit, cases
from api.store.rows import Case, Correction
from triage.errors import BadInput


class NoSuchCase(BadInput):
    """There is no case of that id."""

    def __init__(self) -> None:
        super().__init__("没有这一案件", "case_id")


class Reused(BadInput):
    """The client's correction_id was used before, for something else."""

    def __init__(self) -> None:
        super().__init__("此编号已用于另一次改正", "correction_id")


@dataclass(frozen=True, slots=True)
class Wish:
    """One handler's corrections of one case. `at`: none means now."""

    case_id: str
    handler: str | None
    labels: Mapping[str, Any]
    closed: bool
    why: str | None
    at: datetime | None
    origin: Literal["api", "import"]
    correction_id: str | None
    actor: str


def apply(session: Session, labels: Labels, wish: Wish) -> int:
    """Store a wish in a writing session: how many fields it told anew, 0 for one that is known already.

    Raises NoSuchCase, BadLabels, BadInput or Reused before anything is written.
    """
    case = cases.find(session, wish.case_id, lock=True)
    if case is None:
        raise NoSuchCase
    if not wish.handler:
        raise BadInput("缺少经办人", "handler")
    wanted: dict[str, Any] = dict(labelling.check_all(labels, wish.labels))
    if wish.closed:
        wanted[CLOSED] = True
    if not wanted:
        raise BadInput("没有要改的字段,也没有办结", "labels")
    before = of_case(session, case)
    if wish.correction_id is not None:
        same = words([row for row in before if row.correction_id == wish.correction_id])
        if same:
            if {word.field: word.value for word in same} != wanted or {w.handler for w in same} != {wish.handler}:
                raise Reused
            return 0
    if wish.origin == "import":
        wanted = _unknown(before, wish, wanted)
        if not wanted:
            return 0
    _write(session, case, before, wish, wish.handler, wanted)
    return len(wanted)


def _unknown(before: Sequence[Correction], wish: Wish, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What an import tells anew: the same file may come again, and the next night's holds the last one's rows."""
    own = sorted((word for word in words(before) if word.handler == wish.handler), key=lambda word: word.at)
    if wish.at is None:
        last = {word.field: word.value for word in own}
        return {name: value for name, value in wanted.items() if name not in last or last[name] != value}
    told = [(word.field, word.value, word.at) for word in own]
    return {name: value for name, value in wanted.items() if (name, value, wish.at) not in told}


def _write(
    session: Session,
    case: Case,
    before: Sequence[Correction],
    wish: Wish,
    handler: str,
    wanted: Mapping[str, Any],
) -> None:
    now = datetime.now(UTC)
    at = wish.at or now
    suggestion = cases.last_answers(session, [case.id])[case.id].body
    holds = labelling.effective(labelling.suggested(suggestion), words(before), case.closed_by, case.closed_at)
    old: dict[str, Any] = {name: label.value for name, label in holds.items()}
    old[CLOSED] = case.closed_at is not None
    why = labelling.masked(wish.why) if wish.why and wish.why.strip() else None
    for name, value in wanted.items():
        session.add(
            Correction(
                case=case.id,
                handler=handler,
                field=name,
                old=old.get(name),
                new=value,
                why=why,
                at=at,
                created_at=now,
                origin=wish.origin,
                correction_id=wish.correction_id,
            )
        )
    if CLOSED in wanted and (case.closed_at is None or at >= case.closed_at):
        case.closed_at, case.closed_by = at, handler
    detail = {"handler": handler, "fields": list(wanted), "origin": wish.origin}
    audit.note(session, wish.actor, "case.correct", case.case_id, detail)


def of_case(session: Session, case: Case) -> list[Correction]:
    """All corrections of a case, in order of entry."""
    return of_cases(session, [case.id]).get(case.id, [])


def of_cases(session: Session, case_rows: Sequence[int]) -> dict[int, list[Correction]]:
    """All corrections of some cases, by case, in order of entry."""
    found: dict[int, list[Correction]] = {}
    query = select(Correction).where(Correction.case.in_(case_rows)).order_by(Correction.id)
    for row in session.scalars(query):
        found.setdefault(row.case, []).append(row)
    return found


def words(corrections: Sequence[Correction]) -> list[Said]:
    """Corrections as words of handlers, in the codes of today."""
    return [Said(r.handler, r.field, labelling.present(r.field, r.new), r.at, r.why) for r in corrections]
