"""What a change of the taxonomy does to all that speaks the old codes; nothing of it is rewritten."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.labelling import split_into
from api.store import audit
from api.store.database import Store
from api.store.outcomes import outcomes
from api.store.rows import Audit, Correction, Suggestion
from triage import versions
from triage.errors import BadInput, VersionError
from triage.taxonomy import Taxonomy, shipped
from triage.versions import Head, Version

ACTION = "taxonomy.migrate"
_LABELLED = Path(__file__).resolve().parents[1] / "labelled_data"


@dataclass(frozen=True, slots=True)
class Change:
    """One code of yesterday and what stands for it; the counts of what still holds it."""

    code: str
    choices: tuple[str, ...]
    suggestions: int
    corrections: int
    labelled: int
    threshold: float | None
    new_threshold: float | None


@dataclass(frozen=True, slots=True)
class Pending:
    """A case whose handlers confirmed a reason that was split since."""

    case_id: str
    code: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All changes up to the taxonomy in use. `unknown`: its reasons that the version `model` never learned."""

    taxonomy: Taxonomy
    changes: list[Change]
    pending: list[Pending]
    model: str | None
    unknown: list[str]


def plan(store: Store, data: Path | None, model: str | None) -> Plan:
    """What would change; raises BadInput on data that cannot be read, StoreDown, VersionError on a named version."""
    taxonomy = shipped()
    labelled = _labelled(data)
    info = _version(model)
    with store.reading() as session:
        suggestions, corrections = _suggestions(session), _corrections(session)
        pending = list(_pending(session)) if taxonomy.migrations else []
    old = next((head for head in info.heads if head.name == "reason"), None) if info else None
    new = taxonomy.lineage.head(old) if old else None
    changes = [
        Change(
            code=code,
            choices=taxonomy.lineage.choices(code),
            suggestions=suggestions[code],
            corrections=corrections[code],
            labelled=labelled[code],
            threshold=old.thresholds.get(code) if old else None,
            new_threshold=_new_threshold(new, taxonomy.lineage.today(code)),
        )
        for migration in taxonomy.migrations
        for _, code, _ in migration.gone()
    ]
    unknown = [code for code in taxonomy.codes("reason") if code not in new.codes] if new else []
    return Plan(taxonomy, changes, pending, info.version if info else None, unknown)


def follow(store: Store, found: Plan, actor: str) -> bool:
    """Note in the audit log that this taxonomy holds from now on; False when that was noted before."""
    version = found.taxonomy.version
    with store.writing() as session:
        if session.scalar(select(Audit.id).where(Audit.action == ACTION, Audit.subject == version).limit(1)):
            return False
        detail = {
            "codes": {change.code: list(change.choices) for change in found.changes},
            "suggestions": sum(change.suggestions for change in found.changes),
            "corrections": sum(change.corrections for change in found.changes),
            "pending": len(found.pending),
        }
        audit.note(session, actor, ACTION, version, detail)
    return True


def lines(found: Plan) -> Iterator[str]:
    """The plan in words."""
    migrations = found.taxonomy.migrations
    if not migrations:
        yield f"标签表 {found.taxonomy.version} 没有写变更(migrations)"
        return
    yield f"标签表 {migrations[0].from_version} → {found.taxonomy.version}"
    for change in found.changes:
        where = f"建议 {change.suggestions} 件,改正 {change.corrections} 条,标注数据 {change.labelled} 条"
        if found.model:
            where += f",阈值 {_shown(change.threshold)} → {_shown(change.new_threshold)}"
        yield f"  {change.code} → {'或'.join(change.choices) or '停用'}:{where}"
    for code in dict.fromkeys(code for migration in migrations for code in migration.add):
        yield f"  新增 {code}"
    if found.unknown:
        yield f"版本 {found.model} 没有学过、不会建议:{'、'.join(found.unknown)}"
    if found.pending:
        yield f"须经办人重新认定的案件 {len(found.pending)} 件:"
        yield from (f"  {case.case_id}:{case.code} → {'或'.join(case.choices)}" for case in found.pending)


def _shown(threshold: float | None) -> str:
    return "无" if threshold is None else f"{threshold:g}"


def _new_threshold(head: Head | None, code: str | None) -> float | None:
    return head.thresholds.get(code) if head and code else None


def _suggestions(session: Session) -> Counter[str]:
    """Stored answers by the reason they hold."""
    code = select(Suggestion.body["reason"]["code"].as_string().label("code")).subquery()
    return Counter({c: n for c, n in session.execute(select(code.c.code, func.count()).group_by(code.c.code)) if c})


def _corrections(session: Session) -> Counter[str]:
    return Counter(str(new) for new in session.scalars(select(Correction.new).where(Correction.field == "reason")))


def _pending(session: Session) -> Iterator[Pending]:
    for outcome in outcomes(session):
        reason = outcome.holds.get("reason")
        if reason and reason.handler and (choices := split_into("reason", reason.value)):
            yield Pending(outcome.case.case_id, reason.value, choices)


def _labelled(folder: Path | None) -> Counter[str]:
    """Labelled cases by reason, the second ones too; raises BadInput on a line that is none."""
    found: Counter[str] = Counter()
    for path in sorted((folder or _LABELLED).glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                row: dict[str, Any] = json.loads(line)
                found.update({row["cat2"], *row.get("cat2_sec", []), row.get("cat2_alt")} - {None})
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise BadInput(f"{path.name} 第 {number} 行不是标注数据", "data") from error
    return found


def _version(model: str | None) -> Version | None:
    """The version in use, if there is one with complaint labels."""
    try:
        info = versions.verify(versions.resolve(model)).info
    except VersionError:
        if model is None:
            return None
        raise
    return info if info.kind == "complaint" else None
