"""The audit log: lines are added, never changed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from api.store.rows import Audit


def note(session: Session, actor: str, action: str, subject: str, detail: Mapping[str, Any] | None = None) -> None:
    """Write down who did what, in the transaction that does it."""
    session.add(Audit(at=datetime.now(UTC), actor=actor, action=action, subject=subject, detail=dict(detail or {})))
