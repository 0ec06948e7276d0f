"""The whole loop, by HTTP and CLI alone: `python -m tests.story FOLDER` (TRIAGE_DATABASE_URL for another database).

400 cases of the test split come in, two desks correct them, one of them careless in a tenth of its reasons; they are
exported, a challenger learns from them, the gate judges it, it is promoted and served. The rest of the test split says
what it was worth, and the challenger's review list how many of the careless reasons were found. FOLDER must not exist;
what was exported and made stays there.
"""

import json
import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree
from typing import Any

import httpx

from training.evaluate import default_data
from training.records import Record, read_all, write
from triage import versions
from triage.taxonomy import shipped

CASES, CARELESS, SEED, LANES = 400, 0.1, 20261122, 20
NAME = "story.1"
FIELDS = ("intake_type", "product", "channel", "source", "stage")
TRIAGE = (sys.executable, "-c", "from triage.cli import main; main()")


def triage(*arguments: str | Path, codes: tuple[int, ...] = (0,)) -> str:
    """Run a command to its end and return what it printed."""
    done = subprocess.run([*TRIAGE, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode in codes, (arguments, done.returncode, done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout


def truth(record: Record) -> dict[str, Any]:
    labels: dict[str, Any] = {name: getattr(record, name) for name in FIELDS}
    return labels | {
        "reason": record.cat2,
        "department": record.dept_primary,
        "flags": list(record.flags),
        "threats": list(record.threats),
    }


def desks(records: list[Record], rng: random.Random) -> tuple[list[dict[str, Any]], set[str]]:
    """One correction a case, and the cases in which the second desk was careless."""
    said, careless = [], set()
    reasons = shipped().codes("reason")
    for number, record in enumerate(records):
        labels, handler = truth(record), "甲组" if number % 2 else "乙组"
        if handler == "乙组" and rng.random() < CARELESS:
            careless.add(record.id)
            labels["reason"] = rng.choice([code for code in reasons if code != record.cat2])
        said.append({"handler": handler, "labels": labels, "closed": True})
    return said, careless


def come_in(records: list[Record], said: list[dict[str, Any]], folder: Path) -> None:
    """A server takes the cases and their corrections, by keys of the right roles."""
    roles = ("intake", "handler")
    secret = {role: triage("keys", "create", "--role", role, "--name", role).split()[-1] for role in roles}
    command = [*TRIAGE, "serve", "--port", "0"]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as server,
    ):
        try:
            assert server.stdout
            address = server.stdout.readline().removeprefix("就绪:").partition("(")[0]

            def one(record: Record, correction: dict[str, Any]) -> None:
                with httpx.Client(base_url=address, timeout=120) as http:
                    for role, path, body in (
                        ("intake", "/v1/triage", {"id": record.id, "text": record.text}),
                        ("handler", f"/v1/cases/{record.id}/corrections", correction),
                    ):
                        found = http.post(path, json=body, headers={"Authorization": f"Bearer {secret[role]}"})
                        assert found.status_code == 200, found.text

            with ThreadPoolExecutor(LANES) as lanes:
                list(lanes.map(one, records, said))
        finally:
            server.terminate()


def report(name: str, data: Path, folder: Path) -> dict[str, Any]:
    path = folder / f"{name}.json"
    triage("evaluate", "--model", name, "--data", data, "-o", path)
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def champion_in(folder: Path) -> str:
    """The shipped version, copied to a folder of versions of its own, with a database of its own."""
    champion = versions.current()
    copytree(versions.models_folder() / champion, folder / "models" / champion)
    (folder / "models" / versions.CURRENT).write_text(champion)
    os.environ["TRIAGE_MODELS"] = str(folder / "models")
    os.environ.setdefault("TRIAGE_DATABASE_URL", f"sqlite:///{folder / 'triage.db'}")
    return champion


def run(folder: Path) -> None:
    rng = random.Random(SEED)
    records = read_all(default_data())
    incoming = rng.sample([r for r in records if r.split == "test"], CASES)
    taken = {r.id for r in incoming}
    data = folder / "data"
    data.mkdir(parents=True)
    write(data / "base.jsonl", [r for r in records if r.id not in taken])
    champion = champion_in(folder)
    said, careless = desks(incoming, rng)
    come_in(incoming, said, folder)
    exported = folder / "corrections.jsonl"
    print(triage("corrections", "export", "-o", exported).strip())
    began = time.monotonic()
    print(triage("retrain", "--corrections", exported, "--data", data, "--name", NAME, "--run", folder / "run").strip())
    print(f"retrain: {(time.monotonic() - began) / 60:.1f} min")
    review = [json.loads(line) for line in (folder / "run" / NAME / "review.jsonl").read_text().splitlines()]
    listed = {r["case_id"] for r in review if r["kind"] == "suspect" and r["field"] == "reason"}
    hits = len(listed & careless)
    print(f"careless reasons {len(careless)}, listed {len(listed)}, of them careless {hits}")
    print(triage("gate", NAME, "--corrections", exported, "--data", data, codes=(0, 3)).strip())
    passed = json.loads((folder / "models" / NAME / versions.GATE).read_text())["passed"]
    force = () if passed else ("--force", "--reason", "story")
    print(triage("models", "promote", NAME, *force).strip())
    before, after = (report(name, data, folder) for name in (champion, NAME))
    for field, old in before["fields"].items():
        print(f"{field}: top-1 before {old['top1'][0]:.3f}, after {after['fields'][field]['top1'][0]:.3f}")
    for kind, r in (("before", before), ("after", after)):
        print(kind, f"重大 recall {r['severity']['recall'][0]:.3f} precision {r['severity']['precision'][0]:.3f}")
    answer = json.loads(triage("suggest", "理赔款三个月没有到账,要求尽快处理。"))
    assert answer["model"] == NAME, answer["model"]


if __name__ == "__main__":
    run(Path(sys.argv[1]).resolve())
