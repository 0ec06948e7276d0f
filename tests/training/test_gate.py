"""`triage gate` as the service runs it: who may take over, who may not, and what the report names."""

import html
import json
import random
import shutil
from pathlib import Path

import pytest

from tests.training.conftest import REASONS, some
from tests.training.correcting import line, write
from tests.training.test_cli import run
from training import records
from training.gate import CLASS_MARGIN, corrections_part
from training.gate_page import page
from training.records import Record
from training.review import hashed
from triage import versions
from triage.taxonomy import shipped

SHUFFLED = "POS_SURR"


@pytest.fixture(scope="module")
def corrections(tmp_path_factory: pytest.TempPathFactory, everything: list[Record]) -> Path:
    rows = [
        line(10 * k + i, r.text, ("reason", code, "甲"), ("flags", r.flags, "甲"))
        for k, code in enumerate(REASONS)
        for i, r in enumerate(some(everything, code, "train", 10, start=40))
    ]
    return write(tmp_path_factory.mktemp("corrections") / "更正.jsonl", *rows)


@pytest.fixture(scope="module")
def same(tmp_path_factory: pytest.TempPathFactory, champion: Path) -> Path:
    """The champion under another name: no worse, surely."""
    folder = tmp_path_factory.mktemp("same") / "same"
    shutil.copytree(champion, folder)
    info = json.loads((folder / versions.INFO).read_text("utf-8"))
    (folder / versions.INFO).write_text(json.dumps(info | {"version": "same"}), encoding="utf-8")
    versions.seal(folder)
    return folder


@pytest.fixture(scope="module")
def worse(tmp_path_factory: pytest.TempPathFactory, champion: Path, small_data: Path, corrections: Path) -> Path:
    """A challenger whose base data has the labels of one reason shuffled among the others."""
    data, rng = tmp_path_factory.mktemp("shuffled"), random.Random(1)
    rest = [code for code in REASONS if code != SHUFFLED]
    records.write(data / "few.jsonl", [wrong(r, rng.choice(rest)) for r in records.read_all(small_data)])
    output = tmp_path_factory.mktemp("worse")
    done = run(
        "retrain", "--champion", champion, "--data", data, "--corrections", corrections, "--output", output,
        "--run", output / "run", "--name", "worse",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return output / "worse"


def wrong(record: Record, reason: str) -> Record:
    if record.cat2 != SHUFFLED or record.split == "test":
        return record
    row = record.model_dump() | {"cat2": reason, "cat2_alt": None, "cat2_sec": []}
    row.pop("dept_primary")
    return Record.model_validate(row | records.derive(row, shipped()))


def test_a_version_no_worse_passes(same: Path, champion: Path, small_data: Path, tmp_path: Path) -> None:
    done = run("gate", same, "--champion", champion, "--data", small_data, "-o", tmp_path / "report.html")
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((same / "gate.json").read_text("utf-8"))
    assert report["passed"]
    assert report["champion"] == "champion"
    assert {c["kind"] for c in report["checks"]} == {"major_recall", "class_f1", "calibration", "latency_ms"}
    assert all(c["difference"][0] == 0 for c in report["checks"] if c["kind"] != "latency_ms")
    shown = (tmp_path / "report.html").read_text("utf-8")
    assert "same 能否替换 champion:通过" in shown
    assert "<svg" in shown
    versions.verify(same)  # the report beside the sealed files breaks no seal


def test_one_made_worse_is_refused_and_the_class_is_named(
    worse: Path, champion: Path, small_data: Path, corrections: Path, tmp_path: Path
) -> None:
    done = run(
        "gate", worse, "--champion", champion, "--data", small_data, "--corrections", corrections,
        "-o", tmp_path / "report.json",
    )  # fmt: skip
    assert done.returncode == 3, done.stdout + done.stderr
    assert SHUFFLED in done.stdout
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    lost = report.pop("lost")
    assert report == json.loads((worse / "gate.json").read_text("utf-8"))
    assert all(case in done.stdout for case in lost)
    assert not report["passed"]
    failed = [c for c in report["checks"] if not c["passed"] and c["kind"] == "class_f1" and c["field"] == "reason"]
    assert SHUFFLED in {c["code"] for c in failed}
    assert all(c["difference"][2] < -CLASS_MARGIN for c in failed)
    shown = page(report)
    assert "不通过" in shown
    assert all(html.escape(why) in shown for why in report["why"])
    held = json.loads((worse / "corrections.json").read_text("utf-8"))["held"]
    part = report["parts"][1]
    assert (part["name"], part["cases"]) == ("最新更正", len(held["cases"]))
    assert (part["from"], part["to"]) == (held["from"], held["to"])


def test_what_either_version_learned_is_not_measured_on(worse: Path, champion: Path, corrections: Path) -> None:
    held = json.loads((worse / "corrections.json").read_text("utf-8"))["held"]["cases"]
    part = corrections_part(corrections, [champion, worse], shipped())
    assert sorted(hashed(case.id) for case in part.cases) == held
    everything = corrections_part(corrections, [champion], shipped())
    assert len(everything.cases) == 40


def test_a_version_that_is_none_is_named(champion: Path, small_data: Path) -> None:
    done = run("gate", "nowhere", "--champion", champion, "--data", small_data)
    assert (done.returncode, "没有版本 nowhere" in done.stderr) == (2, True)
    done = run("gate", champion, "--champion", champion, "--data", small_data)
    assert (done.returncode, "就是在用版本" in done.stderr) == (2, True)
    assert not (champion / "gate.json").exists()
