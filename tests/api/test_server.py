"""The real process: ready line, logs, refusals to start, and how it stops."""

import contextlib
import json
import os
import re
import select
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import httpx
import pytest

from tests.api import databases
from tests.api.commands import succeed
from tests.api.fake import SECRET, TEXT, assert_problem

ROOT = Path(__file__).parents[2]


def start(*options: str, **environment: str) -> subprocess.Popen[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TRIAGE_")}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.api.fake_server", "serve", *options],
        cwd=ROOT,
        env=inherited | {"PYTHONUNBUFFERED": "1", "TRIAGE_DATABASE_URL": databases.sqlite()} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ready_line(stdout: IO[str]) -> str:
    assert select.select([stdout], [], [], 30)[0], "no ready line"
    return stdout.readline()


@contextlib.contextmanager
def running(
    *options: str, version: str = "2026.1.0", **environment: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server on a free port, and its address; killed at the end if it still lives."""
    process = start("--port", "0", *options, **environment)
    try:
        assert process.stdout
        line = ready_line(process.stdout)
        found = re.match(rf"就绪:(http://\S+?)\(模型 {re.escape(version)},标签表 2026\.1,用时 (\d+\.\d) 秒\)", line)
        assert found, line + (process.stderr.read() if process.stderr and process.poll() is not None else "")
        assert 0 < float(found[2]) < 30
        yield process, found[1]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def finish(process: subprocess.Popen[str]) -> tuple[int, list[dict[str, object]]]:
    """Exit code and log lines of a process that is about to end."""
    _, log = process.communicate(timeout=20)
    return process.returncode, [json.loads(line) for line in log.splitlines()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stops_cleanly_and_logs_no_text(number: signal.Signals) -> None:
    with running() as (process, address):
        assert httpx.post(f"{address}/v1/triage", json={"text": SECRET}).status_code == 200
        assert_problem(httpx.get(f"{address}/nowhere?q={SECRET}"), 404, "not-found")
        bug = httpx.post(f"{address}/v1/triage", json={"text": "炸" + SECRET})
        assert_problem(bug, 500, "internal-error")
        assert_problem(
            httpx.post(f"{address}/v1/triage", json={"text": 1, "id": SECRET}),
            422,
            "invalid-input",
            ["body.text"],
        )
        process.send_signal(number)
        code, log = finish(process)
    assert code == 0
    assert SECRET not in json.dumps(log, ensure_ascii=False)
    requests = [line for line in log if line["event"] == "request"]
    assert [(line["method"], line["path"], line["status"]) for line in requests] == [
        ("POST", "/v1/triage", 200),
        ("GET", "(unknown)", 404),
        ("POST", "/v1/triage", 500),
        ("POST", "/v1/triage", 422),
    ]
    assert all(isinstance(line["ms"], float) for line in requests)
    crash = next(line for line in log if "exceptions" in line)
    assert crash["id"] == requests[2]["id"] == bug.headers["x-request-id"]
    assert "RuntimeError" in json.dumps(crash)
    assert "fake.py" in json.dumps(crash)


def test_requests_in_flight_are_finished_and_new_ones_refused() -> None:
    with running(FAKE_DELAY="1.5") as (process, address):
        answers: list[httpx.Response] = []
        work = threading.Thread(
            target=lambda: answers.append(httpx.post(f"{address}/v1/triage", json={"text": TEXT}, timeout=20))
        )
        work.start()
        time.sleep(0.5)
        process.terminate()
        time.sleep(0.5)
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{address}/healthz")
        work.join()
        code, _ = finish(process)
    assert code == 0
    assert answers[0].status_code == 200


def test_the_grace_is_not_endless() -> None:
    with running(FAKE_DELAY="3", TRIAGE_SHUTDOWN_GRACE="1") as (process, address):
        outcome: list[httpx.Response | Exception] = []

        def ask() -> None:
            try:
                outcome.append(
                    httpx.post(f"{address}/v1/triage/batch", json={"items": [{"text": TEXT}] * 50}, timeout=20)
                )
            except httpx.HTTPError as error:
                outcome.append(error)

        work = threading.Thread(target=ask)
        work.start()
        time.sleep(0.5)
        started = time.monotonic()
        process.terminate()
        code, _ = finish(process)
        work.join()
    assert code == 0
    assert time.monotonic() - started < 8
    assert not isinstance(outcome[0], httpx.Response) or outcome[0].status_code >= 500


def test_answers_on_a_kept_connection_are_prompt() -> None:
    took = []
    with running() as (_, address), httpx.Client(base_url=address) as http:
        for _ in range(21):
            started = time.perf_counter()
            http.post("/v1/triage", json={"text": TEXT, "id": "A-1"})  # only the first waits for a disk
            took.append(time.perf_counter() - started)
    assert statistics.median(took) < 0.03


def test_a_killed_server_leaves_its_port_free_for_the_next() -> None:
    with running() as (process, address):
        httpx.get(f"{address}/healthz")
        process.kill()
        process.wait(10)
    port = address.rpartition(":")[2]
    with running("--port", port) as (_, again):
        assert again == address
        assert httpx.get(f"{again}/readyz").status_code == 200


def test_alive_but_not_ready_while_loading() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = start("--port", str(port), FAKE_LOAD="2")
    try:
        for _ in range(100):
            with contextlib.suppress(httpx.ConnectError):
                if httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200:
                    break
            time.sleep(0.1)
        assert_problem(httpx.get(f"http://127.0.0.1:{port}/readyz"), 503, "not-ready")
        assert process.stdout
        assert ready_line(process.stdout).startswith("就绪")
        assert httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
        process.terminate()
        assert finish(process)[0] == 0
    finally:
        process.kill()
        process.communicate()


def test_a_stop_while_loading_is_obeyed() -> None:
    process = start("--port", "0", FAKE_LOAD="1")
    time.sleep(0.2)
    try:
        for _ in range(50):  # until the handlers stand: before that, any program dies of the signal
            handled = int(re.search(r"SigCgt:\s+(\w+)", Path(f"/proc/{process.pid}/status").read_text())[1], 16)  # type: ignore[index]
            if handled >> (signal.SIGTERM - 1) & 1:
                break
            time.sleep(0.1)
        process.terminate()
        out, err = process.communicate(timeout=20)
        assert (process.returncode, out, err) == (0, "", "")
    finally:
        process.kill()


def test_a_large_upload_sees_its_refusal_not_a_reset() -> None:
    with running(TRIAGE_MAX_BODY_BYTES="1024") as (_, address):
        response = httpx.post(f"{address}/v1/triage", content=b" " * 4000, headers={"Content-Type": "application/json"})
        assert_problem(response, 413, "too-large")
        with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as raw:
            head = "POST /v1/triage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            raw.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
            with contextlib.suppress(OSError):
                for _ in range(1000):  # never ends
                    raw.sendall(b"400\r\n" + b" " * 1024 + b"\r\n")
            raw.settimeout(5)
            assert b" 413 " in raw.recv(4096)


def refused(*options: str, **environment: str) -> str:
    process = start(*options, **environment)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (2, ""), err
    assert "Traceback" not in err
    assert err.startswith("错误:")
    return err


def test_port_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"无法监听 127.0.0.1:{port}(端口已被占用)" in refused("--port", str(port))


def test_a_version_that_cannot_be_loaded() -> None:
    message = "版本 2026.1.0 的 model.onnx 与校验和不符"
    assert message in refused("--port", "0", FAKE_LOAD=message)


def test_without_keys_the_server_says_whom_it_serves() -> None:
    with running() as (process, address):
        assert process.stdout
        assert process.stdout.readline() == f"接口说明:{address}/docs\n"
        assert "只限本机访问" in process.stdout.readline()


def test_with_a_key_others_than_this_machine_are_served() -> None:
    url = databases.sqlite()
    secret = succeed("keys", "create", "--role", "intake", "--name", "核心系统", database_url=url).split()[-1]
    with running("--host", "0.0.0.0", TRIAGE_DATABASE_URL=url) as (_, address):
        http = address.replace("0.0.0.0", "127.0.0.1")
        assert_problem(httpx.post(f"{http}/v1/triage", json={"text": TEXT}), 401, "unauthorized")
        keyed = httpx.post(f"{http}/v1/triage", json={"text": TEXT}, headers={"Authorization": f"Bearer {secret}"})
        assert keyed.json()["stored"] is True
