"""Cases and what was suggested for them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store import audit
from api.store.rows import Case, Suggestion


@dataclass(frozen=True, slots=True)
class Answer:
    """An answered case, as it is to be stored."""

    case_id: str
    sha256: str
    masked_text: str
    raw_text: str | None
    given: dict[str, Any]
    received_at: datetime
    taxonomy: str
    rules: str
    body: dict[str, Any]
    actor: str
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


class Known(NamedTuple):
    """What was answered for a case before; `stored` is false while it waits for the database."""

    sha256: str
    body: dict[str, Any]
    stored: bool


def known(session: Session, case_ids: Sequence[str]) -> dict[str, Known]:
    """Earlier answers by case id."""
    query = (
        select(Case.case_id, Case.sha256, Suggestion.body)
        .join(Suggestion, Suggestion.case == Case.id)
        .where(Case.case_id.in_(case_ids), Suggestion.shadow.is_(False))
        .order_by(Suggestion.id)
    )
    return {case_id: Known(sha256, body, True) for case_id, sha256, body in session.execute(query)}


def add(session: Session, answers: Sequence[Answer]) -> None:
    """Store answered cases; IntegrityError when one of the ids is taken."""
    rows = [
        Case(
            case_id=answer.case_id,
            sha256=answer.sha256,
            masked_text=answer.masked_text,
            raw_text=answer.raw_text,
            given=answer.given,
            received_at=answer.received_at,
            created_at=answer.at,
        )
        for answer in answers
    ]
    session.add_all(rows)
    session.flush()
    for row, answer in zip(rows, answers, strict=True):
        session.add(
            Suggestion(
                case=row.id,
                model=answer.body["model"],
                taxonomy=answer.taxonomy,
                rules=answer.rules,
                shadow=False,
                body=answer.body,
                created_at=answer.at,
            )
        )
        audit.note(session, answer.actor, "case.triage", answer.case_id, {"model": answer.body["model"]})


def find(session: Session, case_id: str, *, lock: bool = False) -> Case | None:
    """One case; `lock` holds off other corrections of it until the transaction ends."""
    if "\0" in case_id:  # PostgreSQL would not even look
        return None
    query = select(Case).where(Case.case_id == case_id)
    return session.scalar(query.with_for_update() if lock else query)


def last_answers(session: Session, case_rows: Sequence[int]) -> dict[int, Suggestion]:
    """What was last answered for each of some cases."""
    query = (
        select(Suggestion).where(Suggestion.case.in_(case_rows), Suggestion.shadow.is_(False)).order_by(Suggestion.id)
    )
    return {row.case: row for row in session.scalars(query)}


def suggestions(session: Session, case: Case) -> list[Suggestion]:
    """What was answered for a case, oldest first; shadows are not among it."""
    query = select(Suggestion).where(Suggestion.case == case.id, Suggestion.shadow.is_(False)).order_by(Suggestion.id)
    return list(session.scalars(query))
