"""Labelled records → a `datasets.DatasetDict` with fixed splits, prepared exactly as a live case is.

Texts are normalised and masked by the functions that serve a case, so that the encoder never sees a name in
training and the same characters at work.
"""

import hashlib
import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

# `datasets` may look for a hub even for rows in memory; this service never has one.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_OFFLINE", "1")

import numpy as np
import numpy.typing as npt
from datasets import Dataset, DatasetDict, disable_progress_bars
from transformers import PreTrainedTokenizerFast

from training.noise import KINDS, noisy
from training.records import Record
from triage.privacy import mask
from triage.taxonomy import MULTI_FIELDS, SINGLE_FIELDS, Taxonomy
from triage.text import normalize
from triage.versions import Head

disable_progress_bars()

SPLITS = ("train", "validation", "test")
# Share of the label that goes to the second defensible reason, where the labeller named one.
ALTERNATIVE = 0.3
# Share of the training texts that are learned once more with noise. Neither half of the model gains or loses by more
# of it (training/README.md), and every copy costs the time of a text.
NOISY = 0.25

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A prepared text of which some labels are known: `labels[head]` as in `labels_of`, and `belief[head]`, how far
    it is believed (0..1). A head that is absent is unknown and teaches nothing. Lessons of one `author` stay together
    wherever texts are judged by models that have not seen them."""

    id: str
    author: str
    text: str
    labels: Mapping[str, Mapping[str, float]]
    belief: Mapping[str, float]


def heads_of(taxonomy: Taxonomy) -> tuple[Head, ...]:
    """The heads a complaint model has (DESIGN: single fields, then multi fields, then the second reasons)."""
    single = [Head(name=f, kind="single", codes=taxonomy.codes(f)) for f in SINGLE_FIELDS]
    multi = [Head(name=f, kind="multi", codes=taxonomy.codes(f)) for f in MULTI_FIELDS]
    second = [
        Head(name="secondary_reason", kind="multi", codes=taxonomy.codes("reason")),
        Head(name="secondary_intake", kind="multi", codes=taxonomy.codes("intake_type")),
    ]
    return (*single, *multi, *second)


def labels_of(record: Record) -> dict[str, dict[str, float]]:
    """head → code → target in 0..1; a multi head lists only what is true."""
    alternative = record.cat2_alt
    reason = (
        {record.cat2: 1 - ALTERNATIVE, alternative: ALTERNATIVE}
        if alternative and alternative != record.cat2
        else {record.cat2: 1.0}
    )
    return {
        "intake_type": {record.intake_type: 1.0},
        "reason": reason,
        "product": {record.product: 1.0},
        "channel": {record.channel: 1.0},
        "source": {record.source: 1.0},
        "stage": {record.stage: 1.0},
        "department": {record.dept_primary: 1.0},
        "flags": dict.fromkeys(record.flags, 1.0),
        "threats": dict.fromkeys(record.threats, 1.0),
        "helpers": dict.fromkeys(record.helpers, 1.0),
        "secondary_reason": dict.fromkeys(record.cat2_sec, 1.0),
        "secondary_intake": dict.fromkeys(record.intake_sec, 1.0),
    }


def prepare(text: str) -> str:
    """What the encoder reads of a text."""
    return mask(normalize(text))[0].text


def build(
    records: Sequence[Record],
    heads: Sequence[Head],
    tokenizer: PreTrainedTokenizerFast,
    window: int,
    taxonomy: Taxonomy,
    seed: int,
    noises: Sequence[str] = KINDS,
    lessons: Sequence[Lesson] = (),
) -> DatasetDict:
    """The records by split, with `lessons` and all else of `train_rows` in `train`.

    Columns: those of `train_rows` and input_ids (the first `window` tokens of a text).
    """
    rows = {
        split: train_rows(records, heads, taxonomy, seed, noises, lessons)
        if split == "train"
        else [_row(r, heads, r.text) for r in records if r.split == split]
        for split in SPLITS
    }
    by_split = {split: Dataset.from_list(rows[split]) for split in SPLITS}

    def tokenize(batch: dict[str, list[str]]) -> dict[str, list[list[int]]]:
        encoded = tokenizer(batch["text"], truncation=True, max_length=window)
        return {"input_ids": encoded["input_ids"]}

    return DatasetDict(
        {split: rows.map(tokenize, batched=True) if len(rows) else rows for split, rows in by_split.items()}
    )


def train_rows(
    records: Sequence[Record],
    heads: Sequence[Head],
    taxonomy: Taxonomy,
    seed: int,
    noises: Sequence[str],
    lessons: Sequence[Lesson],
) -> list[Row]:
    """What is learned from: the train split, a share of it once more with noise, the taxonomy's own words, and the
    lessons as they are (live texts bring their own noise).

    Each row: id, author, text (as prepared), target (all heads in one vector), belief (one a head). `noises` are drawn
    from, one a noisy text, by `seed`; none: no noisy copies.
    """
    rng = random.Random(seed)
    learned = [r for r in records if r.split == "train"]
    rows = [_row(r, heads, r.text) for r in learned]
    if noises:
        rows += [_row(r, heads, noisy(r, rng, noises)) for r in learned if rng.random() < NOISY]
    return rows + _definitions(taxonomy, heads) + lesson_rows(lessons, heads)


def lesson_rows(lessons: Sequence[Lesson], heads: Sequence[Head]) -> list[Row]:
    """Lessons as rows, in their order."""
    return [
        {
            "id": lesson.id,
            "author": lesson.author,
            "text": lesson.text,
            "target": _target(lesson.labels, heads),
            "belief": [float(lesson.belief.get(head.name, 0.0)) for head in heads],
        }
        for lesson in lessons
    ]


def matrices(rows: Sequence[Row]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """target (rows, all heads) and belief (rows, heads)."""
    return np.array([r["target"] for r in rows], np.float32), np.array([r["belief"] for r in rows], np.float32)


def _row(record: Record, heads: Sequence[Head], text: str) -> Row:
    target = _target(labels_of(record), heads)
    return {
        "id": record.id,
        "author": record.author,
        "text": prepare(text),
        "target": target,
        "belief": [1.0] * len(heads),
    }


def _target(labels: Mapping[str, Mapping[str, float]], heads: Sequence[Head]) -> list[float]:
    return [labels.get(head.name, {}).get(code, 0.0) for head in heads for code in head.codes]


def _definitions(taxonomy: Taxonomy, heads: Sequence[Head]) -> list[Row]:
    """Name and rule of every reason as texts of that reason; of their other labels they say nothing (all zero).

    Labelled texts say things in people's own words; the plain term of the trade must lead to its reason as well.
    """
    rows: list[Row] = []
    for reason in taxonomy.reasons:
        target = [float(head.name == "reason" and code == reason.code) for head in heads for code in head.codes]
        for n, text in enumerate((reason.name, f"{reason.name}:{reason.rule}")):
            rows.append(
                {
                    "id": f"{reason.code}-{n}",
                    "author": "taxonomy",
                    "text": prepare(text),
                    "target": target,
                    "belief": [1.0] * len(heads),
                }
            )
    return rows


def rows_hash(rows: DatasetDict, heads: Sequence[Head]) -> str:
    """SHA-256 over what training really reads: tokens, targets, beliefs and the order of codes."""
    digest = hashlib.sha256("\0".join(f"{h.name}:{','.join(h.codes)}" for h in heads).encode())
    for split in ("train", "validation"):
        for row in rows[split]:
            digest.update(f"{row['input_ids']}{row['target']}{row['belief']}".encode())
    return digest.hexdigest()


def data_hash(folder: Path) -> str:
    """SHA-256 over names and contents of a folder's jsonl files."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.jsonl")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
