"""Corrections by file: in from the case system's tables, out as what retraining reads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from api import labelling
from api.labelling import CLOSED, BadLabels, Labels, Said
from api.store import audit, cases, corrections
from api.store.corrections import Wish
from api.store.database import Store
from api.store.rows import Case, Correction, Suggestion
from triage import tables, versions
from triage.errors import BadInput, BadTable
from triage.own import LabelSet
from triage.routing import SHANGHAI
from triage.taxonomy import SINGLE_FIELDS, shipped

# Rows stored in one transaction.
CHUNK = 200
# A clock may be a little ahead; a date in the future would overrule all that is said until then.
AHEAD = timedelta(minutes=5)
NONE = "无"  # in a cell: a list without members
MOST_WHY = 2000
_YES = {"true", "1", "是", "y"}
_NO = {"false", "0", "否", "n"}


@dataclass
class Outcome:
    """What an import did: rows that told something new, how many fields, rows known before, bad rows."""

    told: int = 0
    fields: int = 0
    known: int = 0
    faults: list[str] = field(default_factory=list)


def labels_of(model: str | None) -> Labels:
    """The labels that corrections are held against: those of the version in use. Raises VersionError."""
    info = versions.verify(versions.resolve(model)).info
    if info.kind == "own":
        return LabelSet(info.version, {head.name: head.codes for head in info.heads})
    return shipped()


def import_file(store: Store, labels: Labels, path: Path, actor: str) -> Outcome:
    """Store the corrections of a table; a bad row is named and skipped. Raises BadTable, StoreDown."""
    rows = tables.read(path)
    columns = list(dict.fromkeys(column for row in rows for column in row.values))
    for needed in ("case_id", "handler"):
        if needed not in columns:
            raise BadTable(f"文件 {path.name} 没有“{needed}”列;现有列:{'、'.join(columns[:20]) or '无'}")
    wide = [name for name in (*labelling.names(labels), CLOSED) if name in columns]
    if not ({"field", "value"} <= set(columns) or wide):
        raise BadTable(f"文件 {path.name} 既没有 field、value 两列,也没有以字段为名的列")
    outcome = Outcome()
    for start in range(0, len(rows), CHUNK):
        chunk = Outcome()
        with store.writing() as session:
            for row in rows[start : start + CHUNK]:
                _import_row(session, labels, row, wide, actor, chunk)
        # counted only now: before the transaction ended nothing was stored
        outcome.told += chunk.told
        outcome.fields += chunk.fields
        outcome.known += chunk.known
        outcome.faults += chunk.faults
    return outcome


def _import_row(
    session: Session, labels: Labels, row: tables.Row, wide: Sequence[str], actor: str, outcome: Outcome
) -> None:
    try:
        count = corrections.apply(session, labels, _wish(labels, row, wide, actor))
    except BadLabels as error:
        said = ";".join(f"{fault.field}:{fault}" for fault in error.faults)
        outcome.faults.append(f"第 {row.number} 行 {said}")
    except BadInput as error:
        outcome.faults.append(f"第 {row.number} 行 {error.field}:{error}")
    else:
        session.flush()  # a later row of the same case sees this one
        outcome.told += count > 0
        outcome.fields += count
        outcome.known += count == 0


def _wish(labels: Labels, row: tables.Row, wide: Sequence[str], actor: str) -> Wish:
    if row.fault:
        raise BadInput(row.fault, "row")
    values = row.values
    cells = {name: values.get(name) for name in wide if values.get(name) not in (None, "")}
    if "field" in values and values["field"] not in (None, ""):
        name = str(values["field"]).strip()
        if values.get("value") in (None, ""):
            raise BadInput(f"缺少值(列表类字段没有任何一项时写 {NONE})", "value")
        cells = {name: values["value"]}
    closed = str(cells.pop(CLOSED, False)).strip().lower()
    if closed not in _YES | _NO:
        raise BadInput("应为 是 或 否", CLOSED)
    return Wish(
        case_id=_name(values, "case_id"),
        handler=_name(values, "handler"),
        labels={name: _value(labels, name, cell) for name, cell in cells.items()},
        closed=closed in _YES,
        why=str(values.get("why") or "")[:MOST_WHY].encode("utf-8", "replace").decode() or None,
        at=_moment(values.get("at")),
        origin="import",
        correction_id=None,
        actor=actor,
    )


def _name(values: Mapping[str, Any], column: str) -> str:
    """A cell that names something; a sheet keeps a name of digits as a number."""
    name = str(values.get(column) if values.get(column) is not None else "").strip()
    if not name:
        raise BadInput("不能为空", column)
    if not labelling.is_name(name):
        raise BadInput(f"最长 {labelling.NAME_CHARS} 字,不能含控制字符", column)
    return name


def _value(labels: Labels, name: str, cell: Any) -> Any:
    """A cell as the value it stands for: lists are joined with |, numbers may be text."""
    if isinstance(labels, LabelSet) or name in SINGLE_FIELDS:
        return str(cell).strip()
    if name in labelling.LISTS and not isinstance(cell, list):
        text = str(cell).strip()
        return [] if text == NONE else [part.strip() for part in text.split("|") if part.strip()]
    if name == "n_complainants" and isinstance(cell, str | float):
        try:
            return int(str(cell).strip().removesuffix(".0"))
        except ValueError:
            return cell
    return cell


def _moment(cell: Any) -> datetime | None:
    try:
        at = tables.moment(cell)
    except BadInput as error:
        raise BadInput(str(error), "at") from error
    if at is None:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=SHANGHAI)
    try:
        at = at.astimezone(SHANGHAI)
    except OverflowError as error:
        raise BadInput("不是合法的时间(例:2026-11-23 09:12)", "at") from error
    if at > datetime.now(UTC) + AHEAD:
        raise BadInput("时间在将来", "at")
    return at


def export_file(store: Store, path: Path, actor: str) -> int:
    """Write every corrected or closed case, one JSON object a line, and return how many; raises BadTable."""
    if path.suffix.lower() != ".jsonl":
        raise BadTable("导出文件须为 .jsonl")
    tables.check_target(path, 0)
    with store.reading() as session:
        lines = list(_lines(session))
    tables.write_jsonl(path, lines)
    with store.writing() as session:
        audit.note(session, actor, "corrections.export", path.name[:128], {"cases": len(lines)})
    return len(lines)


def _lines(session: Session) -> Iterator[dict[str, Any]]:
    touched = or_(Case.closed_at.is_not(None), select(Correction.id).where(Correction.case == Case.id).exists())
    ids = session.scalars(select(Case.id).where(touched).order_by(Case.id)).all()
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        answers = cases.last_answers(session, chunk)
        said = corrections.of_cases(session, chunk)
        for case in session.scalars(select(Case).where(Case.id.in_(chunk)).order_by(Case.id)):
            yield _line(case, answers[case.id], corrections.words(said.get(case.id, [])))


def _line(case: Case, answer: Suggestion, said: Sequence[Said]) -> dict[str, Any]:
    suggestion = labelling.suggested(answer.body)
    holds = labelling.effective(suggestion, said, case.closed_by, case.closed_at)
    return {
        "case_id": case.case_id,
        "text": case.masked_text,
        "model": answer.model,
        "taxonomy": answer.taxonomy,
        "received_at": case.received_at.isoformat(),
        "closed_at": case.closed_at and case.closed_at.isoformat(),
        "suggested": suggestion,
        "labels": {name: label.value for name, label in holds.items() if label.by != "suggestion"},
        "corrections": [
            {"field": w.field, "new": w.value, "handler": w.handler, "at": w.at.isoformat(), "why": w.why}
            for w in said
            if w.field != CLOSED
        ],
    }
