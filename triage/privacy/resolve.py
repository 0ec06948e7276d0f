"""Settles claims on the same characters: stronger proof wins, then the longer span, then the rarer type."""

from collections.abc import Iterable

from triage.privacy.spans import Hit, PiiSpan

# On equal terms a document of identity outranks an account, an account a paper's number, a person an address.
_ORDER = "IDNO PHONE EMAIL VIN PLATE BANK MEDNO DOB SNS POLICY BANK_BRANCH EMPLOYER ORG AGENT ADDR NAME"
_RANK = {name: rank for rank, name in enumerate(_ORDER.split())}


def resolve(hits: Iterable[Hit], blocked: Iterable[tuple[int, int]]) -> list[PiiSpan]:
    """Non-overlapping spans in order; nothing that touches a `blocked` span (placeholders already there)."""
    kept = list(blocked)
    ranked = sorted(hits, key=lambda h: (-h.strength, h.start - h.end, _RANK[h.type], h.start))
    # A map of characters, since comparing every span with every other takes seconds on long lists of names.
    taken = bytearray(max([hit.end for hit in ranked] + [end for _, end in kept], default=0))
    for start, end in kept:
        taken[start:end] = b"\1" * (end - start)
    spans = []
    for hit in ranked:
        if not any(taken[hit.start : hit.end]):
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            spans.append(PiiSpan(hit.type, hit.start, hit.end))
    return sorted(spans, key=lambda span: span.start)
