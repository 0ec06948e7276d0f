"""The learning curve: what a part of the authors teaches, so that it is known what more data would bring.

Drawn for the n-gram half, which trains in seconds: it carries most of a reason, and its curve is the model's.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from sklearn.metrics import f1_score

from training import dataset, lexical
from training.evaluate import macro_f1
from training.records import Record
from triage.versions import Head

SHARES = (1 / 8, 1 / 4, 3 / 8, 1 / 2, 5 / 8, 3 / 4, 7 / 8, 1.0)
DRAWS = 3
# reasons that the last eighth of the authors still lifts by this much want more data
RISING = 0.03


@dataclass(frozen=True, slots=True)
class Point:
    """Means over `DRAWS` random choices of authors; `by_reason` is each reason's F1 on the test split."""

    authors: int
    cases: int
    reason_f1: float
    category_f1: float
    by_reason: dict[str, float]


def curve(records: Sequence[Record], seed: int) -> list[Point]:
    """One point a share of the training authors, measured on the test split."""
    train, test = [r for r in records if r.split == "train"], [r for r in records if r.split == "test"]
    text = {r.id: dataset.prepare(r.text) for r in [*train, *test]}
    truth = np.array([r.cat2 for r in test])
    codes = sorted(set(truth))
    reasons = Head(name="reason", kind="single", codes=tuple(sorted({r.cat2 for r in records})))
    authors = sorted({r.author for r in train})
    points = []
    for share in SHARES:
        draws = []
        n = max(2, round(share * len(authors)))
        for draw in range(DRAWS if share < 1 else 1):
            chosen = set(random.Random(seed + draw).sample(authors, n))
            mine = [r for r in train if r.author in chosen]
            targets = np.array([[r.cat2 == code for code in reasons.codes] for r in mine], np.float32)
            words = lexical.fit([text[r.id] for r in mine], targets, [reasons], seed)
            found = np.array(reasons.codes)[words.margins([text[r.id] for r in test]).argmax(axis=1)]
            category = macro_f1(np.array([r.cat1 for r in test]), np.array([c.split("_")[0] for c in found]))
            each = f1_score(truth, found, labels=codes, average=None, zero_division=0)
            draws.append((len(mine), macro_f1(truth, found), category, each))
        points.append(
            Point(
                n,
                round(float(np.mean([d[0] for d in draws]))),
                float(np.mean([d[1] for d in draws])),
                float(np.mean([d[2] for d in draws])),
                dict(zip(codes, np.mean([d[3] for d in draws], axis=0).tolist(), strict=True)),
            )
        )
    return points


def rising(points: Sequence[Point]) -> list[tuple[str, float, float]]:
    """(reason, F1 with three quarters of the authors, F1 with all), most gained first: these want more data."""
    before = next(p for p, share in zip(points, SHARES, strict=True) if share == 3 / 4)
    now = points[-1]
    gains = [(c, before.by_reason[c], now.by_reason[c]) for c in now.by_reason]
    return sorted((g for g in gains if g[2] - g[1] >= RISING), key=lambda g: g[1] - g[2])


def draw(points: Sequence[Point], path: Path) -> None:
    """Reason and category macro-F1 by number of cases, as SVG."""
    mpl.rcParams["svg.hashsalt"] = "curve"
    figure = Figure(figsize=(7, 4))
    axes = figure.subplots()
    cases = [p.cases for p in points]
    axes.plot(cases, [p.category_f1 for p in points], marker="o", label="category")
    axes.plot(cases, [p.reason_f1 for p in points], marker="o", label="reason")
    axes.set_xlabel("training cases (whole author groups)")
    axes.set_ylabel("macro-F1 on held-out authors")
    axes.grid(visible=True, alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, format="svg", metadata={"Date": None})
