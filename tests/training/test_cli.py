"""The training commands as an analyst runs them."""

import json
import subprocess
import sys
from pathlib import Path

from tests.training.test_records import draft
from training.records import read_all

TRIAGE = Path(sys.executable).with_name("triage")


def run(*args: str | Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([TRIAGE, *map(str, args)], capture_output=True, text=True, timeout=300, check=False)
    assert "Traceback" not in done.stderr
    return done


def write_drafts(path: Path, *drafts: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(d, ensure_ascii=False) + "\n" for d in drafts), encoding="utf-8")
    return path


def test_a_draft_is_added_whole_or_not_at_all(tmp_path: Path) -> None:
    good = write_drafts(tmp_path / "good.jsonl", draft())
    bad = write_drafts(tmp_path / "bad.jsonl", draft(), draft(evidence={"media": "不在文中"}))
    data = tmp_path / "data"
    data.mkdir()
    assert run("data", "add", good, "--author", "a1", "--split", "train", "--data", data).returncode == 0
    done = run("data", "add", bad, "--author", "a2", "--split", "train", "--data", data)
    assert done.returncode == 2
    assert "第 2 行" in done.stderr
    assert [p.name for p in data.iterdir()] == ["a1.jsonl"]
    assert [r.id for r in read_all(data)] == ["a1-001"]


def test_check_reports_what_is_wrong(tmp_path: Path) -> None:
    source = write_drafts(tmp_path / "good.jsonl", draft())
    data = tmp_path / "data"
    data.mkdir()
    run("data", "add", source, "--author", "a1", "--split", "train", "--data", data)
    path = data / "a1.jsonl"
    path.write_text(path.read_text().replace('"severity":"major"', '"severity":"general"'))
    done = run("data", "check", "--data", data)
    assert done.returncode == 1
    assert "a1-001 severity" in done.stdout


def test_bad_calls_are_one_chinese_line(tmp_path: Path) -> None:
    for args, message in (
        (["evaluate", "--split", "holdout"], "该划分没有样本"),
        (["evaluate", "--data", tmp_path], "没有标注数据"),
        (["train", "--name", "v", "--data", tmp_path, "--output", tmp_path], "没有标注数据"),
        (["bench", "--model", "none"], "没有版本"),
    ):
        done = run(*args)
        assert done.returncode == 2
        assert message in done.stderr
