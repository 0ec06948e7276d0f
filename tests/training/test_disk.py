"""A disk that is full in the middle of a training: one line that names the folder, and nothing half made."""

import errno
import os
import resource
import subprocess
from pathlib import Path

import pytest

from tests.conftest import LABELS
from tests.training.conftest import REASONS, some
from tests.training.correcting import line, write
from tests.training.test_cli import TRIAGE
from training.disk import DiskFull, aside, told
from training.records import Record
from triage import versions
from triage.files import write_atomic


def run(limit: int, *args: str | Path) -> subprocess.CompletedProcess[str]:
    """A command that cannot write a file of more than `limit` bytes."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [str(TRIAGE), *map(str, args)]
    # Python 3.11 would keep the bytecode of a module that it compiles here, cut off at the limit, for all who follow
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, preexec_fn=limited, env=env
    )


def is_told(done: subprocess.CompletedProcess[str], folder: Path) -> None:
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert f"错误:磁盘已满或超出限额,无法写入文件夹 {folder};" in done.stderr


@pytest.fixture(scope="module")
def corrections(tmp_path_factory: pytest.TempPathFactory, everything: list[Record]) -> Path:
    rows = [
        line(10 * k + i, r.text, ("reason", code, "甲"))
        for k, code in enumerate(REASONS)
        for i, r in enumerate(some(everything, code, "train", 5, start=40))
    ]
    return write(tmp_path_factory.mktemp("corrections") / "更正.jsonl", *rows)


def test_while_a_challenger_is_made(champion: Path, small_data: Path, corrections: Path, tmp_path: Path) -> None:
    order = (
        "retrain", "--champion", champion, "--data", small_data, "--corrections", corrections, "--name", "next",
        "--output", tmp_path / "models", "--run", tmp_path / "run",
    )  # fmt: skip
    (tmp_path / "models").mkdir()
    full = run(10_000, *order)  # at the first embeddings
    assert full.returncode == 2
    assert f"无法写入文件夹 {tmp_path / 'run' / 'embeddings'}" in full.stderr
    is_told(run(200_000, *order), tmp_path / "models")  # at the graph
    assert list((tmp_path / "models").iterdir()) == []
    assert not list((tmp_path / "run").rglob(".*"))
    again = run(resource.RLIM_INFINITY, *order)
    assert again.returncode == 0, again.stderr
    assert versions.verify(tmp_path / "models" / "next").info.version == "next"


def test_while_a_version_is_trained(small_data: Path, tiny_folder: Path, tmp_path: Path) -> None:
    order = (
        "train", "--data", small_data, "--base", tiny_folder, "--epochs", "1", "--layers", "1", "--name", "first",
        "--output", tmp_path / "models", "--run", tmp_path / "run",
    )  # fmt: skip
    is_told(run(200_000, *order), tmp_path / "run")  # at the checkpoint
    assert not (tmp_path / "models").exists()
    assert not [path for path in (tmp_path / "run").rglob("*") if path.is_file()]


def test_while_own_labels_are_trained(own_table: Path, tiny_folder: Path, tmp_path: Path) -> None:
    table = ["--data", own_table, "--text-column", "内容", "--label-column", LABELS[0]]
    order = ("train", *table, "--base", tiny_folder, "--output", tmp_path / "mine", "--run", tmp_path / "run")
    done = run(200_000, *order)
    assert (done.returncode, "Traceback" in done.stderr, "磁盘已满" in done.stderr) == (2, False, True), done.stderr
    assert not [path for path in tmp_path.iterdir() if "mine" in path.name]


def test_other_errors_stay_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), aside(tmp_path / "v") as beside:
        (beside / "model").rename(beside / "nowhere" / "model")
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_the_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DiskFull, match=str(tmp_path / "deep")), told(Path("/")):
        write_atomic(tmp_path / "deep" / "file", b"x")
    assert list((tmp_path / "deep").iterdir()) == []
