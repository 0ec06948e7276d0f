"""What all tests share: the version that ships, a tiny base encoder, and a version with labels of its own."""

import csv
from pathlib import Path

import pytest

from triage.engine import Triage
from triage.own import OwnTriage

LABELS = ("类别", "重大")


@pytest.fixture(scope="session")
def triage() -> Triage:
    return Triage.load(threads=2)


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base encoder as a folder: the real tokenizer over a one-layer network of random weights."""
    import torch
    from transformers import BertConfig, BertModel

    from training import base

    folder = tmp_path_factory.mktemp("base")
    tokenizer = base.load_base().tokenizer
    torch.manual_seed(1)
    size = len(tokenizer)
    config = BertConfig(
        vocab_size=size, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def own_table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table as a user would have it, in GB18030: 90 rows, three categories, and a column that is half empty."""
    from training.evaluate import default_data
    from training.records import read_all

    path = tmp_path_factory.mktemp("own") / "工单.csv"
    chosen = {code: [r for r in read_all(default_data()) if r.cat1 == code][:30] for code in ("CLM", "SAL", "POS")}
    rows = [r for row in zip(*chosen.values(), strict=True) for r in row]
    with path.open("w", encoding="gb18030", errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["编号", "内容", *LABELS])
        names = {"CLM": "理赔", "SAL": "销售", "POS": "保全"}
        for i, r in enumerate(rows):
            writer.writerow([i, r.text, names[r.cat1], r.severity if i % 2 else ""])
    return path


@pytest.fixture(scope="session")
def own_folder(tmp_path_factory: pytest.TempPathFactory, own_table: Path, tiny_folder: Path) -> Path:
    """A version with the label columns of `own_table`."""
    from training.own import release

    folder = tmp_path_factory.mktemp("models") / "mine.1"
    rows = release.prepared(own_table, "内容", LABELS, str(tiny_folder), folder.parent / "run", print, lambda *_: None)
    return release.train(rows, folder, 1, print)


@pytest.fixture(scope="session")
def own(own_folder: Path) -> OwnTriage:
    return OwnTriage.load(own_folder, threads=2)
