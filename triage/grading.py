"""Severity (§5): rule signals and model heads together. A rule's fact raises and nothing lowers it; a flag that
only the model sees is shown as `suggest`."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from triage import schema, severity
from triage.reading import Reading
from triage.schema import Evidence, Label, Signal
from triage.taxonomy import Taxonomy
from triage.versions import Head

# A rule that quotes its evidence is right this often on author groups that nobody tuned it to (README, Measured).
RULE_CONFIDENCE = 0.9
UNCALIBRATED = 0.5


@dataclass(frozen=True, slots=True)
class Grader:
    """Joins what rules and model say about one text; `found` holds calibrated probabilities by head."""

    taxonomy: Taxonomy
    heads: Mapping[str, Head]
    found: Mapping[str, Mapping[str, float]]
    text: Reading

    def grade(self, signals: severity.Severity, source: Label, *, source_known: bool) -> schema.Severity:
        """Flags, threats and helpers with evidence; the level follows from the flags alone.

        `source_known`: the case system gave the source; one that the model read off the text is only its opinion.
        """
        evidence: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
        for signal in signals.signals:
            evidence[signal.status, signal.code].append(self.text.quote(signal.start, signal.end, signal.why))
        implied = self.taxonomy.implied_flag.get(source.code) if source.decision == "auto" else None
        if implied and source_known and not evidence["fact", implied]:
            # the case came from there (§4): a fact, though no words of the text say so
            evidence["fact", implied].append(Evidence(start=0, end=0, text="", why=f"来件渠道:{source.name}"))
        flags = self._signals("flags", "fact", evidence, None if source_known else implied)
        raised = {flag.code for flag in flags}
        done = {flag.code for flag in flags if flag.by != "model"} - {"petition"}
        threats = self._signals("threats", "threat", evidence)
        tier = self.taxonomy.tier(raised)
        level: Literal["major", "general"] = "major" if tier else "general"
        return schema.Severity(
            level=level,
            name="重大" if tier else "一般",
            tier=tier,
            n_complainants=signals.n_complainants,
            flags=flags,
            # one object is done or announced, not both (§11)
            threats=[threat for threat in threats if threat.code not in done],
            signals=[
                code for code in self.taxonomy.codes("helpers") if evidence["fact", code] or self._seen("helpers", code)
            ],
            ruled_out=[quote for (status, _), quotes in evidence.items() if status == "hint" for quote in quotes],
        )

    def _signals(
        self,
        field: str,
        status: severity.Status,
        evidence: Mapping[tuple[str, str], list[Evidence]],
        implied: str | None = None,
    ) -> list[Signal]:
        made = (
            self._signal(field, code, evidence.get((status, code), []), code == implied)
            for code in self.taxonomy.codes(field)
        )
        return [signal for signal in made if signal]

    def _signal(self, field: str, code: str, quotes: list[Evidence], implied: bool) -> Signal | None:
        probability = self.found[field].get(code, 0.0)
        seen = implied or self._seen(field, code)
        if not quotes and not seen:
            return None
        return Signal(
            code=code,
            name=self.taxonomy.name(field, code),
            confidence=round(max(probability, RULE_CONFIDENCE) if quotes else probability, 4),
            by="rule+model" if quotes and seen else "rule" if quotes else "model",
            decision="auto" if quotes and seen else "suggest",
            evidence=quotes,
        )

    def _seen(self, field: str, code: str) -> bool:
        """Does the model see it, in a text that can be judged at all?"""
        threshold = self.heads[field].thresholds.get(code, UNCALIBRATED)
        return not self.text.blocked and self.found[field].get(code, 0.0) >= threshold
