"""Signals by rule: what a text proves, announces or only mentions (guide §5, §14)."""

import re
from dataclasses import replace

from .addressees import find_addressees
from .affairs import missent, others_affair
from .associations import CONSUMER, INDUSTRY
from .bodies import Mention, find_mentions
from .dialect import standard
from .document import Document
from .events import Body
from .government import GOV
from .headcount import find_headcount
from .helpers import find_helpers
from .media import MEDIA, find_traces, is_news
from .modality import judge
from .petition import find_petition
from .regulator import REGULATOR
from .reputation import find_reputation
from .safety import find_safety
from .senders import find_senders
from .signals import HELPERS, Severity, Signal, Status
from .transfers import find_transfers

__all__ = ["Severity", "Signal", "Status", "assess"]

_BODIES = {body.flag: body for body in (MEDIA, REGULATOR, CONSUMER, INDUSTRY, GOV)}


def assess(text: str) -> Severity:
    """Find every signal in a normalised text, masked or not."""
    plain = standard(text)  # of the same length: every offset holds in both
    doc = Document(plain)
    mentions = find_mentions(plain)
    heads, persons = find_headcount(doc)
    signals = heads
    for body in _BODIES.values():
        signals += _of_body(doc, mentions, body)
    signals += find_senders(doc, mentions)
    signals += find_addressees(doc)
    if not any(s.status == "fact" and s.code in _BODIES for s in signals):
        signals += find_transfers(doc, mentions)
    signals += find_petition(doc, persons)
    signals += find_safety(doc)
    signals += find_reputation(doc, persons)
    signals += find_helpers(doc, mentions)
    if others_affair(plain):
        signals, persons = [_aside(s) for s in signals], 1
    elif missent(plain):  # the office that sent it is a fact, what it tells is not ours
        signals, persons = [s if s.code in _OFFICES else _aside(s) for s in signals], 1
    signals = _settle(signals)
    return Severity(tuple(sorted(set(signals), key=lambda s: (s.start, s.end, s.code, s.status))), persons)


_PUBLIC_OFFICE = re.compile(r"信访|政府|[省市县区]委")


def _of_body(doc: Document, mentions: tuple[Mention, ...], body: Body) -> list[Signal]:
    """The mentions of one kind of body; a fact leaves no threat of the same kind (guide §11)."""
    judged = [(m, judge(doc, mentions, m, body)) for m in mentions if m.code == body.flag]
    if body is MEDIA and is_news(doc):
        return []
    verdicts = [verdict for _, verdict in judged]
    signals = find_traces(doc, judged) if body is MEDIA else []
    fact = bool(signals) or any(v.status == "fact" for v in verdicts)
    for v in verdicts:
        if v.status == "threat" and fact:
            continue
        threat = "petition" if _PUBLIC_OFFICE.search(doc.slice(v.start, v.end)) and body is GOV else body.threat
        signals.append(Signal(threat if v.status == "threat" else body.flag, v.status, v.start, v.end, v.why))
        if v.review:
            signals.append(Signal("need_review", "fact", v.start, v.end, v.why))
    return signals


_OFFICES = {body.flag for body in _BODIES.values()} - {"media"}
_ALWAYS = {"safety", *HELPERS}


def _aside(signal: Signal) -> Signal:
    """What happened in another body's affair is a hint; danger to life counts wherever it is told."""
    if signal.status == "hint" or (signal.status == "fact" and signal.code in _ALWAYS):
        return signal
    return replace(signal, status="hint", why="其他单位的事,不涉保险")


def _settle(signals: list[Signal]) -> list[Signal]:
    """Facts outrank announcements of the same kind; two kinds of threat ask for review (guide §5.1)."""
    facts = {s.code for s in signals if s.status == "fact"}
    kept = [s for s in signals if not (s.status == "threat" and s.code in facts & {"media", "regulator"})]
    threats = [s for s in kept if s.status == "threat"]
    if len({s.code for s in threats}) >= 2:
        kept.append(Signal("need_review", "fact", threats[0].start, threats[0].end, "两类以上威胁"))
    return kept
