"""Corrections that all other data argues against, by confident learning (Northcutt et al. 2021; cleanlab).

Every label is judged by both halves of the model, fitted on cases of other wording and other authors.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import torch
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores
from sklearn.model_selection import GroupKFold

from training import calibrate
from training import heads as frozen
from training.corrections import FLAG_FIELDS, SUSPECT, Review
from training.dataset import Lesson, Row, matrices
from training.lexical import FOLDS
from triage.encoder import calibrated
from triage.versions import Head

Floats = npt.NDArray[np.float32]
Index = npt.NDArray[np.int64]
# a single head; targets, logits and margins (cases, its codes)
Question: TypeAlias = tuple[Head, Floats, Floats, Floats]

# A flag of fewer cases is not judged.
LEAST = 10


def suspects(
    rows: Sequence[Row],
    embeddings: Floats,
    margins: Floats,
    heads: Sequence[Head],
    lessons: Sequence[Lesson],
    seed: int,
) -> list[Review]:
    """The likely wrong labels of `lessons`, worst first.

    `rows` as `dataset.train_rows` gives them, lessons last; `embeddings` (rows, hidden); `margins` (rows, all heads)
    by SVMs that have not seen the row's author.
    """
    base = len(rows) - len(lessons)
    targets, belief = matrices(rows)
    logits = _unseen(embeddings, margins, targets, belief, [row["author"] for row in rows], heads, seed)
    # a noisy copy says nothing new; a definition is no case
    first = {row["id"]: n for n, row in reversed(list(enumerate(rows[:base]))) if row["author"] != "taxonomy"}
    cases = np.array([*sorted(first.values()), *range(base, len(rows))], np.int64)
    found: list[Review] = []
    at = 0
    for i, head in enumerate(heads):
        part = slice(at, at + len(head.codes))
        at += len(head.codes)
        at_hand = cases[belief[cases, i] > 0]
        mine = [lessons[n - base] if n >= base else None for n in at_hand.tolist()]
        for asked, target, logit, margin in _questions(head, *(x[at_hand, part] for x in (targets, logits, margins))):
            temperature, weight = calibrate.scales(asked, logit, margin, target)
            scaled = asked.model_copy(update={"temperature": temperature, "lexical_weight": weight})
            probabilities = np.stack([calibrated(scaled, a, b) for a, b in zip(logit, margin, strict=True)])
            found += _issues(head.name, asked.codes, target.argmax(axis=1), probabilities, mine)
    return sorted(found, key=lambda review: review.quality or 0.0)


def doubted(lessons: Sequence[Lesson], found: Sequence[Review]) -> list[Lesson]:
    """The lessons with their suspects hardly believed."""
    wrong = {(review.case_id, review.field) for review in found}
    return [
        replace(
            lesson,
            belief={name: min(b, SUSPECT) if (lesson.id, name) in wrong else b for name, b in lesson.belief.items()},
        )
        for lesson in lessons
    ]


def _unseen(
    embeddings: Floats,
    margins: Floats,
    targets: Floats,
    belief: Floats,
    authors: Sequence[str],
    heads: Sequence[Head],
    seed: int,
) -> Floats:
    """Logits (rows, all heads) by heads that have not seen the row's author."""
    logits = np.zeros_like(targets)
    folds = min(FOLDS, len(set(authors)))
    for seen, unseen in GroupKFold(folds).split(embeddings, groups=authors) if folds > 1 else ():
        fitted = frozen.fit(embeddings[seen], margins[seen], targets[seen], belief[seen], heads, seed)
        with torch.inference_mode():
            logits[unseen] = fitted(torch.from_numpy(embeddings[unseen])).numpy()
    return logits


def _questions(head: Head, target: Floats, logits: Floats, margins: Floats) -> Iterator[Question]:
    """A single head as it is; of flags and threats a yes-or-no question each, where enough cases say yes."""
    if head.kind == "single":
        yield head, target, logits, margins
    elif head.name in FLAG_FIELDS:
        for column, code in enumerate(head.codes):
            yes = target[:, column]
            if LEAST <= yes.sum() < len(yes):
                asked = Head(name=f"{head.name}:{code}", kind="single", codes=(f"无{code}", code))
                no = np.zeros_like(yes)
                logit, margin = (np.stack([no, x[:, column]], axis=1) for x in (logits, margins))
                yield asked, np.stack([1 - yes, yes], axis=1), logit, margin


def _issues(
    field: str, codes: Sequence[str], index: Index, probabilities: Floats, lessons: Sequence[Lesson | None]
) -> list[Review]:
    """The labels `index` (cases,) into `codes` that `probabilities` (cases, codes) argue against, where a case is a
    lesson."""
    there = np.unique(index)
    if len(there) < 2:
        return []
    # cleanlab knows classes that occur, numbered without gaps
    known = probabilities[:, there] / probabilities[:, there].sum(axis=1, keepdims=True)
    labels = np.searchsorted(there, index)
    wrong = find_label_issues(labels, known, filter_by="both", n_jobs=1)
    quality = get_label_quality_scores(labels, known, method="normalized_margin")
    best = there[known.argmax(axis=1)]
    return [
        Review(
            "suspect",
            lesson.id,
            field,
            codes[index[n]],
            (codes[best[n]],),
            min(lesson.belief[field], SUSPECT),
            lesson.text,
            round(float(quality[n]), 4),
        )
        for n, lesson in enumerate(lessons)
        if lesson and wrong[n] and best[n] != index[n]
    ]
