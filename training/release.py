"""From labelled data to a version folder: the whole training, in order. Whatever is finished survives a kill."""

import hashlib
import json
import os
import platform
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version as package_version
from pathlib import Path

import numpy as np
import torch
from datasets import DatasetDict

from training import clauses, dataset, decisions, disk, export, fit, lexical, reference
from training.base import Base, load_base
from training.card import model_card
from training.check import code_faults
from training.keywords import keyword_worth
from training.network import ShippedNetwork, TriageNetwork
from training.records import Record, read_all
from triage import versions
from triage.errors import BadInput
from triage.files import sync_folder, write_atomic
from triage.ngrams import NgramFeatures
from triage.taxonomy import Taxonomy, in_use, shipped
from triage.versions import Head, Version

PACKAGES = (
    "torch",
    "transformers",
    "tokenizers",
    "onnx",
    "onnxruntime",
    "scikit-learn",
    "datasets",
    "jieba",
    "numpy",
)
PARITY_SAMPLES = 64

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Taught:
    """What handlers' corrections add to a training: lessons, files and facts (version.json) for the version."""

    lessons: Sequence[dataset.Lesson] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)


NOTHING = Taught()


@dataclass(frozen=True, slots=True)
class Made:
    """What a training leaves to `finish`: heads and n-grams as fitted, and what is noted of the training."""

    heads: tuple[Head, ...]
    words: lexical.Lexical
    parity: export.Parity
    base: str
    settings: fit.Settings
    data_sha256: str
    history: list[dict[str, float]]


def train(
    data: Path,
    output: Path,
    name: str,
    base: str,
    settings: fit.Settings,
    run: Path,
    say: Say,
    progress: fit.Progress,
    taught: Taught = NOTHING,
) -> Path:
    """Train on `data` (labelled_data layout) and write the version folder `output`/`name`; returns it.

    State is kept in `run`: started again with the same settings, training goes on after the last whole epoch.
    Raises BadInput when the data is unusable or the name is taken.
    """
    folder = output / name
    taxonomy = shipped()
    records = read_all(data)
    check(name, folder, records, taxonomy)
    torch.manual_seed(settings.seed)
    loaded = load_base(base)
    heads = dataset.heads_of(taxonomy)
    say(f"底座 {loaded.origin}:词表 {loaded.model.config.vocab_size},保留 {settings.layers} 层")
    network = build_network(loaded, heads, settings)
    rows = dataset.build(
        records, heads, loaded.tokenizer, settings.window, taxonomy, settings.seed, lessons=taught.lessons
    )
    say("样本(训练含加噪副本与标签释义)" + ",".join(f"{split} {len(part)}" for split, part in rows.items()))
    words, rows = with_margins(rows, heads, settings.seed)
    say(f"字词特征 {len(words.idf)} 个,线性 SVM 已训练")
    state = fit.Run(run, dataset.data_hash(data), dataset.rows_hash(rows, heads), loaded.origin)
    history = fit.fit(network, rows, heads, loaded.tokenizer.pad_token_id, settings, state, progress)
    with disk.aside(folder) as aside:
        say("导出 ONNX INT8 并核对一致性")
        features = NgramFeatures(words.idf)
        checked = rows["validation"].select(range(min(PARITY_SAMPLES, len(rows["validation"]))))
        samples = [(row["input_ids"], *features(row["text"])) for row in checked]
        shipped_network = ShippedNetwork(network.cpu(), words)
        parity = export.export(shipped_network, aside / versions.MODEL, samples, slice_of(heads, "reason"))
        loaded.tokenizer.backend_tokenizer.save(str(aside / versions.TOKENIZER))
        worth = keyword_worth([r for r in records if r.split == "train"])
        write_atomic(aside / versions.WORDS, json.dumps(worth, ensure_ascii=False, separators=(",", ":")).encode())
        made = Made(heads, words, parity, loaded.origin, settings, state.data_sha256, history)
        return finish(folder, aside, made, records, taxonomy, taught, say)


def finish(
    folder: Path,
    aside: Path,
    made: Made,
    records: Sequence[Record],
    taxonomy: Taxonomy,
    taught: Taught,
    say: Say,
) -> Path:
    """What every way of training has in common, on the folder `aside`, which holds graph, tokenizer and words.json:
    n-grams, clauses, calibration, papers, seal; then it becomes `folder`."""
    write_atomic(aside / versions.NGRAMS, json.dumps(made.words.idf, ensure_ascii=False, indent=0).encode())
    learned = [r for r in records if r.split == "train"]
    write_atomic(aside / versions.CLAUSES, clauses.fit(learned, taxonomy, made.settings.seed, taught.lessons))
    info = Version(
        version=folder.name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        heads=made.heads,
        window=made.settings.window,
        taxonomy=taxonomy.version,
        taxonomy_sha256=hashlib.sha256(in_use().read_bytes()).hexdigest(),
        data_sha256=made.data_sha256,
        base=made.base,
        layers=made.settings.layers,
        seed=made.settings.seed,
        packages={package: package_version(package) for package in PACKAGES},
        training={**asdict(made.settings), "machine": machine(), **taught.facts},
    )
    say("校准概率与阈值")
    info = decisions.calibrated(aside, info, [r for r in records if r.split == "validation"], taxonomy)
    write_atomic(aside / versions.INFO, info.model_dump_json(indent=1).encode())
    metrics = {"parity": asdict(made.parity), "history": made.history}
    write_atomic(aside / "metrics.json", json.dumps(metrics, indent=1).encode())
    write_atomic(aside / "MODEL_CARD.md", model_card(info, records, metrics).encode())
    for name, content in taught.files.items():
        write_atomic(aside / name, content)
    versions.seal(aside)
    say("记录训练数据的分布")
    reference.write(aside, records)
    versions.verify(aside)
    aside.rename(folder)
    sync_folder(folder.parent)
    return folder


def check(name: str, folder: Path, records: Sequence[Record], taxonomy: Taxonomy) -> None:
    """What would fail after hours of training fails now."""
    if not re.fullmatch(versions.NAME, name):
        raise BadInput(f"版本名 {name} 只能用字母、数字、点、横线和下划线", field="name")
    if folder.exists():
        raise BadInput(f"版本 {folder.name} 已存在,请换一个名字", field="name")
    for split in ("train", "validation"):
        if not any(r.split == split for r in records):
            raise BadInput(f"标注数据缺少 {split} 划分", field="split")
    for record in records:
        for place, message in code_faults(record, taxonomy):
            raise BadInput(f"{record.id} {place}:{message}", field="data")


def with_margins(rows: DatasetDict, heads: Sequence[Head], seed: int) -> tuple[lexical.Lexical, DatasetDict]:
    """The lexical half, and `rows` with what it says of each text (`margins`) without having seen its author."""
    texts = list(rows["train"]["text"])
    targets, belief = (np.array(rows["train"][column], np.float32) for column in ("target", "belief"))
    least = least_of(list(rows["train"]["id"]))
    words = lexical.fit(texts, targets, heads, seed, least, belief=belief)
    authors = list(rows["train"]["author"])
    margins = {"train": lexical.unseen_margins(texts, targets, heads, authors, seed, least, belief)}
    for split in ("validation", "test"):
        if len(rows[split]):
            margins[split] = words.margins(list(rows[split]["text"]))
    return words, DatasetDict(
        {k: v.add_column("margins", margins[k].tolist()) if k in margins else v for k, v in rows.items()}
    )


def least_of(ids: Sequence[str]) -> int:
    """In how many rows an n-gram must occur: with its noisy copy, a text counts twice."""
    return 2 * lexical.LEAST if len(set(ids)) < len(ids) else lexical.LEAST


def build_network(base: Base, heads: Sequence[Head], settings: fit.Settings) -> TriageNetwork:
    """The base encoder cut to its lowest `settings.layers` layers, under new heads."""
    base.model.encoder.layer = base.model.encoder.layer[: settings.layers]
    base.model.config.num_hidden_layers = settings.layers
    return TriageNetwork(base.model, sum(len(h.codes) for h in heads), settings.dropout)


def machine() -> str:
    """What the numbers were measured on."""
    return f"{platform.machine()}, {os.cpu_count()} CPU, {'CUDA' if torch.cuda.is_available() else 'CPU'}"


def slice_of(heads: Sequence[Head], name: str) -> slice:
    """Where a head's codes stand among all logits."""
    at = 0
    for head in heads:
        if head.name == name:
            return slice(at, at + len(head.codes))
        at += len(head.codes)
    raise KeyError(name)
