"""Do the cases that come in still look like those a version learned from? Histograms of both, and how far apart.

A version carries `reference.json`: counts only, no texts. `unknown` and `length` are those of the training texts;
what is said of answers comes from the validation texts, since on what it learned by heart a version is surer than
it will ever be again.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from tokenizers import Tokenizer

from triage.errors import VersionError
from triage.taxonomy import SINGLE_FIELDS
from triage.text import normalize
from triage.versions import TOKENIZER

REFERENCE = "reference.json"
# Below `WATCH` nothing moved, from `ALARM` on the population is another one: the scorecard rule of thumb (Siddiqi,
# Credit Risk Scorecards, 2006, ch. 6; Lewis 1994).
WATCH, ALARM = 0.1, 0.25
BINS = 10
Z95_ONE_SIDED = 1.644854

Level: TypeAlias = Literal["ok", "watch", "alarm", "few"]
LEVELS: tuple[Level, ...] = ("few", "ok", "watch", "alarm")
FIELDS = (*SINGLE_FIELDS, "category")
_UNKNOWN = ("<unk>", "[UNK]")


class Numbers(BaseModel):
    """`counts[i]`: values up to `edges[i]` and above the edge before; the last: above all edges."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    edges: tuple[float, ...]
    counts: tuple[Annotated[int, Field(ge=0)], ...]


class Reference(BaseModel):
    """reference.json. `numbers`: measure → histogram; `codes`: measure → code → count."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    data_sha256: str
    texts: int
    answers: int
    numbers: dict[str, Numbers]
    codes: dict[str, dict[str, int]]


def load(folder: Path) -> Reference | None:
    """The reference of a version folder, None where it has none; raises VersionError on a broken one."""
    try:
        return Reference.model_validate_json((folder / REFERENCE).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise VersionError(f"版本 {folder.name} 的 {REFERENCE} 无法读取") from error


class TextMeasures:
    """Length and share of unknown tokens of masked texts, by the tokenizer of a version."""

    def __init__(self, folder: Path) -> None:
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:  # the library raises its own bare Exception on a broken file
            raise VersionError(f"版本 {folder.name} 的 {TOKENIZER} 无法读取") from error
        self._tokenizer.no_truncation()
        self._unknown = {self._tokenizer.token_to_id(token) for token in _UNKNOWN}

    def __call__(self, masked: str) -> dict[str, float]:
        """`length` in characters, `unknown` as a share of tokens."""
        text = normalize(masked).text
        ids = self._tokenizer.encode(text, add_special_tokens=False).ids
        return {"length": len(text), "unknown": sum(i in self._unknown for i in ids) / max(len(ids), 1)}


def answer_measures(body: Mapping[str, Any], given: Iterable[str] = ()) -> tuple[dict[str, float], dict[str, str]]:
    """(confidences, codes and decisions) of an answer as JSON; fields that the case system gave are left out."""
    fields = [name for name in FIELDS if name not in given]
    numbers = {f"confidence.{name}": float(body[name]["confidence"]) for name in fields}
    codes = {f"label.{name}": str(body[name]["code"]) for name in fields}
    return numbers, codes | {f"decision.{name}": str(body[name]["decision"]) for name in fields}


def histogram(values: Sequence[float]) -> Numbers:
    """Up to BINS bins of about equal size; values that are often the same share a bin."""
    order = sorted(values)
    edges = tuple(sorted({order[len(order) * i // BINS] for i in range(1, BINS)})) if order else ()
    return Numbers(edges=edges, counts=tuple(binned(values, edges)))


def binned(values: Iterable[float], edges: Sequence[float]) -> list[int]:
    """How many values fall into each bin."""
    counts = [0] * (len(edges) + 1)
    for value in values:
        counts[bisect_left(edges, value)] += 1
    return counts


def psi(reference: Sequence[int], now: Sequence[int]) -> float:
    """Population stability index of two histograms over the same bins; half a case is added to every bin, so that an
    empty one is no infinity."""
    before, after = (_shares(counts) for counts in (reference, now))
    return sum((b - a) * log(b / a) for a, b in zip(before, after, strict=True))


def chance(bins: int, reference: int, now: int) -> float:
    """The index that two samples of one population stay below 95 times in 100.

    It is about chi-square with bins - 1 degrees, times 1/n + 1/m (Yurdakul, Statistical Properties of Population
    Stability Index, 2018); the quantile by Wilson and Hilferty (1931).
    """
    k = max(bins - 1, 1)
    quantile = k * (1 - 2 / (9 * k) + Z95_ONE_SIDED * sqrt(2 / (9 * k))) ** 3
    return quantile * (1 / max(reference, 1) + 1 / max(now, 1))


def level(index: float, by_chance: float) -> Level:
    """What an index means: `few` where chance alone could reach the alarm, so that nothing can be said."""
    if index <= by_chance:
        return "few" if by_chance >= ALARM else "ok"
    return "alarm" if index >= ALARM else "watch" if index >= WATCH else "ok"


def _shares(counts: Sequence[int]) -> list[float]:
    total = sum(counts) + 0.5 * len(counts)
    return [(count + 0.5) / total for count in counts]
