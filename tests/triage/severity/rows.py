"""The one way every table of this folder is read: text, what must hold, and words the evidence must contain."""

from triage.severity import Severity, assess
from triage.severity.signals import THREATS
from triage.text import normalize

FACT, THREAT, NEITHER = "fact", "threat", "neither"


def read(text: str) -> tuple[str, Severity]:
    """The normalised text and its severity; offsets are checked on the way."""
    plain = normalize(text).text
    severity = assess(plain)
    for signal in severity.signals:
        assert 0 <= signal.start < signal.end <= len(plain)
        assert signal.why
    return plain, severity


def check(text: str, flag: str, threat: str, status: str, quote: str = "") -> None:
    """`flag` is a fact, or `threat` is announced, or neither; `quote` stands in the evidence."""
    plain, severity = read(text)
    found = FACT if flag in severity.flags() else THREAT if threat in severity.threats() else NEITHER
    assert found == status, (text, severity.signals)
    if quote:
        code = flag if status == FACT else threat
        quotes = [plain[s.start : s.end] for s in severity.signals if s.code == code and s.status == status]
        assert any(quote in q for q in quotes), (text, quotes)
    assert set(severity.threats()) <= set(THREATS)
