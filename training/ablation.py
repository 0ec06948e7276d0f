"""Does each kind of noise in training (noise.py) earn its place? Told by the n-gram half, which trains in seconds."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training import dataset, lexical
from training.evaluate import macro_f1
from training.noise import KINDS, noisy
from training.records import Record
from triage.versions import Head


@dataclass(frozen=True, slots=True)
class Effect:
    """Reason macro-F1 on held-out texts, by what the training texts had been through.

    `clean`: the texts as written; `noisy`: with this kind of noise. Trained on no noise, on every kind but this, and
    on every kind.
    """

    kind: str
    clean: tuple[float, float, float]
    noisy: tuple[float, float, float]


def ablation(records: Sequence[Record], seed: int, split: str = "test") -> list[Effect]:
    """One row a kind; learned on the train split, measured on `split`."""
    train, held = ([r for r in records if r.split == s] for s in ("train", split))
    head = Head(name="reason", kind="single", codes=tuple(sorted({r.cat2 for r in records})))
    plain = [dataset.prepare(r.text) for r in held]
    written = [dataset.prepare(r.text) for r in train]
    truth = np.array([r.cat2 for r in held])

    def fitted(kinds: Sequence[str]) -> lexical.Lexical:
        rng = random.Random(seed)
        copies = [dataset.prepare(noisy(r, rng, kinds)) for r in train] if kinds else []
        of = [*train, *train] if kinds else train
        targets = np.array([[r.cat2 == code for code in head.codes] for r in of], np.float32)
        return lexical.fit([*written, *copies], targets, [head], seed, (2 if kinds else 1) * lexical.LEAST)

    def f1(model: lexical.Lexical, texts: Sequence[str]) -> float:
        return macro_f1(truth, np.array(head.codes)[model.margins(texts).argmax(axis=1)])

    none, every = fitted(()), fitted(KINDS)
    never, always = f1(none, plain), f1(every, plain)
    effects = []
    for kind in KINDS:
        without = fitted([k for k in KINDS if k != kind])
        rng = random.Random(seed + 1)
        spoilt = [dataset.prepare(noisy(r, rng, (kind,))) for r in held]
        noisy_scores = (f1(none, spoilt), f1(without, spoilt), f1(every, spoilt))
        effects.append(Effect(kind, (never, f1(without, plain), always), noisy_scores))
    return effects


def table(effects: Sequence[Effect]) -> str:
    """As Markdown."""
    lines = [
        "| noise | as written: no noise | all but this | all | with this noise: no noise | all but this | all |",
        "|---|---|---|---|---|---|---|",
    ]
    for e in effects:
        lines.append(f"| {e.kind} | " + " | ".join(f"{x:.3f}" for x in (*e.clean, *e.noisy)) + " |")
    return "\n".join(lines) + "\n"
