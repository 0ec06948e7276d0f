"""Every test of the store runs on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator

import pytest

from api.store.database import Store
from tests.api import databases


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    return databases.make(request.param)


@pytest.fixture
def store(database_url: str) -> Store:
    return databases.opened(database_url)


@pytest.fixture(autouse=True)
def _databases(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test that names no database must not write into the working folder, and leaves no connection open."""
    monkeypatch.setenv("TRIAGE_DATABASE_URL", databases.sqlite())
    monkeypatch.delenv("TRIAGE_KEEP_RAW", raising=False)
    yield
    databases.close_all()
