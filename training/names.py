"""The learned recogniser of names: fitted on the train split, its threshold chosen on the validation split.

Labelled names are positives where a name can begin, every other such place is a negative; so the model also learns
what looks like a name and is none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from training.evaluate import personal_data
from training.records import Record
from triage.errors import BadInput
from triage.files import write_atomic
from triage.privacy import learned, mask
from triage.privacy.features import LONGEST, Features, name_starts
from triage.privacy.leads import find_leads
from triage.privacy.view import View, closed_spaces
from triage.text import MappedText, normalize

# Share of the text without personal data that may be masked on validation. The bar is 0.40%; the rules know the
# writers of this split, and mask 0.03% more of what new ones write.
OTHER_TEXT = 0.0037
# Lower ones mask words of new writers and hardly find more of their names.
THRESHOLDS = (0.3, 0.2, 0.15, 0.12, 0.1)
# No probability reaches it: the rules alone.
NEVER = 2.0
# Features seen less often, and rows of weights all below this, carry nothing.
SEEN, LEAST = 3, 0.05
C = 0.3
_IGNORED = -1


@dataclass(frozen=True, slots=True)
class Fitted:
    """What the chosen threshold brings on validation (`training.evaluate.personal_data`), without and with it."""

    threshold: float
    rules: dict[str, Any]
    together: dict[str, Any]


def fit(records: Sequence[Record]) -> Fitted:
    """Write `learned.WEIGHTS` once the threshold is chosen; BadInput where a split is missing."""
    train, validation = ([r for r in records if r.split == split] for split in ("train", "validation"))
    if not train or not validation:
        raise BadInput("需要 train 与 validation 两个划分的样本", field="data")
    weights = _weights(train)
    shipped = learned.WEIGHTS

    def measured(threshold: float) -> dict[str, Any]:
        learned.save(learned.WEIGHTS, *weights, threshold)
        learned.model.cache_clear()
        return personal_data([(r, mask(normalize(r.text))[1]) for r in validation])

    # what is measured is what will be used, but a kill in between must leave the old weights
    with TemporaryDirectory() as folder:
        learned.WEIGHTS = Path(folder) / shipped.name
        try:
            rules = measured(NEVER)
            best = Fitted(NEVER, rules, rules)
            for threshold in THRESHOLDS:
                result = measured(threshold)
                if result["other_text_masked"] > OTHER_TEXT or result["public_numbers_masked"]:
                    break
                best = replace(best, threshold=threshold, together=result)
            learned.save(learned.WEIGHTS, *weights, best.threshold)
            chosen = learned.WEIGHTS.read_bytes()
        finally:
            learned.WEIGHTS = shipped
            learned.model.cache_clear()
    write_atomic(shipped, chosen)
    return best


def _weights(records: Sequence[Record]) -> tuple[NDArray[np.uint32], NDArray[np.float16], NDArray[np.float32]]:
    """Keys (features,), weights (features, LONGEST), bias (LONGEST,), as `learned.save` takes them."""
    rows = [row for record in records for row in _rows(record)]
    keys = np.array([row[0] for row in rows], dtype=np.uint32)
    lengths = np.array([row[1] for row in rows])
    seen, counts = np.unique(keys, return_counts=True)
    seen = seen[counts >= SEEN]
    at = np.searchsorted(seen, keys).clip(max=len(seen) - 1)
    known = seen[at] == keys
    ends = np.concatenate([[0], known.sum(axis=1).cumsum()])
    x = csr_matrix((np.ones(known.sum(), np.float32), at[known], ends), shape=(len(keys), len(seen)))
    model = LogisticRegression(C=C, max_iter=150).fit(x, lengths)
    # a length that the data lacks is never predicted
    weights, bias = np.zeros((LONGEST, len(seen))), np.full(LONGEST, -np.inf)
    for i, length in enumerate(model.classes_):
        if length:
            weights[length - 1] = model.coef_[i] - model.coef_[0]
            bias[length - 1] = model.intercept_[i] - model.intercept_[0]
    kept = np.abs(weights).max(axis=0) >= LEAST
    return seen[kept], weights[:, kept].T.astype(np.float16), bias.astype(np.float32)


def _rows(record: Record) -> Iterator[tuple[list[int], int]]:
    """Keys and length of the name (0 for none) for every place of a text where one can begin."""
    mapped = normalize(record.text)
    view = View(mapped.text, closed_spaces(mapped))
    features = Features(view, find_leads(mapped.text))
    labels = dict(_labels(record, mapped))
    for start in name_starts(view):
        length = labels.get(start, 0)
        if length != _IGNORED:
            yield features.at(start), min(length, LONGEST)


def _labels(record: Record, mapped: MappedText) -> Iterator[tuple[int, int]]:
    """Offset and length of the labelled names, in the normalised text; account names are nobody's example."""
    for span in record.pii_spans:
        if span.type not in {"NAME", "AGENT", "SNS"} or any(
            char.isdigit() for char in record.text[span.start : span.end]
        ):
            continue
        inside = [
            at
            for at, (start, end) in enumerate(zip(mapped.starts, mapped.ends, strict=True))
            if span.start <= start and end <= span.end
        ]
        if inside and span.type == "SNS":
            yield from ((at, _IGNORED) for at in inside)
        elif inside:
            yield inside[0], len(inside)
