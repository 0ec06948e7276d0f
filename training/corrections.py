"""Handlers' corrections, as the service exports them (one JSON a line), → what is known of each case.

A label is known where a handler stated it, or where a case was closed with it; all else of a case stays unknown and
must not teach. What is doubtful is kept, believed less, and listed for review.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from training.dataset import Lesson, prepare
from triage.answering import check_text
from triage.errors import BadInput
from triage.taxonomy import SINGLE_FIELDS, Taxonomy

FLAG_FIELDS = ("flags", "threats")
# The fields that a model learns; head counts come from rules, and keywords from phrases in the text.
LEARNED = (*SINGLE_FIELDS, *FLAG_FIELDS)

# How far a label is believed. CLOSED: nobody objected when the case was closed, but nobody stated it either.
# CONFLICT: handlers, or cases of one wording, say different things. SUSPECT: the rest of the data argues against it.
STATED, CLOSED, CONFLICT, SUSPECT = 1.0, 0.5, 0.3, 0.1
EXAMPLES, EXCERPT = 3, 60

Value: TypeAlias = str | list[str] | int | None


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(_in_utc)]


class Correction(BaseModel):
    field: str
    new: Value
    handler: str
    at: Moment


class Row(BaseModel):
    """One line of the file; what else stands there is not needed here."""

    case_id: Annotated[str, Field(min_length=1)]
    text: str
    closed_at: Moment | None = None
    labels: dict[str, Value] = {}
    corrections: list[Correction] = []


@dataclass(frozen=True, slots=True)
class Known:
    """A label that somebody stands for: codes (one for a single field) and how far they are believed."""

    codes: tuple[str, ...]
    belief: float


@dataclass(frozen=True, slots=True)
class Corrected:
    """A case with what is known of it; `text` is prepared, `at` is when a handler last had a hand in it."""

    id: str
    text: str
    at: datetime
    known: Mapping[str, Known]

    @property
    def reason(self) -> str | None:
        return self.known["reason"].codes[0] if "reason" in self.known else None


Kind = Literal["conflict", "duplicate", "suspect", "test_twin"]


@dataclass(frozen=True, slots=True)
class Review:
    """Something that a person should look at. `others`: what other handlers or cases say, or what the model holds
    more likely; `quality` in 0..1 of a suspect (low: suspicious)."""

    kind: Kind
    case_id: str
    field: str
    label: str
    others: tuple[str, ...]
    belief: float
    text: str
    quality: float | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A label that handlers use and the taxonomy lacks."""

    field: str
    label: str
    cases: int
    handlers: int
    examples: tuple[str, ...]


@dataclass(slots=True)
class Read:
    """The file, read: cases in its order, faulty lines (number, message), conflicts and unknown labels."""

    sha256: str
    cases: list[Corrected] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)


def read(path: Path, taxonomy: Taxonomy) -> Read:
    """Read an export; a bad line is named in `faults` and skipped. Raises BadInput where no line is left."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(f"无法读取 {path.name}:{error.strerror}", field="corrections") from error
    found = Read(hashlib.sha256(content).hexdigest())
    rows: dict[str, Row] = {}
    strange: dict[tuple[str, str], list[tuple[Row, str]]] = defaultdict(list)
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            row = _row(line)
        except BadInput as error:
            found.faults.append((number, str(error)))
            continue
        if row.case_id in rows:
            found.faults.append((number, f"案件 {row.case_id} 重复,以此行为准"))
        rows[row.case_id] = row
    for row in rows.values():
        known, conflicts = _known(row, taxonomy, strange)
        moments = [c.at for c in row.corrections] + ([row.closed_at] if row.closed_at else [])
        if known:
            found.cases.append(Corrected(row.case_id, prepare(row.text), max(moments), known))
        found.reviews += [
            Review("conflict", row.case_id, name, _joined(latest), others, CONFLICT, row.text)
            for name, latest, others in conflicts
        ]
    found.unknown = [_unknown(name, label, said) for (name, label), said in strange.items()]
    if not found.cases and not found.unknown:
        first = f";第 {found.faults[0][0]} 行:{found.faults[0][1]}" if found.faults else ""
        raise BadInput(f"{path.name} 中没有可用的更正{first}", field="corrections")
    return found


def lesson(case: Corrected, author: str) -> Lesson:
    """The case as training reads it."""
    return Lesson(
        case.id,
        author,
        case.text,
        {name: dict.fromkeys(known.codes, 1.0) for name, known in case.known.items()},
        {name: known.belief for name, known in case.known.items()},
    )


def _row(line: bytes) -> Row:
    """Raises BadInput saying what is wrong."""
    try:
        row = Row.model_validate(json.loads(line))
        check_text(row.text)
        for name, value in [*row.labels.items(), *((c.field, c.new) for c in row.corrections)]:
            if name in LEARNED:
                _codes(name, value)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"不是合法的 JSON:{error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"{'.'.join(map(str, first['loc'])) or '整行'}:{first['msg']}") from error
    return row


def _codes(name: str, value: Value) -> tuple[str, ...]:
    """A value as codes, in a fixed order; raises BadInput for one of the wrong kind."""
    if name in FLAG_FIELDS:
        if not isinstance(value, list):
            raise BadInput(f"{name}:应为代码列表")
        return tuple(sorted(set(value)))
    if not isinstance(value, str) or not value:
        raise BadInput(f"{name}:应为一个代码")
    return (value,)


def _known(
    row: Row, taxonomy: Taxonomy, strange: dict[tuple[str, str], list[tuple[Row, str]]]
) -> tuple[dict[str, Known], list[tuple[str, tuple[str, ...], tuple[str, ...]]]]:
    """What is known of a case, and its conflicts as (field, latest, what others said); unknown labels go to
    `strange`."""
    known: dict[str, Known] = {}
    conflicts = []
    for name in LEARNED:
        mine = sorted((c for c in row.corrections if c.field == name), key=lambda c: c.at)
        if mine:
            of_handler = {c.handler: _codes(name, c.new) for c in mine}
            codes, handler, belief = _codes(name, mine[-1].new), mine[-1].handler, STATED
            if others := sorted({_joined(said) for said in of_handler.values() if said != codes}):
                belief = CONFLICT
                conflicts.append((name, codes, tuple(others)))
        elif row.closed_at and row.labels.get(name) is not None:
            codes, handler, belief = _codes(name, row.labels[name]), "", CLOSED
        else:
            continue
        missing = [code for code in codes if code not in taxonomy.codes(name)]
        for code in missing:
            strange[name, code].append((row, handler))
        if not missing:
            known[name] = Known(codes, belief)
    return known, conflicts


def _unknown(name: str, label: str, said: Sequence[tuple[Row, str]]) -> Unknown:
    examples = tuple(f"{row.case_id}:{row.text[:EXCERPT]}" for row, _ in said[:EXAMPLES])
    return Unknown(name, label, len(said), len({handler for _, handler in said if handler}), examples)


def _joined(codes: Sequence[str]) -> str:
    return "|".join(codes) or "(无)"
