"""One case through all steps, in the order of DESIGN: the only file that knows that order."""

import logging
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from triage import keywords, labels, routing, schema, severity, versions
from triage.answering import Answering, all_cores, check_text, long_text_note, pii
from triage.clauses import Clauses
from triage.encoder import Encoded
from triage.errors import BadInput, VersionError
from triage.grading import Grader
from triage.own import OwnTriage
from triage.reading import Reading, read
from triage.schema import AbstainCause, Case, Label, Suggestion
from triage.taxonomy import MULTI_FIELDS, SINGLE_FIELDS, Taxonomy, shipped

_log = logging.getLogger(__name__)

EARLIEST, LATEST = 1980, 2200
# The category of what is nobody's business or fits no reason.
NO_MATTER = "OTH"


def load(model: str | Path | None = None, *, threads: int | None = None) -> "Triage | OwnTriage":
    """Verify and load a version with whatever labels it has: a name, a folder, or the current one.

    Raises VersionError.
    """
    installed = versions.verify(versions.resolve(model))
    if installed.info.kind == "own":
        return OwnTriage(installed, all_cores(threads))
    return Triage(installed, shipped(), all_cores(threads))


class Triage(Answering[Suggestion]):
    """A loaded version of the complaint labels. Thread-safe; `threads` texts are read at once by `suggest_many`."""

    def __init__(self, installed: versions.Installed, taxonomy: Taxonomy, threads: int) -> None:
        super().__init__(installed, threads, taxonomy.lineage if taxonomy.migrations else None)
        self.taxonomy = taxonomy
        self._heads = {head.name: taxonomy.lineage.head(head) for head in installed.info.heads}
        self._names = {
            field: {code: taxonomy.name(field, code) for code in taxonomy.codes(field)}
            for field in ("category", "reason", "flags", "threats", "helpers", "department",
                          "intake_type", "product", "channel", "source", "stage")
        }  # fmt: skip
        if missing := {*SINGLE_FIELDS, *MULTI_FIELDS, "secondary_reason", "secondary_intake"} - set(self._heads):
            raise VersionError(f"版本 {self.version} 缺少标签 {'、'.join(sorted(missing))}")
        for name, head in self._heads.items():
            field = {"secondary_reason": "reason", "secondary_intake": "intake_type"}.get(name, name)
            if set(head.codes) - set(self._names.get(field, ())):
                raise VersionError(f"版本 {self.version} 的标签 {name} 与标签表 {taxonomy.version} 不一致")
        # field → code → least confidence for `auto`, for texts that complain and for those that ask
        self._thresholds = {
            asks: {
                **{name: head.of(asks=asks).thresholds for name, head in self._heads.items()},
                "category": installed.info.category_asking
                if asks and self._heads["reason"].asking
                else installed.info.category_thresholds,
            }
            for asks in (False, True)
        }
        if unknown := self.unknown_reasons:
            _log.warning("version %s does not know the reasons %s: never suggested", self.version, ", ".join(unknown))
        self._keywords = keywords.Extractor.load(installed.folder / versions.WORDS)
        self._clauses = Clauses.load(installed.folder / versions.CLAUSES)
        # dictionaries load on first use; let that be now, not in the first request
        self.suggest(Case(text="理赔款三个月没有到账,要求尽快处理。"))

    @classmethod
    def load(cls, model: str | Path | None = None, *, threads: int | None = None) -> "Triage":
        """Verify and load a version: a name, a folder, or the current one. Raises VersionError."""
        installed = versions.verify(versions.resolve(model))
        if installed.info.kind != "complaint":
            raise VersionError(f"版本 {installed.info.version} 用的是自有标签,没有投诉标签")
        return cls(installed, shipped(), all_cores(threads))

    @property
    def unknown_reasons(self) -> list[str]:
        """Reasons of the taxonomy that this version never learned; it does not suggest them."""
        known = self._heads["reason"].codes
        return [code for code in self.taxonomy.codes("reason") if code not in known]

    def suggest(self, case: Case, *, explain: bool = False) -> Suggestion:
        """All that can be said about one case; raises BadInput naming the field."""
        self._check(case)
        text = read(case.text)
        encoded = self._encoder.encode(text.text)
        signals = severity.assess(text.text)
        return self._suggestion(case, text, encoded, signals, explain)

    def _check(self, case: Case) -> None:
        check_text(case.text)
        # deadlines reach up to two months ahead and cross time zones
        if case.received_at and not EARLIEST <= case.received_at.year <= LATEST:
            raise BadInput(f"收到时间须在 {EARLIEST}—{LATEST} 年之间", "received_at")
        for field in ("source", "channel", "product"):
            code = getattr(case, field)
            if code is not None and code not in self._names[field]:
                raise BadInput(f"未知代码;可用:{'、'.join(self._names[field])}", field)

    def _suggestion(
        self, case: Case, text: Reading, encoded: Encoded, signals: severity.Severity, explain: bool
    ) -> Suggestion:
        found = encoded.probabilities
        asks = encoded.asks
        simple = {
            field: self._field(field, found[field], asks, text.blocked, getattr(case, field, None))
            for field in ("product", "channel", "source", "stage")
        }
        kind = self._field("intake_type", found["intake_type"], asks, text.blocked)
        graded = Grader(
            self.taxonomy, self._heads, found, self._clauses.best(text.text), text, elsewhere=_elsewhere(kind)
        ).grade(signals, simple["source"], source_known=case.source is not None)
        intake = self._intake(encoded, text.blocked, graded)
        reason = self._reason(encoded, text, intake, explain)
        facts = routing.Facts(
            intake.code,
            reason.code,
            simple["product"].code,
            simple["channel"].code,
            simple["source"].code,
            tuple(c.code for c in intake.secondary),
            tuple(c.code for c in reason.secondary),
            frozenset(f.code for f in graded.flags) | frozenset(graded.signals),
            text.text,
        )
        department = self._department(encoded, simple, intake, facts, text.blocked)
        received = case.received_at or datetime.now(routing.SHANGHAI)
        if received.tzinfo is None:
            received = received.replace(tzinfo=routing.SHANGHAI)
        due, notes = routing.deadlines(self.taxonomy, facts, department.code, received)
        announced = {threat.code for threat in graded.threats}
        # no phrase of a threat that the case itself does not show
        standing = replace(
            signals, signals=tuple(s for s in signals.signals if s.status != "threat" or s.code in announced)
        )
        most = keywords.MOST if intake.code in labels.COMPLAINING else keywords.MOST_OTHERS
        return Suggestion(
            case_id=case.id,
            model=self.version,
            taxonomy=self.taxonomy.version,
            received_at=received,
            intake_type=intake,
            category=self._matter("category", labels.categories(found["reason"]), asks, text, intake),
            reason=reason,
            severity=graded,
            department=department,
            **simple,
            deadlines=[schema.Deadline(action=d.action, due=d.due, basis=d.basis) for d in due],
            keywords=self._keywords.extract(text, standing, most),
            masked_text=text.masked(),
            pii=pii(text),
            notes=[*notes, *self._notes(text, graded, encoded)],
        )

    def _field(
        self,
        field: str,
        found: labels.Probabilities,
        asks: bool,
        blocked: AbstainCause | None,
        known: str | None = None,
    ) -> Label:
        names = self._names[field]
        if known is not None:
            return labels.given(known, names)
        return labels.label(found, names, self._thresholds[asks][field], self.taxonomy.decisions, blocked)

    def _matter(self, field: str, found: labels.Probabilities, asks: bool, text: Reading, intake: Label) -> Label:
        """Reason or category. That a text is nobody's business or fits nothing is no surer than what kind of message
        it is: a recipe reads like much of what a desk files under 其他."""
        best = self._field(field, found, asks, self._blocked(text, intake))
        if best.decision == "auto" and intake.decision != "auto" and best.code.split("_")[0] == NO_MATTER:
            return best.model_copy(update={"decision": "suggest"})
        return best

    @staticmethod
    def _blocked(text: Reading, intake: Label) -> AbstainCause | None:
        """Why no reason can be named: no text to judge by, or surely no matter of this company."""
        return "out_of_scope" if _elsewhere(intake) else text.blocked

    def _intake(self, encoded: Encoded, blocked: AbstainCause | None, graded: schema.Severity) -> schema.IntakeLabel:
        found = encoded.probabilities
        probabilities = found["intake_type"]
        if graded.flags and max(probabilities, key=probabilities.__getitem__) == "grumble":
            # a grumble with a flag is a complaint (§2); both shares go there
            probabilities = {**probabilities, "grumble": 0.0}
            probabilities["complaint"] += found["intake_type"]["grumble"]
        best = self._field("intake_type", probabilities, encoded.asks, blocked)
        return schema.IntakeLabel(
            **best.model_dump(),
            secondary=self._secondary("secondary_intake", "intake_type", found, best.code),
        )

    def _reason(self, encoded: Encoded, text: Reading, intake: Label, explain: bool) -> schema.ReasonLabel:
        found = encoded.probabilities
        best = self._matter("reason", found["reason"], encoded.asks, text, intake)
        entry = self.taxonomy.reason_by_code[best.code]
        return schema.ReasonLabel(
            **best.model_dump(),
            secondary=self._secondary("secondary_reason", "reason", found, best.code),
            controllable=entry.controllable if intake.code in labels.COMPLAINING else "U",
            regulator_bucket=entry.bucket,
            explanation=self._explain(text, encoded, "reason", best.code) if explain else [],
        )

    def _secondary(
        self, head: str, field: str, found: dict[str, dict[str, float]], first: str
    ) -> list[schema.Candidate]:
        present = labels.present(found[head], self._heads[head], default=0.5)
        return [
            schema.Candidate(code=code, name=self._names[field][code], confidence=round(p, 4))
            for code, p in present
            if code != first
        ][:2]

    def _department(
        self,
        encoded: Encoded,
        simple: dict[str, Label],
        intake: Label,
        facts: routing.Facts,
        blocked: AbstainCause | None,
    ) -> schema.DepartmentLabel:
        found = encoded.probabilities
        # what is known for certain, or was promoted by a flag, enters the table as such
        likely = {f: {c.code: c.confidence for c in simple[f].candidates} for f in ("product", "channel", "source")}
        likely["intake_type"] = {c.code: c.confidence for c in intake.candidates}
        likely["reason"] = found["reason"]
        prior = routing.department_prior(self.taxonomy, likely, facts)
        fused = labels.fuse(found["department"], prior, self.info.department_weight)
        best = self._field("department", fused, encoded.asks, blocked)
        co = routing.co_departments(self.taxonomy, facts, best.code)
        code, basis = routing.department(self.taxonomy, facts)
        return schema.DepartmentLabel(
            **best.model_dump(),
            basis=basis if code == best.code else "模型依据历史改判",
            co=[
                schema.CoDepartment(code=c.code, name=self._names["department"][c.code], because=c.because) for c in co
            ],
        )

    def _notes(self, text: Reading, graded: schema.Severity, encoded: Encoded) -> list[str]:
        notes = list(text.notes)
        notes += routing.head_count_notes(self.taxonomy, graded.n_complainants)
        if any(f.by == "model" for f in graded.flags):
            notes.append("重大标志仅由模型判断,请人工核实所引原文")
        return notes + long_text_note(encoded)


def _elsewhere(intake: Label) -> bool:
    """Surely no matter of this company."""
    return intake.code == "out_of_scope" and intake.decision == "auto"
