"""What a version knows of keyphrases (words.json), learned from the phrases that handlers chose.

Two linear models, one upon the other: ridge regressions say for which texts handlers write a term of the desk, and a
logistic regression weighs that and everything else that speaks for a phrase. The second must see the first on texts
of authors it has not learned from, as it will at work: so the counts and the ridge are made once per fold of authors.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.linalg import cho_factor, cho_solve
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.model_selection import GroupKFold

from training import dataset
from training.records import Record
from triage.candidates import LONGEST, PLAIN, SHORTEST, Candidate, Candidates
from triage.phrases import PLACEHOLDER
from triage.segments import grams, near_traits, own_traits, tokens, words_of
from triage.severity import Severity, assess
from triage.worth import Worth

FOLDS = 3
# cases without the phrase that are added to what was counted, and how often a word is chosen at all
SMOOTHING, USUAL = 3.0, 0.03
# a term is the desk's when handlers of more than one hand wrote it so often
TERM_CASES, TERM_AUTHORS = 3, 2
RIDGE = 1.0
GRAM_CASES = 3
# of a word's traits: cases at least, strength of L2, passes, and in 1/100 the least weight worth shipping
TRAIT_CASES, ALPHA, EPOCHS, LEAST_WEIGHT = 3, 1e-5, 6, 8
GRAMS_PER_TERM = 60
C = 0.3
# of the candidates that nobody chose, one in so many is learned from; a phrase so much longer than a handler's
# still meets it
ONE_IN, MOST_EXTRA = 4, 4


@dataclass(frozen=True, slots=True)
class Case:
    """A record as the extractor reads it: `text` is prepared, `keywords` are what its handler chose."""

    author: str
    text: str
    keywords: tuple[str, ...]
    signals: Severity

    @classmethod
    def of(cls, author: str, text: str, keywords: Sequence[str]) -> "Case":
        text = dataset.prepare(text)
        return cls(author, text, tuple(sorted({dataset.prepare(k) for k in keywords})), assess(text))


def keyword_worth(records: Sequence[Record]) -> dict[str, Any]:
    """The content of words.json, learned from `records`."""
    return learned([Case.of(record.author, record.text, record.keywords) for record in records])


def learned(cases: Sequence[Case]) -> dict[str, Any]:
    """The same, from cases that are prepared."""
    traits: list[dict[str, float]] = []
    met: list[bool] = []
    weight: list[float] = []
    skipped = 0
    folds = min(FOLDS, len({case.author for case in cases}))
    parts = (
        [(a.tolist(), b.tolist()) for a, b in GroupKFold(folds).split(cases, groups=[c.author for c in cases])]
        if folds > 1
        else [(range(len(cases)), range(len(cases)))]
    )
    for seen, unseen in parts:
        candidates = Candidates(Worth.of({**counted([cases[i] for i in seen]), "weights": {"one": 0.0}}))
        for i in unseen:
            for candidate in candidates.of(cases[i].text, cases[i].signals):
                hit, sure = _meets(candidate, cases[i].keywords)
                # of the many that nobody chose, a part says enough
                if hit or not (skipped := (skipped + 1) % ONE_IN):
                    traits.append(candidate.features)
                    met.append(hit)
                    weight.append(sure if hit else float(ONE_IN))
    return {**counted(cases), "weights": _weights(traits, met, weight)}


def _meets(candidate: Candidate, keywords: Sequence[str]) -> tuple[bool, float]:
    """Whether a handler's phrase is met, and how much this case counts: a longer phrase says it less well."""
    if candidate.text in keywords:
        return True, 1.0
    extra = min((len(candidate.text) - len(k) for k in keywords if k in candidate.text), default=None)
    if extra is None or extra > MOST_EXTRA:
        return False, 1.0
    return True, 1 / (1 + 0.5 * extra)


def _weights(traits: list[dict[str, float]], met: list[bool], weight: list[float]) -> dict[str, float]:
    if len(set(met)) < 2:
        return {"form": 1.0}
    vectorizer = DictVectorizer(dtype=np.float32)
    rows = vectorizer.fit_transform(traits)
    model = LogisticRegression(C=C, max_iter=300, fit_intercept=False).fit(rows, met, weight)
    names = vectorizer.get_feature_names_out()
    return {str(n): round(float(w), 4) for n, w in zip(names, model.coef_[0], strict=True) if abs(w) > 1e-4}


def counted(cases: Sequence[Case]) -> dict[str, Any]:
    """Words, phrases, terms and n-grams of words.json."""
    terms, table = _terms(cases)
    words, usual = _word_worth(cases)
    return {"words": words, "usual": usual, "phrases": _phrase_worth(cases), "terms": terms, "grams": table}


def _log_odds(chosen: float, seen: float) -> float:
    share = (chosen + SMOOTHING * USUAL) / (seen + SMOOTHING)
    return round(math.log(share / (1 - share)), 2)


def _word_worth(cases: Sequence[Case]) -> tuple[dict[str, list[int]], list[float]]:
    """Logistic regressions upon the traits of a word where it stands: trait → weights in 1/100 for begin, end, has."""
    traits: list[list[str]] = []
    chosen: list[tuple[bool, bool, bool]] = []
    for case in cases:
        words = list(words_of(case.text))
        content = [PLAIN.fullmatch(word) is not None for _, _, word, _ in words]
        first, last, inside = _places(case, words)
        for at, near in enumerate(near_traits(words, content)):
            if near:
                traits.append(own_traits(*words[at][2:]) + near)
                chosen.append((at in first, at in last, at in inside))
    spread = Counter(trait for found in traits for trait in found)
    names = sorted(trait for trait, n in spread.items() if n >= TRAIT_CASES)
    column = {trait: i for i, trait in enumerate(names)}
    indices = [[column[t] for t in found if t in column] for found in traits]
    flat = np.concatenate([np.array(row, np.int32) for row in indices])
    x = sp.csr_matrix(
        (np.ones(len(flat), np.float32), flat, np.cumsum([0, *map(len, indices)])), shape=(len(indices), len(names))
    )
    weights, usual = np.zeros((len(names), 3)), []
    for side in range(3):
        y = np.array([c[side] for c in chosen])
        if not 0 < y.sum() < len(y):
            usual.append(-4.0)
            continue
        model = SGDClassifier(loss="log_loss", alpha=ALPHA, max_iter=EPOCHS, tol=None, average=True, random_state=0)
        model.fit(x, y)
        weights[:, side] = model.coef_[0]
        usual.append(round(float(model.intercept_[0]), 3))
    rounded = np.round(100 * weights).astype(int)
    keep = np.flatnonzero(np.abs(rounded).max(axis=1) >= LEAST_WEIGHT)
    return {names[i]: rounded[i].tolist() for i in keep}, usual


def _places(case: Case, words: Sequence[tuple[int, int, str, str]]) -> tuple[set[int], set[int], set[int]]:
    """Which words begin a handler's phrase, end one, stand in one; a phrase in other words shares some of them."""
    first: set[int] = set()
    last: set[int] = set()
    inside: set[int] = set()
    for keyword in case.keywords:
        at = case.text.find(keyword)
        if at < 0:
            parts = {word for word in tokens(keyword) if len(word) > 1}
            inside.update(i for i, (_, _, word, _) in enumerate(words) if word in parts)
        while at >= 0:
            to = at + len(keyword)
            for i, (start, end, _, _) in enumerate(words):
                if at <= start and end <= to:
                    inside.add(i)
                    if start == at:
                        first.add(i)
                    if end == to:
                        last.add(i)
            at = case.text.find(keyword, to)
    return first, last, inside


def _phrase_worth(cases: Sequence[Case]) -> dict[str, float]:
    """phrase → log-odds that it is chosen where it stands in a text."""
    chosen = Counter(k for case in cases for k in case.keywords if k in case.text and SHORTEST <= len(k) <= LONGEST)
    known = {k: n for k, n in chosen.items() if n >= 2}
    seen: Counter[str] = Counter()
    for case in cases:
        text, sizes = case.text, range(SHORTEST, LONGEST + 1)
        seen.update({p for at in range(len(text)) for size in sizes if (p := text[at : at + size]) in known})
    return {k: _log_odds(n, seen[k]) for k, n in sorted(known.items())}


def _terms(cases: Sequence[Case]) -> tuple[dict[str, float], dict[str, list[int]]]:
    """Ridge regressions, one a term, on the n-grams of a text: term → bias, n-gram → [row, weight in 1/1000, …]."""
    count: Counter[str] = Counter()
    authors: dict[str, set[str]] = defaultdict(set)
    for case in cases:
        for k in case.keywords:
            count[k] += 1
            authors[k].add(case.author)
    terms = sorted(
        k for k, n in count.items()
        if n >= TERM_CASES and len(authors[k]) >= TERM_AUTHORS
        and SHORTEST <= len(k) <= LONGEST and not PLACEHOLDER.search(k)
    )  # fmt: skip
    if not terms:
        return {}, {}
    found = [grams(PLACEHOLDER.sub(" ", case.text)) for case in cases]
    spread = Counter(g for gs in found for g in gs)
    names = sorted(g for g, n in spread.items() if n >= GRAM_CASES)
    column = {g: i for i, g in enumerate(names)}
    idf = np.array([math.log(len(cases) / spread[g]) for g in names])
    indices = [[column[g] for g in gs if g in column] for gs in found]
    values = [idf[row] / math.sqrt(max(len(gs), 1)) for row, gs in zip(indices, found, strict=True)]
    x = sp.csr_matrix(
        (np.concatenate(values), np.concatenate(indices), np.cumsum([0, *map(len, indices)])),
        shape=(len(cases), len(names)),
    )
    y = np.zeros((len(cases), len(terms)), np.float32)
    row_of = {term: i for i, term in enumerate(terms)}
    for i, case in enumerate(cases):
        for k in case.keywords:
            if k in row_of:
                y[i, row_of[k]] = 1
    bias = y.mean(axis=0)
    kernel = (x @ x.T).toarray().astype(np.float32)
    kernel[np.diag_indices_from(kernel)] += RIDGE
    dual = cho_solve(cho_factor(kernel), y - bias)
    weights = np.asarray(x.T @ dual) * idf[:, None]
    share = np.sqrt(np.array([spread[g] for g in names]))[:, None]
    table: dict[str, list[int]] = defaultdict(list)
    for row in range(len(terms)):
        strength = np.abs(weights[:, row]) * share[:, 0]
        for g in np.sort(np.argpartition(-strength, min(GRAMS_PER_TERM, len(names) - 1))[:GRAMS_PER_TERM]):
            value = round(float(weights[g, row]) * 1000)
            if value:
                table[names[g]] += [row, value]
    return {term: round(float(b), 5) for term, b in zip(terms, bias, strict=True)}, dict(table)
