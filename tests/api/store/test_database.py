"""Migrations, what the database itself refuses, and a database that goes away."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import autogenerate
from alembic.migration import MigrationContext
from sqlalchemy import exc, text

from api.store.database import Store, StoreDown, StoreError
from api.store.rows import Audit, Base, Case

AT = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)


def audit_line() -> Audit:
    return Audit(at=AT, actor="甲", action="test", subject="x", detail={"a": [1, "文", "\0"]})


def case(case_id: str = "A-1") -> Case:
    return Case(case_id=case_id, sha256="0" * 64, masked_text="a\0b", given={}, received_at=AT, created_at=AT)


def test_migrations_make_the_tables_that_the_code_expects(store: Store) -> None:
    with store.reading() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert autogenerate.compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(store: Store) -> None:
    with store.writing() as session:
        session.add(audit_line())
    store.migrate()
    with store.reading() as session:
        assert session.query(Audit).one().detail == {"a": [1, "文", "\0"]}


def test_a_database_of_a_newer_program_is_refused(store: Store) -> None:
    with store.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="请升级程序"):
        store.migrate()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET actor = '乙'",
        "DELETE FROM audit_log",
        "INSERT OR REPLACE INTO audit_log SELECT id, at, '乙', action, subject, detail FROM audit_log",
        "TRUNCATE audit_log",
    ],
)
def test_the_audit_log_cannot_be_changed(store: Store, statement: str) -> None:
    if ("REPLACE" in statement and not store.is_sqlite) or ("TRUNCATE" in statement and store.is_sqlite):
        pytest.skip("no such statement there")
    with store.writing() as session:
        session.add(audit_line())
    with pytest.raises(exc.IntegrityError, match="append-only"), store.writing() as session:
        session.execute(text(statement))
    with store.reading() as session:
        assert session.query(Audit).one().actor == "甲"


def test_times_come_back_in_beijing_time_and_texts_without_nul(store: Store) -> None:
    with store.writing() as session:
        session.add(case())
    with store.reading() as session:
        found = session.query(Case).one()
        assert found.received_at == AT
        assert found.received_at.utcoffset() == timedelta(hours=8)
        assert found.masked_text == "a␀b"


@pytest.mark.parametrize("year", [1, 9999])
def test_times_at_the_ends_of_the_calendar(store: Store, year: int) -> None:
    edge = datetime(year, 1 if year == 1 else 12, 1 if year == 1 else 31, 23 if year > 1 else 0)
    with store.writing() as session:
        made = case()
        made.received_at = edge.replace(tzinfo=UTC)
        session.add(made)
    with store.reading() as session:
        assert session.query(Case).one().received_at.year in {year}


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    def twice() -> None:
        with store.writing() as session:
            session.add(case("A-1"))
            session.flush()
            session.add(case("A-1"))

    with pytest.raises(exc.IntegrityError):
        twice()
    with store.reading() as session:
        assert session.query(Case).count() == 0


def test_sqlite_is_durable_private_and_has_a_wal(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/deep/库 100%.db")
    store.migrate()
    file = tmp_path / "deep" / "库 100%.db"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with store.reading() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert session.execute(text("PRAGMA synchronous")).scalar() == 2
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_a_sqlite_file_that_goes_away_and_comes_back(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/a.db")
    store.migrate()
    with store.writing() as session:
        session.add(case("A-1"))
    (tmp_path / "away").mkdir()
    for file in tmp_path.glob("a.db*"):
        file.rename(tmp_path / "away" / file.name)
    with pytest.raises(StoreDown), store.writing() as session:
        session.add(case("A-2"))
    assert not (tmp_path / "a.db").exists()
    for file in (tmp_path / "away").iterdir():
        file.rename(tmp_path / file.name)
    with store.writing() as session:
        session.add(case("A-3"))
    with store.reading() as session:
        assert [c.case_id for c in session.query(Case).order_by(Case.id)] == ["A-1", "A-3"]


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "不是合法的数据库地址"),
        ("sqlite://", "只支持"),
        ("mysql://root:geheim@db/triage", "只支持"),
        ("sqlite:////proc/nothing/a.db", "无法建立数据库文件"),
        ("postgresql://triage:geheim@127.0.0.1:1/triage", "无法使用"),
    ],
)
def test_addresses_that_lead_nowhere(url: str, says: str) -> None:
    with pytest.raises(StoreError, match=says) as caught:
        Store(url).migrate()
    assert "geheim" not in str(caught.value)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(os.urandom(5000))
    with pytest.raises(StoreError, match="无法使用"):
        Store(f"sqlite:///{tmp_path}/a.db").migrate()
