"""One loaded engine for all tests: the version that ships."""

import pytest

from triage.engine import Triage


@pytest.fixture(scope="session")
def triage() -> Triage:
    return Triage.load(threads=2)
