"""Who may do what: keys in the Authorization header, one role a key. Without any key the server is for loopback.

A server that has not seen its database since it started knows no keys. It lets nobody in, but for cases from its own
machine that come without a key to a server for that machine alone: those it answers and cannot store.
"""

import hmac
import ipaddress
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, ClassVar

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from api.errors import FORBIDDEN, STORE_DOWN, STORE_RETRY, UNAUTHORIZED, ProblemError
from api.keeping import Keeper
from api.settings import Settings
from api.store import keys
from api.store.database import StoreDown
from api.store.keys import NOBODY
from api.store.rows import ApiKey

# A revoked key is refused, a new one accepted, after at most so long.
FRESH_SECONDS = 1.0

_CHALLENGE = {"WWW-Authenticate": "Bearer"}
# A proxy on this machine speaks for others.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


class Doorkeeper:
    """Knows the keys, and looks for new and revoked ones; the last ones seen count while the database is gone."""

    def __init__(self, keeper: Keeper, settings: Settings) -> None:
        self._keeper = keeper
        # a server that others can reach, or for which a proxy speaks, is not for this machine alone
        self._private = is_loopback(settings.host) and not settings.root_path
        self._seen = time.monotonic()
        self._keys: list[ApiKey] | None = None  # none: nobody has seen them yet
        if keeper.unopened is None:
            with suppress(StoreDown), keeper.store.reading() as session:
                self._keys = keys.all_keys(session)

    async def admit(self, request: Request, roles: frozenset[keys.Role], storeless: bool) -> str:
        """The name of the key that asks, or a problem: 401 without a valid key, 403 where its role does not do, 503
        while the keys are not known (but for what is `storeless`, see above).

        As long as no key was ever made everyone on this machine may do everything.
        """
        known = await self._current()
        if known is None:
            if storeless and self._private and _is_local(request) and "authorization" not in request.headers:
                return NOBODY
            raise ProblemError(
                STORE_DOWN, "服务启动以来数据库一直无法使用,密钥无从查验;请稍后重试", headers=STORE_RETRY
            )
        if not known:
            if _is_local(request):
                return NOBODY
            raise ProblemError(UNAUTHORIZED, "尚无密钥,只限本机访问;请先建立密钥", headers=_CHALLENGE)
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

    async def _current(self) -> list[ApiKey] | None:
        if self._keys is None or time.monotonic() - self._seen > FRESH_SECONDS:
            self._seen = time.monotonic()  # the others that ask meanwhile need not look too
            with suppress(StoreDown):
                self._keys = await self._keeper.read(keys.all_keys)
        return self._keys


def is_loopback(host: str) -> bool:
    """Whether an address or host name stands for this machine alone."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _is_local(request: Request) -> bool:
    forwarded = any(name in request.headers for name in _FORWARDED)
    return request.client is not None and is_loopback(request.client.host) and not forwarded


class KeyedRoute(APIRoute):
    """A route for keys of certain roles; who asked is `request.state.actor`. Nothing of the body is read before.
    `storeless`: it does something useful without a database, and tells nothing that is stored."""

    roles: ClassVar[frozenset[keys.Role]] = frozenset(keys.ROLES)
    storeless: ClassVar[bool] = False

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            doorkeeper: Doorkeeper = request.app.state.doorkeeper
            request.state.actor = await doorkeeper.admit(request, self.roles, self.storeless)
            return await handler(request)

        return handle
