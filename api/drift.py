"""Cases week by week against the reference of the version that answered them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeAlias

from api.shares import monday
from api.store.outcomes import Outcome
from triage import drift, versions
from triage.drift import Level, Reference
from triage.errors import VersionError
from triage.taxonomy import shipped

MOST_SHIFTS = 5


@dataclass(slots=True)
class Week:
    """What the cases of one week were like."""

    cases: int = 0
    numbers: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    codes: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


Weeks: TypeAlias = dict[date, Week]


@dataclass(frozen=True, slots=True)
class Shift:
    """A share of the reference and the share now; `bin`: a code, or a range of numbers."""

    bin: str
    reference: float
    now: float


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing compared; `field`: none for what is measured on the text."""

    measure: str
    field: str | None
    cases: int
    psi: float
    chance: float
    level: Level
    shifts: list[Shift]


def folder_of(model: str, chosen: str | None) -> Path | None:
    """The folder of a version that answered cases: among the installed ones, or the one the server was started with."""
    for name in (model, chosen):
        try:
            folder = versions.resolve(name)
            if versions.verify(folder).info.version == model:
                return folder
        except VersionError:
            continue
    return None


def collect(outcomes: Iterable[Outcome], model: str, measure: drift.TextMeasures) -> Weeks:
    """The cases that a version answered, by week."""
    weeks: Weeks = {}
    for outcome in outcomes:
        if outcome.answer.model != model or "labels" in outcome.answer.body:
            continue
        week = weeks.setdefault(monday(outcome.case.received_at), Week())
        week.cases += 1
        numbers, codes = drift.answer_measures(outcome.answer.body, outcome.case.given)
        for name, value in (measure(outcome.case.masked_text) | numbers).items():
            week.numbers[name].append(value)
        for name, code in codes.items():
            week.codes[name][_today(name, code)] += 1
    return weeks


def compare(week: Week, reference: Reference) -> list[Measure]:
    """How far a week is from the reference, measure by measure."""
    found = []
    for name, known in reference.numbers.items():
        if values := week.numbers.get(name):
            ranges = [f"≤{edge:g}" for edge in known.edges]
            bins = [*ranges, f">{known.edges[-1]:g}"] if ranges else ["*"]
            found.append(_measure(name, bins, known.counts, drift.binned(values, known.edges)))
    for name, old in reference.codes.items():
        counts = Counter[str]()
        for code, count in old.items():
            counts[_today(name, code)] += count
        if now := week.codes.get(name):
            codes = sorted({*counts, *now})
            found.append(_measure(name, codes, [counts[c] for c in codes], [now[c] for c in codes]))
    return found


def _today(name: str, code: str) -> str:
    """Reasons in today's codes; the version may have been trained before they changed."""
    return (shipped().lineage.today(code) or code) if name == "label.reason" else code


def worst(measures: Iterable[Measure]) -> Level:
    """The highest level among some."""
    return max((m.level for m in measures), key=drift.LEVELS.index, default="few")


def _measure(name: str, bins: list[str], reference: Iterable[int], now: list[int]) -> Measure:
    before = list(reference)
    index = drift.psi(before, now)
    by_chance = drift.chance(len(bins), sum(before), sum(now))
    shifts = [
        Shift(bin, round(a / max(sum(before), 1), 4), round(b / sum(now), 4))
        for bin, a, b in zip(bins, before, now, strict=True)
    ]
    shifts.sort(key=lambda shift: -abs(shift.now - shift.reference))
    measure, _, of = name.partition(".")
    return Measure(
        measure, of or None, sum(now), round(index, 4), round(by_chance, 4), drift.level(index, by_chance),
        shifts[:MOST_SHIFTS],
    )  # fmt: skip
