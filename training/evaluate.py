"""How well a version does on a split: every field, every flag, calibration, keywords and personal data.

The whole engine is measured, as shipped: rules, masking, INT8 graph and thresholds together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import f1_score

from training.calibrate import calibration_error
from training.records import Record
from triage.engine import Triage
from triage.errors import BadInput
from triage.privacy import PiiSpan
from triage.schema import Case, Label, Pii, Suggestion
from triage.segments import tokens
from triage.taxonomy import Taxonomy

RESAMPLES = 1000
SEED = 20261122
BINS = 10
FIELDS = {
    "intake_type": "intake_type",
    "category": "cat1",
    "reason": "cat2",
    "product": "product",
    "channel": "channel",
    "source": "source",
    "stage": "stage",
    "department": "dept_primary",
}
PUBLIC_NUMBERS = ("12378", "12315", "12345", "12363", "955")

Index = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A measured value with its bootstrap 95% interval over cases."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


@dataclass(frozen=True, slots=True)
class _Pair:
    record: Record
    suggestion: Suggestion


def evaluate(triage: Triage, records: Sequence[Record]) -> dict[str, Any]:
    """All measures as nested dicts of Interval, float and int; raises BadInput on an empty split."""
    if not records:
        raise BadInput("该划分没有样本", field="split")
    answers = triage.suggest_many([Case(id=r.id, text=r.text) for r in records])
    pairs = [_Pair(r, answer) for r, answer in zip(records, answers, strict=True) if isinstance(answer, Suggestion)]
    return {
        "model": triage.version,
        "cases": len(records),
        "failed": len(records) - len(pairs),
        "fields": {field: _field(pairs, field, attribute) for field, attribute in FIELDS.items()},
        "severity": _severity(pairs),
        "flags": {code: _presence(pairs, code, "flags") for code in triage.taxonomy.codes("flags")},
        "threats": {code: _presence(pairs, code, "threats") for code in triage.taxonomy.codes("threats")},
        "threats_micro_f1": bootstrap(len(pairs), _micro_threats(pairs)),
        "head_count_exact": _head_count(pairs),
        "keywords": _keywords(pairs),
        "personal_data": personal_data([(p.record, p.suggestion.pii) for p in pairs]),
        "per_reason": _per_reason(pairs, triage.taxonomy),
    }


def bootstrap(n: int, measure: Callable[[Index], float]) -> Interval:
    """Percentile bootstrap over cases (Efron 1979); nan where the measure has no cases to look at."""
    everything = np.arange(n)
    rng = np.random.default_rng(SEED)
    draws = [measure(rng.integers(0, n, n)) for _ in range(RESAMPLES)]
    low, high = np.nanpercentile(draws, [2.5, 97.5]) if not np.isnan(draws).all() else (np.nan, np.nan)
    return Interval(measure(everything), float(low), float(high))


def macro_f1(truth: npt.NDArray[Any], predicted: npt.NDArray[Any]) -> float:
    """Mean F1 over the classes that occur in the truth: a class nobody could hit says nothing."""
    return float(f1_score(truth, predicted, labels=np.unique(truth), average="macro", zero_division=0))


def _field(pairs: Sequence[_Pair], field: str, attribute: str) -> dict[str, Any]:
    labels = [getattr(p.suggestion, field) for p in pairs]
    result = label_measures([getattr(p.record, attribute) for p in pairs], labels)
    if field == "reason":
        either = np.array(
            [label.code in {p.record.cat2, p.record.cat2_alt} for p, label in zip(pairs, labels, strict=True)]
        )
        result["top1_or_alternative"] = bootstrap(len(pairs), lambda i: float(either[i].mean()))
    return result


def label_measures(codes: Sequence[str], labels: Sequence[Label]) -> dict[str, Any]:
    """How well `labels` meet the true `codes`, and what may be done without review; for any label set."""
    truth = np.array(codes)
    predicted = np.array([label.code for label in labels])
    top3 = np.array([t in [c.code for c in label.candidates] for t, label in zip(truth, labels, strict=True)])
    confidence = np.array([label.confidence for label in labels])
    auto = np.array([label.decision == "auto" for label in labels])
    right = truth == predicted
    n = len(labels)
    return {
        "macro_f1": bootstrap(n, lambda i: macro_f1(truth[i], predicted[i])),
        "top1": bootstrap(n, lambda i: float(right[i].mean())),
        "top3": bootstrap(n, lambda i: float(top3[i].mean())),
        "calibration_error": bootstrap(n, lambda i: calibration_error(confidence[i], right[i])),
        "auto_coverage": bootstrap(n, lambda i: float(auto[i].mean())),
        "auto_precision": bootstrap(n, lambda i: float(right[i][auto[i]].mean()) if auto[i].any() else float("nan")),
        "abstained": float(np.mean([label.decision == "abstain" for label in labels])),
        "reliability": reliability(confidence, right),
        "coverage": _coverage(confidence, right),
    }


def reliability(confidence: npt.NDArray[Any], right: npt.NDArray[np.bool_]) -> list[list[float]]:
    """[mean confidence, share right, cases] of every tenth of the confidence scale that has cases."""
    tenth = np.minimum((confidence * BINS).astype(int), BINS - 1)
    groups = [tenth == b for b in range(BINS) if (tenth == b).any()]
    return [[round(float(confidence[g].mean()), 4), round(float(right[g].mean()), 4), int(g.sum())] for g in groups]


def _coverage(confidence: npt.NDArray[Any], right: npt.NDArray[np.bool_]) -> list[list[float]]:
    """[share of cases at or above a confidence, their precision], the surest twentieth first."""
    order = np.argsort(-confidence, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    at = [max(round(len(order) * k / 20), 1) for k in range(1, 21)]
    return [[round(k / len(order), 4), round(float(precision[k - 1]), 4)] for k in at]


def _severity(pairs: Sequence[_Pair]) -> dict[str, Any]:
    truth = np.array([p.record.severity == "major" for p in pairs])
    found = np.array([p.suggestion.severity.level == "major" for p in pairs])
    by_rule = np.array([any("rule" in f.by for f in p.suggestion.severity.flags) for p in pairs])
    missed = [p.record.id for p, t, f in zip(pairs, truth, found, strict=True) if t and not f]
    result = _detection(truth, found)
    return {**result, "rules_alone": _detection(truth, by_rule), "missed": missed}


def _presence(pairs: Sequence[_Pair], code: str, group: str) -> dict[str, Any]:
    truth = np.array([code in getattr(p.record, group) for p in pairs])
    found = np.array([code in {s.code for s in getattr(p.suggestion.severity, group)} for p in pairs])
    return _detection(truth, found)


def _detection(truth: npt.NDArray[np.bool_], found: npt.NDArray[np.bool_]) -> dict[str, Any]:
    n = len(truth)
    return {
        "positives": int(truth.sum()),
        "recall": bootstrap(n, lambda i: _share(found[i], truth[i])),
        "precision": bootstrap(n, lambda i: _share(truth[i], found[i])),
        "f1": bootstrap(n, lambda i: float(f1_score(truth[i], found[i], zero_division=0))),
    }


def _share(of: npt.NDArray[np.bool_], among: npt.NDArray[np.bool_]) -> float:
    return float(of[among].mean()) if among.any() else float("nan")


def _micro_threats(pairs: Sequence[_Pair]) -> Callable[[Index], float]:
    sets = [(set(p.record.threats), {s.code for s in p.suggestion.severity.threats}) for p in pairs]
    hit = np.array([len(t & f) for t, f in sets])
    size = np.array([len(t) + len(f) for t, f in sets])
    return lambda i: float(2 * hit[i].sum() / size[i].sum()) if size[i].sum() else float("nan")


def _head_count(pairs: Sequence[_Pair]) -> dict[str, Any]:
    """Exact counts among cases where more than one person complains, and over all."""
    stated = [p for p in pairs if p.record.n_complainants is not None]
    exact = np.array([p.suggestion.severity.n_complainants == p.record.n_complainants for p in stated])
    many = np.array([(p.record.n_complainants or 1) > 1 for p in stated])
    return {
        "all": bootstrap(len(stated), lambda i: float(exact[i].mean())),
        "more_than_one": bootstrap(len(stated), lambda i: _share(exact[i], many[i])),
        "cases_more_than_one": int(many.sum()),
    }


def _keywords(pairs: Sequence[_Pair]) -> dict[str, Any]:
    """A reference phrase is met by the same or a containing phrase; `overlap` also counts half its words."""
    met, near, total, leaks = [], [], [], 0
    for p in pairs:
        found = [k.text for k in p.suggestion.keywords]
        met.append(sum(any(ref in k for k in found) for ref in p.record.keywords))
        near.append(sum(_near(ref, found) for ref in p.record.keywords))
        total.append(len(p.record.keywords))
        private = {p.record.text[s.start : s.end] for s in p.record.pii_spans}
        leaks += any(len(v) > 1 and v in k for v in private for k in found)
    a, b, c = np.array(met), np.array(near), np.array(total)
    return {
        "recall": bootstrap(len(c), lambda i: float(a[i].sum() / c[i].sum())),
        "recall_with_overlap": bootstrap(len(c), lambda i: float(b[i].sum() / c[i].sum())),
        "per_case": float(np.mean([len(p.suggestion.keywords) for p in pairs])),
        "cases_with_personal_data": leaks,
    }


def _near(reference: str, found: Sequence[str]) -> bool:
    words = set(tokens(reference))
    return any(reference in k or k in reference or 2 * len(words & set(tokens(k))) >= len(words) for k in found)


def personal_data(cases: Sequence[tuple[Record, Sequence[PiiSpan | Pii]]]) -> dict[str, Any]:
    """Records with what was masked in them; a labelled span is found when all of it is masked, whatever the type."""
    found, total = [], []
    by_type: dict[str, list[int]] = {}
    hotlines = over = rest = 0
    for record, spans in cases:
        masked = np.zeros(len(record.text) + 1, dtype=bool)
        for span in spans:
            masked[span.start : span.end] = True
            hotlines += record.text[span.start : span.end] in PUBLIC_NUMBERS
        labelled = np.zeros(len(masked), dtype=bool)
        for s in record.pii_spans:
            labelled[s.start : s.end] = True
        over += int((masked & ~labelled).sum())
        rest += int((~labelled).sum())
        hits = [bool(masked[s.start : s.end].all()) for s in record.pii_spans]
        for s, hit in zip(record.pii_spans, hits, strict=True):
            seen = by_type.setdefault(s.type, [0, 0])
            seen[0] += hit
            seen[1] += 1
        found.append(sum(hits))
        total.append(len(hits))
    a, b = np.array(found), np.array(total)
    return {
        "recall": bootstrap(len(b), lambda i: float(a[i].sum() / b[i].sum()) if b[i].sum() else float("nan")),
        "spans": int(b.sum()),
        "public_numbers_masked": int(hotlines),
        "other_text_masked": over / max(rest, 1),
        "by_type": {kind: f"{hit}/{n}" for kind, (hit, n) in sorted(by_type.items())},
    }


def _per_reason(pairs: Sequence[_Pair], taxonomy: Taxonomy) -> dict[str, Any]:
    truth = [p.record.cat2 for p in pairs]
    predicted = [p.suggestion.reason.code for p in pairs]
    codes = [c for c in taxonomy.codes("reason") if c in truth]
    scores = f1_score(truth, predicted, labels=codes, average=None, zero_division=0)
    return {c: {"cases": truth.count(c), "f1": round(float(s), 3)} for c, s in zip(codes, scores, strict=True)}


def plain(report: Any) -> Any:
    """The report as JSON values; an interval becomes [value, low, high]."""
    if isinstance(report, Interval):
        return [None if np.isnan(x) else round(x, 4) for x in (report.value, report.low, report.high)]
    if isinstance(report, dict):
        return {key: plain(value) for key, value in report.items()}
    return [plain(item) for item in report] if isinstance(report, list) else report


def default_data() -> Path:
    """labelled_data/ beside the packages."""
    return Path(__file__).resolve().parents[1] / "labelled_data"
