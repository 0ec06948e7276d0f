"""One case through all steps, in the order of DESIGN: the only file that knows that order."""

import logging
import os
import re
import traceback
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from triage import keywords, labels, routing, schema, severity, versions
from triage.encoder import Encoded, Encoder
from triage.errors import BadInput, VersionError
from triage.grading import Grader
from triage.reading import Reading, read
from triage.schema import AbstainCause, Case, Evidence, Label, Suggestion
from triage.taxonomy import MULTI_FIELDS, SINGLE_FIELDS, Taxonomy, shipped

_CLAUSE = re.compile(r"[^,。!?;\n]+[,。!?;\n]*")
_log = logging.getLogger(__name__)
EARLIEST, LATEST = 1980, 2200


class Triage:
    """A loaded version. Thread-safe; `threads` texts are read at once by `suggest_many`."""

    def __init__(self, installed: versions.Installed, taxonomy: Taxonomy, threads: int) -> None:
        self.taxonomy = taxonomy
        self.info = installed.info
        self.version = installed.info.version
        self._heads = {head.name: head for head in installed.info.heads}
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
        self._encoder = Encoder(installed, threads)
        self._keywords = keywords.Extractor.load(installed.folder / versions.WORDS)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="triage")
        # dictionaries load on first use; let that be now, not in the first request
        self.suggest(Case(text="理赔款三个月没有到账,要求尽快处理。"))

    @classmethod
    def load(cls, model: str | Path | None = None, *, threads: int | None = None) -> "Triage":
        """Verify and load a version: a name, a folder, or the current one. Raises VersionError."""
        installed = versions.verify(versions.resolve(model))
        return cls(installed, shipped(), threads or len(os.sched_getaffinity(0)))

    def suggest(self, case: Case, *, explain: bool = False) -> Suggestion:
        """All that can be said about one case; raises BadInput naming the field."""
        self._check(case)
        text = read(case.text)
        encoded = self._encoder.encode(text.text)
        signals = severity.assess(text.text)
        return self._suggestion(case, text, encoded, signals, explain)

    def suggest_many(self, cases: Sequence[Case], *, explain: bool = False) -> list[Suggestion | BadInput]:
        """Order kept; a case that cannot be read becomes its error and harms no other."""

        def one(case: Case) -> Suggestion | BadInput:
            try:
                return self.suggest(case, explain=explain)
            except BadInput as error:
                return error
            except Exception as error:
                # a case that trips over a fault of ours must not cost the others theirs; the text is not logged
                place = traceback.extract_tb(error.__traceback__)[-1]
                _log.error("%s in %s:%s", type(error).__name__, place.filename, place.lineno)
                return BadInput(f"内部错误({type(error).__name__}),请联系管理员", "text")

        return list(self._pool.map(one, cases))

    def _check(self, case: Case) -> None:
        if not case.text.strip():
            raise BadInput("来件内容为空", "text")
        if len(case.text) > schema.MAX_CHARS:
            raise BadInput(f"来件过长:{len(case.text)} 字,最多 {schema.MAX_CHARS} 字", "text")
        if any(0xD800 <= ord(char) <= 0xDFFF for char in case.text):
            raise BadInput("来件含有损坏的字符(孤立的代理项),请检查编码", "text")
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
        simple = {
            field: self._field(field, found[field], text.blocked, getattr(case, field, None))
            for field in ("product", "channel", "source", "stage")
        }
        graded = Grader(self.taxonomy, self._heads, found, text).grade(
            signals, simple["source"], source_known=case.source is not None
        )
        intake = self._intake(found, text.blocked, graded)
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
        department = self._department(found, simple, intake, facts, text.blocked)
        received = case.received_at or datetime.now(routing.SHANGHAI)
        if received.tzinfo is None:
            received = received.replace(tzinfo=routing.SHANGHAI)
        due, notes = routing.deadlines(self.taxonomy, facts, department.code, received)
        return Suggestion(
            case_id=case.id,
            model=self.version,
            taxonomy=self.taxonomy.version,
            received_at=received,
            intake_type=intake,
            category=self._field("category", labels.categories(found["reason"]), self._blocked(text, intake)),
            reason=reason,
            severity=graded,
            department=department,
            **simple,
            deadlines=[schema.Deadline(action=d.action, due=d.due, basis=d.basis) for d in due],
            keywords=self._keywords.extract(text, signals),
            masked_text=text.masked(),
            pii=[schema.Pii(type=p.type, start=p.start, end=p.end) for p in text.pii],
            notes=[*notes, *self._notes(text, graded, encoded)],
        )

    def _field(
        self, field: str, found: labels.Probabilities, blocked: AbstainCause | None, known: str | None = None
    ) -> Label:
        names = self._names[field]
        if known is not None:
            return labels.given(known, names)
        thresholds = self.info.category_thresholds if field == "category" else self._heads[field].thresholds
        return labels.label(found, names, thresholds, self.taxonomy.decisions, blocked)

    @staticmethod
    def _blocked(text: Reading, intake: Label) -> AbstainCause | None:
        """Why no reason can be named: no text to judge by, or surely no matter of this company."""
        if intake.code == "out_of_scope" and intake.decision == "auto":
            return "out_of_scope"
        return text.blocked

    def _intake(
        self, found: dict[str, dict[str, float]], blocked: AbstainCause | None, graded: schema.Severity
    ) -> schema.IntakeLabel:
        probabilities = found["intake_type"]
        if graded.flags and max(probabilities, key=probabilities.__getitem__) == "grumble":
            # a grumble with a flag is a complaint (§2); both shares go there
            probabilities = {**probabilities, "grumble": 0.0}
            probabilities["complaint"] += found["intake_type"]["grumble"]
        best = self._field("intake_type", probabilities, blocked)
        return schema.IntakeLabel(
            **best.model_dump(),
            secondary=self._secondary("secondary_intake", "intake_type", found, best.code),
        )

    def _reason(self, encoded: Encoded, text: Reading, intake: Label, explain: bool) -> schema.ReasonLabel:
        found = encoded.probabilities
        best = self._field("reason", found["reason"], self._blocked(text, intake))
        entry = self.taxonomy.reason_by_code[best.code]
        return schema.ReasonLabel(
            **best.model_dump(),
            secondary=self._secondary("secondary_reason", "reason", found, best.code),
            controllable=entry.controllable if intake.code in {"complaint", "grumble"} else "U",
            regulator_bucket=entry.bucket,
            explanation=self._explain(text, encoded, best.code) if explain else [],
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
        found: dict[str, dict[str, float]],
        simple: dict[str, Label],
        intake: Label,
        facts: routing.Facts,
        blocked: AbstainCause | None,
    ) -> schema.DepartmentLabel:
        # what is known for certain, or was promoted by a flag, enters the table as such
        likely = {f: {c.code: c.confidence for c in simple[f].candidates} for f in ("product", "channel", "source")}
        likely["intake_type"] = {c.code: c.confidence for c in intake.candidates}
        likely["reason"] = found["reason"]
        prior = routing.department_prior(self.taxonomy, likely, facts)
        fused = labels.fuse(found["department"], prior, self.info.department_weight)
        best = self._field("department", fused, blocked)
        co = routing.co_departments(self.taxonomy, facts, best.code)
        code, basis = routing.department(self.taxonomy, facts)
        return schema.DepartmentLabel(
            **best.model_dump(),
            basis=basis if code == best.code else "模型依据历史改判",
            co=[
                schema.CoDepartment(code=c.code, name=self._names["department"][c.code], because=c.because) for c in co
            ],
        )

    def _explain(self, text: Reading, encoded: Encoded, reason: str) -> list[Evidence]:
        """The clauses that carried the reason: leave each one out and see how far its probability falls.

        Only for texts of one window: a letter of many would cost a pass of all its windows for every clause.
        """
        clauses = [m for m in _CLAUSE.finditer(text.text) if len(m.group().strip()) > 2]
        if len(clauses) < 2 or text.blocked or encoded.windows > 1:
            return []
        without = [text.text[: m.start()] + text.text[m.end() :] for m in clauses]
        whole = encoded.probabilities["reason"][reason]
        drops = [whole - e.probabilities["reason"][reason] for e in self._encoder.encode_many(without)]
        order = sorted(range(len(clauses)), key=lambda i: -drops[i])[:3]
        return [
            text.quote(clauses[i].start(), clauses[i].end(), f"去掉此句,可能性下降 {drops[i]:.0%}")
            for i in order
            if drops[i] > 0.01
        ]

    def _notes(self, text: Reading, graded: schema.Severity, encoded: Encoded) -> list[str]:
        notes = list(text.notes)
        notes += routing.head_count_notes(self.taxonomy, graded.n_complainants)
        if any(f.by == "model" for f in graded.flags):
            notes.append("重大标志仅由模型判断,未找到原文依据,请人工核实")
        if encoded.windows > 1:
            notes.append(f"长文分 {encoded.windows} 段通读后合并判断")
        return notes
