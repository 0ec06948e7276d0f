"""The command of this package: serve."""

from typing import Annotated

import typer

from triage.cli import ModelOption, chinese_errors


def register(app: typer.Typer) -> None:
    """Add this package's commands to `triage`."""
    app.command()(serve)


def serve(
    host: Annotated[str | None, typer.Option(help="监听地址,缺省 127.0.0.1(只限本机)")] = None,
    port: Annotated[int | None, typer.Option(help="监听端口,缺省 8000;0 为任一空闲端口")] = None,
    model: ModelOption = None,
) -> None:
    """启动 HTTP 服务;接口说明见 /docs,按 Ctrl+C 停止。其他设置用环境变量 TRIAGE_…。"""
    from api.server import serve_until_stopped

    with chinese_errors():
        serve_until_stopped(host=host, port=port, model=model)
