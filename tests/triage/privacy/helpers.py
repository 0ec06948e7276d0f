"""One way to write a table: the text with 【…】 around what the recognizer must find."""

import re
from collections.abc import Iterable

from triage.privacy import PiiSpan, find_pii
from triage.privacy.recognizer import Recognizer
from triage.privacy.resolve import resolve
from triage.privacy.view import View

_MARK = re.compile("【(.*?)】", re.DOTALL)


def unmark(marked: str) -> tuple[str, list[str]]:
    """The bare text and the marked values in order."""
    return _MARK.sub(r"\1", marked), _MARK.findall(marked)


def claims(recognizers: Iterable[Recognizer], text: str) -> list[str]:
    """Values that these recognizers alone find."""
    view = View(text)
    hits = [hit for recognizer in recognizers for hit in recognizer.find(view)]
    return [text[span.start : span.end] for span in resolve(hits, [])]


def found(text: str, kind: str | None = None) -> list[str]:
    """Values found in a text, all types or one."""
    return [text[span.start : span.end] for span in find_pii(text) if kind in (None, span.type)]


def types(text: str) -> list[tuple[str, str]]:
    """(type, value) of everything found."""
    return [(span.type, text[span.start : span.end]) for span in find_pii(text)]


def well_formed(spans: list[PiiSpan], length: int) -> bool:
    """In range, not empty, sorted, without overlaps."""
    edges = [edge for span in spans for edge in (span.start, span.end)]
    inside = all(0 <= span.start < span.end <= length for span in spans)
    return inside and edges == sorted(edges)
