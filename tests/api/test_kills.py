"""kill -9 in the middle of a promotion and of a reload: nothing is half done, and the history tells the truth."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from api.store.database import Store
from tests.api.fake import TEXT, client
from tests.api.test_models import audits, promotions
from tests.api.test_server import ROOT, running
from tests.api.versions import NEW, OLD, THIRD, models_folder, write_gate
from triage import versions

REASON = "演练"


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRIAGE_MODELS", str(tmp_path))
    models_folder(tmp_path)
    write_gate(tmp_path / NEW, False)
    return tmp_path


def killed(moment: str, database_url: str) -> None:
    process = subprocess.run(
        [sys.executable, "-m", "tests.api.kills", moment, NEW],
        cwd=ROOT,
        env=os.environ | {"TRIAGE_DATABASE_URL": database_url},
        capture_output=True,
        text=True,
    )
    assert process.returncode == -9, process.stderr


@pytest.mark.parametrize("moment", ["intent", "aside"])
def test_killed_before_the_pointer_moved_nothing_has_happened(moment: str, database_url: str, store: Store) -> None:
    killed(moment, database_url)
    assert (versions.current(), promotions(store)) == (OLD, [])
    # what was begun is in the log, and does not stand in the way of the next one
    assert audits(store) == [("model.promote.begin", NEW, {"previous": OLD, "forced": REASON})]
    api = client(url=database_url)
    body = {"force": True, "reason": "再来"}
    assert api.post(f"/v1/models/{NEW}/promote", json=body).json() == {"version": NEW, "previous": OLD}
    assert promotions(store) == [(NEW, OLD, "local", "再来")]


@pytest.mark.parametrize("moment", ["pointer", "history"])
def test_killed_after_the_pointer_moved_the_history_is_completed(moment: str, database_url: str, store: Store) -> None:
    killed(moment, database_url)
    assert (versions.current(), promotions(store)) == (NEW, [])
    with running(version=NEW, TRIAGE_MODELS=os.environ["TRIAGE_MODELS"], TRIAGE_DATABASE_URL=database_url):
        for _ in range(100):
            if promotions(store):
                break
            time.sleep(0.1)
    assert promotions(store) == [(NEW, OLD, "甲", REASON)]
    assert audits(store)[-1] == ("model.promote", NEW, {"previous": OLD, "forced": REASON, "found": True})
    response = client(url=database_url).post("/v1/models/rollback")
    assert response.json() == {"version": OLD, "previous": NEW}


def test_killed_before_the_next_promotion_asks(database_url: str, store: Store) -> None:
    killed("pointer", database_url)
    assert client(url=database_url).post(f"/v1/models/{THIRD}/promote").status_code == 200
    assert promotions(store) == [(NEW, OLD, "甲", REASON), (THIRD, NEW, "local", None)]


def test_a_server_killed_while_it_reloads_starts_on_the_new_version(database_url: str) -> None:
    environment = {"TRIAGE_MODELS": os.environ["TRIAGE_MODELS"], "TRIAGE_DATABASE_URL": database_url}
    with running(**environment, FAKE_LOAD="2") as (process, address):
        answers: list[int] = []
        versions.point_to(NEW)
        for _ in range(100):
            if httpx.get(f"{address}/readyz").json()["coming"]:
                break
            time.sleep(0.05)
        else:
            pytest.fail("the pointer was not noticed")
        answers.append(httpx.post(f"{address}/v1/triage", json={"text": TEXT, "id": "A-1"}).status_code)
        process.kill()
        process.wait(10)
    assert answers == [200]
    with running(version=NEW, **environment) as (_, address):
        assert httpx.get(f"{address}/readyz").json()["coming"] is None
        answer = httpx.post(f"{address}/v1/triage", json={"text": TEXT, "id": "A-1"}).json()
        assert (answer["model"], answer["stored"]) == (OLD, True)  # what was confirmed is still there
        assert httpx.post(f"{address}/v1/triage", json={"text": TEXT}).json()["model"] == NEW


def test_two_servers_follow_one_pointer(database_url: str) -> None:
    write_gate(versions.models_folder() / NEW, True)
    environment = {"TRIAGE_MODELS": os.environ["TRIAGE_MODELS"], "TRIAGE_DATABASE_URL": database_url}
    with running(**environment) as (_, one), running(**environment) as (_, other):
        stop = threading.Event()
        statuses: list[int] = []

        def ask() -> None:
            while not stop.is_set():
                statuses.append(httpx.post(f"{other}/v1/triage", json={"text": TEXT}, timeout=20).status_code)

        work = threading.Thread(target=ask)
        work.start()
        try:
            assert httpx.post(f"{one}/v1/models/{NEW}/promote", timeout=20).status_code == 200
            for address in (one, other):
                for _ in range(200):
                    if httpx.get(f"{address}/readyz").json()["model"] == NEW:
                        break
                    time.sleep(0.05)
                else:
                    pytest.fail("the pointer was not followed")
        finally:
            stop.set()
            work.join()
        assert set(statuses) == {200}
