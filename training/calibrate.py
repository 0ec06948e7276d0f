"""Probabilities that mean what they say, and thresholds that meet a target precision; learned on validation.

All of it is fitted on the outputs of the INT8 graph as it will be shipped, windows and masking included.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from triage.labels import fuse
from triage.versions import Head

Floats = npt.NDArray[np.floating[Any]]

# A class with fewer validation predictions than this has no threshold of its own; the head's serves it.
MIN_SUPPORT = 8
# How many cases the precision of all classes together counts for beside a class's own: with twenty cases a class, one
# unlucky error would silence it. Chosen by cross-validation over the validation authors: three points more coverage at
# the same precision.
POOLED = 40
# Thresholds are kept to four digits.
STEP = 1e-4
# How often a code that is said to be present must be. Of the flags that the models raise alone, two in five: a miss is
# the costliest error, a false alarm a handler's look, with a note beside it. A false threat has a handler call within
# the hour; a false helper only clutters.
PRESENCE = {"flags": 0.4, "threats": 0.85}
PRESENCE_OTHERS = 0.6


def scales(head: Head, logits: Floats, margins: Floats, target: Floats) -> tuple[float, float]:
    """(temperature, lexical weight) that minimise the negative log-likelihood; all arrays (texts, codes).

    Temperature scaling (Guo et al. 2017) with a second score added; a faint prior keeps both near 1 where the
    validation cases say nothing.
    """

    def loss(logs: npt.NDArray[np.float64]) -> float:
        temperature, weight = np.exp(logs)
        scaled = (logits + weight * margins) / temperature
        return likelihood(scaled) + 1e-4 * float((logs**2).sum())

    def likelihood(scaled: Floats) -> float:
        if head.kind == "multi":
            return float((np.logaddexp(0, scaled) - target * scaled).mean())
        shifted = scaled - scaled.max(axis=1, keepdims=True)
        log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return float(-(log_p * target).sum(axis=1).mean())

    best = minimize(loss, x0=np.zeros(2), method="Nelder-Mead", bounds=[(-2.5, 4.0), (-4.0, 6.0)])
    temperature, weight = np.exp(best.x)
    return round(float(temperature), 4), round(float(weight), 4)


def precision_thresholds(
    codes: Sequence[str],
    predicted: Sequence[str],
    confidence: Floats,
    right: npt.NDArray[np.bool_],
    target: float,
) -> dict[str, float]:
    """code → least confidence from which predictions of that code meet the target precision.

    The precision of a code is shrunk towards that of all codes at the same confidence (empirical Bayes with the
    weight of POOLED cases). A code with little support takes the threshold of all codes together, raised above its
    own errors; a code that was never predicted, or that misses the target, has none (never `auto`).
    """
    overall = _least(confidence, right, target)
    pooled = _precision(confidence, right)
    result: dict[str, float] = {}
    for code in codes:
        mine = np.array([p == code for p in predicted])
        if mine.sum() >= MIN_SUPPORT:
            own = _least(confidence[mine], right[mine], target, pooled[mine])
            # few cases prove little: a class may be stricter than the whole, not laxer
            threshold = None if own is None or overall is None else max(own, overall)
        else:
            threshold = overall if mine.any() else None
            wrong = confidence[mine & ~right]
            if threshold is not None and wrong.size:
                threshold = max(threshold, float(wrong.max()) + STEP)
        # rounded up: rounding down would let the last error in again
        if threshold is not None and (up := math.ceil(threshold / STEP) * STEP) <= 1.0:
            result[code] = round(up, 4)
    return result


def _least(
    confidence: Floats, right: npt.NDArray[np.bool_], target: float, pooled: Floats | None = None
) -> float | None:
    """Smallest confidence from which precision stays at or above target, shrunk towards `pooled` (cases,) if given."""
    if not confidence.size:
        return None
    order = np.argsort(-confidence, kind="stable")
    hits, cases = np.cumsum(right[order]), np.arange(1, len(order) + 1)
    precision = hits / cases if pooled is None else (hits + POOLED * pooled[order]) / (cases + POOLED)
    # cases of one confidence pass or fail together
    whole = np.append(np.diff(confidence[order]) != 0, True)
    meets = np.flatnonzero((precision >= target) & whole)
    return float(confidence[order[meets[-1]]]) if meets.size else None


def _precision(confidence: Floats, right: npt.NDArray[np.bool_]) -> Floats:
    """(cases,): how often those at least as confident as each case are right."""
    order = np.argsort(-confidence, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    # the last of those of one confidence speaks for all of them
    last = np.searchsorted(-confidence[order], -confidence, side="right") - 1
    return np.asarray(precision[last])


def presence_thresholds(head: Head, probabilities: Floats, target: Floats) -> dict[str, float]:
    """code → probability from which a multi-head code counts as present; both arrays are of one shape.

    One threshold serves the whole head, since single codes have too few positives to have their own: the least one
    whose predictions are right often enough (PRESENCE). A head that never is gets 1.0: it stays silent.
    """
    least = _least(probabilities.ravel(), target.ravel() > 0.5, PRESENCE.get(head.name, PRESENCE_OTHERS))
    # rounded down: rounding up would leave out the very case that the threshold was taken from
    return dict.fromkeys(head.codes, 1.0 if least is None else round(math.floor(least / STEP) * STEP, 4))


def calibration_error(confidence: Floats, right: npt.NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error over equal-width bins of confidence."""
    edges = np.minimum((confidence * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(confidence[edges == b].mean() - right[edges == b].mean()) * (edges == b).mean()
            for b in range(bins)
            if (edges == b).any()
        )
    )


def best_weight(
    learned: Sequence[Mapping[str, float]], priors: Sequence[Mapping[str, float]], truth: Sequence[str]
) -> float:
    """The weight of the learned department head against the table that makes the truth most likely."""

    def loss(weight: float) -> float:
        fused = (fuse(a, b, weight) for a, b in zip(learned, priors, strict=True))
        return -float(np.mean([np.log(p[code]) for p, code in zip(fused, truth, strict=True)]))

    # never the table alone: corrections must be able to move a department
    return float(min(np.linspace(0.1, 1.0, 19).round(2), key=loss))
