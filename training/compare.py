"""Which model should ship: every kind that was considered, on one data set, in one table.

Each row learns from the train split, has its weights fitted on validation and is measured on the test split. A row
that is finished is kept in the run folder, so that a comparison that was stopped goes on with the next.
"""

import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import jieba
import numpy as np
import numpy.typing as npt
import onnxruntime
import torch
from datasets import Dataset, DatasetDict
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from training import calibrate, dataset, export, fit, lexical, release, stages
from training.base import load_base
from training.evaluate import macro_f1
from training.network import ShippedNetwork
from training.noise import KINDS
from training.records import Record, read_all
from triage.errors import BadInput
from triage.files import write_atomic
from triage.ngrams import NgramFeatures
from triage.taxonomy import shipped
from triage.versions import MODEL

Floats = npt.NDArray[np.float32]
MEASURED = ("reason", "department", "flags")
# texts whose reading is timed
TIMED = 200
# of the plain SVMs (the default of scikit-learn, and as good as any here)
PLAIN_C = 1.0
# a teacher's scores of the training rows, kept for its students
LESSON = "lesson.npy"


# how far a student believes its teacher (the rest: the labels)
TAUGHT = 0.5


@dataclass(frozen=True, slots=True)
class Neural:
    """A fine-tuned row: layers kept, on top of the n-grams or alone, with noisy copies or without.

    `stage`: what comes before fine-tuning (stages.py). `teacher`: the row whose probabilities are learned along with
    the labels. `seed` is added to that of the settings.
    """

    layers: int
    ngrams: bool = True
    noise: bool = True
    stage: Literal["", "contrastive", "masked"] = ""
    teacher: str = ""
    seed: int = 0


SHIPPED = "4 layers on NB-SVM"
NEURAL = {
    "4 layers alone": Neural(4, ngrams=False),
    "12 layers alone": Neural(12, ngrams=False),
    f"{SHIPPED}, no noise": Neural(4, noise=False),
    SHIPPED: Neural(4),
    f"{SHIPPED}, second seed": Neural(4, seed=1),
    f"{SHIPPED}, third seed": Neural(4, seed=2),
    "6 layers on NB-SVM": Neural(6),
    "12 layers on NB-SVM": Neural(12),
    f"{SHIPPED}, contrastive stage": Neural(4, stage="contrastive"),
    f"{SHIPPED}, masked-language stage": Neural(4, stage="masked"),
    f"{SHIPPED}, distilled from 12": Neural(4, teacher="12 layers on NB-SVM"),
    "6 layers on NB-SVM, distilled from 12": Neural(6, teacher="12 layers on NB-SVM"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """`major_recall` and `major_precision` are the model's alone, without the rules; `megabytes` as stored.

    `texts_per_second` is one test text after another: INT8 on one core for what was fine-tuned.
    """

    name: str
    reason_f1: float
    category_f1: float
    department_top1: float
    major_recall: float
    major_precision: float
    texts_per_second: float
    megabytes: float
    int8_reason_f1: float | None = None


class Comparison:
    """The data, prepared once, and the measures that every row shares."""

    def __init__(self, data: Path, base: str, run: Path, settings: fit.Settings, share: float) -> None:
        self.records = _share(read_all(data), share, settings.seed)
        self.base, self.run, self.settings = base, run, settings
        self.taxonomy = shipped()
        self.heads = dataset.heads_of(self.taxonomy)
        self.texts = {s: [dataset.prepare(r.text) for r in self.of(s)] for s in dataset.SPLITS}
        self.truth = {s: self._targets(self.of(s)) for s in dataset.SPLITS}

    def of(self, split: str) -> list[Record]:
        return [r for r in self.records if r.split == split]

    def part(self, name: str) -> slice:
        return release.slice_of(self.heads, name)

    def row(self, name: str, scores: Floats, rate: float, size: float, int8: Floats | None = None) -> Row:
        """Measure `scores` (test texts, all heads): the higher, the likelier; above 0 a flag counts as present."""
        test = self.of("test")
        reason, department = self._codes(scores, "reason"), self._codes(scores, "department")
        major = np.asarray((scores[:, self.part("flags")] > 0).max(axis=1))
        true = np.array([r.severity == "major" for r in test])
        truth = np.array([r.cat2 for r in test])
        return Row(
            name,
            macro_f1(truth, reason),
            macro_f1(np.array([r.cat1 for r in test]), np.array([c.split("_")[0] for c in reason])),
            float((department == np.array([r.dept_primary for r in test])).mean()),
            float(major[true].mean()),
            float(true[major].mean()) if major.any() else float("nan"),
            rate,
            size,
            None if int8 is None else macro_f1(truth, self._codes(int8, "reason")),
        )

    def fused(self, logits: dict[str, Floats], margins: dict[str, Floats], split: str = "test") -> Floats:
        """Scores of a split from both halves, weighted head by head on validation."""
        scores = np.empty_like(margins[split])
        at = 0
        for head in self.heads:
            part = slice(at, at + len(head.codes))
            at += len(head.codes)
            temperature, weight = calibrate.scales(
                head, logits["validation"][:, part], margins["validation"][:, part], self.truth["validation"][:, part]
            )
            scores[:, part] = (logits[split][:, part] + weight * margins[split][:, part]) / temperature
        return scores

    def _codes(self, scores: Floats, head: str) -> npt.NDArray[Any]:
        codes = np.array(self.taxonomy.codes(head))
        return np.asarray(codes[scores[:, self.part(head)].argmax(axis=1)])

    def _targets(self, records: Sequence[Record]) -> Floats:
        labels = [dataset.labels_of(r) for r in records]
        return np.array([[x[h.name].get(c, 0.0) for h in self.heads for c in h.codes] for x in labels], np.float32)


def compare(
    data: Path,
    base: str,
    run: Path,
    settings: fit.Settings,
    names: Sequence[str],
    say: Callable[[str], None],
    share: float = 1.0,
) -> list[Row]:
    """All rows named (see `variants`), in order; finished ones are read from `run`.

    `share` of the training authors, drawn by the seed, teaches every row: twelve layers take their time on a CPU.
    Raises BadInput where `run` holds a row of other data or settings.
    """
    run.mkdir(parents=True, exist_ok=True)
    comparison: Comparison | None = None
    # a row of other data or settings must not stand in this table
    of = {"data": dataset.data_hash(data), "base": base, "settings": asdict(settings), "share": share}
    rows = []
    for name in names:
        kept = run / f"{name.replace(' ', '_')}.json"
        if kept.is_file() and json.loads(kept.read_text())["of"] != of:
            raise BadInput(f"{run} 中的“{name}”来自另外的数据或设置;请换一个 --run", field="run")
        if not kept.is_file():
            comparison = comparison or Comparison(data, base, run, settings, share)
            say(f"训练:{name}")
            row = variants()[name](comparison, name)
            write_atomic(kept, json.dumps({"of": of, "row": asdict(row)}).encode())
        rows.append(Row(**json.loads(kept.read_text())["row"]))
    return rows


def _share(records: Sequence[Record], share: float, seed: int) -> list[Record]:
    """All of validation and test, and the cases of a share of the training authors."""
    authors = sorted({r.author for r in records if r.split == "train"})
    chosen = set(random.Random(seed).sample(authors, max(2, round(share * len(authors)))))
    return [r for r in records if r.split != "train" or r.author in chosen]


def variants() -> dict[str, Callable[[Comparison, str], Row]]:
    """name → how that row is made."""
    return {
        "jieba TF-IDF + SVM": _jieba,
        "char n-grams + SVM": _ngrams,
        "char n-grams + NB-SVM": _lexical,
        "frozen 12 layers + logistic regression": partial(_frozen, ngrams=False),
        "frozen 12 layers + NB-SVM": partial(_frozen, ngrams=True),
        **{name: partial(_neural, neural=neural) for name, neural in NEURAL.items()},
    }


def table(rows: Sequence[Row]) -> str:
    """As Markdown."""
    lines = [
        "| model | reason F1 | INT8 | category F1 | department | major recall | precision | texts/s | MB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for r in rows:
        int8 = "" if r.int8_reason_f1 is None else f"{r.int8_reason_f1:.3f}"
        lines.append(
            f"| {r.name} | {r.reason_f1:.3f} | {int8} | {r.category_f1:.3f} | {r.department_top1:.3f} | "
            f"{r.major_recall:.3f} | {r.major_precision:.3f} | {r.texts_per_second:.0f} | {r.megabytes:.0f} |"
        )
    return "\n".join(lines) + "\n"


def _jieba(c: Comparison, name: str) -> Row:
    jieba.setLogLevel(60)
    words = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None, sublinear_tf=True, min_df=2)
    features = words.fit_transform(c.texts["train"])
    models = _svms(c, features)
    rate = _rate(lambda texts: _margins(c, models, words.transform(texts)), c.texts["test"])
    return c.row(name, _margins(c, models, words.transform(c.texts["test"])), rate, _megabytes(words, c))


def _ngrams(c: Comparison, name: str) -> Row:
    ngrams = lexical.vectorizer(len(c.texts["train"]))
    features = ngrams.fit_transform(c.texts["train"])
    models = _svms(c, features)
    rate = _rate(lambda texts: _margins(c, models, ngrams.transform(texts)), c.texts["test"])
    return c.row(name, _margins(c, models, ngrams.transform(c.texts["test"])), rate, _megabytes(ngrams, c))


def _lexical(c: Comparison, name: str) -> Row:
    """The lexical half of a version, alone and without noise."""
    words = lexical.fit(c.texts["train"], c.truth["train"], c.heads, c.settings.seed)
    rate = _rate(words.margins, c.texts["test"])
    return c.row(name, words.margins(c.texts["test"]), rate, words.weights.size / 1e6)


def _svms(c: Comparison, features: Any) -> dict[int, LinearSVC]:
    """column → SVM, for the heads that are measured."""
    found = {}
    for head in MEASURED:
        for column in range(c.part(head).start, c.part(head).stop):
            positive = c.truth["train"][:, column] > 0.5
            if positive.any():
                svm = LinearSVC(C=PLAIN_C, class_weight="balanced", random_state=c.settings.seed)
                found[column] = svm.fit(features, positive)
    return found


def _margins(c: Comparison, models: dict[int, LinearSVC], features: Any) -> Floats:
    scores = np.full((features.shape[0], c.truth["test"].shape[1]), lexical.ABSENT, np.float32)
    for column, model in models.items():
        scores[:, column] = model.decision_function(features)
    return scores


def _megabytes(vectorizer: TfidfVectorizer, c: Comparison) -> float:
    """Weights as stored in a version: one byte each."""
    return float(len(vectorizer.vocabulary_) * c.truth["test"].shape[1] / 1e6)


def _frozen(c: Comparison, name: str, *, ngrams: bool) -> Row:
    loaded = load_base(c.base)
    network = release.build_network(loaded, c.heads, replace(c.settings, layers=len(loaded.model.encoder.layer)))
    rows = dataset.build(c.records, c.heads, loaded.tokenizer, c.settings.window, c.taxonomy, c.settings.seed, ())
    pad = loaded.tokenizer.pad_token_id
    size = len(c.texts["train"])
    embedded = {s: fit.predict(network, rows[s].select(range(len(c.texts[s]))), pad, 16)[1] for s in dataset.SPLITS}
    scale = StandardScaler().fit(embedded["train"][:size])
    logits = {s: np.full(c.truth[s].shape, lexical.ABSENT, np.float32) for s in ("validation", "test")}
    for head in MEASURED:
        for column in range(c.part(head).start, c.part(head).stop):
            positive = c.truth["train"][:, column] > 0.5
            if positive.any():
                model = LogisticRegression(C=0.003, class_weight="balanced", max_iter=300)
                model.fit(scale.transform(embedded["train"]), positive)
                for split, found in logits.items():
                    found[:, column] = model.decision_function(scale.transform(embedded[split]))
    rate = _rate(lambda texts: [_embed(loaded, network, text) for text in texts], c.texts["test"])
    megabytes = sum(p.numel() for p in network.parameters()) * 4 / 1e6
    if not ngrams:
        return c.row(name, logits["test"], rate, megabytes)
    words = lexical.fit(c.texts["train"], c.truth["train"], c.heads, c.settings.seed)
    margins = {s: words.margins(c.texts[s]) for s in ("validation", "test")}
    return c.row(name, c.fused(logits, margins), rate, megabytes + words.weights.size / 1e6)


def _embed(loaded: Any, network: Any, text: str) -> Any:
    ids = loaded.tokenizer(text, truncation=True, max_length=512, return_tensors="pt")
    with torch.inference_mode():
        return network(ids["input_ids"], ids["attention_mask"])[1]


def _neural(c: Comparison, name: str, *, neural: Neural) -> Row:
    settings = replace(c.settings, layers=neural.layers, seed=c.settings.seed + neural.seed)
    loaded = load_base(c.base)
    pad = loaded.tokenizer.pad_token_id
    network = release.build_network(loaded, c.heads, settings)
    noises = KINDS if neural.noise else ()
    rows = dataset.build(c.records, c.heads, loaded.tokenizer, settings.window, c.taxonomy, c.settings.seed, noises)
    words, rows = release.with_margins(rows, c.heads, settings.seed)
    if not neural.ngrams:
        rows = _without_margins(rows)
    if neural.teacher:
        rows["train"] = _taught(c, rows["train"], neural.teacher)
    if neural.stage == "contrastive":
        stages.contrastive(network, rows["train"], c.part("reason"), pad, settings)
    elif neural.stage == "masked":
        # the pruned vocabulary has no mask; the unknown token says as little
        stages.masked_language(network, rows["train"], pad, loaded.tokenizer.unk_token_id, settings)
    folder = _folder(c, name)
    state = fit.Run(folder, "", dataset.rows_hash(rows, c.heads), loaded.origin)
    fit.fit(network, rows, c.heads, pad, settings, state, lambda *_: None)
    logits = {s: fit.predict(network, rows[s], pad, settings.batch)[0] for s in ("validation", "test")}
    margins = {s: np.array(rows[s]["margins"], np.float32) for s in ("validation", "test")}
    if any(other.teacher == name for other in NEURAL.values()):
        logits["train"] = fit.predict(network, rows["train"], pad, settings.batch)[0]
        margins["train"] = np.array(rows["train"]["margins"], np.float32)
        np.save(folder / LESSON, c.fused(logits, margins, "train"))
    features = NgramFeatures(words.idf)
    samples = [
        (row["input_ids"], *features(row["text"]))
        for row in rows["validation"].select(range(min(64, len(rows["validation"]))))
    ]
    folder.mkdir(parents=True, exist_ok=True)
    export.export(ShippedNetwork(network.cpu(), words), folder / MODEL, samples, c.part("reason"))
    small, rate = _int8(folder / MODEL, rows, features)
    return c.row(
        name,
        c.fused(logits, margins),
        rate,
        (folder / MODEL).stat().st_size / 1e6,
        c.fused(small, margins),
    )


def _folder(c: Comparison, name: str) -> Path:
    return c.run / name.replace(" ", "_")


def _taught(c: Comparison, rows: Dataset, teacher: str) -> Dataset:
    """`rows` with targets between their labels and the teacher's probabilities (Hinton et al. 2015).

    Raises BadInput where the teacher has not been trained in this run.
    """
    lesson = _folder(c, teacher) / LESSON
    if not lesson.is_file():
        raise BadInput(f"请先训练“{teacher}”", field="only")
    scores = torch.from_numpy(np.load(lesson))
    target = torch.tensor(rows["target"], dtype=torch.float32)
    for head in c.heads:
        part = c.part(head.name)
        if head.kind == "single":
            said = scores[:, part].softmax(dim=1)
            # a definition says nothing of the heads it leaves at zero, and is not taught any
            said = torch.where(target[:, part].any(dim=1, keepdim=True), said, 0.0)
        else:
            said = scores[:, part].sigmoid()
        target[:, part] = (1 - TAUGHT) * target[:, part] + TAUGHT * said
    return rows.remove_columns("target").add_column("target", target.tolist())


def _without_margins(rows: DatasetDict) -> DatasetDict:
    """As if the n-grams had nothing to say."""
    return DatasetDict(
        {s: part.map(lambda row: {"margins": [0.0] * len(row["margins"])}) if "margins" in part.column_names else part
         for s, part in rows.items()}
    )  # fmt: skip


def _int8(path: Path, rows: DatasetDict, features: NgramFeatures) -> tuple[dict[str, Floats], float]:
    """Encoder logits of the INT8 graph by split, and its texts a second."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def read(row: dict[str, Any]) -> Floats:
        ids = np.array([row["input_ids"]], dtype=np.int64)
        at, weights = features(row["text"])
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "ngrams": at, "ngram_weights": weights}
        return np.asarray(session.run(["logits"], feed)[0][0])

    found = {s: np.stack([read(row) for row in rows[s]]) for s in ("validation", "test")}
    return found, _rate(lambda some: [read(row) for row in some], list(rows["test"]))


def _rate(read: Callable[[list[Any]], Any], things: list[Any]) -> float:
    """Texts a second, one after another."""
    some = things[:TIMED]
    read(some[:8])
    began = time.perf_counter()
    read(some)
    return len(some) / (time.perf_counter() - began)
