"""The first steps of every case: normalise, mask, and see whether there is a text to judge by at all."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from triage import privacy
from triage.schema import AbstainCause, Evidence
from triage.text import MappedText, normalize

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LETTER = re.compile(r"[^\W_]")
_PLACEHOLDER = re.compile(r"\[[A-Z_]+\d*\]")
_NUL = "\0"
# Fewer characters of Chinese than this say too little to judge by.
MIN_HAN = 4
MIN_HAN_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the rules and the encoder read it: normalised and masked, mapped back to the original."""

    original: str
    mapped: MappedText
    pii: Sequence[privacy.PiiSpan]  # offsets of the original
    blocked: AbstainCause | None
    notes: Sequence[str]

    @property
    def text(self) -> str:
        return self.mapped.text

    def quote(self, start: int, end: int, why: str = "") -> Evidence:
        """The original's words for a span of the read text, with personal data masked."""
        start, end = self.mapped.origin(start, end)
        return Evidence(start=start, end=end, text=self.masked(start, end), why=why)

    def masked(self, start: int = 0, end: int | None = None) -> str:
        """`original[start:end]` with every personal datum in it replaced by its placeholder.

        What normalisation dropped (tags with their attributes, comments, scripts) was not searched for personal data
        and is left out; dropped blanks stay.
        """
        end = len(self.original) if end is None else end
        placeholders = self._placeholders()
        parts, at = [], start
        for span in self.pii:
            if span.end <= start or span.start >= end:
                continue
            parts += [self._searched(at, max(at, span.start)), placeholders[span.start]]
            at = max(at, span.end)
        parts.append(self._searched(at, end))
        return "".join(parts)

    def _searched(self, start: int, end: int) -> str:
        """`original[start:end]` without the ranges that stand in no character of the read text."""
        parts, at = [], start
        first, last = bisect_left(self.mapped.ends, start + 1), bisect_left(self.mapped.starts, end)
        for i in range(first, last):
            here, stop = max(self.mapped.starts[i], start), min(self.mapped.ends[i], end)
            if here > at and self.original[at:here].isspace():
                parts.append(self.original[at:here])
            if stop > at:
                parts.append(self.original[max(here, at) : stop])
                at = stop
        if self.original[at:end].isspace():
            parts.append(self.original[at:end])
        return "".join(parts)

    def _placeholders(self) -> dict[int, str]:
        """start of a span → its placeholder, numbered persons included."""
        found = {span.start: f"[{span.type}]" for span in self.pii}
        for match in _PLACEHOLDER.finditer(self.text):
            start, _ = self.mapped.origin(match.start(), match.end())
            if start in found:
                found[start] = match.group()
        return found


def read(text: str) -> Reading:
    """Normalise and mask a text; `blocked` says why no label can be given, if so."""
    mapped, pii = privacy.mask(normalize(text))
    bare = _PLACEHOLDER.sub("", mapped.text)
    han, letters = len(_HAN.findall(bare)), len(_LETTER.findall(bare))
    blocked: AbstainCause | None = None
    notes = []
    if letters >= MIN_HAN and han < MIN_HAN_SHARE * letters:
        blocked = "not_chinese"
        notes.append("来件几乎没有中文,无法判断,请人工查看")
    elif han < MIN_HAN:
        blocked = "too_short"
        notes.append("来件文字过少,无法判断,请人工查看或补充")
    if _NUL in text:
        notes.append("来件含有空字符,已忽略")
    return Reading(text, mapped, pii, blocked, notes)
