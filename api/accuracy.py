"""How often suggestions matched what handlers said the labels are: counted, case by case.

A field counts once a handler corrected it or closed the case; a code that the case system gave is no suggestion and
does not count. Truth and suggestion are read in the codes of the taxonomy in use.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from api.shares import Share, monday
from api.store.outcomes import Outcome
from triage.taxonomy import SINGLE_FIELDS, shipped

SEVERITY = "severity"
MAJOR = "major"
SIGNALS = ("flags", "threats")
GIVEN = ("source", "channel", "product")


@dataclass(slots=True)
class Hits:
    """Of a field, week or version: all cases. Of a class: `cases` that truly are of it, `suggested` as it."""

    cases: int = 0
    first_hits: int = 0
    three_hits: int = 0
    suggested: int = 0
    autos: int = 0
    auto_hits: int = 0

    @property
    def first(self) -> Share:
        return Share(self.first_hits, self.cases)

    @property
    def first_three(self) -> Share:
        return Share(self.three_hits, self.cases)

    @property
    def auto_coverage(self) -> Share:
        return Share(self.autos, self.suggested)

    @property
    def auto_precision(self) -> Share:
        return Share(self.auto_hits, self.autos)


@dataclass(slots=True)
class Sightings:
    """Of a flag or threat, or of all of a field: how many there were, were seen, and both."""

    true: int = 0
    seen: int = 0
    both: int = 0
    autos: int = 0
    auto_hits: int = 0

    @property
    def recall(self) -> Share:
        return Share(self.both, self.true)

    @property
    def precision(self) -> Share:
        return Share(self.both, self.seen)

    @property
    def auto_precision(self) -> Share:
        return Share(self.auto_hits, self.autos)


@dataclass(slots=True)
class LabelTally:
    """One single-valued field."""

    total: Hits = field(default_factory=Hits)
    classes: defaultdict[str, Hits] = field(default_factory=lambda: defaultdict(Hits))
    weeks: defaultdict[date, Hits] = field(default_factory=lambda: defaultdict(Hits))
    models: defaultdict[str, Hits] = field(default_factory=lambda: defaultdict(Hits))

    def add(self, week: date, model: str, truth: str, label: Mapping[str, Any]) -> None:
        """Count one case; `label` as it was answered."""
        code, auto = label["code"], label["decision"] == "auto"
        hit = code == truth
        near = truth in [candidate["code"] for candidate in label["candidates"]]
        for hits in (self.total, self.weeks[week], self.models[model], self.classes[truth]):
            hits.cases += 1
            hits.first_hits += hit
            hits.three_hits += hit or near
        for hits in (self.total, self.weeks[week], self.models[model], self.classes[code]):
            hits.suggested += 1
            hits.autos += auto
            hits.auto_hits += auto and hit


@dataclass(slots=True)
class SignalTally:
    """One many-valued field."""

    cases: int = 0
    total: Sightings = field(default_factory=Sightings)
    classes: defaultdict[str, Sightings] = field(default_factory=lambda: defaultdict(Sightings))
    weeks: defaultdict[date, Sightings] = field(default_factory=lambda: defaultdict(Sightings))
    models: defaultdict[str, Sightings] = field(default_factory=lambda: defaultdict(Sightings))

    def add(self, week: date, model: str, truth: set[str], seen: Mapping[str, bool]) -> None:
        """Count one case; `seen`: code → may it be written without review."""
        self.cases += 1
        self.weeks[week], self.models[model]  # a week without any is a week all the same
        for code in sorted(truth | set(seen)):
            for tally in (self.total, self.classes[code], self.weeks[week], self.models[model]):
                tally.true += code in truth
                tally.seen += code in seen
                tally.both += code in truth and code in seen
                tally.autos += seen.get(code, False)
                tally.auto_hits += seen.get(code, False) and code in truth


@dataclass(slots=True)
class Accuracy:
    """All counts; fields in the order of the answers."""

    answered: int = 0
    confirmed: int = 0
    labels: defaultdict[str, LabelTally] = field(default_factory=lambda: defaultdict(LabelTally))
    signals: defaultdict[str, SignalTally] = field(default_factory=lambda: defaultdict(SignalTally))
    head_counts: list[int] = field(default_factory=lambda: [0, 0])  # right, of

    def add(self, outcome: Outcome) -> None:
        """Count a case, as far as handlers have spoken about it."""
        self.answered += 1
        truth = {name: label.value for name, label in outcome.holds.items() if label.by != "suggestion"}
        if not truth:
            return
        self.confirmed += 1
        body, week, model = outcome.answer.body, monday(outcome.case.received_at), outcome.answer.model
        if "labels" in body:  # a version with labels of its own
            for name in truth.keys() & body["labels"].keys():
                self.labels[name].add(week, model, truth[name], body["labels"][name])
            return
        for name in SINGLE_FIELDS:
            if name in truth and name != "reason" and not (name in GIVEN and name in outcome.case.given):
                self.labels[name].add(week, model, truth[name], body[name])
        if "reason" in truth:
            self._add_reason(week, model, truth["reason"], body)
        for name in SIGNALS:
            if name in truth:
                seen = {signal["code"]: signal["decision"] == "auto" for signal in body[SEVERITY][name]}
                self.signals[name].add(week, model, set(truth[name]), seen)
        if "flags" in truth:
            major = {MAJOR} if shipped().tier(truth["flags"]) else set()
            said = {MAJOR: False} if body[SEVERITY]["level"] == MAJOR else {}
            self.signals[SEVERITY].add(week, model, major, said)
        if "n_complainants" in truth:
            self.head_counts[0] += truth["n_complainants"] == body[SEVERITY]["n_complainants"]
            self.head_counts[1] += 1

    def _add_reason(self, week: date, model: str, truth: str, body: Mapping[str, Any]) -> None:
        """The reason and its category, in the codes of today; what was split since cannot be judged."""
        lineage = shipped().lineage
        old = body["reason"]
        code = lineage.today(old["code"])
        if code is None:
            return
        candidates = [{"code": now} for each in old["candidates"] if (now := lineage.today(each["code"]))]
        self.labels["reason"].add(week, model, truth, {**old, "code": code, "candidates": candidates})
        category = body["category"]
        if category["code"] == _category(old["code"]):  # it moved with its reason
            category = {**category, "code": _category(code)}
        self.labels["category"].add(week, model, _category(truth), category)


def _category(reason: str) -> str:
    return reason.split("_", 1)[0]


def count(outcomes: Iterable[Outcome]) -> Accuracy:
    """The accuracy over some cases."""
    accuracy = Accuracy()
    for outcome in outcomes:
        accuracy.add(outcome)
    return accuracy
