"""3-8 keyphrases a case, typed and spread over types (guide §9): words of the text, minimal merges of neighbours and
the desk's terms for what is said in other words; no personal data, no greetings and no filler.

A linear model, learned from what handlers chose (training.keywords), weighs the traits of every candidate
(triage.candidates); everything it needs stands in the version's words.json.
"""

import math
from collections import Counter
from pathlib import Path

from triage.candidates import Candidate, Candidates
from triage.phrases import KINDS, Kind
from triage.reading import Reading
from triage.schema import Keyword
from triage.severity import Severity
from triage.worth import Worth

LEAST, MOST = 3, 8
# of what is neither a complaint nor a grumble (guide §9.1)
MOST_OTHERS = 5
# How many of a kind at most, so that one kind does not fill the list.
PER_KIND: dict[Kind, int] = {
    "matter": 6, "demand": 3, "amount": 2, "time": 2, "product": 2, "organisation": 2, "escalation": 3,
}  # fmt: skip
# Below GOOD, a phrase told by its form is kept where a case has fewer than LEAST: a run of words that nobody would
# choose is filler (guide §9.2). A term of the desk needs more certainty than a quotation.
GOOD, FLOOR, GOOD_TERM = 0.12, 0.05, 0.2
# a phrase whose form proves it this far is right and never thought less likely than this; whether it comes before the
# words of the case is for what handlers chose to say
SURE_FORM, SURE = 0.42, 0.15
# where it says the same as words in the text, it is the phrase (guide §9.2) unless handlers take those far more often
YIELDS = 0.4
# where the form of nothing is sure, one phrase must be this likely: greetings and feelings are no matter (guide §9.2)
ALONE = 0.25


class Extractor:
    """Keyphrases of one text at a time; thread-safe after construction."""

    def __init__(self, worth: Worth) -> None:
        self._weights = worth.weights
        self._candidates = Candidates(worth)

    @classmethod
    def load(cls, path: Path) -> "Extractor":
        """Read a version's words.json; raises VersionError when it is broken."""
        return cls(Worth.load(path))

    def extract(self, text: Reading, signals: Severity, most: int = MOST) -> list[Keyword]:
        """Up to `most` phrases, 3 where the text has them, best first; spans in the original's offsets.

        A term of the desk that stands for no single place has no spans.
        """
        if text.blocked:
            return []
        chosen = self._spread(self.scored(text.text, signals), most)
        top = max((c.score for c in chosen), default=1.0)
        return [
            Keyword(
                text=c.text,
                kind=c.kind,
                weight=round(c.score / top, 2),
                spans=[text.mapped.origin(start, end) for start, end in c.places],
            )
            for c in chosen
        ]

    def scored(self, text: str, signals: Severity) -> list[Candidate]:
        """All candidates, best first."""
        found = self._candidates.of(text, signals)
        weights = self._weights
        for c in found:
            margin = sum([weights.get(name, 0.0) * value for name, value in c.features.items()])
            c.score = 1 / (1 + math.exp(-margin))
            form = c.features.get("form", 0.0)
            if form >= SURE_FORM and c.origin != "sum":
                c.sure = True
                # an escalation is what a handler must see (guide §9.1)
                c.score = max(c.score, form if c.kind == "escalation" else SURE)
        return sorted(found, key=lambda c: (-c.score, c.places[:1], c.text))

    def _spread(self, candidates: list[Candidate], most: int = MOST) -> list[Candidate]:
        """The best of each kind first, then the best of what is left, within each kind's limit."""
        sure = [c for c in candidates if c.sure]
        if not sure and not any(c.score >= ALONE for c in candidates):
            return []
        candidates = [c for c in candidates if not any(_said_by(c, other) for other in sure)]
        best = [first for kind in KINDS if (first := next((c for c in candidates if c.kind == kind), None))]
        best = sorted((c for c in best if c.score >= GOOD), key=lambda c: -c.score)
        chosen: list[Candidate] = []
        count: Counter[Kind] = Counter()
        for c in [*best, *candidates]:
            fills = len(chosen) < LEAST and "form" in c.features
            if len(chosen) >= most or c.score < (FLOOR if fills else GOOD):
                continue
            if c.origin == "desk" and c.score < GOOD_TERM:
                continue
            if count[c.kind] < PER_KIND[c.kind] and not any(_same(c, other) for other in chosen):
                chosen.append(c)
                count[c.kind] += 1
        return sorted(chosen, key=lambda c: -c.score)


def _same(one: Candidate, other: Candidate) -> bool:
    """Whether two phrases say the same words twice."""
    if one.text in other.text or other.text in one.text:
        return True
    if "desk" in (one.origin, other.origin):
        return len(set(one.text) & set(other.text)) >= min(len(one.text), len(other.text)) * 0.75
    return any(a < d and c < b for a, b in one.places[:1] for c, d in other.places[:1]) and not (
        one.kind == "escalation" or other.kind == "escalation"
    )


def _said_by(one: Candidate, sure: Candidate) -> bool:
    """Whether a sure phrase says what another does, and about as handlers would; of two sure ones, the wider place."""
    if sure.kind == "escalation" or sure.text in one.text or not _same(one, sure):
        return False
    if one.sure and not (one.text in sure.text and one.kind != "escalation"):
        return False
    return sure.score >= YIELDS * one.score
