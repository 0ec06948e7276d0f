"""`triage serve` before there is a server: its help and its refusals."""

import socket

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from api import cli


def invoke(*arguments: str) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    cli.register(app)
    return CliRunner().invoke(app, ["serve", *arguments], env={"COLUMNS": "200"})


def refused(*arguments: str) -> str:
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("错误:")
    return result.stderr


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TRIAGE_HOST", "TRIAGE_PORT", "TRIAGE_ALLOW_REMOTE"):
        monkeypatch.delenv(name, raising=False)


def test_help_is_chinese_and_names_the_options() -> None:
    text = invoke("--help").stdout
    assert "启动 HTTP 服务" in text
    for option in ("--host", "--port", "--model"):
        assert option in text


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_other_than_loopback_is_refused(host: str) -> None:
    message = refused("--host", host)
    assert host in message
    assert "TRIAGE_ALLOW_REMOTE=1" in message


def test_unknown_host() -> None:
    assert "无法解析监听地址" in refused("--host", "no such host")


def test_port_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"无法监听 127.0.0.1:{port}(端口已被占用)" in refused("--port", str(port))


@pytest.mark.parametrize(
    ("name", "value"), [("TRIAGE_PORT", "http"), ("TRIAGE_THREADS", "0"), ("TRIAGE_MAX_BODY_BYTES", "-1")]
)
def test_settings_that_make_no_sense(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    message = refused()
    assert name in message


def test_a_port_that_is_none() -> None:
    assert "TRIAGE_PORT" in refused("--port", "99999")
