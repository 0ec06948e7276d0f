"""What challengers said in the shadow, beside what was answered."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from api.store import cases
from api.store.rows import Case, Suggestion


class Pair(NamedTuple):
    """Two versions on one case; `answered`: what the handler was shown, of whichever of the two."""

    case: Case
    champion: dict[str, Any]
    challenger: dict[str, Any]
    answered: dict[str, Any]


def add(session: Session, case_id: str, sha256: str, taxonomy: str, rules: str, body: dict[str, Any]) -> bool:
    """Store a challenger's word on a stored case, once; False when there is no such case with that text."""
    case = cases.find(session, case_id)
    if case is None or case.sha256 != sha256:
        return False
    known = select(Suggestion.id).where(Suggestion.case == case.id, Suggestion.model == body["model"])
    if session.scalar(known.limit(1)) is None:
        session.add(
            Suggestion(
                case=case.id,
                model=body["model"],
                taxonomy=taxonomy,
                rules=rules,
                shadow=True,
                body=body,
                created_at=datetime.now(UTC),
            )
        )
    return True


def pairs(session: Session, champion: str, challenger: str, most: int) -> Iterator[Pair]:
    """The newest cases that both versions have read, one of them for the handler."""
    old, new = aliased(Suggestion), aliased(Suggestion)
    query = (
        select(Case, old.body, new.body, old.shadow)
        .join(old, old.case == Case.id)
        .join(new, new.case == Case.id)
        .where(old.model == champion, new.model == challenger, or_(old.shadow.is_(False), new.shadow.is_(False)))
        .order_by(Case.id.desc())
        .limit(most)
    )
    for case, a, b, shadow in session.execute(query.execution_options(yield_per=500)):
        yield Pair(case, a, b, b if shadow else a)
