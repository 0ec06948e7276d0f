"""Promote and roll back under load: `python -m tests.load_promotion [SECONDS]` (60), with the version that ships.

A real server; 20 requests at once; every few seconds another version. No request may fail, and every answer must be
the one that the version it names gives alone. The second version is the first with other temperatures, so that their
answers differ. Exit code 1 when anything was not so.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from api import examples
from triage import versions
from triage.engine import load
from triage.schema import Case

LANES = 20
HOLD_SECONDS = 2.0
TEXTS = [
    *(case["value"]["text"] for case in examples.CASES.values()),
    "保单上的名字印错了,麻烦改一下。",
    "业务员说这是存款,我到期去取才知道是保险,现在退保要亏一半,我已经向消费者协会投诉。",
    "理赔材料交了三次,每次都说还缺,客服电话也打不通。",
]
RECEIVED_AT = "2026-11-23T09:12:00+08:00"


def second(models: Path, first: str) -> str:
    """The first version under another name, a little less sure of everything."""
    name = f"{first}-b"
    shutil.copytree(models / first, models / name)
    info = json.loads((models / name / versions.INFO).read_bytes())
    info["version"] = name
    for head in info["heads"]:
        head["temperature"] = head.get("temperature", 1.0) * 1.3
    (models / name / versions.INFO).write_text(json.dumps(info, ensure_ascii=False), encoding="utf-8")
    versions.seal(models / name)
    for challenger, champion in ((name, first), (first, name)):
        report = {"passed": True, "champion": champion, "challenger": challenger, "reasons": []}
        (models / challenger / versions.GATE).write_text(json.dumps(report), encoding="utf-8")
    return name


def plain(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in {"case_id", "stored"}}


def alone(name: str) -> list[dict[str, Any]]:
    engine = load(name, threads=1)
    return [
        plain(engine.suggest(Case.model_validate({"text": text, "received_at": RECEIVED_AT})).model_dump(mode="json"))
        for text in TEXTS
    ]


class Load:
    """Twenty clients that never pause."""

    def __init__(self, address: str, expected: dict[str, list[dict[str, Any]]]) -> None:
        self.faults: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.took: list[float] = []
        self._address = address
        self._expected = expected
        self._stop = threading.Event()
        self._lanes = [threading.Thread(target=self._lane, args=(i,)) for i in range(LANES)]

    def __enter__(self) -> "Load":
        for lane in self._lanes:
            lane.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for lane in self._lanes:
            lane.join()

    def _lane(self, number: int) -> None:
        with httpx.Client(base_url=self._address, timeout=60) as http:
            while not self._stop.is_set():
                number = (number + 1) % len(TEXTS)
                began = time.perf_counter()
                try:
                    answer = http.post("/v1/triage", json={"text": TEXTS[number], "received_at": RECEIVED_AT})
                    self._judge(answer, number)
                except httpx.HTTPError as error:
                    self.faults[type(error).__name__] += 1
                self.took.append(time.perf_counter() - began)

    def _judge(self, response: httpx.Response, number: int) -> None:
        if response.status_code != 200:
            self.faults[f"HTTP {response.status_code}"] += 1
            return
        answer = response.json()
        self.answered[answer["model"]] += 1
        if answer["stored"] is not True:
            self.faults["not stored"] += 1
        if plain(answer) != self._expected.get(answer["model"], [{}] * len(TEXTS))[number]:
            self.faults["another answer than alone"] += 1


def change(address: str, path: str, wanted: str) -> float:
    """Promote or roll back; seconds until the server answers with the wanted version."""
    began = time.perf_counter()
    response = httpx.post(f"{address}/v1/models/{path}", timeout=60)
    assert response.status_code == 200, response.text
    while httpx.get(f"{address}/readyz", timeout=60).json()["model"] != wanted:
        assert time.perf_counter() - began < 120
        time.sleep(0.1)
    return time.perf_counter() - began


def run(seconds: float, folder: Path) -> int:
    first = versions.current()
    models = folder / "models"
    shutil.copytree(versions.models_folder() / first, models / first)
    (models / versions.CURRENT).write_text(first, encoding="utf-8")
    os.environ["TRIAGE_MODELS"] = str(models)
    os.environ.setdefault("TRIAGE_DATABASE_URL", f"sqlite:///{folder / 'triage.db'}")
    other = second(models, first)
    expected = {name: alone(name) for name in (first, other)}
    assert expected[first] != expected[other]
    log = (folder / "log").open("w")
    command = [sys.executable, "-c", "from triage.cli import main; main()", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as server:
        try:
            assert server.stdout
            address = server.stdout.readline().removeprefix("就绪:").partition("(")[0]
            took = []
            with Load(address, expected) as load:
                end = time.monotonic() + seconds
                while time.monotonic() < end:
                    took.append(change(address, f"{other}/promote", other))
                    time.sleep(HOLD_SECONDS)
                    took.append(change(address, "rollback", first))
                    time.sleep(HOLD_SECONDS)
        finally:
            server.terminate()
    latency = statistics.quantiles(load.took, n=100)
    print(f"{load.answered.total()} answers in {seconds:.0f} s by {LANES} clients: {dict(load.answered)}")
    print(f"{len(took)} changes of version, each served after {min(took):.1f} to {max(took):.1f} s")
    print(f"latency: median {latency[49]:.3f} s, 99% {latency[98]:.3f} s, longest {max(load.took):.3f} s")
    print(f"faults: {dict(load.faults) or 'none'}; server's exit code {server.returncode}")
    return int(bool(load.faults) or len(load.answered) != 2 or server.returncode != 0)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(run(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0, Path(folder)))
