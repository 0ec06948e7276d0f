"""A challenger in the shadow: it reads what the champion has answered, and what it says is stored and never returned.

Its one thread works only while no request is being answered. What has waited too long, or finds the line full, is
dropped and counted: the challenger may miss cases, the champion's callers never wait for it.
"""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from queue import Empty, Full, Queue
from typing import Literal

from sqlalchemy.exc import SQLAlchemyError

from api.keeping import Keeper
from api.service import Engine, Service
from api.store import shadows
from api.store.database import StoreDown
from triage.engine import load
from triage.errors import BadInput, VersionError
from triage.schema import Case

MOST_WAITING = 256
LAG_SECONDS = 60.0
_PAUSE_SECONDS = 0.02

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answered:
    """A case as it was answered: the original text is held here, in memory, until the challenger has read it."""

    case: Case
    sha256: str
    model: str
    rules: str
    at: float = field(default_factory=time.monotonic)


class Shadow:
    """One challenger beside one service. `status` is that of its engine."""

    def __init__(self, version: str, service: Service, keeper: Keeper) -> None:
        self.version = version
        self.status: Literal["loading", "ok", "failed"] = "loading"
        self.dropped = 0
        self._service = service
        self._keeper = keeper
        self._line: Queue[Answered] = Queue(MOST_WAITING)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def waiting(self) -> int:
        return self._line.qsize()

    def start(self) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._work, name="shadow", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop after the text in hand; what still waits is not read."""
        self._stop.set()
        if self._thread:
            self._thread.join()

    def offer(self, answered: Sequence[Answered]) -> None:
        """Let the challenger read cases whose answers have been returned. Never waits."""
        if self.status == "failed":
            return
        for one in answered:
            if one.model == self.version:  # it has been promoted: there is nothing to compare
                continue
            try:
                self._line.put_nowait(one)
            except Full:
                self._drop("the shadow's line is full")

    def _work(self) -> None:
        while not self._service.ready:  # the champion starts first
            if self._stop.wait(_PAUSE_SECONDS):
                return
        try:
            engine: Engine = load(self.version, threads=1)
        except Exception as error:  # the champion does not depend on it
            self.status = "failed"
            reason = str(error) if isinstance(error, VersionError) else None
            data = {"model": self.version, "reason": reason}
            log.error("the shadow cannot be loaded", exc_info=error, extra={"data": data})
            return
        self.status = "ok"
        log.info("a shadow reads along", extra={"data": {"model": self.version}})
        while not self._stop.is_set():
            try:
                one = self._line.get(timeout=_PAUSE_SECONDS * 10)
            except Empty:
                continue
            if self._its_turn(one):
                self._read(engine, one)

    def _its_turn(self, one: Answered) -> bool:
        """Wait until nobody is waiting for the champion and the case is stored; not for ever."""
        while self._service.busy or self._keeper.down or self._keeper.waiting:
            if time.monotonic() - one.at > LAG_SECONDS:
                self._drop("the shadow lags behind")
                return False
            if self._stop.wait(_PAUSE_SECONDS):
                return False
        return True

    def _read(self, engine: Engine, one: Answered) -> None:
        try:
            said = engine.suggest(one.case)
            body = said.model_dump(mode="json")
            with self._keeper.store.writing() as session:
                kept = shadows.add(session, one.case.id or "", one.sha256, engine.taxonomy.version, one.rules, body)
        except (BadInput, StoreDown):
            kept = False
        except SQLAlchemyError:
            log.exception("a shadow's answer cannot be stored")
            kept = False
        except Exception:  # a fault in the challenger is for the log, and the next case
            log.exception("the shadow failed on a case")
            kept = False
        if not kept:
            self._drop("a case was not answered by the shadow")

    def _drop(self, event: str) -> None:
        self.dropped += 1
        if self.dropped & (self.dropped - 1) == 0:  # 1, 2, 4, 8 …: a line each would fill the log
            log.warning(event, extra={"data": {"dropped": self.dropped}})
