"""`triage serve` in a process of its own, with the fake engine: `python -m tests.api.fake_server [options]`.

FAKE_DELAY: seconds a text takes; FAKE_LOAD: seconds the engine takes to load, or the error it ends in.
With TRIAGE_MODELS its folders (tests/api/versions.py) are verified, and say in their answers which they are.
"""

import os
import time
from typing import Any

import typer

from api import cli, service, shadowing
from tests.api import versions
from tests.api.fake import FakeEngine
from triage.errors import VersionError


def load(version: str, **_: Any) -> FakeEngine:
    wish = os.environ.get("FAKE_LOAD", "0")
    if not wish.replace(".", "").isdigit():
        raise VersionError(wish)
    time.sleep(float(wish))
    delay = float(os.environ.get("FAKE_DELAY", "0"))
    return versions.load(version, threads=1, delay=delay) if "TRIAGE_MODELS" in os.environ else FakeEngine(delay)


if __name__ == "__main__":
    service.load = load  # type: ignore[assignment]
    shadowing.load = load  # type: ignore[assignment]
    app = typer.Typer()
    app.callback()(lambda: None)
    cli.register(app)
    app()
