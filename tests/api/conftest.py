"""Every test of the store runs on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator

import pytest

from api.store.database import Store
from tests.api import databases


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    return databases.make(request.param)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store(database_url)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _no_database_of_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that names no database must not write into the working folder."""
    monkeypatch.setenv("TRIAGE_DATABASE_URL", databases.sqlite())
    monkeypatch.delenv("TRIAGE_KEEP_RAW", raising=False)
