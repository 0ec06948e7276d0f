"""What the learned recogniser of names sees where a name can begin: characters, words, leads (guide §10).

Training and service read it from here, so that they cannot differ. A change of it asks for `triage names fit`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

from triage.privacy.fullname import TITLE
from triage.privacy.leads import Leads
from triage.privacy.lexicon import frequency
from triage.privacy.surnames import (
    AMBIGUOUS,
    COMPOUND,
    FUNCTION_SURNAMES,
    GIVEN,
    NEVER_GIVEN,
    SINGLE_GIVEN,
    SURNAMES,
)
from triage.words import part_of_speech

if TYPE_CHECKING:
    from triage.privacy.view import View

# The longest name that begins with a family name: 欧阳 and two characters.
LONGEST = 4
# 小王, 老李, 阿强: what people are called begins with these.
_NICK = "小老阿"
_COMPOUND_HEADS = frozenset(name[0] for name in COMPOUND)
_LEFT, _RIGHT = 4, 6
_RARE_CHARACTER = 300
_RARITIES = (1, 20, 200, 2000)
_MANY = 3
_LEAD_KINDS = ("staff", "party", "kin", "intro", "vague")
_DIGIT, _LETTER = re.compile("[0-9]"), re.compile("[A-Za-z]")


def name_starts(view: View) -> Iterator[int]:
    """Offsets at which a name can begin: at a word's boundary, or anywhere with a surname that is little else."""
    for at, char in enumerate(view.text):
        head = _head(char)
        if head == "C" or (head and (at in view.boundaries or view.text[at : at + 2] in COMPOUND)):
            yield at


class Features:
    """The features of one text, as 32-bit keys."""

    def __init__(self, view: View, leads: Leads) -> None:
        self._view = view
        self._leads = leads
        # Which digit or letter it is says nothing; the ends of the text do.
        text = _LETTER.sub("a", _DIGIT.sub("0", view.text))
        self._padded = "\x02" * _LEFT + text + "\x03" * _RIGHT
        self._from = {start: view.text[start:end] for start, end in view.tokens}
        self._upto = {end: view.text[start:end] for start, end in view.tokens}

    def at(self, start: int) -> list[int]:
        """Keys of what holds for a name that begins at `start`: one for each template, in order."""
        return [crc32(f"{i} {value}".encode()) for i, value in enumerate(self._values(start))]

    def _values(self, start: int) -> list[str]:
        view = self._view
        text = view.text
        l4, l3, l2, l1, c0, c1, c2, c3, c4, c5 = list(self._padded[start : start + _LEFT + _RIGHT])
        head = _head(text[start])
        k1, k2, k3, k4 = map(_kind, (c1, c2, c3, c4))
        cuts = "".join("01"[at in view.boundaries] for at in range(start, start + 5))
        edges = "".join("01"[view.is_edge(at)] for at in range(start, start + 5))
        titles = "".join("01"[TITLE.match(text, start + n) is not None] for n in (1, 2, 3))
        whole2, whole3 = _rarity(text[start : start + 2]), _rarity(text[start : start + 3])
        given2, rest2 = _rarity(text[start + 1 : start + 3]), _rarity(text[start + 2 : start + 4])
        before = self._upto.get(start, "")
        w0, w1, w2, w3 = (self._from.get(start + n, "") for n in range(4))
        p0, p1, p2, p3 = map(_part, (w0, w1, w2, w3))
        lead = self._lead(start)
        again = f"{_times(text, start, 2)}{_times(text, start, 3)}"
        characters = ["", c0, c1, c2, c3, c4, l1, l2, l3]
        pairs = [l2 + l1, l3 + l2 + l1, l4 + l3 + l2 + l1, l1 + c0, c0 + c1, c1 + c2, c2 + c3, c3 + c4]
        triples = [c1 + c2 + c3, c2 + c3 + c4, c0 + c1 + c2, l1 + "|" + c1, l1 + "|" + c2, l1 + "|" + c3, l1 + "|" + c4]
        kinds = [head, head + k1, head + k1 + k2, head + k1 + k2 + k3, k1 + k2 + k3 + k4, l1 + "|" + c5]
        bounds = [head + cuts, head + edges, cuts + edges, head + k1 + k2 + cuts, edges + k1 + k2 + head]
        rarities = [whole2 + whole3 + given2, head + whole2 + whole3 + given2 + rest2]
        leads = [lead, lead + head, lead + head + k1 + k2 + edges]
        words = [before, before + "|" + head, f"{before}|{k1}{k2}{k3}", w1, w2, w3]
        parts = [_part(before), _part(before) + head + titles, f"{p0} {p1} {p2} {p3}", p1 + cuts, p2 + cuts, p3 + cuts]
        others = [titles + head, again + k1 + k2, again + head + whole2 + whole3]
        return [*characters, *pairs, *triples, *kinds, *bounds, *rarities, *leads, *words, *parts, *others]

    def _lead(self, start: int) -> str:
        """What announces the name, and by which signs: 客户: and 客户 are not the same."""
        lead = self._leads.get(start)
        if lead is None:
            return ""
        kind = next(kind for kind in _LEAD_KINDS if lead.group(kind))
        return kind + "".join(sorted(set(lead.group("tail")) & set(":是叫的,()| ")))


@cache
def _head(char: str) -> str:
    """The class of a character that can begin a name, empty for others."""
    if char in _NICK:
        return char
    if char in SURNAMES:
        return "F" if char in FUNCTION_SURNAMES else "A" if char in AMBIGUOUS else "C"
    return "H" if char in _COMPOUND_HEADS else ""


@lru_cache(8192)
def _kind(char: str) -> str:
    """The class of a character in a name or behind it."""
    if char in "0a":
        return char
    if not "\u3400" <= char <= "\u9fff":
        return "."
    if char in NEVER_GIVEN:
        return "n"
    if char in GIVEN:
        return "s" if char in SINGLE_GIVEN else "g"
    return "r" if frequency(char) < _RARE_CHARACTER else "o"


@lru_cache(8192)
def _rarity(word: str) -> str:
    return str(sum(frequency(word) >= bound for bound in _RARITIES))


@lru_cache(8192)
def _part(word: str) -> str:
    tag = part_of_speech().get(word, "")
    return tag[:2] if tag[:2] in {"nr", "ns", "nt"} else tag[:1]


def _times(text: str, start: int, length: int) -> int:
    return min(_MANY, text.count(text[start : start + length]))
