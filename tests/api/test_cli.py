"""`triage serve` before there is a server: its help and its refusals."""

import socket
from pathlib import Path

import pytest

from tests.api import commands
from tests.api.commands import invoke, succeed


def refused(*arguments: str) -> str:
    return commands.refused("serve", *arguments)


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TRIAGE_HOST", "TRIAGE_PORT"):
        monkeypatch.delenv(name, raising=False)


def test_help_is_chinese_and_names_the_options() -> None:
    text = invoke("serve", "--help").stdout
    assert "启动 HTTP 服务" in text
    for option in ("--host", "--port", "--model"):
        assert option in text


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_other_than_loopback_needs_a_key(host: str) -> None:
    message = refused("--host", host)
    assert host in message
    assert "triage keys create" in message
    succeed("keys", "create", "--role", "intake", "--name", "核心系统")
    succeed("keys", "revoke", "核心系统")
    assert "没有有效的密钥" in refused("--host", host)


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


def test_an_address_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAGE_DATABASE_URL", "mysql://root:geheim@db/triage")
    assert "只支持 sqlite" in refused()


def test_a_command_without_its_database() -> None:
    message = commands.refused("db", "upgrade", database_url="postgresql://triage:geheim@127.0.0.1:1/triage")
    assert "数据库 postgresql+psycopg://triage:***@127.0.0.1:1/triage 无法使用" in message
    assert "geheim" not in message


def test_the_database_is_a_file_unless_set_otherwise(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TRIAGE_DATABASE_URL")
    monkeypatch.setenv("TRIAGE_DATA", str(tmp_path / "数据 %41?"))
    assert str(tmp_path / "数据 %41?" / "triage.db") in succeed("db", "upgrade")
    assert (tmp_path / "数据 %41?" / "triage.db").stat().st_size > 0
    monkeypatch.delenv("TRIAGE_DATA")
    monkeypatch.chdir(tmp_path)
    succeed("db", "upgrade")
    assert (tmp_path / "data" / "triage.db").exists()


def test_a_port_that_is_none() -> None:
    assert "TRIAGE_PORT" in refused("--port", "99999")
