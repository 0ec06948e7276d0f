"""Severity (§5): rules, the model of the whole text and the model of its clauses together.

A flag that a rule proves stands whatever the models say: missing one is the costliest error. A flag that only the
models see is shown as `suggest`, with the clause they go by. A threat is a tone, and all of them decide together.
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from triage import schema, severity
from triage.clauses import Best
from triage.reading import Reading
from triage.schema import Evidence, Label, Signal
from triage.taxonomy import Taxonomy
from triage.versions import Head, Stack

UNCALIBRATED = 0.5
# which status of a rule's signal proves a code of the field
PROOF: Mapping[str, severity.Status] = {"flags": "fact", "threats": "threat", "helpers": "fact"}


def stacked(stack: Stack, probability: float, margin: float, *, rule: bool, ruled_out: bool) -> float:
    """The probability of a code by all witnesses together; see `Stack`."""
    odds = math.log(max(probability, 1e-6) / max(1 - probability, 1e-6))
    z = stack.text * odds + stack.clause * margin + stack.rule * rule + stack.ruled_out * ruled_out + stack.bias
    return 1 / (1 + math.exp(-z))


def ruled_out(signals: severity.Severity, field: str, code: str) -> bool:
    """Did a rule see words of this code that prove nothing, or something else (an announced step, say)?"""
    statuses = {signal.status for signal in signals.signals if signal.code == code}
    return PROOF[field] not in statuses and bool(statuses)


@dataclass(frozen=True, slots=True)
class Grader:
    """Joins what rules and models say about one text.

    `found` holds calibrated probabilities of the whole text by head, `best` the best clause by field:code.
    """

    taxonomy: Taxonomy
    heads: Mapping[str, Head]
    found: Mapping[str, Mapping[str, float]]
    best: Mapping[str, Best]
    text: Reading
    # Surely nobody's business of ours: a letter to a town hall is full of officials, signatures and reporters, and the
    # models, who have learned from complaints, take them for ours. What a rule proves stands even there.
    elsewhere: bool = False

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
        certain = implied if source_known else None
        flags = self._signals("flags", signals, evidence, certain, None if source_known else implied)
        raised = {flag.code for flag in flags}
        done = {flag.code for flag in flags if flag.by != "model"} - {"petition"}
        threats = self._signals("threats", signals, evidence)
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
        signals: severity.Severity,
        evidence: Mapping[tuple[str, str], list[Evidence]],
        certain: str | None = None,
        implied: str | None = None,
    ) -> list[Signal]:
        """`certain`: the case system says so; `implied`: the text's own source, as the model reads it, says so."""
        made = []
        for code in self.taxonomy.codes(field):
            quotes = evidence.get((PROOF[field], code), [])
            witnessed = ruled_out(signals, field, code)
            # what the models would say without the rule, and what all say together
            alone = self._probability(field, code, rule=False, ruled_out=witnessed)
            together = self._probability(field, code, rule=bool(quotes), ruled_out=witnessed)
            seen = not self.elsewhere and (code == implied or self._reached(field, code, alone))
            # a fact stands by its rule alone; of a threat all decide together, where a model can judge at all
            enough = field == "flags" or self.text.blocked is not None or self._reached(field, code, together)
            if not (seen or (quotes and enough)):
                continue
            best = self.best.get(f"{field}:{code}")
            if not quotes and best and code != implied:
                quotes = [self.text.quote(best.start, best.end, "模型所据")]
                by: Literal["rule", "model", "rule+model"] = "model"
            else:
                by = "rule+model" if quotes and seen else "rule" if quotes else "model"
            made.append(
                Signal(
                    code=code,
                    name=self.taxonomy.name(field, code),
                    confidence=1.0 if code == certain else round(together, 4),
                    by=by,
                    decision="auto" if by == "rule+model" else "suggest",
                    evidence=quotes,
                )
            )
        return made

    def _probability(self, field: str, code: str, *, rule: bool, ruled_out: bool) -> float:
        probability = self.found[field].get(code, 0.0)
        stack = self.heads[field].stack
        best = self.best.get(f"{field}:{code}")
        if stack is None or best is None:
            return probability
        return stacked(stack, probability, best.margin, rule=rule, ruled_out=ruled_out)

    def _reached(self, field: str, code: str, probability: float) -> bool:
        """Is it likely enough, in a text that can be judged at all?"""
        return not self.text.blocked and probability >= self.heads[field].thresholds.get(code, UNCALIBRATED)

    def _seen(self, field: str, code: str) -> bool:
        return not self.elsewhere and self._reached(field, code, self.found[field].get(code, 0.0))
