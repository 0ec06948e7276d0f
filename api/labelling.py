"""The fields that a handler may correct: what may stand in them, and what holds when several have spoken."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, TypeAlias

from triage.errors import BadInput
from triage.own import LabelSet
from triage.reading import read
from triage.taxonomy import SINGLE_FIELDS, Taxonomy, shipped

Labels: TypeAlias = Taxonomy | LabelSet
Value: TypeAlias = str | int | list[str]

CODE_LISTS = ("flags", "threats")
LISTS = (*CODE_LISTS, "keywords")
FIELDS = (*SINGLE_FIELDS, *LISTS, "n_complainants")
# What follows from another field cannot be said by itself.
DERIVED = {"severity": "flags", "tier": "flags", "category": "reason"}
# Stands among the corrections: the handler closed the case with the labels it then had.
CLOSED = "closed"

# Ids of cases and names of handlers: no control characters, of which PostgreSQL cannot hold one, NUL, and logs and
# tables are broken by others.
NAME = r"^[^\x00-\x1f\x7f]+$"
NAME_CHARS = 128

MOST_COMPLAINANTS = 1_000_000
MOST_KEYWORDS = 20
KEYWORD_CHARS = 40
_SHOWN_CODES = 60


class BadLabels(BadInput):
    """Labels that cannot be accepted; one BadInput a field."""

    def __init__(self, faults: Sequence[BadInput]) -> None:
        super().__init__(str(faults[0]), faults[0].field)
        self.faults = faults


def names(labels: Labels) -> Sequence[str]:
    """The fields that may be corrected under these labels."""
    return tuple(labels.columns) if isinstance(labels, LabelSet) else FIELDS


def check_all(labels: Labels, values: Mapping[str, Any]) -> dict[str, Value]:
    """Every value as it is to be stored; raises BadLabels naming all that cannot be."""
    found: dict[str, Value] = {}
    faults: list[BadInput] = []
    for name, value in values.items():
        try:
            found[name] = _check(labels, name, value)
        except BadInput as fault:
            faults.append(fault)
    if faults:
        raise BadLabels(faults)
    return found


def _check(labels: Labels, name: str, value: Any) -> Value:
    if isinstance(labels, LabelSet):
        if name not in labels.columns:
            raise BadInput(f"没有这一标签列;可用:{_listed(labels.columns)}", name)
        return _code(value, labels.columns[name], name)
    if name in SINGLE_FIELDS:
        return _code(_today(labels, value) if name == "reason" else value, labels.codes(name), name)
    if name in CODE_LISTS:
        codes = labels.codes(name)
        chosen = {_code(item, codes, name) for item in _list(value, len(codes), name)}
        return [code for code in codes if code in chosen]
    if name == "keywords":
        return _keywords(value)
    if name == "n_complainants":
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_COMPLAINANTS:
            return value
        raise BadInput(f"应为 1 至 {MOST_COMPLAINANTS} 的整数", name)
    if name in DERIVED:
        raise BadInput(f"由 {DERIVED[name]} 推出,不能直接改;请改 {DERIVED[name]}", name)
    raise BadInput(f"没有这一字段;可改:{'、'.join(FIELDS)}", name)


def _today(labels: Taxonomy, reason: Any) -> Any:
    """A reason in today's codes; other systems go on for a while with those of yesterday."""
    if not isinstance(reason, str) or not labels.lineage.is_gone(reason):
        return reason
    if (now := labels.lineage.today(reason)) is None:
        choices = "、".join(labels.lineage.choices(reason))
        raise BadInput(f"此原因已拆分,请改用其一:{choices}" if choices else "此原因已停用", "reason")
    return now


def present(name: str, value: Any) -> Any:
    """A stored value in today's codes; what was split or retired stays as it was."""
    return (shipped().lineage.today(value) or value) if name == "reason" and isinstance(value, str) else value


def split_into(name: str, value: Any) -> tuple[str, ...]:
    """Between which codes a person must choose, where a reason was split; none otherwise."""
    lineage = shipped().lineage
    if name != "reason" or not isinstance(value, str) or not lineage.is_gone(value):
        return ()
    return lineage.choices(value)


def _code(value: Any, codes: Iterable[str], name: str) -> str:
    codes = tuple(codes)
    if isinstance(value, str) and value in codes:
        return value
    raise BadInput(f"未知代码;可用:{_listed(codes)}", name)


def _listed(codes: Iterable[str]) -> str:
    codes = tuple(codes)
    return "、".join(codes[:_SHOWN_CODES]) + ("等" if len(codes) > _SHOWN_CODES else "")


def _list(value: Any, most: int, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise BadInput("应为数组", name)
    if len(value) > most:
        raise BadInput(f"最多 {most} 项", name)
    return value


def _keywords(value: Any) -> list[str]:
    words: dict[str, None] = {}
    for item in _list(value, MOST_KEYWORDS, "keywords"):
        if not isinstance(item, str) or not 0 < len(item.strip()) <= KEYWORD_CHARS or _has_surrogates(item):
            raise BadInput(f"每个关键词应为 1 至 {KEYWORD_CHARS} 字的文字", "keywords")
        words[masked(item.strip())] = None
    return list(words)


def is_name(text: str) -> bool:
    """May it name a case, a handler, a key?"""
    return len(text) <= NAME_CHARS and bool(re.fullmatch(NAME, text)) and not _has_surrogates(text)


def _has_surrogates(text: str) -> bool:
    return any(0xD800 <= ord(char) <= 0xDFFF for char in text)


def masked(text: str) -> str:
    """A person's own words without personal data."""
    return read(text).masked()


def suggested(body: Mapping[str, Any]) -> dict[str, Value]:
    """The labels of a stored answer, as a handler would say them."""
    if "labels" in body:
        return {column: label["code"] for column, label in body["labels"].items()}
    severity = body["severity"]
    return {
        **{name: present(name, body[name]["code"]) for name in SINGLE_FIELDS},
        "flags": [flag["code"] for flag in severity["flags"]],
        "threats": [threat["code"] for threat in severity["threats"]],
        "keywords": [keyword["text"] for keyword in body["keywords"]],
        "n_complainants": severity["n_complainants"],
    }


@dataclass(frozen=True, slots=True)
class Said:
    """One handler's word on one field."""

    handler: str
    field: str
    value: Any
    at: datetime
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Effective:
    """What holds: said by a handler, confirmed by closing the case, or only suggested. `conflicts`: the last words
    of the other handlers, where they differ."""

    value: Any
    by: Literal["correction", "closed", "suggestion"]
    handler: str | None = None
    at: datetime | None = None
    why: str | None = None
    conflicts: list[Said] = field(default_factory=list)


def effective(
    suggestion: Mapping[str, Value], said: Sequence[Said], closed_by: str | None, closed_at: datetime | None
) -> dict[str, Effective]:
    """What holds for every field: the latest word, and of each handler the latest counts. `said` in order of entry."""
    last: dict[str, dict[str, Said]] = {}
    for word in sorted(said, key=lambda w: w.at):  # stable: of the same moment the later entry is the later word
        if word.field != CLOSED:
            handlers = last.setdefault(word.field, {})
            handlers.pop(word.handler, None)
            handlers[word.handler] = word
    unsaid = Effective(None, "closed" if closed_at else "suggestion", closed_by, closed_at)
    found = {
        name: Effective(value, unsaid.by, unsaid.handler, unsaid.at)
        for name, value in suggestion.items()
        if name not in last
    }
    for name, handlers in last.items():
        *earlier, final = handlers.values()
        conflicts = [
            word for word in earlier if word.value != final.value and final.value not in split_into(name, word.value)
        ]
        found[name] = Effective(final.value, "correction", final.handler, final.at, final.why, conflicts)
    if (reason := found.get("reason")) and isinstance(reason.value, str) and shipped().lineage.is_gone(reason.value):
        # nobody has said yet what it is in the codes of today
        found["reason"] = replace(reason, by="suggestion")
    order = [*suggestion, *(name for name in found if name not in suggestion)]
    return {name: found[name] for name in order}
