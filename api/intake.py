"""Cases in, stored answers out: what was answered before is answered again, what is new is stored."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.metadata import version
from typing import Any, NamedTuple, TypeAlias
from uuid import uuid4

from api import shadowing
from api.keeping import Keeper
from api.service import Engine, Service
from api.settings import Settings
from api.store.cases import Answer, Known
from triage.errors import BadInput
from triage.routing import SHANGHAI
from triage.schema import AnySuggestion, Case, Suggestion

# `stored` is added to what the engine said.
Answered: TypeAlias = dict[str, Any]


class OtherText(BadInput):
    """The case id stands for another text already."""

    def __init__(self) -> None:
        super().__init__("此案件号已用于另一件来件(正文不同)", "id")


class Outcome(NamedTuple):
    """One answer a case, in order; and those among them that are new, for the shadow."""

    answers: list[Answered | BadInput]
    new: list[shadowing.Answered]


async def answer_each(service: Service, keeper: Keeper, cases: Sequence[Case], explain: bool, actor: str) -> Outcome:
    """Answer every case; one that cannot be answered becomes its error and harms no other."""
    with service.admitted():
        return await _answer_each(service, keeper, cases, explain, actor)


async def _answer_each(service: Service, keeper: Keeper, cases: Sequence[Case], explain: bool, actor: str) -> Outcome:
    known = await keeper.known([case.id for case in cases if case.id is not None])
    cases = [case if case.id is not None else case.model_copy(update={"id": str(uuid4())}) for case in cases]
    # of several cases with one new id the first is read; the others then are known
    new: dict[str | None, Case] = {}
    for case in cases:
        if case.id not in known:
            new.setdefault(case.id, case)
    engine = service.engine  # another may take its place meanwhile
    said = dict(zip(new, await service.suggest_each(engine, list(new.values()), explain), strict=True))
    answers = [
        _to_store(service.settings, engine, new[case_id], suggestion, actor)
        for case_id, suggestion in said.items()
        if not isinstance(suggestion, BadInput)
    ]
    kept = await keeper.keep(answers)
    known |= {answer.case_id: now for answer, now in zip(answers, kept, strict=True)}

    def result(case: Case) -> Answered | BadInput:
        found = known.get(case.id or "")
        if found is None:
            refused = said[case.id]
            assert isinstance(refused, BadInput)
            return refused if case.text == new[case.id].text else OtherText()
        return _again(found, case)

    return Outcome([result(case) for case in cases], [_to_shadow(new[answer.case_id], answer) for answer in answers])


def _again(found: Known, case: Case) -> Answered | BadInput:
    return {**found.body, "stored": found.stored} if found.sha256 == _sha256(case.text) else OtherText()


def _to_store(settings: Settings, engine: Engine, case: Case, suggestion: AnySuggestion, actor: str) -> Answer:
    assert case.id is not None
    # a version with labels of its own does not look at given codes, so nobody has checked what they hold
    given = case.model_dump(include={"source", "channel", "product"}, exclude_none=True)
    complaint = isinstance(suggestion, Suggestion)
    return Answer(
        case_id=case.id,
        sha256=_sha256(case.text),
        masked_text=suggestion.masked_text,
        raw_text=case.text if settings.keep_raw else None,
        given=given if complaint else {},
        received_at=suggestion.received_at if isinstance(suggestion, Suggestion) else _received(case),
        taxonomy=engine.taxonomy.version,
        rules=_rules(),
        body=suggestion.model_dump(mode="json"),
        actor=actor,
    )


def _to_shadow(case: Case, answer: Answer) -> shadowing.Answered:
    # the same moment of receipt, so that deadlines can be compared
    case = case.model_copy(update={"received_at": answer.received_at})
    return shadowing.Answered(case, answer.sha256, answer.body["model"], answer.rules)


def _received(case: Case) -> datetime:
    received = case.received_at or datetime.now(SHANGHAI)
    return received if received.tzinfo else received.replace(tzinfo=SHANGHAI)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _rules() -> str:
    """The rules are code: their version is the program's."""
    return version("complaint-triage")
