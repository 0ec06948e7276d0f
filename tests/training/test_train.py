"""Training end to end on a tiny network: resume after a kill, export parity, a version that loads."""

import json
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest
from transformers import BertConfig, BertModel

from tests.training.test_cli import run
from training import dataset, export, fit, lexical, release
from training.evaluate import default_data, evaluate, plain
from training.network import ShippedNetwork, TriageNetwork
from training.records import Record, read_all
from triage import versions
from triage.engine import Triage
from triage.errors import BadInput
from triage.ngrams import NgramFeatures
from triage.schema import Case
from triage.taxonomy import shipped

HEADS = dataset.heads_of(shipped())
SETTINGS = fit.Settings(epochs=2, batch=4, window=32, layers=1)


@pytest.fixture(scope="module")
def records() -> list[Record]:
    """A few cases of every split: enough to train something, too few to learn."""
    by_split: dict[str, list[Record]] = {}
    for record in read_all(default_data()):
        by_split.setdefault(record.split, []).append(record)
    return [r for split in dataset.SPLITS for r in by_split[split][:24]]


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory: pytest.TempPathFactory, records: list[Record]) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "few.jsonl").write_text("".join(r.model_dump_json() + "\n" for r in records), encoding="utf-8")
    return folder


def quiet(*_: object) -> None:
    pass


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, data_folder: Path, tiny_folder: Path) -> Path:
    output = tmp_path_factory.mktemp("models")
    run = tmp_path_factory.mktemp("run")
    return release.train(data_folder, output, "tiny.1", str(tiny_folder), SETTINGS, run, quiet, quiet)


def test_a_version_folder_is_whole_and_loads(trained: Path, records: list[Record]) -> None:
    names = {p.name for p in trained.iterdir()}
    assert names == {
        "model.onnx", "tokenizer.json", "version.json", "metrics.json", "MODEL_CARD.md", "SHA256SUMS", "words.json",
        "ngrams.json", "clauses.npz", "reference.json",
    }  # fmt: skip
    info = versions.verify(trained).info
    assert info.layers == 1
    assert info.seed == SETTINGS.seed
    triage = Triage.load(trained, threads=1)
    assert triage.suggest(Case(text="住院理赔三个月没有结果")).model == "tiny.1"
    report = evaluate(triage, records[:12])
    assert report["failed"] == 0
    json.dumps(plain(report))


def test_parity_is_measured(trained: Path) -> None:
    parity = json.loads((trained / "metrics.json").read_text())["parity"]
    assert parity["fp32_difference"] < export.MAX_FP32_DIFFERENCE
    assert parity["int8_cosine"] > export.MIN_INT8_COSINE


def test_a_taken_name_is_refused(trained: Path, data_folder: Path, tiny_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="已存在"):
        release.train(data_folder, trained.parent, "tiny.1", str(tiny_folder), SETTINGS, tmp_path, quiet, quiet)


def test_an_export_that_differs_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = BertConfig(vocab_size=50, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64)
    network = TriageNetwork(BertModel(config, add_pooling_layer=False), 4)
    words = lexical.Lexical({"理": 1.0}, np.ones((1, 4), np.float32), np.zeros(4, np.float32))
    samples = [([1, 2, 3], *NgramFeatures(words.idf)("理赔"))]
    monkeypatch.setattr(export, "MIN_INT8_COSINE", 1.1)
    with pytest.raises(export.ParityError):
        export.export(ShippedNetwork(network, words), tmp_path / "m.onnx", samples, slice(0, 4))


SCRIPT = """
    import sys
    from pathlib import Path
    from training import fit, release

    def progress(epoch, step, steps, loss):
        if step == 1:
            print("epoch", epoch, flush=True)

    data, output, base, run = map(Path, sys.argv[1:])
    settings = fit.Settings(epochs=6, batch=4, window=32, layers=1)
    release.train(data, output, "killed.1", str(base), settings, run, print, progress)
"""


def test_training_goes_on_after_a_kill(tmp_path: Path, data_folder: Path, tiny_folder: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text(textwrap.dedent(SCRIPT))
    output, run = tmp_path / "models", tmp_path / "run"
    output.mkdir()
    command = [sys.executable, str(script), *map(str, (data_folder, output, tiny_folder, run))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout
        for line in first.stdout:
            if line.startswith("epoch 2"):
                break
        first.send_signal(signal.SIGKILL)
    assert not (output / "killed.1").exists()
    second = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    epochs = [line for line in second.stdout.splitlines() if line.startswith("epoch")]
    assert epochs[0] in {"epoch 2", "epoch 1"}  # what was saved is not done again
    assert epochs[-1] == "epoch 5"
    history = json.loads((output / "killed.1" / "metrics.json").read_text())["history"]
    assert len(history) == 6


def test_another_trainings_state_is_neither_used_nor_lost(tmp_path: Path, data_folder: Path, tiny_folder: Path) -> None:
    def train(name: str, seed: int) -> Path:
        settings = fit.Settings(epochs=1, batch=4, window=32, layers=1, seed=seed)
        return release.train(data_folder, tmp_path, name, str(tiny_folder), settings, tmp_path / "run", quiet, quiet)

    train("first", 1)
    with pytest.raises(BadInput, match="另一次训练"):
        train("second", 2)
    assert (tmp_path / "run" / fit.CHECKPOINT).is_file()


@pytest.mark.parametrize(("name", "match"), [("测试 1", "版本名"), ("../x", "版本名|已存在")])
def test_a_bad_name_fails_before_training(tmp_path: Path, data_folder: Path, name: str, match: str) -> None:
    with pytest.raises(BadInput, match=match):
        release.train(data_folder, tmp_path, name, "none", SETTINGS, tmp_path / "run", quiet, quiet)


def test_data_without_validation_fails_before_training(tmp_path: Path, records: list[Record]) -> None:
    lines = "".join(r.model_dump_json() + "\n" for r in records if r.split == "train")
    (tmp_path / "few.jsonl").write_text(lines, encoding="utf-8")
    with pytest.raises(BadInput, match="validation"):
        release.train(tmp_path, tmp_path, "v", "none", SETTINGS, tmp_path / "run", quiet, quiet)


def test_training_is_repeatable(tmp_path: Path, data_folder: Path, tiny_folder: Path) -> None:
    begin = time.perf_counter()
    folders = [
        release.train(
            data_folder, tmp_path, f"same.{i}", str(tiny_folder), SETTINGS, tmp_path / f"run{i}", quiet, quiet
        )
        for i in range(2)
    ]
    losses = [json.loads((f / "metrics.json").read_text())["history"][-1]["train_loss"] for f in folders]
    assert losses[0] == pytest.approx(losses[1], rel=1e-3)
    assert time.perf_counter() - begin < 120


def test_training_does_not_change_the_version_in_use(
    tmp_path: Path, data_folder: Path, tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIAGE_MODELS", str(tmp_path / "models"))

    def train(name: str) -> str:
        done = run(
            "train", "--name", name, "--data", data_folder, "--base", tiny_folder, "--epochs", "1", "--layers", "1",
            "--run", tmp_path / "run",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert train("first").endswith("启用:triage models promote first\n")
    assert not (tmp_path / "models" / versions.CURRENT).exists()
    versions.point_to("first")
    assert train("second").endswith("启用:triage gate second,通过后 triage models promote second\n")
    assert versions.current() == "first"
