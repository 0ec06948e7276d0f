"""Severity (§5): rule signals and model heads together. A rule's fact raises and nothing lowers it; a flag that
only the model sees is shown as `suggest`."""

from collections import defaultdict
from collections.abc import Mapping

from triage import schema, severity
from triage.reading import Reading
from triage.schema import Evidence, Label, Signal
from triage.taxonomy import Taxonomy
from triage.versions import Head

LEVELS = {"major": "重大", "general": "一般"}
# A rule that quotes its evidence is right this often on texts nobody tuned it to; see metrics.json.
RULE_CONFIDENCE = 0.95


def grade(
    taxonomy: Taxonomy,
    heads: Mapping[str, Head],
    found: Mapping[str, Mapping[str, float]],
    text: Reading,
    signals: severity.Severity,
    source: Label,
) -> schema.Severity:
    """Merge what rules, the source of the case and the model say. `found` holds calibrated probabilities."""
    evidence: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for signal in signals.signals:
        evidence[signal.status, signal.code].append(text.quote(signal.start, signal.end, signal.why))
    implied = taxonomy.implied_flag.get(source.code) if source.decision == "auto" else None
    flags = []
    for code in taxonomy.codes("flags"):
        quotes = evidence["fact", code]
        if code == implied and not quotes:
            quotes = [Evidence(start=0, end=0, text="", why=f"来件渠道:{source.name}")]
        signal_ = _signal(taxonomy, "flags", code, quotes, found, heads, taxonomy.decisions.flag_suggest, text)
        if signal_ and not (code == "group10" and signals.n_complainants < 10 and not quotes):
            flags.append(signal_)
    raised = {flag.code for flag in flags}
    threats = [
        signal_
        for code in taxonomy.codes("threats")
        if code not in raised - {"petition"}  # one object is done or announced, not both (§11)
        and (signal_ := _signal(taxonomy, "threats", code, evidence["threat", code], found, heads, 0.5, text))
    ]
    helpers = [
        code
        for code in taxonomy.codes("helpers")
        if evidence["fact", code]
        or (not text.blocked and found["helpers"].get(code, 0) >= heads["helpers"].thresholds.get(code, 0.5))
    ]
    tier = taxonomy.tier(raised)
    level = "major" if tier else "general"
    return schema.Severity(
        level=level,  # type: ignore[arg-type]
        name=LEVELS[level],
        tier=tier,
        n_complainants=signals.n_complainants,
        flags=flags,
        threats=threats,
        signals=helpers,
        ruled_out=[quote for (status, _), quotes in evidence.items() if status == "hint" for quote in quotes],
    )


def _signal(
    taxonomy: Taxonomy,
    field: str,
    code: str,
    quotes: list[Evidence],
    found: Mapping[str, Mapping[str, float]],
    heads: Mapping[str, Head],
    default: float,
    text: Reading,
) -> Signal | None:
    probability = found[field].get(code, 0.0)
    seen = not text.blocked and probability >= heads[field].thresholds.get(code, default)
    if not quotes and not seen:
        return None
    return Signal(
        code=code,
        name=taxonomy.name(field, code),
        confidence=round(max(probability, RULE_CONFIDENCE) if quotes else probability, 4),
        by="rule+model" if quotes and seen else "rule" if quotes else "model",
        decision="auto" if quotes and seen else "suggest",
        evidence=quotes,
    )
