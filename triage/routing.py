"""Who answers a case and by when: the guide's decision table (§6) and deadlines (§7), read from the taxonomy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import NamedTuple
from zoneinfo import ZoneInfo

import chinese_calendar

from triage.taxonomy import BY_CHANNEL, MATTER, Action, Condition, Deadline, Taxonomy, reasons_matching

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the routing rules look at: decided labels, signals and the text itself."""

    intake_type: str
    reason: str
    product: str = "UNK"
    channel: str = "UNK"
    source: str = "UNK"
    secondary_intake: tuple[str, ...] = ()
    secondary_reasons: tuple[str, ...] = ()
    signals: frozenset[str] = frozenset()  # flags and helpers that hold
    text: str = ""


class CoDepartment(NamedTuple):
    code: str
    because: str


class Due(NamedTuple):
    action: Action
    due: datetime
    basis: str


def department(taxonomy: Taxonomy, facts: Facts) -> tuple[str, str]:
    """The department in charge and the basis of the rule that chose it (§6, first match wins)."""
    for rule in taxonomy.routing.intake_types:
        if _holds(rule, facts):
            return _matter(taxonomy, facts) if rule.department == MATTER else (rule.department, rule.basis)
    raise LookupError(f"no rule for intake type {facts.intake_type}")  # the loader makes this impossible


def co_departments(taxonomy: Taxonomy, facts: Facts, primary: str) -> list[CoDepartment]:
    """Departments to consult, each with the code that called for it (§6, rows 1-12 and `+`)."""
    routing = taxonomy.routing
    found: list[CoDepartment] = []
    for rule in routing.intake_types:
        if _holds(rule, facts):
            found += [CoDepartment(code, facts.intake_type) for code in rule.co]
            break
    if facts.intake_type in {"inquiry", "grumble"}:
        found.append(CoDepartment(_matter(taxonomy, facts)[0], facts.reason))
    for co_rule in routing.co_departments:
        if _holds(co_rule, facts):
            found += [CoDepartment(code, facts.reason) for code in co_rule.co]
    for reason in facts.secondary_reasons:
        found.append(CoDepartment(_matter(taxonomy, facts, reason)[0], reason))
    for intake in (i for i in facts.secondary_intake if i in {"claim_notice", "report"}):
        as_intake = Facts(intake, facts.reason, facts.product, facts.channel, facts.source)
        found.append(CoDepartment(department(taxonomy, as_intake)[0], intake))
    tier = taxonomy.tier(facts.signals)
    found += [CoDepartment(code, "major") for code in routing.major if tier]
    found += [CoDepartment(code, "T1") for code in routing.tier1 if tier == "T1"]
    for rule_ in routing.signals:
        for signal in rule_.any:
            if signal in facts.signals:
                found += [CoDepartment(code, signal) for code in rule_.co]
    first: dict[str, CoDepartment] = {}
    for item in found:
        if item.code not in {primary, routing.coordinator}:
            first.setdefault(item.code, item)
    return list(first.values())


def department_prior(
    taxonomy: Taxonomy, probabilities: Mapping[str, Mapping[str, float]], known: Facts
) -> dict[str, float]:
    """What the decision table says of the department when labels are uncertain.

    `probabilities` gives code → probability for intake_type, reason, product, channel and source; the table is
    applied to every combination of the likely codes and weighted by their product. Sums to 1.
    """
    likely = {
        field: sorted(probabilities[field].items(), key=lambda item: -item[1])[:count]
        for field, count in (("intake_type", 3), ("reason", 6), ("product", 3), ("channel", 3), ("source", 3))
    }
    prior: dict[str, float] = {}
    for combination in product(*likely.values()):
        (intake, _), (reason, _), (product_, _), (channel, _), (source, _) = combination
        weight = 1.0
        for _, probability in combination:
            weight *= probability
        code, _ = department(taxonomy, Facts(intake, reason, product_, channel, source, text=known.text))
        prior[code] = prior.get(code, 0.0) + weight
    total = sum(prior.values()) or 1.0
    return {code: weight / total for code, weight in prior.items()}


def deadlines(taxonomy: Taxonomy, facts: Facts, primary: str, received_at: datetime) -> tuple[list[Due], list[str]]:
    """The strictest deadline per action (§7), in Asia/Shanghai, and notes about an unknown calendar.

    A naive `received_at` is read as Shanghai time. Working days follow the State Council's calendar where
    `chinesecalendar` knows the year; otherwise Monday to Friday, and a note says so.
    """
    received = received_at.replace(tzinfo=SHANGHAI) if received_at.tzinfo is None else received_at
    received = received.astimezone(SHANGHAI)
    clock = _Clock(taxonomy.work_hours.start, taxonomy.work_hours.end)
    strictest: dict[str, Due] = {}
    for rule in matching_deadlines(taxonomy, facts, primary):
        due = Due(rule.action, clock.due(received, rule), rule.basis)
        if rule.action not in strictest or due.due < strictest[rule.action].due:
            strictest[rule.action] = due
    return list(strictest.values()), clock.notes()


def matching_deadlines(taxonomy: Taxonomy, facts: Facts, primary: str) -> list[Deadline]:
    """All deadline rules that apply to the case."""
    tier = taxonomy.tier(facts.signals)
    return [
        rule
        for rule in taxonomy.deadlines
        if _holds(rule, facts)
        and (not rule.department or primary in rule.department)
        and (rule.tier is None or rule.tier == tier)
    ]


def head_count_notes(taxonomy: Taxonomy, n_complainants: int) -> list[str]:
    """Other head counts reached that laws or companies use (§5.3), the highest only."""
    reached = [n for n in taxonomy.head_count_notes if n_complainants >= n.at_least]
    return [max(reached, key=lambda n: n.at_least).note] if reached else []


def _matter(taxonomy: Taxonomy, facts: Facts, reason: str | None = None) -> tuple[str, str]:
    """Where the matter itself belongs, by reason, product and channel."""
    at = facts if reason is None else Facts(facts.intake_type, reason, facts.product, facts.channel)
    for rule in taxonomy.routing.reasons:
        if _holds(rule, at):
            if rule.department == BY_CHANNEL:
                return taxonomy.routing.channel_departments[at.channel], rule.basis
            return rule.department, rule.basis
    raise LookupError(f"no rule for reason {at.reason}")  # the loader makes this impossible


def _holds(rule: Condition, facts: Facts) -> bool:
    return (
        (not rule.intake_type or facts.intake_type in rule.intake_type)
        and (not rule.reason or reasons_matching(rule.reason, facts.reason))
        and (not rule.product or facts.product in rule.product)
        and (not rule.channel or facts.channel in rule.channel)
        and (not rule.source or facts.source in rule.source)
        and (not rule.words or any(word in facts.text for word in rule.words))
    )


class _Clock:
    """Counts working time; remembers the years whose calendar was not known."""

    def __init__(self, start: time, end: time) -> None:
        self.start, self.end = start, end
        self.unknown_years: set[int] = set()

    def due(self, received: datetime, rule: Deadline) -> datetime:
        if rule.unit == "at_once":
            return received
        if rule.unit == "same_day":
            return _end_of_day(received.date())
        if rule.unit == "natural_days":
            return _end_of_day(received.date() + timedelta(days=rule.amount))
        if rule.unit == "working_hours":
            return self._after_working_hours(received, timedelta(hours=rule.amount))
        day = received.date()
        for _ in range(rule.amount):
            day = self._next_working_day(day)
        return datetime.combine(day, self.end, SHANGHAI)

    def notes(self) -> list[str]:
        return [
            f"{year}年法定节假日安排尚未收录,工作日按周一至周五计算,请以国务院通知为准"
            for year in sorted(self.unknown_years)
        ]

    def _after_working_hours(self, moment: datetime, left: timedelta) -> datetime:
        while True:
            opening = datetime.combine(moment.date(), self.start, SHANGHAI)
            closing = datetime.combine(moment.date(), self.end, SHANGHAI)
            if self._is_working_day(moment.date()) and moment < closing:
                begin = max(moment, opening)
                if begin + left <= closing:
                    return begin + left
                left -= closing - begin
            moment = datetime.combine(self._next_working_day(moment.date()), self.start, SHANGHAI)

    def _next_working_day(self, day: date) -> date:
        day += timedelta(days=1)
        while not self._is_working_day(day):
            day += timedelta(days=1)
        return day

    def _is_working_day(self, day: date) -> bool:
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            self.unknown_years.add(day.year)
            return day.weekday() < 5


def _end_of_day(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)


def sla(rules: Iterable[Deadline]) -> str:
    """Deadlines as one line for registers, e.g. `first_contact:1working_hours;close:10working_days`."""
    return ";".join(dict.fromkeys(f"{r.action}:{r.amount}{r.unit}" for r in rules))
