"""From calibrated probabilities to labels with a decision."""

from collections.abc import Mapping

from triage.schema import AbstainCause, Candidate, Decision, Label
from triage.taxonomy import Decisions
from triage.versions import Head

TOP = 3
# Intake types of those who are not content; all others ask, inform, praise or concern somebody else.
COMPLAINING = frozenset({"complaint", "grumble"})
# Keeps a department that the table rules out, or the head never saw, from being impossible.
FLOOR = 1e-3

Probabilities = Mapping[str, float]


def ranked(probabilities: Probabilities) -> list[tuple[str, float]]:
    """Codes by falling probability; ties by code, so that an answer never depends on chance."""
    return sorted(probabilities.items(), key=lambda item: (-item[1], item[0]))


def label(
    probabilities: Probabilities,
    names: Mapping[str, str],
    thresholds: Mapping[str, float],
    rules: Decisions,
    blocked: AbstainCause | None = None,
) -> Label:
    """The best code, up to three candidates, and a decision.

    `auto` needs the code's own threshold and a clear lead; `blocked` (no text to judge by) abstains whatever
    the numbers say.
    """
    order = ranked(probabilities)
    code, confidence = order[0]
    lead = confidence - (order[1][1] if len(order) > 1 else 0.0)
    decision: Decision = "suggest"
    because: AbstainCause | None = None
    if blocked:
        decision, because = "abstain", blocked
    elif confidence < rules.min_confidence:
        decision, because = "abstain", "low_confidence"
    elif code in thresholds and confidence >= thresholds[code] and lead >= rules.min_gap:
        decision = "auto"
    elif lead < rules.min_gap and confidence < 0.5:
        decision, because = "abstain", "ambiguous"
    return Label(
        code=code,
        name=names[code],
        confidence=round(confidence, 4),
        decision=decision,
        because=because,
        candidates=[Candidate(code=c, name=names[c], confidence=round(p, 4)) for c, p in order[:TOP]],
    )


def given(code: str, names: Mapping[str, str]) -> Label:
    """A label that the case system supplied: certain, nothing to decide."""
    return Label(
        code=code,
        name=names[code],
        confidence=1.0,
        decision="auto",
        candidates=[Candidate(code=code, name=names[code], confidence=1.0)],
    )


def categories(reasons: Probabilities) -> dict[str, float]:
    """A category is as likely as its reasons together."""
    total: dict[str, float] = {}
    for reason, probability in reasons.items():
        category = reason.split("_", 1)[0]
        total[category] = total.get(category, 0.0) + probability
    return total


def fuse(learned: Probabilities, prior: Probabilities, weight: float) -> dict[str, float]:
    """Learned department head and decision table, as a weighted geometric mean; sums to 1.

    A department that the head never learned (new in the taxonomy) has only the table to speak for it.
    """
    mixed = {
        code: (learned.get(code, prior.get(code, 0.0)) + FLOOR) ** weight
        * (prior.get(code, 0.0) + FLOOR) ** (1 - weight)
        for code in {**learned, **prior}
    }
    total = sum(mixed.values())
    return {code: value / total for code, value in mixed.items()}


def present(probabilities: Probabilities, head: Head, default: float) -> list[tuple[str, float]]:
    """Codes of a multi head at or above their thresholds, most likely first."""
    return [(c, p) for c, p in ranked(probabilities) if p >= head.thresholds.get(c, default)]
