"""One server process from its settings to its exit code."""

import asyncio
import errno
import ipaddress
import os
import signal
import socket
import time
from pathlib import Path

import typer
import uvicorn
from pydantic import ValidationError

from api import logs
from api.app import create_app
from api.service import Service
from api.settings import Settings
from triage.errors import TriageError

_IMPORTED = time.monotonic()


class Refusal(TriageError):
    """The server cannot start as asked; the Chinese message says why."""


def serve_until_stopped(**options: str | int | None) -> None:
    """Serve until SIGTERM or Ctrl+C; raises TriageError when it cannot start as asked."""
    settings = _settings(options)
    with _listen(settings) as listener:
        _serve(settings, listener)


def _serve(settings: Settings, listener: socket.socket) -> None:
    failures: list[BaseException] = []

    def loaded(loading: asyncio.Task[None]) -> None:
        if loading.cancelled():
            return
        if error := loading.exception():
            failures.append(error)
            server.should_exit = True
        else:
            _announce(app.state.service, listener)

    app = create_app(settings, on_loaded=loaded)
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


def _settings(options: dict[str, str | int | None]) -> Settings:
    try:
        return Settings.model_validate({name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        names = "、".join(f"TRIAGE_{'.'.join(map(str, e['loc']))}".upper() for e in error.errors())
        raise Refusal(f"设置的值无效:{names}(命令行选项或环境变量)") from error


def _listen(settings: Settings) -> socket.socket:
    """A listening socket; bound before the engine loads, so that a port in use shows at once."""
    host, port = settings.host, settings.port
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise Refusal(f"无法解析监听地址 {host}") from error
    if not (ipaddress.ip_address(address[0]).is_loopback or settings.allow_remote):
        raise Refusal(
            f"监听地址 {host} 可从本机以外访问,而本版本尚无访问密钥,任何能连到它的人都可提交来件。"
            "请用 127.0.0.1;若确有其他防护(防火墙、反向代理鉴权),设环境变量 TRIAGE_ALLOW_REMOTE=1 后再启动"
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


def _announce(service: Service, listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    engine = service.engine
    typer.echo(
        f"就绪:{address}(模型 {engine.version},标签表 {engine.taxonomy.version},用时 {_age():.1f} 秒)\n"
        f"接口说明:{address}/docs"
    )


def _age() -> float:
    """Seconds since this process started; where /proc does not tell, since this module was imported."""
    try:
        fields = Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return time.monotonic() - _IMPORTED
    return time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[19]) / os.sysconf("SC_CLK_TCK")
