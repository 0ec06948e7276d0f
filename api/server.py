"""One server process from its settings to its exit code."""

import asyncio
import errno
import os
import signal
import socket
import time
from pathlib import Path

import typer
import uvicorn

from api import logs
from api.app import create_app
from api.auth import is_loopback
from api.service import Service
from api.settings import Settings, read_settings
from api.store import keys
from api.store.database import Store, StoreDown, try_open
from triage.errors import TriageError

_IMPORTED = time.monotonic()


class Refusal(TriageError):
    """The server cannot start as asked; the Chinese message says why."""


def serve_until_stopped(**options: str | int | None) -> None:
    """Serve until SIGTERM or Ctrl+C; raises TriageError when it cannot start as asked."""
    settings = read_settings(**options)
    store, unopened = try_open(settings.database)
    guarded = None if unopened else _is_guarded(store)
    with _listen(settings, guarded) as listener:
        _serve(settings, store, unopened, listener, guarded)


def _is_guarded(store: Store) -> bool | None:
    """Whether there is a valid key; none: nobody can tell just now."""
    try:
        with store.reading() as session:
            return any(key.revoked_at is None for key in keys.all_keys(session))
    except StoreDown:
        return None


def _serve(
    settings: Settings, store: Store, unopened: str | None, listener: socket.socket, guarded: bool | None
) -> None:
    failures: list[BaseException] = []

    def loaded(loading: asyncio.Task[None]) -> None:
        if loading.cancelled():
            return
        if error := loading.exception():
            failures.append(error)
            server.should_exit = True
        else:
            _announce(app.state.service, listener, guarded, unopened)

    app = create_app(settings, store=store, unopened=unopened, on_loaded=loaded)
    config = uvicorn.Config(
        app,
        lifespan="on",
        loop="asyncio",
        http="h11",
        ws="none",
        log_config=logs.CONFIG,
        access_log=False,
        root_path=settings.root_path,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=settings.shutdown_grace,
    )
    server = uvicorn.Server(config)
    # Once it has shut down, uvicorn raises the signal again for whoever had the handler before: were that
    # the default, the exit code would tell of a kill.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, server.handle_exit)
    server.run(sockets=[listener])
    if failures:
        raise failures[0]


def _listen(settings: Settings, guarded: bool | None) -> socket.socket:
    """A listening socket; bound before the engine loads, so that a port in use shows at once. Without a key
    (`guarded`) none but loopback: whoever could connect could read every case. While nobody can tell (none), auth.py
    lets no other machine in."""
    host, port = settings.host, settings.port
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise Refusal(f"无法解析监听地址 {host}") from error
    if guarded is False and not is_loopback(str(address[0])):
        raise Refusal(
            f"监听地址 {host} 可从本机以外访问,而现在没有有效的密钥。"
            "请先用 triage keys create --role intake --name 名称 建立密钥,或只监听 127.0.0.1"
        )
    try:
        listener = socket.create_server(address[:2], family=family)
    except OSError as error:
        raise Refusal(f"无法监听 {host}:{port}({_reason(error)});可用 --port 换一个端口") from error
    # asyncio sets this only on sockets made with IPPROTO_TCP; without it an answer on a kept connection
    # waits 40 ms for the client's acknowledgement
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _reason(error: OSError) -> str:
    known = {
        errno.EADDRINUSE: "端口已被占用",
        errno.EACCES: "没有权限",
        errno.EADDRNOTAVAIL: "本机没有这个地址",
    }
    return known.get(error.errno or 0, str(error.strerror))


def _announce(service: Service, listener: socket.socket, guarded: bool | None, unopened: str | None) -> None:
    host, port = listener.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    engine = service.engine
    typer.echo(
        f"就绪:{address}(模型 {engine.version},标签表 {engine.taxonomy.version},用时 {_age():.1f} 秒)\n"
        f"接口说明:{address}/docs"
    )
    if unopened:
        typer.echo(f"{unopened}\n恢复之前密钥无从查验:只受理本机不带密钥的来件,暂不保存;每秒重试,恢复后自动照常")
    if guarded is False:
        typer.echo("尚无密钥:只限本机访问,不查验身份;triage keys create 建立密钥后,须凭密钥访问")


def _age() -> float:
    """Seconds since this process started; where /proc does not tell, since this module was imported."""
    try:
        fields = Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return time.monotonic() - _IMPORTED
    return time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[19]) / os.sysconf("SC_CLK_TCK")
