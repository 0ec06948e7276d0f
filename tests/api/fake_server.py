"""`triage serve` in a process of its own, with the fake engine: `python -m tests.api.fake_server [options]`.

FAKE_DELAY: seconds a text takes; FAKE_LOAD: seconds the engine takes to load, or the error it ends in.
"""

import os
import time
from typing import Any

import typer

from api import cli, service
from tests.api.fake import FakeEngine
from triage.errors import VersionError


def load(*_: Any, **__: Any) -> FakeEngine:
    wish = os.environ.get("FAKE_LOAD", "0")
    if not wish.replace(".", "").isdigit():
        raise VersionError(wish)
    time.sleep(float(wish))
    return FakeEngine(delay=float(os.environ.get("FAKE_DELAY", "0")))


if __name__ == "__main__":
    service.load = load  # type: ignore[assignment]
    app = typer.Typer()
    app.callback()(lambda: None)
    cli.register(app)
    app()
