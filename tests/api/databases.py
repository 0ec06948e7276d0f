"""Databases for the tests: a new SQLite file, or a new database on one real PostgreSQL that all tests share."""

import atexit
import itertools
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

from api.store.database import Store

_FOLDER = Path(tempfile.mkdtemp(prefix="triage-tests-"))
_NUMBERS = itertools.count(1)
_OPENED: list[Store] = []
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)


@cache
def _template() -> Path:
    path = _FOLDER / "template.db"
    store = Store(f"sqlite:///{path}")
    store.migrate()
    store.close()
    return path


def sqlite() -> str:
    """The address of a new SQLite database that has its tables."""
    path = _FOLDER / f"{next(_NUMBERS)}.db"
    shutil.copyfile(_template(), path)
    return f"sqlite:///{path}"


def opened(url: str) -> Store:
    """A store whose connections are closed after the test."""
    store = Store(url)
    _OPENED.append(store)
    return store


def close_all() -> None:
    while _OPENED:
        _OPENED.pop().close()


class Postgres:
    """A real server in a folder of its own; may be stopped and started again."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="triage-pg-"))
        self.server: Any = None
        self._has_template = False
        self.start()

    def start(self) -> None:
        import pgserver  # it warns when imported: not in the servers that the tests start

        self.server = pgserver.get_server(self.folder)

    def stop(self) -> None:
        self.server.cleanup()

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def database(self) -> str:
        """The address of a new database that has its tables."""
        if not self._has_template:
            self._create("template", "template0")
            store = Store(self.server.get_uri("template"))
            store.migrate()
            store.close()
            self._has_template = True
        name = f"test_{next(_NUMBERS)}"
        self._create(name, "template")
        url: str = self.server.get_uri(name)
        return url

    def _create(self, name: str, template: str) -> None:
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


@cache
def shared_postgres() -> Postgres:
    server = Postgres()
    atexit.register(server.remove)
    # nobody pulls the plug on this one; on slow disks its end would take minutes
    with psycopg.connect(server.server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    return server


def make(kind: str) -> str:
    return sqlite() if kind == "sqlite" else shared_postgres().database()
