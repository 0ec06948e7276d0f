"""Rows to learn from and rows to measure on: every label in every fold, near-duplicates on one side."""

import re
import zlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Index = npt.NDArray[np.int64]

GRAM = 5
# Two texts that share this much of their 5-grams (Jaccard) are one text with small changes.
ALIKE = 0.5
# MinHash: texts that are ALIKE meet in a band with probability 0.9, near-copies (0.7) almost surely.
BANDS, ROWS = 16, 3
_PRIME = (1 << 61) - 1


def near_duplicates(texts: Sequence[str]) -> Index:
    """(texts,) group numbers; near-duplicates have the same one. Linear in the number of texts."""
    rng = np.random.default_rng(0)
    a = rng.integers(1, 1 << 29, (BANDS * ROWS, 1), dtype=np.uint64)
    b = rng.integers(0, 1 << 29, (BANDS * ROWS, 1), dtype=np.uint64)
    shingles = [_shingles(text) for text in texts]
    parent = list(range(len(texts)))
    first: dict[tuple[int, bytes], int] = {}
    for i, own in enumerate(shingles):
        hashes = ((a * np.fromiter(own, np.uint64, len(own)) + b) % np.uint64(_PRIME)).min(axis=1)
        for band in range(BANDS):
            j = first.setdefault((band, hashes[band * ROWS : (band + 1) * ROWS].tobytes()), i)
            if (at := _root(parent, j)) != _root(parent, i) and _jaccard(own, shingles[j]) >= ALIKE:
                parent[_root(parent, i)] = at
    return np.array([_root(parent, i) for i in range(len(texts))], np.int64)


def folds(index: Index, groups: Index, k: int, seed: int) -> Index:
    """(rows,) fold numbers 0..k-1 for labels `index` (rows,); -1 for rows without a label.

    A group goes as a whole to the fold that has the fewest of its label, of those to the smallest.
    """
    found = np.full(len(index), -1, np.int64)
    members: dict[int, list[int]] = {}
    for row in np.random.default_rng(seed).permutation(len(index)):
        if index[row] >= 0:
            members.setdefault(int(groups[row]), []).append(int(row))
    of_label: list[Counter[int]] = [Counter() for _ in range(k)]
    sizes = [0] * k
    # the largest first: small ones even out what they leave
    for rows in sorted(members.values(), key=len, reverse=True):
        label = Counter(int(index[row]) for row in rows).most_common(1)[0][0]
        best = min(range(k), key=lambda fold: (of_label[fold][label], sizes[fold]))
        found[rows] = best
        of_label[best].update(int(index[row]) for row in rows)
        sizes[best] += len(rows)
    return found


def _shingles(text: str) -> frozenset[int]:
    letters = re.sub(r"[\W_]+", "", text) or text
    grams = {letters[i : i + GRAM] for i in range(max(1, len(letters) - GRAM + 1))}
    return frozenset(zlib.crc32(gram.encode("utf-8", "replace")) for gram in grams)


def _jaccard(a: frozenset[int], b: frozenset[int]) -> float:
    shared = len(a & b)
    return shared / (len(a) + len(b) - shared)


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i
