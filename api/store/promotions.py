"""The history of the current version: promotions, and what the audit log says of those that were begun.

models/current decides which version serves; these rows remember it. A change is written down as an intent, committed,
before the pointer moves, and as a promotion afterwards. `agree` closes the gap that a crash between the two leaves.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from api.store import audit
from api.store.rows import Audit, Promotion, Version

Action = Literal["promote", "rollback"]

# Any number will do, as long as all processes take the same; not that of the migrations.
PROMOTION_LOCK = 7_233_147
OUTSIDE = "outside"
_BEGUN = ("model.promote.begin", "model.rollback.begin")
_DONE = ("model.promote", "model.rollback", "model.found")


def lock(session: Session) -> None:
    """Hold off all other promotions until the transaction ends."""
    connection = session.connection()  # on SQLite the transaction, which is the only writer, begins here
    if connection.dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": PROMOTION_LOCK})


def begin(session: Session, action: Action, version: str, previous: str | None, actor: str, forced: str | None) -> None:
    """Write down what is about to be done, so that a crash in the middle does not forget who wanted it and why."""
    audit.note(session, actor, f"model.{action}.begin", version, {"previous": previous, "forced": forced})


def finish(
    session: Session, action: Action, version: str, previous: str | None, actor: str, forced: str | None
) -> None:
    """Write down that the pointer has moved, in the transaction that moves it."""
    _add(session, version, previous, actor, forced)
    audit.note(session, actor, f"model.{action}", version, {"previous": previous, "forced": forced})


def agree(session: Session, pointer: str) -> None:
    """Add what the history lacks when the pointer is ahead of it: by the intent that was begun and not finished, or
    by somebody who wrote the file by hand. Under `lock`."""
    last = _last(session)
    if last == pointer:
        return
    intent = _unfinished(session, pointer)
    if intent:
        action = intent.action.removesuffix(".begin")
        _add(session, pointer, intent.detail["previous"], intent.actor, intent.detail["forced"])
        audit.note(session, intent.actor, action, pointer, {**intent.detail, "found": True})
    elif last is not None:  # without any history there is nothing to bring into agreement
        _add(session, pointer, last, OUTSIDE, None)
        audit.note(session, OUTSIDE, "model.found", pointer, {"previous": last})


def before(session: Session) -> str | None:
    """The version to go back to. Going to the one before is going back, however it was asked: after A, B, C and back
    to B it is A."""
    path: list[str] = []
    for row in session.scalars(select(Promotion).order_by(Promotion.id)):
        if row.previous and (not path or path[-1] != row.previous):
            path.append(row.previous)
        if len(path) > 1 and path[-2] == row.version:
            path.pop()
        else:
            path.append(row.version)
    return path[-2] if len(path) > 1 else None


def remember(session: Session, version: str, taxonomy: str, report: Mapping[str, Any] | None) -> None:
    """Keep a version that is to be promoted, with what its gate said."""
    row = session.get(Version, version)
    if row is None:
        row = Version(name=version, taxonomy=taxonomy, created_at=datetime.now(UTC))
        session.add(row)
    row.taxonomy = taxonomy
    row.report = None if report is None else dict(report)


def _add(session: Session, version: str, previous: str | None, actor: str, forced: str | None) -> None:
    session.add(Promotion(version=version, previous=previous, actor=actor, forced=forced, at=datetime.now(UTC)))
    session.flush()


def _last(session: Session) -> str | None:
    return session.scalar(select(Promotion.version).order_by(Promotion.id.desc()).limit(1))


def _unfinished(session: Session, version: str) -> Audit | None:
    """The intent behind a pointer that the history does not know. The log is long: a version that nobody ever
    promoted is not looked for."""
    if session.get(Version, version) is None:
        return None
    query = select(Audit).where(Audit.action.in_((*_BEGUN, *_DONE))).order_by(Audit.id.desc())
    for row in session.scalars(query.execution_options(yield_per=20)):
        if row.action in _DONE:
            return None
        if row.subject == version:
            return row
    return None
