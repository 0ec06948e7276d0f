"""A version with a label set of its own: one label a column of the table it was trained on, and nothing else.

Texts are normalised and masked as for complaints; severity, departments, deadlines and keywords belong to the
complaint rules and are not computed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from triage import labels, versions
from triage.answering import Answering, all_cores, check_text, long_text_note, pii
from triage.errors import VersionError
from triage.reading import read
from triage.schema import Case, OwnLabel, OwnSuggestion
from triage.taxonomy import shipped


@dataclass(frozen=True, slots=True)
class LabelSet:
    """The labels of a version by column; `version` is that of the model, which carries them."""

    version: str
    columns: Mapping[str, tuple[str, ...]]


class OwnTriage(Answering[OwnSuggestion]):
    """Serves a version of kind `own`; same surface as triage.engine.Triage."""

    def __init__(self, installed: versions.Installed, threads: int) -> None:
        super().__init__(installed, threads)
        self.taxonomy = LabelSet(self.version, {head.name: head.codes for head in self.info.heads})
        self._decisions = shipped().decisions
        # dictionaries load on first use; let that be now, not in the first request
        self.suggest(Case(text="理赔款三个月没有到账,要求尽快处理。"))

    @classmethod
    def load(cls, model: str | Path | None = None, *, threads: int | None = None) -> "OwnTriage":
        """Verify and load a version: a name, a folder, or the current one. Raises VersionError."""
        installed = versions.verify(versions.resolve(model))
        if installed.info.kind != "own":
            raise VersionError(f"版本 {installed.info.version} 用的是投诉标签表,不是自有标签")
        return cls(installed, all_cores(threads))

    def suggest(self, case: Case, *, explain: bool = False) -> OwnSuggestion:
        """One label a column; raises BadInput naming the field. Codes given with the case are not used."""
        check_text(case.text)
        text = read(case.text)
        encoded = self._encoder.encode(text.text)
        found: dict[str, OwnLabel] = {}
        for head in self.info.heads:
            names = {code: code for code in head.codes}
            best = labels.label(encoded.probabilities[head.name], names, head.thresholds, self._decisions, text.blocked)
            why = self._explain(text, encoded, head.name, best.code) if explain else []
            found[head.name] = OwnLabel(**best.model_dump(), explanation=why)
        return OwnSuggestion(
            case_id=case.id,
            model=self.version,
            labels=found,
            masked_text=text.masked(),
            pii=pii(text),
            notes=[*text.notes, *long_text_note(encoded)],
        )
