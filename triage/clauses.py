"""Which clause raises a flag or announces a step: a linear model over the n-grams of each clause and its neighbours.

The model of the whole text knows what a letter is about; whether "电视台" in it is a threat, a report or a trade is
told by the words around it. A text scores as its best clause, and that clause is the evidence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from triage.errors import VersionError

Floats = npt.NDArray[np.float32]

# A shorter clause joins the one before it; a run without punctuation is cut, as speech recognition leaves many.
SHORTEST, LONGEST = 4, 40
_CLAUSE = re.compile(r"[^,。!?;、…~\s]+[,。!?;、…~\s]*")


@dataclass(frozen=True, slots=True)
class Best:
    """The clause that speaks most for a code: its margin, and its place in the text."""

    margin: float
    start: int
    end: int


def cut(text: str) -> list[tuple[int, int]]:
    """Places of the clauses of a normalised text, in order; empty for a text of punctuation alone."""
    places: list[tuple[int, int]] = []
    for match in _CLAUSE.finditer(text):
        start, end = match.span()
        if places and places[-1][1] - places[-1][0] < SHORTEST:
            start = places.pop()[0]
        while end - start > LONGEST:
            places.append((start, start + LONGEST - SHORTEST))
            start += LONGEST - SHORTEST
        places.append((start, end))
    return places


def grams(clauses: Sequence[str], at: int) -> list[str]:
    """What the model reads of a clause: its 1- and 2-grams, and those of its neighbours with a mark before them."""
    own = clauses[at].lower()
    around = (f"\n{clauses[at - 1] if at else ''}\n{clauses[at + 1] if at + 1 < len(clauses) else ''}\n").lower()
    return [*own, *_pairs(own), *(f"<{gram}" for gram in around), *(f"<{gram}" for gram in _pairs(around))]


def _pairs(text: str) -> Iterator[str]:
    return map("".join, pairwise(text))


class Clauses:
    """Weights by n-gram: `weights` (n-grams, codes) already hold the IDF, `idf` (n-grams,) is for the norm."""

    def __init__(self, codes: Sequence[str], vocabulary: Sequence[str], idf: Floats, weights: Floats, bias: Floats):
        self.codes = tuple(codes)
        self._row = {gram: i for i, gram in enumerate(vocabulary)}
        self._squares = idf.astype(np.float32) ** 2
        self._weights = weights.astype(np.float32)
        self._bias = bias.astype(np.float32)

    @classmethod
    def load(cls, path: Path) -> "Clauses":
        """Read a version's clauses.npz; raises VersionError when it is broken."""
        try:
            with path.open("rb") as content, np.load(content, allow_pickle=False) as file:
                vocabulary = bytes(file["vocabulary"]).decode("utf-8").split("\0")
                idf, weights = file["idf"].astype(np.float32), file["weights"] * file["scale"]
                made = cls([str(c) for c in file["codes"]], vocabulary, idf, weights * idf[:, None], file["bias"])
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise VersionError(f"分句特征文件 {path.name} 缺失或损坏") from error
        if weights.shape != (len(vocabulary), len(made.codes)):
            raise VersionError(f"分句特征文件 {path.name} 的大小不一致")
        return made

    def best(self, text: str) -> dict[str, Best]:
        """code → its best clause; empty where the text has no clause at all."""
        places = cut(text)
        if not places:
            return {}
        margins = self.margins([text[start:end] for start, end in places])
        at = margins.argmax(axis=0)
        return {code: Best(float(margins[at[i], i]), *places[at[i]]) for i, code in enumerate(self.codes)}

    def margins(self, clauses: Sequence[str]) -> Floats:
        """(clauses, codes)."""
        rows = [[r for g in set(grams(clauses, i)) if (r := self._row.get(g)) is not None] for i in range(len(clauses))]
        made = np.tile(self._bias, (len(clauses), 1))
        for i, known in enumerate(rows):
            if known:
                known.sort()  # sums of floats depend on the order, and a set has none
                made[i] += self._weights[known].sum(axis=0) / np.sqrt(self._squares[known].sum())
        return made
