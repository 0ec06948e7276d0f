"""The store behind the API: worked on by threads of its own, and done without while the database is gone.

An answer that cannot be stored waits in a bounded outbox in memory; a thread writes it when the database is back.
While it is gone nobody waits for it: one probe a second is enough to see it return. A database that was gone when the
server started is brought up to date once it is there, and only then are the keys known.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import TypeVar

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from api.store import cases, keys
from api.store.cases import Answer, Known
from api.store.database import Store, StoreDown, StoreError

PROBE_SECONDS = 1.0
THREADS = 4
# As many answers are written in one transaction when the database is back.
FLUSH = 100

log = logging.getLogger(__name__)

_T = TypeVar("_T")


class Keeper:
    """One store for many requests. `down`: it failed, and the probe has not yet seen it back; `unopened`: why it could
    never be used since the start, none once it was."""

    def __init__(self, store: Store, outbox: int, unopened: str | None = None) -> None:
        self.store = store
        self.unopened = unopened
        self.down = unopened is not None
        self.lost = 0
        self._limit = outbox
        self._waiting: dict[str, Answer] = {}
        self._lock = threading.Lock()  # of the outbox
        self._flushing = threading.Lock()
        self._stop = threading.Event()
        self._prober: threading.Thread | None = None
        self._threads = self._new_threads()

    @staticmethod
    def _new_threads() -> ThreadPoolExecutor:
        return ThreadPoolExecutor(THREADS, thread_name_prefix="store")

    @property
    def waiting(self) -> int:
        """Answers in the outbox."""
        return len(self._waiting)

    def start(self) -> None:
        """Begin to look after the outbox."""
        if self.unopened:
            log.error("the database cannot be used yet", extra={"data": {"reason": self.unopened}})
        self._stop.clear()
        self._prober = threading.Thread(target=self._probe, name="outbox", daemon=True)
        self._prober.start()

    def close(self) -> None:
        """Write what still waits, if that can be, and stop. May be started again."""
        self._stop.set()
        if self._prober:
            self._prober.join()
        self._threads.shutdown()
        self._threads = self._new_threads()
        try:
            self._open()
            self._flush()
        except StoreError:
            self._lose(self.waiting, "stopped while the database was gone: answers are not stored")
        self._waiting.clear()
        self.store.close()

    async def read(self, work: Callable[[Session], _T]) -> _T:
        """Do the work with a reading session in a thread; raises StoreDown."""
        return await self._run(lambda: self._guarded(lambda: self._in(self.store.reading, work)))

    async def write(self, work: Callable[[Session], _T]) -> _T:
        """Do the work in a transaction, in a thread; stored when this returns. Raises StoreDown."""
        return await self._run(lambda: self._guarded(lambda: self._in(self.store.writing, work)))

    async def known(self, case_ids: Sequence[str]) -> dict[str, Known]:
        """Earlier answers by case id, those in the outbox too; without the database only those."""
        return await self._run(lambda: self._known(case_ids)) if case_ids else {}

    async def keep(self, answers: Sequence[Answer]) -> list[Known]:
        """Store answers. For each what now stands under its id: itself, or what another request stored there
        meanwhile."""
        return await self._run(lambda: self._keep(answers)) if answers else []

    async def _run(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    @staticmethod
    def _in(session: Callable[[], AbstractContextManager[Session]], work: Callable[[Session], _T]) -> _T:
        with session() as opened:
            return work(opened)

    def _guarded(self, work: Callable[[], _T]) -> _T:
        """Do the work unless the database is known to be gone; what waits is written first."""
        if self.down:
            raise StoreDown("数据库暂时无法使用")
        try:
            self._flush()
            return work()
        except StoreDown as error:
            self._gone(error)
            raise

    def _known(self, case_ids: Sequence[str]) -> dict[str, Known]:
        with self._lock:
            found = {i: _as_known(self._waiting[i], False) for i in case_ids if i in self._waiting}
        try:
            found |= self._guarded(lambda: self._in(self.store.reading, lambda s: cases.known(s, case_ids)))
        except StoreDown:
            pass
        except SQLAlchemyError:
            log.exception("the database cannot be read")
        return found

    def _keep(self, answers: Sequence[Answer]) -> list[Known]:
        if self.down:
            return [self._later(answer) for answer in answers]
        try:
            with self.store.writing() as session:
                cases.add(session, answers)
            return [_as_known(answer, True) for answer in answers]
        except IntegrityError:
            if len(answers) > 1:
                return [known for answer in answers for known in self._keep([answer])]
            return [self._settled(answers[0])]
        except StoreDown as error:
            self._gone(error)
            return [self._later(answer) for answer in answers]
        except SQLAlchemyError:
            log.exception("answers cannot be stored")
            self._lose(len(answers), "answers the database refuses are not stored")
            return [_as_known(answer, False) for answer in answers]

    def _settled(self, answer: Answer) -> Known:
        """What another request stored under this id."""
        try:
            with self.store.reading() as session:
                return cases.known(session, [answer.case_id])[answer.case_id]
        except StoreDown as error:
            self._gone(error)
            return self._later(answer)

    def _later(self, answer: Answer) -> Known:
        with self._lock:
            first = self._waiting.get(answer.case_id)
            if first is None and len(self._waiting) < self._limit:
                self._waiting[answer.case_id] = answer
            elif first is None:
                self._lose(1, "the outbox is full: an answer is not stored")
        return _as_known(first or answer, False)

    def _flush(self) -> None:
        """Write the outbox; raises StoreDown, and what was not written still waits."""
        with self._flushing:
            while self._waiting:
                with self._lock:
                    chunk = list(self._waiting.values())[:FLUSH]
                self._write_waiting(chunk)
                with self._lock:
                    for answer in chunk:
                        del self._waiting[answer.case_id]
                log.info("answers that waited are stored", extra={"data": {"stored": len(chunk)}})

    def _write_waiting(self, chunk: Sequence[Answer]) -> None:
        """Write some answers together; should one be refused, each by itself. Raises StoreDown."""
        try:
            with self.store.writing() as session:
                cases.add(session, chunk)
        except SQLAlchemyError:
            for answer in chunk:
                self._write_one(answer)

    def _write_one(self, answer: Answer) -> None:
        try:
            with self.store.writing() as session:
                before = cases.known(session, [answer.case_id]).get(answer.case_id)
                if before is None:
                    cases.add(session, [answer])
                elif before.sha256 != answer.sha256:
                    self._lose(1, "another text was stored under the same case id: an answer is not stored")
        except SQLAlchemyError:
            log.exception("an answer cannot be stored")
            self._lose(1, "answers the database refuses are not stored")

    def _probe(self) -> None:
        while not self._stop.wait(PROBE_SECONDS):
            if not (self.down or self._waiting):
                continue
            try:
                self._open()
                self._flush()
                with self.store.writing() as session:
                    session.connection()
            except StoreError as error:
                self._gone(error)
            else:
                self.down = False
                log.info("the database is back")

    def _open(self) -> None:
        """What the start could not do; raises StoreError. An answer that was given while nobody could tell whether a
        key was needed is not stored if one was."""
        if self.unopened is None:
            return
        self.store.migrate()
        with self.store.reading() as session:
            guarded = bool(keys.all_keys(session))
        with self._lock:
            strangers = [i for i, answer in self._waiting.items() if guarded and answer.actor == keys.NOBODY]
            for case_id in strangers:
                del self._waiting[case_id]
            self.unopened = None
        if strangers:
            self._lose(len(strangers), "there are keys: answers that were given without one are not stored")

    def _gone(self, error: StoreError) -> None:
        if not self.down:
            log.error("the database is gone", exc_info=error, extra={"data": {"waiting": self.waiting}})
        self.down = True

    def _lose(self, count: int, event: str) -> None:
        self.lost += count
        log.error(event, extra={"data": {"lost": self.lost}})


def _as_known(answer: Answer, stored: bool) -> Known:
    return Known(answer.sha256, answer.body, stored)
