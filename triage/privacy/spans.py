"""What recognizers report: a span, its type, and how strong the proof is."""

from dataclasses import dataclass
from enum import IntEnum


class Strength(IntEnum):
    """Ranks the proof behind a hit; `resolve` lets the stronger of two overlapping hits win."""

    PATTERN = 1
    CONTEXT = 2
    CHECKED = 3


@dataclass(frozen=True, slots=True)
class PiiSpan:
    """Personal data of one type at `start:end` of the text it was found in."""

    type: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A recognizer's claim on `start:end`, not yet compared with the claims of others."""

    type: str
    start: int
    end: int
    strength: Strength
