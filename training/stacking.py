"""How far rules, the whole text and its clauses are believed about flags and threats; learned on validation."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from training.calibrate import presence_thresholds
from training.clauses import SILENT
from triage import severity
from triage.clauses import Clauses
from triage.encoder import Encoded
from triage.grading import PROOF, ruled_out, stacked
from triage.versions import Head, Stack

# What the witnesses say of one code: probability of the whole text, margin of the best clause, rule, ruled out.
Said = tuple[float, float, bool, bool]


class Witnesses:
    """All that rules and models say of flags and threats, for every text."""

    def __init__(self, model: Clauses, texts: Sequence[str], encoded: Sequence[Encoded]) -> None:
        self.signals = [severity.assess(text) for text in texts]
        self.best = [model.best(text) for text in texts]
        self.encoded = encoded

    def of(self, head: Head) -> list[list[Said]]:
        """(texts, codes) of what they say."""
        return [
            [
                (
                    encoded.probabilities[head.name][code],
                    best[f"{head.name}:{code}"].margin if best else SILENT,
                    any(s.code == code and s.status == PROOF[head.name] for s in signals.signals),
                    ruled_out(signals, head.name, code),
                )
                for code in head.codes
            ]
            for encoded, best, signals in zip(self.encoded, self.best, self.signals, strict=True)
        ]


def stacked_head(
    head: Head, found: Sequence[Sequence[Said]], truth: Sequence[Mapping[str, Mapping[str, float]]]
) -> Head:
    """`head` with its stack and thresholds; `found` (texts, codes), `truth` as `dataset.labels_of`, one a text."""
    target = np.array([[t[head.name].get(c, 0.0) for c in head.codes] for t in truth], dtype=np.float32)
    made = stack([w for row in found for w in row], target.ravel() > 0.5)
    probabilities = np.array(
        [[stacked(made, p, margin, rule=rule, ruled_out=out) for p, margin, rule, out in row] for row in found]
    )
    if head.name == "flags":
        # what a rule proves stands anyway: the threshold is for what the models alone raise
        raised = np.array([[not rule for _, _, rule, _ in row] for row in found])
        probabilities, target = probabilities[raised], target[raised]
    thresholds = presence_thresholds(head, probabilities, target)
    return head.model_copy(update={"stack": made, "thresholds": thresholds})


def stack(found: Sequence[Said], present: npt.NDArray[np.bool_]) -> Stack:
    """The weights, all codes of a head together: single codes have too few positives."""
    said = np.array([[math.log(max(p, 1e-6) / max(1 - p, 1e-6)), margin, rule, out] for p, margin, rule, out in found])
    model = LogisticRegression(C=1.0).fit(said, present)
    text, clause, rule, out = (round(float(w), 4) for w in model.coef_[0])
    return Stack(text=text, clause=clause, rule=rule, ruled_out=out, bias=round(float(model.intercept_[0]), 4))
