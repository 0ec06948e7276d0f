"""Base data and corrections → a challenger: `heads` on the champion's frozen encoder, or `full`, from the base up."""

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

from tokenizers import Tokenizer

from training import dataset, disk, doubts, embeddings, export, fit, lexical, release, review, twins
from training import heads as frozen
from training.corrections import lesson, read
from training.dataset import Row
from training.lexical import Lexical
from training.network import ShippedHeads
from training.noise import KINDS
from training.records import Record, read_all
from triage import versions
from triage.errors import BadInput
from triage.ngrams import NgramFeatures
from triage.taxonomy import shipped
from triage.versions import Head, Installed

Mode = Literal["heads", "full"]
Floats = embeddings.Floats


@dataclass(frozen=True, slots=True)
class Order:
    """What to make: version `name` in `output`, from `data` and `corrections`, upon `champion`.

    `share` of the newest corrections of every reason is held out for the gate. `run` keeps embeddings and, in mode
    full, checkpoints; `base` is for mode full alone.
    """

    corrections: Path
    name: str
    mode: Mode
    champion: Installed
    data: Path
    output: Path
    share: float
    run: Path
    base: str


def retrain(order: Order, say: release.Say, embedded: Callable[[int, int], None], trained: fit.Progress) -> Path:
    """Write the version folder and return it; raises BadInput. What is in `order.run` is not computed again.

    `embedded(done, total)` counts texts, `trained` the steps of mode full.
    """
    if order.champion.info.kind != "complaint":
        raise BadInput(f"版本 {order.champion.info.version} 用的是自有标签,不能据更正重训", field="champion")
    taxonomy, folder = shipped(), order.output / order.name
    heads = dataset.heads_of(taxonomy)
    settings = settings_of(order.champion)
    records = read_all(order.data)
    release.check(order.name, folder, records, taxonomy)
    found = read(order.corrections, taxonomy)
    say(f"读取更正 {order.corrections.name}:可用 {len(found.cases)} 件,有误 {len(found.faults)} 行")
    base = dataset.train_rows(records, heads, taxonomy, settings.seed, KINDS, ())
    known = [(row["author"], row["text"]) for row in base[: sum(r.split == "train" for r in records)]]
    measured = [dataset.prepare(r.text) for r in records if r.split != "train"]
    parted = twins.part(found.cases, known, measured, order.share)
    lessons = [lesson(case, author) for case, author in zip(parted.learned, parted.authors, strict=True)]
    rows = base + dataset.lesson_rows(lessons, heads)
    say(f"编码 {len(rows)} 条正文(已编码过的直接取用)")
    cores = os.cpu_count() or 1
    vectors = embeddings.embed(order.champion, [row["text"] for row in rows], order.run / "embeddings", cores, embedded)
    say("交叉拟合:未见过该案件的模型怎么看")
    margins = _unseen_margins(rows, heads, settings.seed)
    opinions = doubts.opinions(order.champion, lessons, cores)
    doubtful = doubts.suspects(rows, vectors, margins, heads, lessons, opinions, settings.seed)
    lessons = doubts.doubted(lessons, doubtful)
    reviews = [*doubtful, *found.reviews, *parted.reviews]
    for line in review.summary(found, parted, reviews):
        say(line)
    written = review.write(order.run / order.name, order.corrections.name, found, parted, reviews)
    say(f"待审核的更正:{written}(含案件号与正文,不在版本文件夹中)")
    facts = {
        "mode": order.mode,
        "champion": order.champion.info.version,
        "corrections": len(lessons),
        "corrections_sha256": found.sha256,
    }
    taught = release.Taught(lessons, review.cases(found, parted), facts)
    if order.mode == "full":
        return release.train(
            order.data, order.output, order.name, order.base, settings, order.run / order.name, say, trained, taught
        )
    rows = base + dataset.lesson_rows(lessons, heads)
    return _upon(order, settings, heads, records, rows, vectors, margins, taught, say)


def settings_of(champion: Installed) -> fit.Settings:
    """Those of the champion: a challenger differs by what it has learned."""
    known = {field.name for field in fields(fit.Settings)}
    return fit.Settings(**{k: v for k, v in champion.info.training.items() if k in known})


def _unseen_margins(rows: Sequence[Row], heads: Sequence[Head], seed: int) -> Floats:
    targets, belief = dataset.matrices(rows)
    texts, authors = [row["text"] for row in rows], [row["author"] for row in rows]
    return lexical.unseen_margins(texts, targets, heads, authors, seed, _least(rows), belief)


def _least(rows: Sequence[Row]) -> int:
    return release.least_of([row["id"] for row in rows])


def _upon(
    order: Order,
    settings: fit.Settings,
    heads: tuple[Head, ...],
    records: Sequence[Record],
    rows: Sequence[Row],
    vectors: Floats,
    margins: Floats,
    taught: release.Taught,
    say: release.Say,
) -> Path:
    """The challenger with the champion's encoder, tokenizer and keyphrases."""
    targets, belief = dataset.matrices(rows)
    words = lexical.fit([row["text"] for row in rows], targets, heads, settings.seed, _least(rows), belief=belief)
    say(f"字词特征 {len(words.idf)} 个,线性 SVM 已训练")
    fitted = frozen.fit(vectors, margins, targets, belief, heads, settings.seed)
    folder = order.output / order.name
    with disk.aside(folder) as aside:
        say("导出 ONNX INT8 并核对一致性")
        for name in (versions.TOKENIZER, versions.WORDS):
            shutil.copyfile(order.champion.folder / name, aside / name)
        parity = export.export_heads(
            ShippedHeads(fitted, words),
            order.champion.folder / versions.MODEL,
            aside / versions.MODEL,
            _samples(order.champion, words, records),
            release.slice_of(heads, "reason"),
        )
        base, data = order.champion.info.base, dataset.data_hash(order.data)
        made = release.Made(heads, words, parity, base, settings, data, [])
        return release.finish(folder, aside, made, records, shipped(), taught, say)


def _samples(champion: Installed, words: Lexical, records: Sequence[Record]) -> export.Samples:
    """Validation texts as the champion reads them, to prove the graph on."""
    tokenizer = Tokenizer.from_file(str(champion.folder / versions.TOKENIZER))
    tokenizer.enable_truncation(champion.info.window)
    features = NgramFeatures(words.idf)
    chosen = [r for r in records if r.split == "validation"][: release.PARITY_SAMPLES]
    texts = [dataset.prepare(record.text) for record in chosen]
    return [(tokenizer.encode(text).ids, *features(text)) for text in texts]
