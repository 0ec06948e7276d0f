"""Names that no rule foresaw, by a linear model beside the rules (guide §10, NAME and AGENT).

Rules know the sentences that somebody thought of, and more of them no longer help with writers whom nobody has read.
The model weighs, wherever a name can begin, how long the name is (0 for none) by the characters, words and leads
around it. It only adds persons: what the rules prove stays, who is staff is settled with all other mentions, and
repetitions are found in the same way. `triage names fit` makes its weights from the training split, and its threshold
on the validation split, so that the text masked by mistake stays within bounds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from triage.privacy.coreference import Mention
from triage.privacy.features import Features, name_starts
from triage.privacy.fullname import NEVER_NAME, everyday, surname_at
from triage.privacy.leads import Leads, role_of
from triage.privacy.lexicon import frequency
from triage.privacy.spans import Strength
from triage.privacy.surnames import AMBIGUOUS

if TYPE_CHECKING:
    from triage.privacy.view import View

_HAN = re.compile("[\u3400-\u9fff]+")
_FREQUENT = 50
# Least probability of a name that begins with 车, 水 or 时.
_DOUBTFUL = 0.3
WEIGHTS = Path(__file__).parent.parent / "resources" / "names.npz"


@dataclass(frozen=True, slots=True)
class NameModel:
    """Log-odds of every length against "no name here".

    `rows` says which row of `weights` (features, LONGEST) belongs to a key of `Features`; `bias` (LONGEST,).
    """

    rows: dict[int, int]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    threshold: float

    @classmethod
    def load(cls, path: Path) -> NameModel:
        """Read what `triage names fit` wrote."""
        with np.load(path) as file:
            rows = {key: row for row, key in enumerate(file["keys"].tolist())}
            weights, bias = file["weights"].astype(np.float32), file["bias"].astype(np.float32)
            return cls(rows, weights, bias, float(file["threshold"]))

    def length(self, keys: Sequence[int], doubtful: bool) -> int:
        """Of the name that begins where these keys hold; 0 where there is probably none.

        `doubtful`: it begins with an everyday word, of which texts hold far more than of names.
        """
        known = [self.rows[key] for key in keys if key in self.rows]
        odds = np.exp(self.weights[known].sum(axis=0) + self.bias)
        some = odds.sum()
        least = max(self.threshold, _DOUBTFUL) if doubtful else self.threshold
        return int(odds.argmax()) + 1 if some / (1 + some) >= least else 0


def save(
    path: Path, keys: NDArray[np.uint32], weights: NDArray[np.float16], bias: NDArray[np.float32], threshold: float
) -> None:
    """Write what `NameModel.load` reads."""
    np.savez_compressed(path, keys=keys, weights=weights, bias=bias, threshold=np.float32(threshold))


@cache
def model() -> NameModel:
    """The model in use."""
    return NameModel.load(WEIGHTS)


def find_learned(view: View, leads: Leads, found: Sequence[Mention]) -> list[Mention]:
    """`found` and the persons that the model adds; half a name that was found becomes the whole of it."""
    features, weighed = Features(view, leads), model()
    owner: dict[int, Mention] = {at: mention for mention in found for at in range(mention.start, mention.end)}
    added: list[Mention] = []
    for start in name_starts(view):
        if added and start < added[-1].end:
            continue
        end = start + weighed.length(features.at(start), view.text[start] in AMBIGUOUS)
        if all(at in owner for at in range(start, end)) or not _can_be(view, start, end):
            continue
        parts = {owner[at] for at in range(start, end) if at in owner}
        if all(start <= part.start and part.end <= end for part in parts):
            role = max((part.role for part in parts), key=abs, default=role_of(view.text, start, end, leads))
            strength = max((part.strength for part in parts), default=Strength.PATTERN)
            added.append(Mention(start, end, role, strength))
    whole = {at for mention in added for at in range(mention.start, mention.end)}
    return [*(mention for mention in found if mention.start not in whole), *added]


def _can_be(view: View, start: int, end: int) -> bool:
    """Not 安徽 and 小麦, which the dictionary has, nor the 班 of 班主任."""
    value = view.text[start:end]
    if not _HAN.fullmatch(value) or NEVER_NAME.match(view.text, start):
        return False
    if len(value) > 1:
        surname = surname_at(value, 0) or value[0]
        return frequency(value) < _FREQUENT or not everyday(surname, value[len(surname) :])
    return end in view.boundaries or max(frequency(view.text[start : end + n]) for n in (1, 2)) < _FREQUENT
