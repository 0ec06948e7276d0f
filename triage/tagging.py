"""A whole table through the engine: one output row a case, in order; a bad row becomes an error in its place."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import ValidationError

from triage import tables
from triage.engine import Triage
from triage.errors import BadInput
from triage.own import OwnTriage
from triage.schema import AnySuggestion, Case, OwnSuggestion

COLUMNS = (
    "intake_type", "category", "reason", "reason_confidence", "reason_decision", "severity", "tier",
    "flags", "threats", "n_complainants", "department", "co_departments", "product", "channel", "source", "stage",
    "keywords", "first_contact_due", "close_due", "model", "error",
)  # fmt: skip
CHUNK = 256
Engine: TypeAlias = Triage | OwnTriage

_FAULTS = {
    "string_type": "不是文字",
    "string_too_long": "过长",
    "datetime_from_date_parsing": "不是合法的时间",
    "datetime_parsing": "不是合法的时间",
}


def tag(
    triage: Engine, source: Path, target: Path, text_column: str, progress: Callable[[int, int], None]
) -> list[str]:
    """Tag `source` into `target` and return a message for every row that could not be tagged.

    Raises BadTable when the file is unreadable, has no text column or cannot be written; nothing is written then.
    """
    rows = tables.read(source)
    tables.need_column(rows, text_column, source.name)
    tables.check_target(target, len(rows))
    # a table that names its cases gets the names back
    columns = own_columns(triage.taxonomy.columns) if isinstance(triage, OwnTriage) else COLUMNS
    columns = ("id", *columns) if any("id" in row.values for row in rows) else columns
    faults: list[str] = []
    done: list[Mapping[str, Any]] = []
    nested = target.suffix.lower() == ".jsonl"
    for row, answer in _answers(triage, rows, text_column, progress):
        if isinstance(answer, BadInput):
            faults.append(f"第 {row.number} 行 {answer.field}:{answer}")
        done.append(_nested(row, answer) if nested else _flat(row, answer))
    if nested:
        tables.write_jsonl(target, done)
    else:
        tables.write(target, done, columns)
    return faults


def own_columns(labels: Iterable[str]) -> tuple[str, ...]:
    """The columns that a version with own labels writes: label, confidence and decision of each, then the common."""
    return (*(c for name in labels for c in (name, f"{name}_confidence", f"{name}_decision")), "model", "error")


def _own_cells(answer: OwnSuggestion) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for name, label in answer.labels.items():
        cells |= {name: label.code, f"{name}_confidence": label.confidence, f"{name}_decision": label.decision}
    return cells


def _answers(
    triage: Engine, rows: Sequence[tables.Row], text_column: str, progress: Callable[[int, int], None]
) -> Iterator[tuple[tables.Row, AnySuggestion | BadInput]]:
    # only the deadlines of complaints need to know when a case came in
    dated = not isinstance(triage, OwnTriage)
    for at in range(0, len(rows), CHUNK):
        chunk = rows[at : at + CHUNK]
        cases = [_case(row, text_column, dated) for row in chunk]
        readable = [case for case in cases if isinstance(case, Case)]
        answers: Iterator[AnySuggestion | BadInput] = iter(triage.suggest_many(readable))
        for row, case in zip(chunk, cases, strict=True):
            yield row, next(answers) if isinstance(case, Case) else case
        progress(min(at + CHUNK, len(rows)), len(rows))


def _case(row: tables.Row, text_column: str, dated: bool) -> Case | BadInput:
    if row.fault:
        return BadInput(row.fault, "row")
    text = row.values.get(text_column)
    if text is None or text == "":
        return BadInput("来件内容为空", text_column)
    if isinstance(text, int | float):  # a sheet keeps a text of digits as a number
        text = str(text)
    received = row.values.get("received_at") if dated else None
    try:
        return Case(text=text, id=_identity(row), received_at=tables.moment(received))
    except BadInput as error:
        return error
    except ValidationError as error:
        first = error.errors()[0]
        return BadInput(_FAULTS.get(first["type"], "格式有误"), str(first["loc"][0]))


def _identity(row: tables.Row) -> str | None:
    """The row's id as text that any encoding can hold."""
    value = row.values.get("id")
    return None if value in (None, "") else str(value).encode("utf-8", "replace").decode()[:128]


def _nested(row: tables.Row, answer: AnySuggestion | BadInput) -> Mapping[str, Any]:
    if isinstance(answer, BadInput):
        return {"case_id": _identity(row), "error": f"{answer.field}:{answer}"}
    return answer.model_dump(mode="json")


def _flat(row: tables.Row, answer: AnySuggestion | BadInput) -> Mapping[str, Any]:
    identity = _identity(row)
    if isinstance(answer, BadInput):
        return {"id": identity, "error": f"{answer.field}:{answer}"}
    if isinstance(answer, OwnSuggestion):
        return {"id": identity, **_own_cells(answer), "model": answer.model, "error": None}
    due = {d.action: d.due.isoformat() for d in answer.deadlines}
    return {
        "id": identity,
        "intake_type": answer.intake_type.code,
        "category": answer.category.code,
        "reason": answer.reason.code,
        "reason_confidence": answer.reason.confidence,
        "reason_decision": answer.reason.decision,
        "severity": answer.severity.level,
        "tier": answer.severity.tier,
        "flags": "|".join(f.code for f in answer.severity.flags),
        "threats": "|".join(t.code for t in answer.severity.threats),
        "n_complainants": answer.severity.n_complainants,
        "department": answer.department.code,
        "co_departments": "|".join(c.code for c in answer.department.co),
        "product": answer.product.code,
        "channel": answer.channel.code,
        "source": answer.source.code,
        "stage": answer.stage.code,
        "keywords": "|".join(k.text for k in answer.keywords),
        "first_contact_due": due.get("first_contact"),
        "close_due": due.get("close"),
        "model": answer.model,
        "error": None,
    }
