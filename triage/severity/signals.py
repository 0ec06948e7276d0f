"""What a severity rule says: one signal per finding, and all of them together (guide §5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Status = Literal["fact", "threat", "hint"]

FLAGS = (
    "group10", "media", "regulator", "consumer_assoc", "industry_assoc", "gov", "petition", "safety",
    "reputation",
)  # fmt: skip
HELPERS = ("social_post", "litigation", "repeat", "vulnerable", "agent_suspect", "need_review")
THREATS = ("media", "regulator", "assoc", "petition", "litigation")


@dataclass(frozen=True, slots=True)
class Signal:
    """One finding with the words that prove it.

    `code` is a flag or a helper for facts and hints, and a threat code (guide §14.1) for threats.
    `start:end` are offsets in the text given to `assess`; `why` is for reviewers, in Chinese.
    """

    code: str
    status: Status
    start: int
    end: int
    why: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Severity:
    """All signals of a text, and the lower bound of persons who complain together (at least 1)."""

    signals: tuple[Signal, ...]
    n_complainants: int

    def _codes(self, status: Status, known: Iterable[str]) -> tuple[str, ...]:
        found = {signal.code for signal in self.signals if signal.status == status}
        return tuple(code for code in known if code in found)

    def flags(self) -> tuple[str, ...]:
        """Flags that are facts: any of them makes the case 重大."""
        return self._codes("fact", FLAGS)

    def threats(self) -> tuple[str, ...]:
        """What is announced or was tried in vain."""
        return self._codes("threat", THREATS)

    def helpers(self) -> tuple[str, ...]:
        """Helper booleans that hold; they never make a case 重大 (guide §1)."""
        return self._codes("fact", HELPERS)
