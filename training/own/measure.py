"""What an own label set is worth: on unseen rows in training, by cross-validation against plain baselines, and of a
finished version on another table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import jieba
import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import LinearSVC

from training.evaluate import Interval, bootstrap, label_measures, macro_f1
from training.own import recipe
from training.own.split import folds
from training.own.table import Column, Floats, Index, Table
from triage.errors import BadInput
from triage.labels import label
from triage.own import OwnTriage
from triage.schema import Case, Label, OwnSuggestion
from triage.taxonomy import shipped
from triage.versions import Head

OURS = "本服务"
Bools = npt.NDArray[np.bool_]


def validation(head: Head, column: Column, found: recipe.Unseen) -> dict[str, float]:
    """Accuracy, macro-F1 and what `auto` covers at what precision, on the rows that settled the head."""
    truth = [column.codes[i] for i in column.index[found.rows]]
    labels = _labels(head, found.logits, found.margins)
    right = np.array([a == b.code for a, b in zip(truth, labels, strict=True)])
    auto = np.array([b.decision == "auto" for b in labels])
    return {
        "rows": float(len(truth)),
        "accuracy": float(right.mean()),
        "macro_f1": macro_f1(np.array(truth), np.array([b.code for b in labels])),
        "auto_coverage": float(auto.mean()),
        "auto_precision": float(right[auto].mean()) if auto.any() else 0.0,
    }


def _labels(head: Head, logits: Floats, margins: Floats) -> list[Label]:
    names = {code: code for code in head.codes}
    decisions = shipped().decisions
    return [label(p, names, head.thresholds, decisions) for p in recipe.probabilities(head, logits, margins)]


@dataclass(frozen=True, slots=True)
class Compared:
    """One method in a cross-validation: `right` (rows,), accuracy by fold, and macro-F1 over all rows."""

    method: str
    right: Bools
    by_fold: list[float]
    macro_f1: float

    @property
    def accuracy(self) -> float:
        return float(self.right.mean())


@dataclass(frozen=True, slots=True)
class CrossValidated:
    """`methods`: baselines, then ours; `measures` of our calibrated labels, as an evaluation has them."""

    methods: list[Compared]
    measures: dict[str, Any]


def cross_validate(
    texts: Sequence[str],
    embeddings: Floats,
    column: Column,
    groups: Index,
    k: int,
    seed: int,
    progress: Callable[[int, int], None],
) -> CrossValidated:
    """Baselines and the whole recipe, scales and inner folds included, on the same k folds; ours comes last.

    `groups` of near-duplicates (texts,) stay in one fold. Raises BadInput with fewer than two folds' worth of rows.
    """
    fold = folds(column.index, groups, k, seed)
    labels: dict[int, Label] = {}
    predicted = {name: np.full(len(texts), -1, np.int64) for name in (*BASELINES, OURS)}
    for number in range(k):
        held, known = np.flatnonzero(fold == number), np.flatnonzero((fold >= 0) & (fold != number))
        if not len(held) or len(np.unique(column.index[known])) < 2:
            raise BadInput(f"“{column.name}”列的样本不够 {k} 折交叉检验,请减少折数", field="cross-validate")
        train, test = [texts[i] for i in known.tolist()], [texts[i] for i in held.tolist()]
        for name, build in BASELINES.items():
            predicted[name][held] = build().fit(train, column.index[known]).predict(test)
        part = Column(column.name, column.codes, column.index[known])
        inner = recipe.unseen(train, embeddings[known], part, groups[known], seed)
        head = recipe.settle(part, inner, shipped().decisions.target_precision)
        logits, margins = recipe.fit(train, embeddings[known], [part], seed).scores(test, embeddings[held])
        labels |= zip(held.tolist(), _labels(head, logits, margins), strict=True)
        predicted[OURS][held] = [column.codes.index(labels[i].code) for i in held.tolist()]
        progress(number + 1, k)
    rows = column.rows
    truth = column.index[rows]
    methods = [
        Compared(
            name,
            found[rows] == truth,
            [float((found[fold == n] == column.index[fold == n]).mean()) for n in range(k)],
            macro_f1(truth, found[rows]),
        )
        for name, found in predicted.items()
    ]
    measures = label_measures([column.codes[i] for i in truth.tolist()], [labels[i] for i in rows.tolist()])
    return CrossValidated(methods, measures)


def gain(found: Sequence[Compared]) -> tuple[str, Interval]:
    """The best baseline and how much more accurate the last method is, paired over rows."""
    best = max(found[:-1], key=lambda c: c.accuracy)
    ours = found[-1].right.astype(float) - best.right
    return best.method, bootstrap(len(ours), lambda i: float(ours[i].mean()))


def _words() -> Pipeline:
    jieba.setLogLevel(60)
    return _svm(TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None, sublinear_tf=True))


def _characters() -> Pipeline:
    return _svm(TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True, min_df=2))


def _svm(vectorizer: TfidfVectorizer) -> Pipeline:
    return make_pipeline(vectorizer, LinearSVC(C=0.5, class_weight="balanced", random_state=0))


BASELINES: dict[str, Callable[[], Pipeline]] = {"jieba 词 + SVM": _words, "字 1-2 元 + SVM": _characters}


def evaluate(triage: OwnTriage, table: Table) -> dict[str, Any]:
    """A version on a table with its label columns: measures by column and by label; raises BadInput.

    A label that the version does not know counts as an error and is listed under `unknown`.
    """
    if strange := set(table.labels) - set(triage.taxonomy.columns):
        have = "、".join(triage.taxonomy.columns)
        raise BadInput(
            f"版本 {triage.version} 没有标签列 {'、'.join(sorted(strange))};它有:{have}", field="label-column"
        )
    answers = triage.suggest_many([Case(text=text) for text in table.texts])
    report: dict[str, Any] = {
        "model": triage.version,
        "cases": len(answers),
        "failed": sum(not isinstance(a, OwnSuggestion) for a in answers),
        "fields": {},
        "labels": {},
        "unknown": {},
    }
    for name, values in table.labels.items():
        pairs = [
            (value, answer.labels[name])
            for value, answer in zip(values, answers, strict=True)
            if value is not None and isinstance(answer, OwnSuggestion)
        ]
        if not pairs:
            raise BadInput(f"“{name}”列没有任何标签", field=name)
        truth, found = [t for t, _ in pairs], [b for _, b in pairs]
        report["fields"][name] = label_measures(truth, found)
        codes = sorted(set(truth))
        scores = f1_score(truth, [b.code for b in found], labels=codes, average=None, zero_division=0)
        report["labels"][name] = {
            code: {"cases": truth.count(code), "f1": round(float(score), 3)}
            for code, score in zip(codes, scores, strict=True)
        }
        report["unknown"][name] = sorted(set(truth) - set(triage.taxonomy.columns[name]))
    return report
