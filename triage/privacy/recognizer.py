"""The common shape of a recognizer: patterns, the words that announce a value, and a check of the value."""

import re
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from triage.privacy.spans import Hit, Strength
from triage.privacy.view import View

# A break inside a number: spaces, a hyphen, a line end (OCR, copied forms; guide §10 "错行、OCR 空格").
GAP = r"[ \t\-]{0,3}(?:\n[ \t]{0,3})?"
_NOT_DIGIT = re.compile(r"\D")


class Candidate(NamedTuple):
    """A value that matched a pattern; `led`: a context word stands right before it."""

    value: str
    led: bool


class Recognizer:
    """Finds personal data of one type.

    `patterns` match a value by its shape; their group `v` is the value. `context` is searched in the text
    right before it and ends at it. `validate` decides what shape and context are worth.
    """

    type: ClassVar[str]
    patterns: ClassVar[tuple[re.Pattern[str], ...]]
    context: ClassVar[re.Pattern[str] | None] = None
    reach: ClassVar[int] = 24
    announced: ClassVar[bool] = False

    def find(self, view: View) -> Iterator[Hit]:
        """All claims on a text, possibly overlapping."""
        for pattern in self.patterns:
            yield from self._scan(pattern, view)

    def validate(self, found: Candidate) -> Strength | None:
        """What a value is worth, None if nothing."""
        return Strength.CONTEXT if found.led or self.announced else Strength.PATTERN

    def _scan(self, pattern: re.Pattern[str], view: View) -> Iterator[Hit]:
        text = view.digits
        at = 0
        while match := pattern.search(text, at):
            start, end = match.span("v")
            strength = self.validate(Candidate(match.group("v"), self._led(text, start)))
            if strength is None:
                # A number may start inside what looked like a longer one.
                at = match.start() + 1
            else:
                yield Hit(self.type, start, end, strength)
                at = end

    def _led(self, text: str, start: int) -> bool:
        before = text[max(0, start - self.reach) : start]
        return self.context is not None and self.context.search(before) is not None


class LedRecognizer(Recognizer):
    """Patterns that hold their own announcing word: no further context is asked for."""

    announced = True


def digits_of(value: str) -> str:
    """The digits alone."""
    return _NOT_DIGIT.sub("", value)


def groups_of(value: str) -> list[int]:
    """Lengths of the groups of digits that breaks separate."""
    return [len(group) for group in re.findall(r"\d+", value)]


def is_date(year: int, month: int, day: int) -> bool:
    """A date on which someone living may have been born."""
    return 1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31
