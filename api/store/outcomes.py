"""Stored cases one by one: what was answered, and what holds now. Read in chunks, so that any number will do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from api import labelling
from api.labelling import Effective
from api.store import cases, corrections
from api.store.rows import Case, Correction, Suggestion
from triage.routing import SHANGHAI

CHUNK = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case with its last answer and the labels in force."""

    case: Case
    answer: Suggestion
    holds: dict[str, Effective]


def outcomes(session: Session, since: date | None = None, until: date | None = None) -> Iterator[Outcome]:
    """Cases received between two days of Beijing time, both included, in order of entry."""
    query = select(Case.id).order_by(Case.id)
    if since:
        query = query.where(Case.received_at >= _midnight(since))
    if until:
        query = query.where(Case.received_at < _midnight(until + timedelta(days=1)))
    ids = session.scalars(query).all()
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        answers = cases.last_answers(session, chunk)
        said = corrections.of_cases(session, chunk)
        for case in session.scalars(select(Case).where(Case.id.in_(chunk)).order_by(Case.id)):
            yield Outcome(case, answers[case.id], _holds(case, answers[case.id], said))
        session.expunge_all()  # what was counted need not stay in memory


def _holds(case: Case, answer: Suggestion, said: dict[int, list[Correction]]) -> dict[str, Effective]:
    words = corrections.words(said.get(case.id, []))
    return labelling.effective(labelling.suggested(answer.body), words, case.closed_by, case.closed_at)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
