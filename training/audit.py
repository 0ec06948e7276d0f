"""Labels that the rest of the data argues against, by confident learning (Northcutt et al. 2021; cleanlab).

Every case is judged by a model that has not seen its author, so that a writer's habit cannot vouch for itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from cleanlab.rank import get_label_quality_scores
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from training import dataset, lexical
from training.records import Record
from triage.errors import BadInput
from triage.taxonomy import Taxonomy

FOLDS = 5
SINGLE = {
    "intake_type": "intake_type",
    "reason": "cat2",
    "product": "product",
    "channel": "channel",
    "source": "source",
}


@dataclass(frozen=True, slots=True)
class Suspect:
    """`label` is what the data says, `other` what the model holds more likely, `quality` in 0..1 (low: suspicious)."""

    id: str
    field: str
    label: str
    other: str
    quality: float
    text: str


def audit(records: Sequence[Record], taxonomy: Taxonomy, top: int) -> list[Suspect]:
    """The `top` most suspicious labels over all fields and flags, worst first.

    Raises BadInput when there are fewer author groups than folds.
    """
    authors = [r.author for r in records]
    if len(set(authors)) < FOLDS:
        raise BadInput(f"至少需要 {FOLDS} 个作者组才能交叉检验", field="data")
    texts = [dataset.prepare(r.text) for r in records]
    features = lexical.vectorizer(len(texts)).fit_transform(texts)
    found: list[Suspect] = []
    for field, attribute in SINGLE.items():
        labels = [getattr(r, attribute) for r in records]
        found += _suspects(records, field, labels, features, authors)
    for field in ("flags", "threats"):
        for code in taxonomy.codes(field):
            labels = ["有" if code in getattr(r, field) else "无" for r in records]
            if len(set(labels)) > 1:
                found += _suspects(records, f"{field}:{code}", labels, features, authors)
    return sorted(found, key=lambda s: s.quality)[:top]


def _suspects(
    records: Sequence[Record], field: str, labels: Sequence[str], features: csr_matrix, authors: Sequence[str]
) -> list[Suspect]:
    codes = sorted(set(labels))
    index = np.array([codes.index(label) for label in labels])
    probabilities = _unseen(index, features, authors)
    quality = get_label_quality_scores(index, probabilities, method="normalized_margin")
    best = probabilities.argmax(axis=1)
    return [
        Suspect(r.id, field, codes[index[i]], codes[best[i]], round(float(quality[i]), 4), r.text)
        for i, r in enumerate(records)
        if best[i] != index[i]
    ]


def _unseen(index: npt.NDArray[Any], features: csr_matrix, authors: Sequence[str]) -> npt.NDArray[np.floating[Any]]:
    """Probabilities (cases, codes) from models that have not seen the case's author."""
    found = np.zeros((len(index), int(index.max()) + 1))
    for seen, unseen in GroupKFold(FOLDS).split(features, groups=authors):
        model = LogisticRegression(C=10.0, max_iter=300, class_weight="balanced").fit(features[seen], index[seen])
        found[np.ix_(unseen, model.classes_)] = model.predict_proba(features[unseen])
    # a code that one author alone has is unknown to the model of the fold that leaves him out
    floor = np.clip(found, 1e-6, None)
    return np.asarray(floor / floor.sum(axis=1, keepdims=True))
