"""The application: `create_app()`, also for `uvicorn --factory api.app:create_app`."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api import errors
from api.auth import Doorkeeper
from api.following import Follower
from api.keeping import Keeper
from api.logs import RequestLog
from api.openapi import ApiWithDocs
from api.routes import cases, docs, drift, health, models, reports, taxonomy, triage
from api.service import Engine, Service
from api.settings import Settings
from api.shadowing import Shadow
from api.store.database import Store, try_open

log = logging.getLogger(__name__)


def create_app(
    settings: Settings | None = None,
    *,
    engine: Engine | None = None,
    store: Store | None = None,
    unopened: str | None = None,
    on_loaded: Callable[[asyncio.Task[None]], None] | None = None,
) -> FastAPI:
    """Build the app. Without `engine` it loads one in the background when it starts; until then it answers
    /healthz and says 503 to the rest. `on_loaded` is called with the task that loaded, or failed to.
    Without `store` the database of the settings is opened; raises StoreError. `unopened`: why `store` could not be
    brought up to date, for the keeper to try again; none: it is."""
    settings = settings or Settings()
    if store is None:
        store, unopened = try_open(settings.database)
    keeper = Keeper(store, settings.outbox, unopened)
    service = Service(settings, engine)
    follower = Follower(service, keeper)
    shadow = Shadow(settings.shadow, service, keeper) if settings.shadow else None

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        service.start(on_loaded or _log_failure)
        keeper.start()
        follower.start()
        if shadow:
            shadow.start()
        yield
        follower.stop()
        if shadow:
            await asyncio.to_thread(shadow.close)
        service.close()
        await asyncio.to_thread(keeper.close)

    app = ApiWithDocs(lifespan=lifespan)
    app.state.service = service
    app.state.keeper = keeper
    app.state.follower = follower
    app.state.shadow = shadow
    app.state.doorkeeper = Doorkeeper(keeper, settings)
    app.add_middleware(RequestLog)
    errors.install(app)
    for resource in (triage, cases, models, reports, drift, taxonomy, health, docs):
        app.include_router(resource.router)
    app.mount("/static", StaticFiles(directory=docs.STATIC))
    return app


def _log_failure(loading: asyncio.Task[None]) -> None:
    if not loading.cancelled() and (error := loading.exception()):
        log.error("the engine could not be loaded", exc_info=error)
