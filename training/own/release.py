"""From a user's table to a version folder: read, embed once, fit, export, seal."""

import hashlib
import io
import json
import os
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version as package_version
from pathlib import Path

import numpy as np
import torch

from training import disk, export
from training.base import Base, load_base
from training.dataset import prepare
from training.fit import Settings
from training.lexical import Lexical
from training.network import ShippedNetwork, TriageNetwork
from training.own import recipe
from training.own.measure import validation
from training.own.split import near_duplicates
from training.own.table import Column, Floats, Index, columns, read
from training.release import PACKAGES, PARITY_SAMPLES, machine
from triage import versions
from triage.encoder import Encoder
from triage.errors import BadInput
from triage.files import sync_folder, write_atomic
from triage.ngrams import NgramFeatures
from triage.taxonomy import shipped
from triage.versions import Head, Version

WINDOW = Settings().window
# Texts embedded between two saves; what is saved is not computed again after a kill.
CHUNK = 512

Say = Callable[[str], None]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A table ready to learn from: texts as the encoder reads them, their embeddings (texts, hidden) and groups of
    near-duplicates (texts,)."""

    texts: list[str]
    columns: tuple[Column, ...]
    embeddings: Floats
    groups: Index
    base: Base
    sha256: str


def check_output(output: Path) -> None:
    """Raise BadInput unless a version folder can be made there; its name is the version's name."""
    name = output.resolve().name
    if not re.fullmatch(versions.NAME, name):
        raise BadInput(f"版本文件夹名 {name} 只能用字母、数字、点、横线和下划线", field="output")
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise BadInput(f"{output} 已存在且不是空文件夹,请换一个 --output", field="output")


def prepared(
    data: Path, text_column: str, label_columns: Sequence[str], base: str, run: Path, say: Say, progress: Progress
) -> Prepared:
    """Read, mask and embed a table; raises BadInput. Embeddings are kept in `run`, to go on from after a kill."""
    table = read(data, text_column, label_columns)
    found = columns(table)
    for column in found:
        say(f"标签列“{column.name}”:{len(column.rows)} 行有标签,{len(column.codes)} 种")
    say(f"读取并编码 {len(table.texts)} 条正文(长文为主时每千条约需一分钟;中断后重新运行会接着做)")
    loaded = load_base(base)
    run.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=run) as folder:
        encoder = _bare_encoder(loaded, Path(folder))
        texts, embeddings = _embedded(encoder, Path(folder), table.texts, run, progress)
    return Prepared(texts, found, embeddings, near_duplicates(texts), loaded, table.sha256)


def train(rows: Prepared, output: Path, seed: int, say: Say) -> Path:
    """Fit, export and write the version folder `output`; returns it. Raises BadInput, export.ParityError."""
    check_output(output)
    folder = output.resolve()
    say("交叉拟合:校准概率与阈值")
    target = shipped().decisions.target_precision
    held = [recipe.unseen(rows.texts, rows.embeddings, c, rows.groups, seed) for c in rows.columns]
    heads = [recipe.settle(c, h, target) for c, h in zip(rows.columns, held, strict=True)]
    fitted = recipe.fit(rows.texts, rows.embeddings, rows.columns, seed)
    with disk.aside(folder) as aside:
        say("导出 ONNX INT8 并核对一致性")
        parity = _write_graph(
            aside, rows.base, _network(rows.base, fitted), fitted.lexical, rows.texts[:PARITY_SAMPLES]
        )
        measured = {c.name: validation(h, c, u) for c, h, u in zip(rows.columns, heads, held, strict=True)}
        info = _version(folder.name, heads, rows.base, rows.sha256, seed, len(rows.texts))
        write_atomic(aside / versions.INFO, info.model_dump_json(indent=1).encode())
        metrics = {"parity": asdict(parity), "validation": measured}
        write_atomic(aside / "metrics.json", json.dumps(metrics, ensure_ascii=False, indent=1).encode())
        write_atomic(aside / "MODEL_CARD.md", _card(info, rows, measured).encode())
        versions.seal(aside)
        versions.verify(aside)
        aside.rename(folder)
        sync_folder(folder.parent)
    return folder


def _embedded(
    encoder: Encoder, folder: Path, texts: Sequence[str], run: Path, progress: Progress
) -> tuple[list[str], Floats]:
    """Prepared texts and their embeddings, by the same INT8 encoder that will serve."""
    graph = hashlib.sha256((folder / versions.MODEL).read_bytes() + (folder / versions.TOKENIZER).read_bytes())
    ready: list[str] = []
    parts: list[Floats] = []
    for at in range(0, len(texts), CHUNK):
        chunk = [prepare(text) for text in texts[at : at + CHUNK]]
        digest = graph.copy()
        digest.update("\0".join(chunk).encode("utf-8", "replace"))
        saved = run / f"{digest.hexdigest()}.npy"
        if saved.is_file():
            part = np.load(saved)
        else:
            part = np.stack([e.embedding for e in encoder.encode_many(chunk)]).astype(np.float32)
            content = io.BytesIO()
            np.save(content, part)
            write_atomic(saved, content.getvalue())
        ready += chunk
        parts.append(part)
        progress(len(ready), len(texts))
    return ready, np.concatenate(parts)


def _bare_encoder(base: Base, folder: Path) -> Encoder:
    """The base in the form that serves, without labels: what embeds in training is what embeds at work."""
    head = Head(name="none", kind="single", codes=("none",))
    words = Lexical({"一": 1.0}, np.zeros((1, 1), np.float32), np.zeros(1, np.float32))
    _write_graph(folder, base, TriageNetwork(base.model, 1), words, ["理赔款三个月没有到账"])
    info = _version("none", [head], base, "", 0, 0)
    return Encoder(versions.Installed(folder, info), threads=os.cpu_count() or 1)


def _network(base: Base, fitted: recipe.Fitted) -> TriageNetwork:
    network = TriageNetwork(base.model, fitted.weights.shape[1])
    with torch.no_grad():
        network.heads.linear.weight.copy_(torch.from_numpy(fitted.weights.T))
        network.heads.linear.bias.copy_(torch.from_numpy(fitted.bias))
        network.heads.center.copy_(torch.from_numpy(fitted.center))
        network.heads.scale.copy_(torch.from_numpy(fitted.scale))
    return network


def _write_graph(
    folder: Path, base: Base, network: TriageNetwork, words: Lexical, texts: Sequence[str]
) -> export.Parity:
    """Graph, n-grams and tokenizer of a version; `texts` prove the graph."""
    features = NgramFeatures(words.idf)
    ids = [base.tokenizer(text, truncation=True, max_length=WINDOW)["input_ids"] for text in texts]
    samples = [(row, *features(text)) for row, text in zip(ids, texts, strict=True)]
    shipped_network = ShippedNetwork(network.cpu(), words)
    parity = export.export(
        shipped_network, folder / versions.MODEL, samples, slice(0, network.heads.linear.out_features)
    )
    write_atomic(folder / versions.NGRAMS, json.dumps(words.idf, ensure_ascii=False, indent=0).encode())
    base.tokenizer.backend_tokenizer.no_truncation()
    base.tokenizer.backend_tokenizer.save(str(folder / versions.TOKENIZER))
    return parity


def _version(name: str, heads: Sequence[Head], base: Base, sha256: str, seed: int, rows: int) -> Version:
    labels = json.dumps({head.name: head.codes for head in heads}, ensure_ascii=False)
    return Version(
        version=name,
        kind="own",
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        heads=tuple(heads),
        window=WINDOW,
        taxonomy=name,
        taxonomy_sha256=hashlib.sha256(labels.encode()).hexdigest(),
        data_sha256=sha256,
        base=base.origin,
        layers=base.model.config.num_hidden_layers,
        seed=seed,
        packages={package: package_version(package) for package in PACKAGES},
        training={
            "recipe": "frozen encoder, logistic regression and NB-SVM on character n-grams",
            "rows": rows,
            "machine": machine(),
        },
    )


def _card(info: Version, rows: Prepared, measured: dict[str, dict[str, float]]) -> str:
    data = info.data_sha256[:16]
    lines = [
        f"| {c.name} | {len(c.rows)} | {len(c.codes)} | {measured[c.name]['accuracy']:.3f} "
        f"| {measured[c.name]['auto_coverage']:.2f} at {measured[c.name]['auto_precision']:.3f} |"
        for c in rows.columns
    ]
    table = "\n".join(lines)
    return f"""# {info.version}

A version with a label set of its own, trained on a table of {len(rows.texts)} rows (SHA-256 `{data}…`):
{info.training["recipe"]}. No complaint rules: no severity, departments, deadlines or keywords.

- Base: {info.base}, {info.layers} layers, vocabulary pruned to Chinese, frozen.
- Trained {info.created} on {info.training["machine"]}, seed {info.seed}.

| column | rows | labels | accuracy | `auto`: share at precision |
|---|---|---|---|---|
{table}

The numbers are of rows that the judging model had not seen (cross-fitting, near-duplicates on one side); scales and
thresholds were fitted on the same rows, so expect a little less of `auto` elsewhere. Personal data is masked before
the model reads a text.
"""
