"""Character 1- and 2-grams of a text, weighted by TF-IDF: what the lexical half of the model reads.

The same numbers as scikit-learn's `TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True)`,
which fits them in training; written out here because serving carries no scikit-learn.
"""

import json
import math
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from triage.errors import VersionError

_SPACES = re.compile(r"\s\s+")


class NgramFeatures:
    """A fixed vocabulary of n-grams with their IDF; the order of the vocabulary is the order of the rows."""

    def __init__(self, idf: dict[str, float]) -> None:
        self._row = {gram: i for i, gram in enumerate(idf)}
        self._idf = list(idf.values())

    @classmethod
    def load(cls, path: Path) -> "NgramFeatures":
        """Read a version's ngrams.json; raises VersionError when it is broken."""
        try:
            return cls({str(gram): float(value) for gram, value in json.loads(path.read_text("utf-8")).items()})
        except (OSError, ValueError, AttributeError) as error:
            raise VersionError(f"字词特征文件 {path.name} 缺失或损坏") from error

    def __call__(self, text: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Rows (k,) and L2-normalised weights (k,) of the known n-grams; one zero weight for a text of none."""
        text = _SPACES.sub(" ", text.lower())
        counts = Counter(text)
        counts.update(map("".join, pairwise(text)))
        known = sorted((row, count) for gram, count in counts.items() if (row := self._row.get(gram)) is not None)
        if not known:
            return np.zeros(1, np.int64), np.zeros(1, np.float32)
        weights = np.array([(1 + math.log(count)) * self._idf[row] for row, count in known])
        weights /= np.linalg.norm(weights)
        return np.array([row for row, _ in known], np.int64), weights.astype(np.float32)
