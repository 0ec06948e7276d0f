"""A promotion that dies in the middle: `python -m tests.api.kills MOMENT VERSION`, on the databases and models of the
environment. MOMENT: intent (written, pointer not moved), aside (new pointer written, not yet in place), pointer (in
place, history not written), history (written, not committed)."""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from api import promoting
from api.settings import Settings
from api.store import promotions
from api.store.database import Store
from triage import versions


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_after(work: Any) -> Any:
    def dying(*args: Any, **named: Any) -> None:
        work(*args, **named)
        die()

    return dying


if __name__ == "__main__":
    moment, version = sys.argv[1:]
    if moment == "intent":
        versions.point_to = die
    elif moment == "aside":
        Path.replace = die  # type: ignore[assignment,method-assign]
    elif moment == "pointer":
        promotions.finish = die
    elif moment == "history":
        promotions.finish = die_after(promotions.finish)
    promoting.promote(Store(Settings().database), version, "甲", promoting.Force("演练"))
