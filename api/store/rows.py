"""The tables. The migrations make them; a test holds the two together."""

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from triage.routing import SHANGHAI


class Moment(TypeDecorator[datetime]):
    """A point in time: stored in UTC, read in Beijing time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else _shifted(value, UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return _shifted(value if value.tzinfo else value.replace(tzinfo=UTC), SHANGHAI)


def _shifted(value: datetime, zone: Any) -> datetime:
    try:
        return value.astimezone(zone)
    except OverflowError:  # the first or the last day there is
        return value.replace(tzinfo=zone)


class PlainText(TypeDecorator[str]):
    """Text of any length. PostgreSQL holds no NUL: the picture of one stands in its place, so that offsets hold."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        return value and value.replace("\0", "␀")


Key = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)]


class Base(DeclarativeBase):
    # Not JSONB: it forgets the order of the fields and holds no NUL.
    type_annotation_map = {datetime: Moment, str: PlainText, dict[str, Any]: JSON}  # noqa: RUF012


class Case(Base):
    """An incoming text, masked. `given` holds the codes that the case system knew."""

    __tablename__ = "cases"

    id: Mapped[Key]
    case_id: Mapped[str] = mapped_column(String(128), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))  # of the original text
    masked_text: Mapped[str]
    raw_text: Mapped[str | None]
    given: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(128))

    __table_args__ = (Index("ix_cases_closed_at", "closed_at"),)


class Suggestion(Base):
    """What a version said about a case; a shadow's word is never answered. `rules`: the version of the rules' code."""

    __tablename__ = "suggestions"

    id: Mapped[Key]
    case: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    model: Mapped[str] = mapped_column(String(64))
    taxonomy: Mapped[str] = mapped_column(String(64))
    rules: Mapped[str] = mapped_column(String(64))
    shadow: Mapped[bool]
    body: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class Correction(Base):
    """What a handler says one field really is; kept for ever. Of a handler's words on a field the latest counts."""

    __tablename__ = "corrections"

    id: Mapped[Key]
    case: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    handler: Mapped[str] = mapped_column(String(128))
    field: Mapped[str] = mapped_column(String(128))
    old: Mapped[Any] = mapped_column(JSON, nullable=False)
    new: Mapped[Any] = mapped_column(JSON, nullable=False)
    why: Mapped[str | None]
    at: Mapped[datetime]
    created_at: Mapped[datetime]
    origin: Mapped[str] = mapped_column(String(16))  # api, import
    correction_id: Mapped[str | None] = mapped_column(String(128))  # the client's own, for retries

    __table_args__ = (UniqueConstraint("case", "correction_id", "field"),)


class Version(Base):
    """A trained version the service has met, with the report of its gate."""

    __tablename__ = "versions"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    taxonomy: Mapped[str] = mapped_column(String(64))
    report: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]


class Promotion(Base):
    """A version became the current one, by promotion or by rolling back; `forced` says why against its report."""

    __tablename__ = "promotions"

    id: Mapped[Key]
    version: Mapped[str] = mapped_column(String(64), index=True)
    previous: Mapped[str | None] = mapped_column(String(64))
    actor: Mapped[str] = mapped_column(String(128))
    forced: Mapped[str | None]
    at: Mapped[datetime]


class ApiKey(Base):
    """A key by its hash; revoked ones stay, so that their name in the log still means something."""

    __tablename__ = "api_keys"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(128), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Audit(Base):
    """Who did what; the database itself refuses to change or remove a line."""

    __tablename__ = "audit_log"

    id: Mapped[Key]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(128))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(128))
    detail: Mapped[dict[str, Any]]

    __table_args__ = (Index("ix_audit_log_at", "at"), {"sqlite_autoincrement": True})
