"""Open the database, SQLite or PostgreSQL: transactions, migrations, and one word for "not usable just now"."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, exc, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from triage.errors import TriageError

BUSY_SECONDS = 5
# Any number will do, as long as all processes that migrate take the same.
MIGRATION_LOCK = 7_233_146
_OURS = (exc.IntegrityError, exc.DataError, exc.ProgrammingError, exc.NotSupportedError)


class StoreError(TriageError):
    """The database cannot be opened as it is set; the Chinese message says why."""


class StoreDown(StoreError):
    """The database cannot be used just now: gone, full, locked or read-only. Nothing was written."""


class Store:
    """One database. Thread-safe; connects when first used."""

    def __init__(self, url: str) -> None:
        self.url = _parsed(url)
        self._engine = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url)
        self._writer = self._engine.execution_options(write=True)
        self._turn = threading.Lock()

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def name(self) -> str:
        """The file, or the address without its password: for people to read."""
        return self.url.database or "" if self.is_sqlite else self.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session to read with; raises StoreDown."""
        with _told(), Session(self._engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction: all of it is stored when the block ends, or nothing; raises StoreDown."""
        turn = self._in_turn() if self.is_sqlite else nullcontext()
        with turn, _told(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """SQLite's own waiting is a race of sleepers, in which some starve until they are told "locked": the threads
        of one process take turns instead, and race with other processes alone."""
        if not self._turn.acquire(timeout=BUSY_SECONDS):
            raise StoreDown("数据库暂时无法使用")
        try:
            yield
        finally:
            self._turn.release()

    def migrate(self) -> None:
        """Bring the tables up to date, making the SQLite file if there is none. Raises StoreDown saying what is wrong
        with the database, StoreError when it belongs to a newer program."""
        if self.is_sqlite and self.url.database:
            _make_file(Path(self.url.database))
        try:
            with _told(), self._writer.begin() as connection:
                if not self.is_sqlite:  # several servers may start at once
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
                command.upgrade(migrations(connection), "head")
        except CommandError as error:
            raise StoreError("数据库由更新的程序版本建立或升级过,本程序不能使用;请升级程序") from error
        except (StoreDown, exc.DBAPIError) as error:  # the latter: no right to make tables
            cause = error.__cause__ if isinstance(error, StoreDown) else error
            reason = str(getattr(cause, "orig", error)).strip().partition("\n")[0]
            raise StoreDown(f"数据库 {self.name} 无法使用:{reason}") from error

    def close(self) -> None:
        self._engine.dispose()


def open_store(url: str) -> Store:
    """The database at this address, brought up to date; raises StoreError."""
    store = Store(url)
    store.migrate()
    return store


def try_open(url: str) -> tuple[Store, str | None]:
    """The database at this address, and why it cannot be used just now (none: it is up to date); raises StoreError
    where waiting would not help."""
    store = Store(url)
    try:
        store.migrate()
    except StoreDown as error:
        return store, str(error)
    return store, None


def migrations(connection: Connection) -> Config:
    """Alembic's settings, without a file: the migrations are in this package."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _told() -> Iterator[None]:
    """Say StoreDown for what is wrong with the database, and let pass what is wrong with our own words to it."""
    try:
        yield
    except (exc.DBAPIError, exc.TimeoutError) as error:
        if isinstance(error, _OURS):
            raise
        raise StoreDown("数据库暂时无法使用") from error


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except exc.ArgumentError as error:
        raise StoreError("TRIAGE_DATABASE_URL 不是合法的数据库地址") from error
    kind = parsed.drivername.partition("+")[0]
    if kind == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed.set(drivername="sqlite")
    if kind in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    raise StoreError("TRIAGE_DATABASE_URL 只支持 sqlite:///文件 和 postgresql://…")


def _postgresql(url: URL) -> Engine:
    options = "-c timezone=UTC -c lock_timeout=5s -c statement_timeout=30s"
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_timeout=BUSY_SECONDS,
        hide_parameters=True,
        # an unplugged cable must not hold a request for the hours that TCP would wait
        connect_args={"connect_timeout": 3, "tcp_user_timeout": 10_000, "options": options},
    )


def _sqlite(url: URL) -> Engine:
    file = Path(url.database or "")

    def connect() -> sqlite3.Connection:
        # `rw`: a file that went away must not come back empty
        uri = f"{file.absolute().as_uri()}?mode=rw"
        # isolation_level None: transactions are begun below, not by the driver's guess
        made = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"):
            made.execute(f"PRAGMA {pragma}")
        return made

    engine = create_engine(url, creator=connect, pool_timeout=BUSY_SECONDS, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        """A writer takes its lock at once: waiting for it later, after reading, would be a deadlock."""
        writes = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    @event.listens_for(engine, "connect")
    def _remember(_made: Any, entry: ConnectionPoolEntry) -> None:
        entry.info["file"] = _identity(file)

    @event.listens_for(engine, "checkout")
    def _still_there(_made: Any, entry: ConnectionPoolEntry, _proxy: Any) -> None:
        """What is written to a file that was moved or deleted is lost: open the path anew."""
        if entry.info["file"] != _identity(file):
            raise exc.DisconnectionError

    return engine


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _make_file(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # complaints are nobody else's business
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreDown(f"无法建立数据库文件 {file}:{error.strerror}") from error
