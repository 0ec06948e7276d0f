"""Champion and challenger on the same cases: how often they differ, and who turned out right."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from api import labelling, views
from api.labelling import Labels
from api.store import corrections, shadows
from api.store.rows import Correction
from api.store.shadows import Pair

MOST_CASES = 10_000
MOST_EXAMPLES = 5
_CHUNK = 500


@dataclass(slots=True)
class Examples:
    """Case ids, the newest first. `undecided`: nobody told which is right, or neither is."""

    champion: list[str] = field(default_factory=list)
    challenger: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)


@dataclass(slots=True)
class FieldComparison:
    """One field. `judged`: handlers told what it really is. `…_better`: the two differ, and only this one is right."""

    compared: int = 0
    differ: int = 0
    judged: int = 0
    champion_right: int = 0
    challenger_right: int = 0
    champion_better: int = 0
    challenger_better: int = 0
    examples: Examples = field(default_factory=Examples)


@dataclass(slots=True)
class Comparison:
    cases: int = 0
    judged_cases: int = 0
    fields: dict[str, FieldComparison] = field(default_factory=dict)


def compare(session: Session, champion: str, challenger: str, labels: Labels) -> Comparison:
    """Over the newest cases that both have read."""
    found = Comparison()
    both = shadows.pairs(session, champion, challenger, MOST_CASES)
    while chunk := list(islice(both, _CHUNK)):
        said = corrections.of_cases(session, [pair.case.id for pair in chunk])
        for pair in chunk:
            truth = _truth(pair, said.get(pair.case.id, ()), labels)
            found.cases += 1
            found.judged_cases += bool(truth)
            _count(found.fields, pair, truth)
    return found


def _count(fields: dict[str, FieldComparison], pair: Pair, truth: Mapping[str, Any]) -> None:
    old, new = _labels(pair.champion), _labels(pair.challenger)
    for name in (name for name in old if name in new):
        total = fields.setdefault(name, FieldComparison())
        differ = old[name] != new[name]
        total.compared += 1
        total.differ += differ
        old_right, new_right = (name in truth and said[name] == truth[name] for said in (old, new))
        total.judged += name in truth
        total.champion_right += old_right
        total.challenger_right += new_right
        if differ:
            total.champion_better += old_right
            total.challenger_better += new_right
            _note(total.examples, pair.case.case_id, old_right, new_right)


def _note(examples: Examples, case_id: str, old_right: bool, new_right: bool) -> None:
    kind = examples.champion if old_right else examples.challenger if new_right else examples.undecided
    if len(kind) < MOST_EXAMPLES:
        kind.append(case_id)


def _truth(pair: Pair, said: Sequence[Correction], labels: Labels) -> dict[str, Any]:
    """What handlers corrected, or confirmed by closing; contradicted words count for nobody."""
    case = pair.case
    holds = labelling.effective(
        labelling.suggested(pair.answered), corrections.words(said), case.closed_by, case.closed_at
    )
    told = {
        name: _plain(label.value) for name, label in holds.items() if label.by != "suggestion" and not label.conflicts
    }
    if "flags" in told and (severity := views.severity(holds, labels)):
        told["severity"] = severity.level
    return told


def _labels(body: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: _plain(value) for name, value in labelling.suggested(body).items()}
    if "severity" in body:
        found["severity"] = body["severity"]["level"]
    return found


def _plain(value: Any) -> Any:
    """Lists are sets here: their order says nothing about who is right."""
    return frozenset(value) if isinstance(value, Iterable) and not isinstance(value, str) else value
