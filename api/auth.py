"""Who may do what: keys in the Authorization header, one role a key. Without any key the server is for loopback."""

import hmac
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, ClassVar

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from api.errors import FORBIDDEN, UNAUTHORIZED, ProblemError
from api.keeping import Keeper
from api.store import keys
from api.store.database import StoreDown
from api.store.rows import ApiKey

# A revoked key is refused, a new one accepted, after at most so long.
FRESH_SECONDS = 1.0
NOBODY = "local"

_CHALLENGE = {"WWW-Authenticate": "Bearer"}


class Doorkeeper:
    """Knows the keys, and looks for new and revoked ones; the last ones seen count while the database is gone."""

    def __init__(self, keeper: Keeper) -> None:
        """Raises StoreDown: without having seen the keys once nobody can be let in."""
        self._keeper = keeper
        self._seen = time.monotonic()
        with keeper.store.reading() as session:
            self._keys = keys.all_keys(session)

    async def admit(self, request: Request, roles: frozenset[keys.Role]) -> str:
        """The name of the key that asks, or a problem: 401 without a valid key, 403 where its role does not do.

        As long as no key was ever made everyone may do everything; the server then listens on loopback alone.
        """
        known = await self._current()
        if not known:
            return NOBODY
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise ProblemError(UNAUTHORIZED, "请在请求头中带上 Authorization: Bearer 密钥", headers=_CHALLENGE)
        asked = keys.hashed(secret.strip())
        # all are compared, so that the time taken tells nothing
        matching = [key for key in known if hmac.compare_digest(key.sha256, asked)]
        if not matching or matching[0].revoked_at:
            raise ProblemError(UNAUTHORIZED, "密钥无效或已吊销", headers=_CHALLENGE)
        if matching[0].role not in roles:
            raise ProblemError(FORBIDDEN, f"此密钥的角色是 {matching[0].role},此接口要求 {'、'.join(sorted(roles))}")
        return matching[0].name

    async def _current(self) -> list[ApiKey]:
        if time.monotonic() - self._seen > FRESH_SECONDS:
            self._seen = time.monotonic()  # the others that ask meanwhile need not look too
            with suppress(StoreDown):
                self._keys = await self._keeper.read(keys.all_keys)
        return self._keys


class KeyedRoute(APIRoute):
    """A route for keys of certain roles; who asked is `request.state.actor`. Nothing of the body is read before."""

    roles: ClassVar[frozenset[keys.Role]] = frozenset(keys.ROLES)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            doorkeeper: Doorkeeper = request.app.state.doorkeeper
            request.state.actor = await doorkeeper.admit(request, self.roles)
            return await handler(request)

        return handle
