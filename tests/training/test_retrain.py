"""`triage retrain` as the service runs it: what is learned, what is not, and what a kill leaves."""

import json
import os
import signal
import subprocess
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from tests.training.conftest import NEW, REASONS, some
from tests.training.correcting import line, write
from tests.training.test_cli import TRIAGE, run
from training.export import EMBEDDING, TOKENS
from training.records import Record
from training.review import hashed
from triage import versions
from triage.engine import Triage
from triage.schema import Case


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory, everything: list[Record]) -> Path:
    """40 corrections to the new reason, some to known ones, one careless desk, and lines that cannot be used."""
    new = [line(i, r.text, ("reason", NEW, "甲")) for i, r in enumerate(some(everything, NEW, "train", 40))]
    others = [
        line(100 + i, r.text, ("reason", code, "甲"), ("flags", r.flags, "甲"))
        for k, code in enumerate(REASONS)
        for i, r in enumerate(some(everything, code, "train", 10, start=40), 10 * k)
    ]
    careless = [
        line(300 + i, r.text, ("reason", "POS_SURR", "乙"))
        for i, r in enumerate(some(everything, "PRM_DEBIT", "train", 4, start=50))
    ]
    unknown = line(400, "机器人客服一直答非所问,转不到人工,气得我把电话摔了", ("reason", "CTR_ROBOT", "甲"))
    path = tmp_path_factory.mktemp("corrections") / "更正.jsonl"
    return write(path, *new, *others, *careless, unknown, "{oops")


def retrain(
    champion: Path, data: Path, corrections: Path, output: Path, *more: str | Path
) -> subprocess.CompletedProcess[str]:
    return run(*command(champion, data, corrections, output), *more)


def command(champion: Path, data: Path, corrections: Path, output: Path) -> list[str | Path]:
    options = {"--champion": champion, "--data": data, "--corrections": corrections, "--output": output}
    return ["retrain", "--run", output / "run", *(part for pair in options.items() for part in pair)]


@pytest.fixture(scope="module")
def challenger(tmp_path_factory: pytest.TempPathFactory, champion: Path, small_data: Path, taught: Path) -> Path:
    output = tmp_path_factory.mktemp("challengers")
    done = retrain(champion, small_data, taught, output, "--name", "next")
    assert done.returncode == 0, done.stderr
    assert "内存峰值" in done.stdout
    return output / "next"


def test_a_reason_the_champion_never_saw_is_learned(challenger: Path, champion: Path, everything: list[Record]) -> None:
    assert NEW not in next(h for h in versions.verify(champion).info.heads if h.name == "reason").codes
    triage, before = Triage.load(challenger, threads=2), Triage.load(champion, threads=2)
    unseen = some(everything, NEW, "test", 10)
    found = [triage.suggest(Case(text=r.text)).reason.code for r in unseen]
    assert found.count(NEW) >= 7
    known = [r for code in REASONS for r in some(everything, code, "test", 12)]
    right = [sum(t.suggest(Case(text=r.text)).reason.code == r.cat2 for r in known) for t in (triage, before)]
    assert right[0] >= right[1] - 2


def test_the_encoder_is_the_champions_bit_for_bit(challenger: Path, champion: Path) -> None:
    ids = np.array([[0, 50, 60, 70, 2]], np.int64)
    feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "ngrams": np.zeros(1, np.int64)}
    feed["ngram_weights"] = np.zeros(1, np.float32)
    assert set(TOKENS) <= set(feed)
    said = [
        onnxruntime.InferenceSession(str(folder / versions.MODEL)).run([EMBEDDING], feed)[0]
        for folder in (challenger, champion)
    ]
    assert np.array_equal(*said)


def test_what_is_doubtful_is_listed(challenger: Path) -> None:
    folder = challenger.parent / "run" / challenger.name
    rows = [json.loads(row) for row in (folder / "review.jsonl").read_text("utf-8").splitlines()]
    by_kind = {row["kind"]: row for row in rows}
    assert by_kind["unknown"]["label"] == "CTR_ROBOT"
    assert by_kind["fault"]["line"] == 86
    suspects = {row["case_id"] for row in rows if row["kind"] == "suspect"}
    assert {"C-00300", "C-00301", "C-00302", "C-00303"} & suspects
    text = (folder / "review.md").read_text("utf-8")
    assert "疑似误标" in text
    assert "CTR_ROBOT" in text


def test_the_newest_are_held_out_and_named(challenger: Path) -> None:
    cases = json.loads((challenger / "corrections.json").read_text("utf-8"))
    assert hashed("C-00039") in cases["held"]["cases"]
    assert hashed("C-00000") in cases["learned"]["cases"]
    assert not set(cases["held"]["cases"]) & set(cases["learned"]["cases"])


def test_no_case_travels_with_the_version(challenger: Path, taught: Path) -> None:
    sent = [json.loads(row) for row in taught.read_text("utf-8").splitlines()[:-1]]
    for file in challenger.iterdir():
        content = file.read_bytes()
        assert not [row["case_id"] for row in sent if row["case_id"].encode() in content], file.name
        assert not [row["case_id"] for row in sent if row["text"][:20].encode() in content], file.name


def test_a_second_run_embeds_only_what_is_new(
    challenger: Path, champion: Path, small_data: Path, taught: Path, tmp_path: Path, everything: list[Record]
) -> None:
    more = line(500, some(everything, "CLM_DENY", "train", 1)[0].text, ("reason", "CLM_DENY", "甲"))
    grown = write(tmp_path / "更正.jsonl", *taught.read_text("utf-8").splitlines(), more)
    # upon the challenger: its encoder is the champion's, so that what was embedded for one serves the other
    done = retrain(challenger, small_data, grown, challenger.parent, "--name", "third")
    assert done.returncode == 0, done.stderr
    assert "新编码 0/1" in done.stderr


def test_a_kill_leaves_nothing_half(champion: Path, small_data: Path, taught: Path, tmp_path: Path) -> None:
    order = command(champion, small_data, taught, tmp_path)
    for moment in ("编码", "导出"):
        with subprocess.Popen(
            [TRIAGE, *map(str, order), "--name", "killed"], stderr=subprocess.PIPE, text=True, env=os.environ
        ) as process:
            assert process.stderr
            for said in process.stderr:
                if moment in said:
                    break
            process.send_signal(signal.SIGKILL)
        assert not (tmp_path / "killed").exists()
    assert run(*order, "--name", "killed").returncode == 0
    assert versions.verify(tmp_path / "killed").info.version == "killed"
    assert not [p for p in tmp_path.iterdir() if p.name.endswith(".partial")]


def test_full_learns_from_the_base_up(
    champion: Path, small_data: Path, taught: Path, tiny_folder: Path, tmp_path: Path, everything: list[Record]
) -> None:
    done = retrain(champion, small_data, taught, tmp_path, "--name", "whole", "--mode", "full", "--base", tiny_folder)
    assert done.returncode == 0, done.stderr
    info = versions.verify(tmp_path / "whole").info
    assert info.training["mode"] == "full"
    assert info.layers == 1
    triage = Triage.load(tmp_path / "whole", threads=2)
    found = [triage.suggest(Case(text=r.text)).reason.code for r in some(everything, NEW, "test", 10)]
    assert found.count(NEW) >= 6


def test_what_cannot_work_is_refused_at_once(champion: Path, small_data: Path, taught: Path, tmp_path: Path) -> None:
    nothing = write(tmp_path / "none.jsonl", "{")
    done = retrain(champion, small_data, nothing, tmp_path, "--name", "v")
    assert (done.returncode, "没有可用的更正" in done.stderr) == (2, True)
    done = retrain(champion, small_data, taught, champion.parent, "--name", "champion")
    assert (done.returncode, "已存在" in done.stderr) == (2, True)


def test_an_own_label_version_is_no_champion(own_folder: Path, small_data: Path, taught: Path, tmp_path: Path) -> None:
    done = retrain(own_folder, small_data, taught, tmp_path, "--name", "v")
    assert (done.returncode, "自有标签" in done.stderr) == (2, True)
