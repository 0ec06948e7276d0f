"""Normalise a text and keep, for every character of the result, where it came from.

All rules and the encoder read the normalised text; everything the user sees is quoted from the original.
`MappedText` is the bridge: every edit goes through `replace`, so the two can never drift apart.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import opencc

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"

_INVISIBLE_BLOCK = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_LINE_TAG = re.compile(r"</?(?:br|p|div|li|tr|h[1-6])\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,15}(?:\s[^<>]{0,500})?/?>|<!--.*?-->", re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,10});")
_HAN_RUN = re.compile(f"[{HAN}]+")
# OCR and copy-and-paste leave single spaces inside words; a line break may separate two lines, so it stays.
_STRAY_SPACE = re.compile(rf"(?<=[{HAN},。、!?;:])[ \t\xa0]+(?=[{HAN}])")


@dataclass(frozen=True, slots=True)
class MappedText:
    """A text together with the span of the original text that each of its characters stands for.

    `starts[i]:ends[i]` (original offsets, code points) is the source of `text[i]`; both are non-decreasing.
    """

    original: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "MappedText":
        """The identity mapping."""
        return cls(text, text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Span in the original text covered by `text[start:end]`; raises ValueError on an empty span."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"span {start}:{end} outside text of length {len(self.text)}")
        return self.starts[start], self.ends[end - 1]

    def replace(self, edits: Iterable[tuple[int, int, str]]) -> "MappedText":
        """Apply non-overlapping, sorted edits `(start, end, new)`.

        New characters map to the whole replaced span, or one to one where the length stays the same.
        """
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for start, end, new in edits:
            if start < at or end <= start:
                raise ValueError(f"edit {start}:{end} is empty, out of order or overlapping")
            parts += (self.text[at:start], new)
            starts += self.starts[at:start]
            ends += self.ends[at:start]
            if len(new) == end - start:
                starts += self.starts[start:end]
                ends += self.ends[start:end]
            else:
                source = self.origin(start, end)
                starts += [source[0]] * len(new)
                ends += [source[1]] * len(new)
            at = end
        parts.append(self.text[at:])
        starts += self.starts[at:]
        ends += self.ends[at:]
        return MappedText(self.original, "".join(parts), tuple(starts), tuple(ends))


def normalize(text: str) -> MappedText:
    """Strip HTML and control characters, apply NFKC, traditional → simplified, and close stray spaces.

    After it, Chinese commas, colons, brackets and full-width digits are their ASCII forms (NFKC);
    `。`, `、` and quotation marks stay. Any str is accepted, lone surrogates and NUL included (dropped).
    """
    mapped = MappedText.of(text)
    mapped = _substitute(mapped, _INVISIBLE_BLOCK, lambda _: "")
    mapped = _substitute(mapped, _LINE_TAG, lambda _: "\n")
    mapped = _substitute(mapped, _TAG, lambda _: "")
    mapped = _substitute(mapped, _ENTITY, lambda m: html.unescape(m.group()))
    mapped = mapped.replace(_control_edits(mapped.text))
    mapped = mapped.replace(_nfkc_edits(mapped.text))
    mapped = mapped.replace(_simplify_edits(mapped.text))
    return _substitute(mapped, _STRAY_SPACE, lambda _: "")


def simplify(text: str) -> str:
    """Traditional → simplified; the length may change (use `normalize` where offsets matter)."""
    return str(_converter().convert(text))


def _substitute(mapped: MappedText, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]) -> MappedText:
    return mapped.replace((m.start(), m.end(), new(m)) for m in pattern.finditer(mapped.text) if m.end() > m.start())


def _control_edits(text: str) -> Iterable[tuple[int, int, str]]:
    for i, char in enumerate(text):
        if char in "\n\t":
            continue
        if char == "\r":
            yield i, i + 1, "" if text[i + 1 : i + 2] == "\n" else "\n"
        elif unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"}:
            yield i, i + 1, ""


def _nfkc_edits(text: str) -> Iterable[tuple[int, int, str]]:
    """NFKC per base character with its combining marks, so that each result has one exact source."""
    start = 0
    for i in range(1, len(text) + 1):
        if i < len(text) and unicodedata.combining(text[i]):
            continue
        piece = text[start:i]
        normal = unicodedata.normalize("NFKC", piece)
        if normal != piece:
            yield start, i, normal
        start = i


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _simplify_edits(text: str) -> Iterable[tuple[int, int, str]]:
    for run in _HAN_RUN.finditer(text):
        simple = simplify(run.group())
        if simple == run.group():
            continue
        if len(simple) == len(run.group()):
            yield run.start(), run.end(), simple
        else:  # a phrase changed its length: give up phrase context rather than exact offsets
            for i, char in enumerate(run.group(), run.start()):
                yield i, i + 1, simplify(char)
