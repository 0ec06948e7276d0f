"""Corrections that all other data argues against.

Every label is judged by both halves of the model, fitted on cases of other wording and other authors, and by the
champion, where it has not learned from the case. What is asked is how likely they hold the label itself, measured by
how likely labels of its class are held on average (self-confidence and class thresholds of confident learning,
Northcutt et al. 2021); how sure they are of another label says more about the text than about the handler.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import torch
from sklearn.model_selection import GroupKFold

from training import calibrate
from training import heads as frozen
from training.corrections import FLAG_FIELDS, SUSPECT, Review
from training.dataset import Lesson, Row, matrices
from training.lexical import FOLDS
from training.review import hashed, learned
from triage.encoder import Encoder, calibrated
from triage.versions import Head, Installed

Floats = npt.NDArray[np.float32]
Index = npt.NDArray[np.int64]
# a single head; targets, logits and margins (cases, its codes)
Question: TypeAlias = tuple[Head, Floats, Floats, Floats]

# head → code → probability, as a version says of a case
Opinion: TypeAlias = Mapping[str, Mapping[str, float]]

# The label of a case without a flag.
NOT = "无"
# A flag of fewer cases is not judged.
LEAST = 10
# A label is doubted when it is held likely this little, as a share of what its class is on average.
SHARE = 0.02


def opinions(champion: Installed, lessons: Sequence[Lesson], threads: int) -> list[Opinion | None]:
    """What the champion says of each lesson; none where it has learned from it, and would repeat what it was told."""
    known = learned(champion.folder)
    asked = [lesson for lesson in lessons if hashed(lesson.id) not in known]
    said = Encoder(champion, threads).encode_many([lesson.text for lesson in asked])
    found = {lesson.id: encoded.probabilities for lesson, encoded in zip(asked, said, strict=True)}
    return [found.get(lesson.id) for lesson in lessons]


def suspects(
    rows: Sequence[Row],
    embeddings: Floats,
    margins: Floats,
    heads: Sequence[Head],
    lessons: Sequence[Lesson],
    champion: Sequence[Opinion | None],
    seed: int,
) -> list[Review]:
    """The likely wrong labels of `lessons`, worst first.

    `rows` as `dataset.train_rows` gives them, lessons last; `embeddings` (rows, hidden); `margins` (rows, all heads)
    by SVMs that have not seen the row's author; `champion`: `opinions` of the lessons.
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
        mine = [(lessons[n - base], champion[n - base]) if n >= base else None for n in at_hand.tolist()]
        for asked, target, logit, margin in _questions(head, *(x[at_hand, part] for x in (targets, logits, margins))):
            temperature, weight = calibrate.scales(asked, logit, margin, target)
            scaled = asked.model_copy(update={"temperature": temperature, "lexical_weight": weight})
            probabilities = np.stack([calibrated(scaled, a, b) for a, b in zip(logit, margin, strict=True)])
            found += _issues(head, asked.codes, target.argmax(axis=1), probabilities, mine)
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
                asked = Head(name=f"{head.name}:{code}", kind="single", codes=(f"{NOT}{code}", code))
                no = np.zeros_like(yes)
                logit, margin = (np.stack([no, x[:, column]], axis=1) for x in (logits, margins))
                yield asked, np.stack([1 - yes, yes], axis=1), logit, margin


def _issues(
    head: Head,
    codes: Sequence[str],
    index: Index,
    probabilities: Floats,
    cases: Sequence[tuple[Lesson, Opinion | None] | None],
) -> list[Review]:
    """The labels `index` (cases,) into `codes` that `probabilities` (cases, codes) and the champion's opinion argue
    against, where a case is a lesson."""
    held = probabilities[np.arange(len(index)), index]
    found: list[Review] = []
    for n, case in enumerate(cases):
        if case is None:
            continue
        lesson, champion = case
        label, other = codes[index[n]], codes[int(probabilities[n].argmax())]
        believed = [float(held[n]), *_believed(champion, head, label)]
        quality = sum(believed) / len(believed)
        if other != label and quality < SHARE * float(held[index == index[n]].mean()):
            belief = min(lesson.belief[head.name], SUSPECT)
            found.append(
                Review("suspect", lesson.id, head.name, label, (other,), belief, lesson.text, round(quality, 4))
            )
    return found


def _believed(champion: Opinion | None, head: Head, label: str) -> list[float]:
    """How likely the champion holds a label, as `_questions` names it; nothing where it never learned such a label."""
    if champion is None:
        return []
    said = champion[head.name]
    if label in said:
        return [said[label]]
    denied = label.removeprefix(NOT)
    return [1 - said[denied]] if head.kind == "multi" and denied in said else []
