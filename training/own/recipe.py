"""How an own label set is learned: the frozen encoder under logistic regression, beside character n-grams.

Nothing is fine-tuned, which would take hours on a CPU; embeddings are computed once, whatever is tried on them. The
n-gram half is that of the complaint model (training.lexical). Both halves are linear and go into the exported graph;
their weights against each other, the temperature and the thresholds come from rows that the halves have not seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from training import calibrate, lexical
from training.lexical import ABSENT, Lexical
from training.own.split import folds
from training.own.table import Column, targets
from triage.encoder import calibrated
from triage.errors import BadInput
from triage.labels import ranked
from triage.versions import Head

Floats = npt.NDArray[np.float32]
Index = npt.NDArray[np.int64]

FOLDS = 5
# As many unseen rows settle scales and thresholds well enough; further folds would only cost time.
ENOUGH = 4000
# Strength of the encoder half, by cross-validation on petitions to a city's authorities (452 rows, 7 labels,
# 2026-11-22); it is flat around this value.
ENCODER_C = 0.03
# An n-gram of a large table must be in this share of the rows: the graph would grow without gain.
RARE = 1 / 5000


@dataclass(frozen=True, slots=True)
class Fitted:
    """Both halves for all columns: `weights` (hidden, all codes) and `bias` (all codes,) over embeddings that are
    centred and scaled (hidden,), and the n-gram half."""

    center: Floats
    scale: Floats
    weights: Floats
    bias: Floats
    lexical: Lexical

    def scores(self, texts: Sequence[str], embeddings: Floats) -> tuple[Floats, Floats]:
        """Logits and n-gram margins (texts, all codes), as the exported graph gives them."""
        logits = (embeddings - self.center) * self.scale @ self.weights + self.bias
        return logits.astype(np.float32), self.lexical.margins(texts)


def fit(texts: Sequence[str], embeddings: Floats, columns: Sequence[Column], seed: int) -> Fitted:
    """Fit on prepared texts and their embeddings (texts, hidden); a row without a label is not used for its column.

    A label that the rows do not have gets no weight and the score of a clear no. Raises BadInput where no two texts
    share a character.
    """
    center, deviation = embeddings.mean(axis=0), embeddings.std(axis=0)
    scale = 1 / np.maximum(deviation, 1e-4)
    standard = (embeddings - center) * scale
    encoder = [_encoder_half(standard[c.rows], c.index[c.rows], len(c.codes)) for c in columns]
    least = max(lexical.LEAST, int(len(texts) * RARE))
    try:
        # a user's column may bear the name of a complaint field: its n-grams are nobody's but its own
        words = lexical.fit(texts, targets(columns), [c.head for c in columns], seed, least, sharpness={})
    except ValueError as error:  # scikit-learn's word for an empty vocabulary
        raise BadInput("正文没有任何相同的字,无从学习", field="text") from error
    return Fitted(
        center=center,
        scale=scale,
        weights=np.concatenate([w for w, _ in encoder], axis=1),
        bias=np.concatenate([b for _, b in encoder]),
        lexical=words,
    )


def _encoder_half(standard: Floats, index: Index, n: int) -> tuple[Floats, Floats]:
    model = LogisticRegression(C=ENCODER_C, class_weight="balanced", max_iter=500).fit(standard, index)
    weights, bias = np.zeros((standard.shape[1], n), np.float32), np.full(n, ABSENT, np.float32)
    if len(model.classes_) == 2:  # one row of coefficients, for the second class against the first
        weights[:, model.classes_] = np.stack([-model.coef_[0], model.coef_[0]], axis=1) / 2
        bias[model.classes_] = np.array([-model.intercept_[0], model.intercept_[0]]) / 2
    else:
        weights[:, model.classes_], bias[model.classes_] = model.coef_.T, model.intercept_
    return weights, bias


@dataclass(frozen=True, slots=True)
class Unseen:
    """What models that had not seen them say of `rows`: scores (rows, codes) of both halves."""

    rows: Index
    logits: Floats
    margins: Floats


def unseen(texts: Sequence[str], embeddings: Floats, column: Column, groups: Index, seed: int) -> Unseen:
    """Scores of a column's rows by cross-fitting, in as many folds as give ENOUGH rows; `groups` stay together."""
    fold = folds(column.index, groups, FOLDS, seed)
    rows: list[Index] = []
    logits: list[Floats] = []
    margins: list[Floats] = []
    for k in range(FOLDS):
        held, known = np.flatnonzero(fold == k), np.flatnonzero((fold >= 0) & (fold != k))
        # a label may be known from one group of near-duplicates alone
        if not len(held) or len(np.unique(column.index[known])) < 2:
            continue
        part = Column(column.name, column.codes, column.index[known])
        model = fit([texts[i] for i in known.tolist()], embeddings[known], [part], seed)
        found = model.scores([texts[i] for i in held.tolist()], embeddings[held])
        rows.append(held)
        logits.append(found[0])
        margins.append(found[1])
        if sum(map(len, rows)) >= ENOUGH:
            break
    if not rows:
        empty = np.zeros((0, len(column.codes)), np.float32)
        return Unseen(np.zeros(0, np.int64), empty, empty)
    return Unseen(np.concatenate(rows), np.concatenate(logits), np.concatenate(margins))


def settle(column: Column, found: Unseen, target_precision: float) -> Head:
    """The column's head with scales and `auto` thresholds fitted on rows that were not seen."""
    part = Column(column.name, column.codes, column.index[found.rows])
    truth = targets([part])
    temperature, weight = calibrate.scales(column.head, found.logits, found.margins, truth)
    head = column.head.model_copy(update={"temperature": temperature, "lexical_weight": weight})
    best = [ranked(p)[0] for p in probabilities(head, found.logits, found.margins)]
    thresholds = calibrate.precision_thresholds(
        head.codes,
        [code for code, _ in best],
        np.array([p for _, p in best]),
        np.array([code == column.codes[i] for (code, _), i in zip(best, part.index.tolist(), strict=True)]),
        target_precision,
    )
    return head.model_copy(update={"thresholds": thresholds})


def probabilities(head: Head, logits: Floats, margins: Floats) -> list[dict[str, float]]:
    """Calibrated probabilities by code, one mapping a row, as the engine computes them."""
    return [
        dict(zip(head.codes, calibrated(head, a, b).tolist(), strict=True))
        for a, b in zip(logits, margins, strict=True)
    ]
