"""The comparison table and the learning curve, on a few cases and a tiny base."""

import json
from pathlib import Path

import pytest
import torch

from tests.training.test_cli import run
from training.curve import SHARES, curve
from training.evaluate import default_data
from training.noise import KINDS
from training.records import Record, read_all, write
from training.stages import contrast


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three reasons, every author, a few cases each."""
    folder = tmp_path_factory.mktemp("data")
    wanted: dict[tuple[str, str], list[Record]] = {}
    for r in read_all(default_data()):
        if r.cat2 in {"CTR_HOURS", "SAL_SIGN", "INF_HARASS"}:
            wanted.setdefault((r.author, r.cat2), []).append(r)
    write(folder / "some.jsonl", [r for rows in wanted.values() for r in rows[:2]])
    return folder


def test_a_table_with_one_row_a_model(some: Path, tiny_folder: Path, tmp_path: Path) -> None:
    names = ("jieba TF-IDF + SVM", "char n-grams + SVM", "4 layers on NB-SVM")
    only = [part for name in names for part in ("--only", name)]
    out = tmp_path / "table.md"
    folder = tmp_path / "run"
    done = run(
        "compare", *only, "--data", some, "--base", tiny_folder, "--epochs", "1", "--run", folder, "-o", out
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = [line for line in out.read_text().splitlines() if line.startswith("|")][2:]
    assert [row.split("|")[1].strip() for row in rows] == list(names)
    words = json.loads((folder / "char_n-grams_+_SVM.json").read_text())["row"]
    assert 0.5 < words["reason_f1"] <= 1, "three reasons of different words are told apart"
    assert json.loads((folder / "4_layers_on_NB-SVM.json").read_text())["row"]["int8_reason_f1"] is not None
    again = run("compare", *only, "--data", some, "--base", tiny_folder, "--epochs", "1", "--run", folder)
    assert "训练" not in again.stderr, "what is finished is not done again"
    assert out.read_text() == again.stdout
    other = run("compare", *only, "--data", some, "--base", tiny_folder, "--epochs", "2", "--run", folder)
    assert other.returncode == 2, "rows of other settings do not pass for these"
    assert "设置" in other.stderr


def test_stages_and_teachers(some: Path, tiny_folder: Path, tmp_path: Path) -> None:
    names = (
        "12 layers on NB-SVM",
        "4 layers on NB-SVM, contrastive stage",
        "4 layers on NB-SVM, masked-language stage",
        "4 layers on NB-SVM, distilled from 12",
    )
    only = [part for name in names for part in ("--only", name)]
    settings = ("--data", some, "--base", tiny_folder, "--epochs", "1", "--share", "0.3")
    done = run("compare", *only, *settings, "--run", tmp_path / "run")
    assert done.returncode == 0, done.stderr
    assert [line.split("|")[1].strip() for line in done.stdout.splitlines() if line.startswith("|")][2:] == list(names)
    alone = run("compare", *only[-2:], *settings, "--run", tmp_path / "other")
    assert alone.returncode == 2, "a student needs its teacher"
    assert "12 layers" in alone.stderr


def test_like_texts_are_drawn_together() -> None:
    reason = torch.tensor([0, 0, 1, 1])
    apart = torch.tensor([[1.0, 0.0], [0.9, 0.1], [-1.0, 0.0], [-0.9, 0.1]])
    mixed = apart[[0, 2, 1, 3]]
    assert contrast(apart, reason) < contrast(mixed, reason)


def test_what_each_noise_does_is_told(some: Path) -> None:
    done = run("ablation", "--data", some)
    assert done.returncode == 0, done.stderr
    rows = [line.split("|")[1:-1] for line in done.stdout.splitlines() if line.startswith("|")][2:]
    assert [row[0].strip() for row in rows] == list(KINDS)
    assert all(0 <= float(cell) <= 1 for row in rows for cell in row[1:])
    assert len({row[1] for row in rows}) == 1, "texts as written, learned without noise: one model"


def test_an_unknown_model_is_named(some: Path) -> None:
    done = run("compare", "--only", "GPT", "--data", some)
    assert done.returncode == 2
    assert "GPT" in done.stderr


def test_the_curve_rises_with_the_authors(some: Path) -> None:
    points = curve(read_all(some), seed=1)
    assert len(points) == len(SHARES)
    assert [p.cases for p in points] == sorted(p.cases for p in points)
    assert points[-1].reason_f1 >= points[0].reason_f1
