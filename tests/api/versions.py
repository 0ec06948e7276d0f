"""Version folders without a model: they verify, and the fake engine stands in for what they would say."""

import json
from pathlib import Path
from typing import Any

from tests.api.fake import FakeEngine
from triage import versions
from triage.schema import Case, Suggestion

OLD, NEW, THIRD = "2026.1.0", "2026.2.0", "2026.3.0"


def make(
    models: Path,
    name: str,
    gate: bool | None = None,
    champion: str = OLD,
    kind: str = "own",
    column: str = "类别",
    **report: Any,
) -> Path:
    """A sealed folder; `gate`: what its report says; `column`: of its labels."""
    folder = models / name
    folder.mkdir(parents=True)
    head = {"name": column, "kind": "single", "codes": ["a", "b"]}
    info = {"version": name, "kind": kind, "created": "2026-11-22", "heads": [head], "window": 64, "base": "none"}
    info |= {"taxonomy": "2026.1", "taxonomy_sha256": "", "data_sha256": "", "layers": 1, "seed": 1, "packages": {}}
    (folder / versions.INFO).write_text(json.dumps(info), encoding="utf-8")
    (folder / versions.METRICS).write_text('{"accuracy": 0.5}', encoding="utf-8")
    for file in (versions.MODEL, versions.TOKENIZER, versions.NGRAMS, versions.WORDS, versions.CLAUSES):
        (folder / file).write_text(name, encoding="utf-8")
    versions.seal(folder)
    if gate is not None:
        write_gate(folder, gate, champion, **report)
    return folder


def write_gate(folder: Path, passed: bool, champion: str = OLD, **report: Any) -> None:
    found = {"passed": passed, "champion": champion, "challenger": folder.name, "reasons": [], **report}
    (folder / versions.GATE).write_text(json.dumps(found), encoding="utf-8")


def models_folder(folder: Path) -> Path:
    """OLD is current; NEW and THIRD may follow one another."""
    make(folder, OLD)
    make(folder, NEW, gate=True)
    make(folder, THIRD, gate=True, champion=NEW)
    (folder / versions.CURRENT).write_text(f"{OLD}\n", encoding="utf-8")
    return folder


class NamedEngine(FakeEngine):
    """Says which version it is, also in a field that handlers correct."""

    def __init__(self, version: str, delay: float = 0.0) -> None:
        super().__init__(delay)
        self.version = version

    def suggest(self, case: Case, *, explain: bool = False) -> Suggestion:
        said = super().suggest(case, explain=explain)
        code = {OLD: "CLM_SPEED", NEW: "CLM_DOCS", THIRD: "CLM_AMOUNT"}[self.version]
        return said.model_copy(update={"reason": said.reason.model_copy(update={"code": code})})


def load(version: str, *, threads: int, delay: float = 0.0) -> NamedEngine:
    """In place of triage.engine.load: verifies as that does."""
    return NamedEngine(versions.verify(versions.resolve(version)).info.version, delay)
