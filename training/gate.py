"""May this version replace that one? Both answer the same cases in one run; every difference is paired.

Measured on the fixed test split and on the newest corrections, those that neither version has learned from.
"""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from training.calibrate import calibration_error
from training.corrections import CLOSED, FLAG_FIELDS, LEARNED, Corrected, read
from training.evaluate import FIELDS, RESAMPLES, SEED, Interval, reliability
from training.own.split import near_duplicates
from training.records import Record
from training.review import hashed, learned
from triage import versions
from triage.engine import Triage
from triage.schema import Case, Suggestion
from triage.taxonomy import SINGLE_FIELDS, Taxonomy

# Written into the challenger's folder, beside its sealed files.
REPORT = "gate.json"
# F1 of a class may be lower by this much; judged from so many cases of it.
CLASS_MARGIN, CLASS_CASES = 0.05, 5
# Expected calibration error may be higher by this much.
CALIBRATION_MARGIN = 0.01
# The challenger may take so many times as long.
LATENCY_BUDGET = 1.25
LATENCY_TEXTS, LATENCY_ROUNDS = 40, 3

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Truth:
    """A case with what it really is: `labels[field]` are codes; a field that is absent is unknown."""

    id: str
    text: str
    labels: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Part:
    """Cases to measure on; `begin` and `end` in time, for corrections."""

    name: str
    cases: list[Truth]
    begin: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison; `difference` is challenger minus champion with its paired 95% interval; `why` it failed, and
    `lost`: ids of the cases that the champion got right and the challenger did not, where each counts."""

    part: str
    kind: str
    field: str
    code: str
    cases: int
    champion: float
    challenger: float
    difference: Interval
    why: str = ""
    lost: tuple[str, ...] = ()


def test_part(records: Sequence[Record]) -> Part:
    """The fixed test split."""
    cases = [
        Truth(
            r.id,
            r.text,
            {
                **{field: (str(getattr(r, FIELDS[field])),) for field in SINGLE_FIELDS},
                **{field: tuple(getattr(r, field)) for field in FLAG_FIELDS},
            },
        )
        for r in records
        if r.split == "test"
    ]
    return Part("测试划分", cases)


def corrections_part(file: Path, folders: Sequence[Path], taxonomy: Taxonomy) -> Part:
    """The corrections of `file` that no version of `folders` has learned from, nor a text of the same wording."""
    known = frozenset[str]().union(*map(learned, folders))
    found = read(file, taxonomy).cases
    groups = near_duplicates([case.text for case in found]).tolist()
    seen = {group for case, group in zip(found, groups, strict=True) if hashed(case.id) in known}
    new = [case for case, group in zip(found, groups, strict=True) if group not in seen]
    moments = sorted(case.at for case in new)
    begin, end = (moments[0].isoformat(), moments[-1].isoformat()) if moments else (None, None)
    return Part("最新更正", [_truth(case) for case in new], begin, end)


def _truth(case: Corrected) -> Truth:
    # where handlers contradict each other, nobody knows which version is right
    return Truth(case.id, case.text, {f: k.codes for f, k in case.known.items() if k.belief >= CLOSED})


def gate(challenger: Triage, champion: Triage, folder: Path, parts: Sequence[Part]) -> dict[str, Any]:
    """The report; `passed` and `why` first. `folder` is the challenger's. `lost` names cases: it is for whoever asked,
    not for the version's folder."""
    checks: list[Check] = []
    curves: dict[str, Any] = {}
    for part in parts:
        if part.cases:
            new, old = (_answers(triage, part.cases) for triage in (challenger, champion))
            checks += _compared(part, new, old, challenger.taxonomy)
            curves[part.name] = {"champion": _curve(part, old), "challenger": _curve(part, new)}
    checks.append(_latency(challenger, champion, [case.text for part in parts for case in part.cases]))
    why = [check.why for check in checks if check.why]
    return {
        "passed": not why,
        "why": why,
        "lost": [case for check in checks for case in check.lost],
        "challenger": challenger.version,
        "champion": champion.version,
        # a report belongs to these very files
        "challenger_sha256": hashlib.sha256((folder / versions.SUMS).read_bytes()).hexdigest(),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "rules": {
            "class_margin": CLASS_MARGIN,
            "class_cases": CLASS_CASES,
            "calibration_margin": CALIBRATION_MARGIN,
            "latency_budget": LATENCY_BUDGET,
        },
        "parts": [{"name": p.name, "cases": len(p.cases), "from": p.begin, "to": p.end} for p in parts],
        "checks": [_plain(check) for check in checks],
        "reliability": curves,
    }


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a version says of a case: codes by field, and how sure it is of the single ones."""

    codes: Mapping[str, tuple[str, ...]]
    confidence: Mapping[str, float]


def _answers(triage: Triage, cases: Sequence[Truth]) -> list[_Answer]:
    return [_answer(said) for said in triage.suggest_many([Case(text=case.text) for case in cases])]


def _answer(said: object) -> _Answer:
    if not isinstance(said, Suggestion):  # a version that trips over a text is wrong about it, and sure
        return _Answer(dict.fromkeys(LEARNED, ()), dict.fromkeys(SINGLE_FIELDS, 1.0))
    flags = {f: tuple(signal.code for signal in getattr(said.severity, f)) for f in FLAG_FIELDS}
    labels = {field: getattr(said, field) for field in SINGLE_FIELDS}
    return _Answer(
        {**flags, **{field: (label.code,) for field, label in labels.items()}},
        {field: label.confidence for field, label in labels.items()},
    )


def _compared(part: Part, new: Sequence[_Answer], old: Sequence[_Answer], taxonomy: Taxonomy) -> list[Check]:
    rng = np.random.default_rng(SEED)
    draws = rng.integers(0, len(part.cases), (RESAMPLES, len(part.cases)))
    weights = np.stack([np.bincount(draw, minlength=len(part.cases)) for draw in draws]).astype(np.float64)
    checks = [_major(part, new, old, weights)]
    for field in LEARNED:
        checks += [
            check
            for code in taxonomy.codes(field)
            if (check := _class(part, new, old, weights, taxonomy, field, code)) is not None
        ]
    return checks + [c for f in SINGLE_FIELDS if (c := _calibration(part, new, old, draws, f)) is not None]


def _major(part: Part, new: Sequence[_Answer], old: Sequence[_Answer], weights: Floats) -> Check:
    """Recall of 重大: any flag at all (§5). Not one case fewer: missing one is the costliest error."""
    truth = np.array([bool(case.labels.get("flags")) for case in part.cases])
    found = [np.array([bool(a.codes["flags"]) for a in answers]) & truth for answers in (new, old)]
    values, difference = _paired([f.astype(float) for f in found], [truth.astype(float)] * 2, weights)
    why, lost = "", tuple[str, ...]()
    if found[0].sum() < found[1].sum():
        lost = tuple(case.id for case, a, b in zip(part.cases, *found, strict=True) if b and not a)
        why = f"{part.name} 重大召回下降:{values[1]:.3f} → {values[0]:.3f};新漏判 {len(lost)} 件"
    return Check(
        part.name, "major_recall", "severity", "major", int(truth.sum()), values[1], values[0], difference, why, lost
    )


def _class(
    part: Part,
    new: Sequence[_Answer],
    old: Sequence[_Answer],
    weights: Floats,
    taxonomy: Taxonomy,
    field: str,
    code: str,
) -> Check | None:
    """F1 of one class; None where too few cases have it."""
    known = np.array([field in case.labels for case in part.cases])
    truth = np.array([code in case.labels.get(field, ()) for case in part.cases])
    if truth.sum() < CLASS_CASES:
        return None
    found = [np.array([code in a.codes[field] for a in answers]) & known for answers in (new, old)]
    both = [2.0 * (f & truth) for f in found]
    either = [f.astype(float) + truth for f in found]
    values, difference = _paired(both, either, weights)
    why = ""
    if difference.high < -CLASS_MARGIN:
        why = (
            f"{part.name} {field} {code}({taxonomy.name(field, code)})变差:F1 {values[1]:.3f} → {values[0]:.3f},"
            f"差 {difference},允许 {CLASS_MARGIN}"
        )
    return Check(part.name, "class_f1", field, code, int(truth.sum()), values[1], values[0], difference, why)


def _calibration(
    part: Part, new: Sequence[_Answer], old: Sequence[_Answer], draws: npt.NDArray[np.int64], field: str
) -> Check | None:
    known = np.array([field in case.labels for case in part.cases])
    if not known.any():
        return None
    sides = []
    for answers in (new, old):
        right = np.array([a.codes[field] == c.labels.get(field) for a, c in zip(answers, part.cases, strict=True)])
        sides.append((np.array([a.confidence[field] for a in answers]), right))

    def error(side: tuple[Floats, Bools], rows: npt.NDArray[np.int64]) -> float:
        mine = rows[known[rows]]
        return calibration_error(side[0][mine], side[1][mine]) if len(mine) else float("nan")

    values = [error(side, np.arange(len(known))) for side in sides]
    drawn = np.array([error(sides[0], rows) - error(sides[1], rows) for rows in draws])
    difference = _interval(values[0] - values[1], drawn)
    why = ""
    if difference.low > CALIBRATION_MARGIN:
        why = (
            f"{part.name} {field} 校准变差:误差 {values[1]:.3f} → {values[0]:.3f},"
            f"差 {difference},允许 {CALIBRATION_MARGIN}"
        )
    return Check(part.name, "calibration", field, "", int(known.sum()), values[1], values[0], difference, why)


def _latency(challenger: Triage, champion: Triage, texts: Sequence[str]) -> Check:
    """Milliseconds a case, one after another; both versions take turns, so that a busy moment hits both."""
    chosen = texts[:: -(-len(texts) // LATENCY_TEXTS)]
    best = {triage.version: np.full(len(chosen), np.inf) for triage in (challenger, champion)}
    for _ in range(LATENCY_ROUNDS):
        for i, text in enumerate(chosen):
            for triage in (challenger, champion):
                begin = time.perf_counter()
                triage.suggest(Case(text=text))
                best[triage.version][i] = min(best[triage.version][i], (time.perf_counter() - begin) * 1e3)
    new, old = (float(best[triage.version].mean()) for triage in (challenger, champion))
    rng = np.random.default_rng(SEED)
    drawn = [rng.integers(0, len(chosen), len(chosen)) for _ in range(RESAMPLES)]
    a, b = best[challenger.version], best[champion.version]
    difference = _interval(new - old, np.array([a[i].mean() - b[i].mean() for i in drawn]))
    over = new > LATENCY_BUDGET * old
    why = f"用时 {old:.1f} → {new:.1f} 毫秒,超过 {LATENCY_BUDGET} 倍的预算" if over else ""
    return Check("", "latency_ms", "", "", len(chosen), old, new, difference, why)


def _paired(upper: Sequence[Floats], lower: Sequence[Floats], weights: Floats) -> tuple[tuple[float, float], Interval]:
    """Ratios Σupper/Σlower of (challenger, champion), and the interval of their difference over resamples."""
    now, before = (float(_ratio(u.sum(), w.sum())) for u, w in zip(upper, lower, strict=True))
    new, old = (_ratio(weights @ u, weights @ w) for u, w in zip(upper, lower, strict=True))
    return (now, before), _interval(now - before, np.asarray(new - old))


def _ratio(upper: Any, lower: Any) -> Any:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.divide(upper, lower)


def _interval(value: float, drawn: Floats) -> Interval:
    low, high = np.nanpercentile(drawn, [2.5, 97.5]) if not np.isnan(drawn).all() else (np.nan, np.nan)
    return Interval(value, float(low), float(high))


def _curve(part: Part, answers: Sequence[_Answer]) -> list[list[float]]:
    """Reliability of the reason."""
    known = [(a, c) for a, c in zip(answers, part.cases, strict=True) if "reason" in c.labels]
    if not known:
        return []
    right = np.array([a.codes["reason"] == c.labels["reason"] for a, c in known])
    return reliability(np.array([a.confidence["reason"] for a, _ in known]), right)


def _plain(check: Check) -> dict[str, Any]:
    """As JSON values: no number is a null."""
    row = {name: getattr(check, name) for name in ("part", "kind", "field", "code", "cases")}
    d = check.difference
    return {
        **row,
        "champion": _number(check.champion),
        "challenger": _number(check.challenger),
        "difference": [_number(x) for x in (d.value, d.low, d.high)],
        "passed": not check.why,
    }


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 4)
