"""A server keeps to models/current: it looks at the pointer every second, loads what it names, and then swaps."""

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import Literal

from api.keeping import Keeper
from api.promoting import agree
from api.service import Service
from api.store.database import StoreDown
from triage import versions
from triage.errors import VersionError

POLL_SECONDS = 1.0
# A version that could not be loaded may have been repaired since, under the same name.
RETRY_SECONDS = 30.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Coming:
    """The version that should serve and does not yet, or cannot; no name when the pointer itself is broken."""

    version: str | None
    status: Literal["loading", "failed"]


class Follower:
    """Looks after one service. `coming` is none while the engine is the one that the pointer names."""

    def __init__(self, service: Service, keeper: Keeper) -> None:
        self.coming: Coming | None = None
        self._service = service
        self._keeper = keeper
        self._task: asyncio.Task[None] | None = None
        self._recorded: str | None = None
        self._retry_at = 0.0

    def start(self) -> None:
        """Begin to follow; a service that was given its version keeps it."""
        if self._service.settings.model is None:
            self._task = asyncio.create_task(self._follow())

    def stop(self) -> None:
        if self._task:
            self._task.cancel()

    async def _follow(self) -> None:
        while True:
            try:
                await self._look()
            except Exception:  # a fault of ours must not end the watch
                log.exception("the current version cannot be followed")
            await asyncio.sleep(POLL_SECONDS)

    async def _look(self) -> None:
        try:
            wanted = await asyncio.to_thread(versions.current)
        except VersionError as error:
            if self.coming != Coming(None, "failed"):
                log.error("models/current cannot be read; the old version serves on", extra=_why(None, error))
            self.coming = Coming(None, "failed")
            return
        if self._service.loaded in {None, wanted}:  # none: the first one is still being loaded, or was handed over
            self.coming = None
        elif (self.coming and self.coming.version) != wanted or time.monotonic() >= self._retry_at:
            await self._change_to(wanted)
        await self._record(wanted)

    async def _change_to(self, wanted: str) -> None:
        self.coming = Coming(wanted, "loading")
        try:
            await self._service.change_to(wanted)
        except Exception as error:  # whatever is wrong with it, the old one serves on
            self.coming = Coming(wanted, "failed")
            self._retry_at = time.monotonic() + RETRY_SECONDS
            log.error("a version cannot be loaded; the old one serves on", exc_info=error, extra=_why(wanted, error))
        else:
            self.coming = None
            log.info("another version serves", extra={"data": {"model": wanted}})

    async def _record(self, current: str) -> None:
        """The history follows the pointer, as soon as the database lets it."""
        if self._recorded == current:
            return
        try:
            await self._keeper.write(agree)
            self._recorded = current
        except StoreDown:
            pass  # tried again at the next look


def _why(version: str | None, error: Exception) -> dict[str, dict[str, str | None]]:
    # our own messages hold no text of a case; others are told by their type alone
    return {"data": {"model": version, "reason": str(error) if isinstance(error, VersionError) else None}}
