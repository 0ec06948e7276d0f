"""The lexical half of the model: linear SVMs on character n-grams, one for every code of every head.

With a few thousand cases it knows the words of a reason better than the encoder does; the encoder knows what is
said in other words. Their outputs are added, with a weight per head learned on validation (calibrate.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from triage.ngrams import NgramFeatures
from triage.versions import Head

Floats = npt.NDArray[np.float32]

# Seen fewer times than this in training, a code has no SVM and keeps the margin of a clear no.
MIN_POSITIVES = 2
LEAST = 2
ABSENT = -1.0
# head → (how much an n-gram's say grows with how unevenly it is spread over yes and no, C of the SVM): a product or a
# channel is told by few words, a kind of message by the tone of all of them; chosen on validation
SHARPNESS = {"intake_type": (0.0, 0.5), "stage": (0.0, 0.5), "product": (1.0, 0.5), "channel": (1.0, 0.5)}
OTHERS = (0.5, 2.0)
SMOOTHING = 0.5
FOLDS = 4
# a hundredth of the margin decides nothing; the last digits take most of the time
TOLERANCE = 1e-2


@dataclass(frozen=True, slots=True)
class Lexical:
    """`idf`: n-gram → weight, in row order. `weights` (n-grams, all heads) and `bias` (all heads,) give margins."""

    idf: dict[str, float]
    weights: Floats
    bias: Floats

    def margins(self, texts: Sequence[str]) -> Floats:
        """(texts, all heads), as the exported graph computes them."""
        features = NgramFeatures(self.idf)
        rows = [features(text) for text in texts]
        return np.stack([(self.weights[at] * w[:, None]).sum(axis=0) + self.bias for at, w in rows])


def separate(
    features: csr_matrix, positive: npt.NDArray[np.bool_], belief: Floats, sharpness: float, c: float, seed: int
) -> tuple[Floats, float]:
    """Weights (n-grams,) and bias of one yes-or-no SVM on `features` (texts, n-grams); a text counts by `belief`.

    Features are scaled by the naive Bayes log-count ratio, interpolated with 1 (NB-SVM, Wang & Manning 2012; there
    the weights are interpolated, which comes to the same end with one training).
    """
    scale = np.ones(features.shape[1])
    if sharpness:
        there = features.copy()
        there.data[:] = 1.0
        yes = there.T @ (positive * belief) + SMOOTHING
        no = there.T @ (~positive * belief) + SMOOTHING
        size = belief[positive].sum() + 2 * SMOOTHING, belief[~positive].sum() + 2 * SMOOTHING
        ratio = np.abs(np.log(yes / size[0]) - np.log(no / size[1]))
        scale = (1 - sharpness) * ratio.mean() + sharpness * ratio
        scale /= np.sqrt((scale**2).mean())
    svm = LinearSVC(C=c, class_weight="balanced", tol=TOLERANCE, random_state=seed)
    scaled = features.copy()
    scaled.data *= scale[scaled.indices]
    svm.fit(scaled, positive, sample_weight=belief)
    return np.asarray(svm.coef_[0] * scale, np.float32), float(svm.intercept_[0])


def unseen_margins(
    texts: Sequence[str],
    targets: Floats,
    heads: Sequence[Head],
    authors: Sequence[str],
    seed: int,
    least: int = LEAST,
    belief: Floats | None = None,
) -> Floats:
    """(texts, all heads): margins of every text from SVMs that have seen nothing of its author.

    On its own training texts an SVM is always right; the encoder would learn to lean on it and add nothing.
    """
    found = np.full(targets.shape, ABSENT, np.float32)
    folds = min(FOLDS, len(set(authors)))
    if folds < 2:
        return found
    for seen, unseen in GroupKFold(folds).split(texts, groups=authors):
        known = None if belief is None else belief[seen]
        lexical = fit([texts[i] for i in seen], targets[seen], heads, seed, least, belief=known)
        found[unseen] = lexical.margins([texts[i] for i in unseen])
    return found


def vectorizer(n: int, least: int = LEAST) -> TfidfVectorizer:
    """TF-IDF over character 1- and 2-grams of `n` texts, as triage.ngrams computes it at work."""
    return TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True, min_df=min(least, n))


def fit(
    texts: Sequence[str],
    targets: Floats,
    heads: Sequence[Head],
    seed: int,
    least: int = LEAST,
    sharpness: Mapping[str, tuple[float, float]] = SHARPNESS,
    belief: Floats | None = None,
) -> Lexical:
    """Fit on prepared texts; `targets` is (texts, all heads) in 0..1, the larger share is the class.

    An n-gram of fewer than `least` texts is left out. `sharpness` by head, as SHARPNESS; others have OTHERS.
    `belief` (texts, heads): how far a text's labels are believed; where 0, it teaches nothing. None: all in full.
    """
    ngrams = vectorizer(len(texts), least)
    features = ngrams.fit_transform(texts).tocsr()
    names = ngrams.get_feature_names_out()
    weights = np.zeros((len(names), targets.shape[1]), np.float32)
    bias = np.full(targets.shape[1], ABSENT, np.float32)
    if belief is None:
        belief = np.ones((len(texts), len(heads)), np.float32)
    at = 0
    for i, head in enumerate(heads):
        # a definition says nothing of the single heads it leaves at zero
        part = targets[:, at : at + len(head.codes)]
        says = np.flatnonzero((belief[:, i] > 0) & (part.any(axis=1) | (head.kind == "multi")))
        for column in range(at, at + len(head.codes)):
            positive = targets[says, column] > 0.5
            if not MIN_POSITIVES <= positive.sum() < len(positive):
                continue
            sharp, c = sharpness.get(head.name, OTHERS)
            weights[:, column], bias[column] = separate(features[says], positive, belief[says, i], sharp, c, seed)
        at += len(head.codes)
    idf = {str(name): round(float(value), 5) for name, value in zip(names, ngrams.idf_, strict=True)}
    return Lexical(idf, weights, bias)
