"""The engine behind the API: loaded, exchanged, run on a few threads, with a bounded number of requests waiting."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Annotated, Any, Protocol, TypeAlias, TypeVar

from fastapi import Depends
from starlette.requests import Request

from api.errors import BUSY, CLIENT_GONE, NOT_READY, ProblemError
from api.settings import Settings
from triage import versions
from triage.engine import load
from triage.errors import BadInput
from triage.own import LabelSet
from triage.schema import AnySuggestion, Case
from triage.taxonomy import Taxonomy

RETRY_AFTER = {"Retry-After": "1"}

_T = TypeVar("_T")


class Engine(Protocol):
    """What the API needs of an engine, whatever its labels; `suggest` is called from several threads at once."""

    @property
    def version(self) -> str: ...

    @property
    def taxonomy(self) -> Taxonomy | LabelSet: ...

    def suggest(self, case: Case, *, explain: bool = False) -> AnySuggestion: ...


class Service:
    """One engine at a time, its threads and the count of requests it has let in."""

    def __init__(self, settings: Settings, engine: Engine | None = None) -> None:
        self.settings = settings
        self._engine = engine
        # the name by which the engine was asked for; none for one that was handed over
        self.loaded: str | None = None
        self._loading: asyncio.Task[None] | None = None
        self._threads = self._new_threads()
        self._inside = 0

    def _new_threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.settings.threads, thread_name_prefix="engine")

    def start(self, on_loaded: Callable[[asyncio.Task[None]], None]) -> None:
        """Load the engine in the background, unless there is one; call back when that ends, well or badly."""
        self._loading = asyncio.create_task(self._load())
        self._loading.add_done_callback(on_loaded)

    async def _load(self) -> None:
        if self._engine is None:
            await self.change_to(self.settings.model or versions.current())

    async def change_to(self, version: str) -> None:
        """Load and warm a version beside the one in use, then put it in its place: requests under way finish on the
        engine they began with. Raises VersionError, and the old one serves on."""
        self._engine = await asyncio.to_thread(load, version, threads=self.settings.threads)
        self.loaded = version

    def close(self) -> None:
        """Start no more work. The app may be started again: the engine is kept, the threads are new."""
        if self._loading:
            self._loading.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._threads = self._new_threads()

    @property
    def engine(self) -> Engine:
        """The engine, or the problem that there is none yet."""
        if self._engine is not None:
            return self._engine
        if self._loading and self._loading.done():
            raise ProblemError(NOT_READY, "模型未能加载,原因见服务日志")
        raise ProblemError(NOT_READY, "模型正在加载,请稍后再试", headers=RETRY_AFTER)

    @property
    def ready(self) -> bool:
        return self._engine is not None

    @property
    def busy(self) -> bool:
        """A request is being answered."""
        return self._inside > 0

    async def suggest_each(
        self, engine: Engine, cases: Sequence[Case], explain: bool
    ) -> list[AnySuggestion | BadInput]:
        """One answer a case, in order, all from one engine. A batch keeps no more cases in the queue than there are
        threads, so that a single case sent meanwhile waits for a few texts, not for the whole batch."""
        waiting = iter(enumerate(cases))
        answers: dict[int, AnySuggestion | BadInput] = {}

        async def lane() -> None:
            for index, case in waiting:
                try:
                    answers[index] = await self._run(engine, case, explain)
                except BadInput as error:
                    answers[index] = error

        async with asyncio.TaskGroup() as lanes:
            for _ in range(self.settings.threads):
                lanes.create_task(lane())
        return [answers[index] for index in range(len(cases))]

    async def _run(self, engine: Engine, case: Case, explain: bool) -> AnySuggestion:
        work = partial(engine.suggest, case, explain=explain)
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """A place for one request; the problem that all are taken."""
        if self._inside >= self.settings.threads + self.settings.max_waiting:
            raise ProblemError(BUSY, "等待处理的请求过多,请稍后重试", headers=RETRY_AFTER)
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1


async def while_connected(request: Request, work: Coroutine[Any, Any, _T]) -> _T:
    """Do the work, or give it up when the client has gone: what still waits is then never started."""
    task = asyncio.create_task(work)
    gone = asyncio.create_task(_disconnected(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise ProblemError(CLIENT_GONE, CLIENT_GONE.title)
    finally:
        task.cancel()
        gone.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


async def _ready(service: Annotated[Service, Depends(_service)]) -> Service:
    """The service once its engine is loaded; a 503 problem before."""
    _ = service.engine
    return service


ReadyService: TypeAlias = Annotated[Service, Depends(_ready)]
