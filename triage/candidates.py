"""Every phrase of a text that might be a keyphrase, with the traits that speak for it.

Candidates come from three sides: what can be told by form (`triage.phrases`), runs of neighbouring words, and terms
that handlers write for texts like this one. What a version knows of words and terms stands in its words.json.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from triage.phrases import PLACEHOLDER, Kind, amounts, denied, escalations, lexicon, listed, times
from triage.segments import Word, grams, near_traits, own_traits, tags, words_of
from triage.severity import Severity
from triage.terms import INFERENCE, NEEDS_PROOF, allowed, kind_of, support
from triage.worth import Worth

SHORTEST, LONGEST = 2, 10
LONGEST_RUN = 4
# A term below this margin is no candidate, nor one with a smaller share of its characters in the text.
TERM_MARGIN, LEAST_SUPPORT = 0.02, 0.5
# How many runs of words (and one more for so many characters) and terms of the desk are looked at closely.
RUNS, RUNS_PER, DESK = 20, 12, 16
# words that say nothing of their own: a phrase may leave them out, and none begins with one
_LIGHT = (
    "的 了 过 着 都 才 把 也 就 是 我 我的 他 她 那 这 那个 这个 一个 吧 呢 啊 嘛 俺 咱 您 你 它 你们 我们 他们 "
    "还 再 又 已 已经 曾 之 所"
)
LIGHT = frozenset(_LIGHT.split())
# nor does one end with these or begin so
_JOINING = "在 和 与 及 对 从 向 将 为 以 于 而 则 且 但 并 被 给 让 请 跟 要 会 得 地 等 很 太 说"
_OPEN = LIGHT.union(_JOINING.split())
# a phrase that begins or ends with a word that nobody would take there is no candidate
BARRED = -6.5
_DEMANDING = re.compile(r"要求|诉求|请|希望|我要|必须|应当|麻烦|给我|赶紧|尽快|恳请|申请|能不能|建议")
_SENTENCE_END = re.compile(r"[。!?;\n]")
PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9.%]+")
Features = dict[str, float]


@dataclass(slots=True)
class Candidate:
    """A phrase that might be printed, the places that prove it, and what speaks for it."""

    text: str
    kind: Kind
    origin: str
    places: list[tuple[int, int]] = field(default_factory=list)
    features: Features = field(default_factory=dict)
    score: float = 0.0
    sure: bool = False


# of what is no word
_NEVER = (-9.0, -9.0, -9.0)


class Candidates:
    """What a version sees in a text; thread-safe after construction."""

    def __init__(self, worth: Worth) -> None:
        self._worth = worth
        self._terms = list(worth.terms)
        self._bias = np.array(list(worth.terms.values()), np.float32)
        self._grams = {
            gram: (np.array(rows, np.int64), np.array(weights, np.float32))
            for gram, (rows, weights) in worth.grams.items()
        }
        self._own: dict[tuple[str, str], tuple[float, float, float]] = {}
        tags()  # loads the dictionaries now, not in the first request

    def of(self, text: str, signals: Severity) -> list[Candidate]:
        """Every phrase that might be printed, with its traits."""
        found: dict[str, Candidate] = {}
        self._formed(text, signals, found)
        self._runs(text, signals, found)
        self._desk(text, signals, found)
        size = math.log(len(text) + 1)
        for c in found.values():
            self._shared(c, len(text), size)
        return list(found.values())

    def _formed(self, text: str, signals: Severity, found: dict[str, Candidate]) -> None:
        """What can be told by form."""
        for origin, phrases in (
            ("listed", listed(text)), ("amount", amounts(text)), ("time", times(text)),
            ("escalation", escalations(text, signals)),
        ):  # fmt: skip
            for p in phrases:
                if not SHORTEST <= len(p.text) <= LONGEST or PLACEHOLDER.search(p.text):
                    continue
                name = "term" if origin == "listed" and text[p.start : p.end] != p.text else origin
                c = found.setdefault(p.text, Candidate(p.text, p.kind, name))
                c.places.append((p.start, p.end))
                c.features["form"] = max(c.features.get("form", 0.0), p.score)

    def _shared(self, c: Candidate, length: int, size: float) -> None:
        """Traits that every candidate has; an origin weighs each of them its own way."""
        f, origin = c.features, c.origin
        for name in _names(origin, c.kind, len(c.text)):
            f[name] = 1.0
        worth = self._worth.phrases.get(c.text)
        if worth is not None:
            f["known"], f["taken"] = 1.0, worth
        if c.places:
            if len(c.places) > 1:
                c.places = sorted(set(c.places))
                f["again"] = math.log(len(c.places))
            f["late"] = c.places[0][0] / length
        f["size"] = size

    def _runs(self, text: str, signals: Severity, found: dict[str, Candidate]) -> None:
        """Runs of one to four neighbouring words inside a clause, with light words left out, or before a sum."""
        words = list(words_of(text))
        content = [PLAIN.fullmatch(word) is not None for _, _, word, _ in words]
        worth = self._word_worth(words, content)
        spans = _likely_runs(words, worth, content)[: RUNS + len(text) // RUNS_PER]
        demanding = _demanding(text)
        facts = {s.code for s in signals.signals if s.status == "fact"}
        sums = [(start, end, c.text) for c in found.values() if c.origin == "amount" for start, end in c.places]
        grave = NEEDS_PROOF.search(text) is not None
        filler = lexicon().filler
        for _, i, j, light in spans:
            pick = [at for at in range(i, j + 1) if words[at][2] not in LIGHT] if light else range(i, j + 1)
            start, end = words[i][0], words[j][1]
            joined = j - i + 1 - len(pick)
            has = [worth[at][2] for at in pick]
            phrase = "".join([words[at][2] for at in pick]) if joined else text[start:end]
            if touched := [at for at in sums if at[0] < end and start < at[1]]:
                at, to, figure = touched[0]
                phrase = text[start:at] + figure + text[to:end]
                if joined or len(touched) > 1 or at < start or end < to or len(phrase) > LONGEST:
                    continue
            if phrase in found and found[phrase].origin in ("run", "joined"):
                found[phrase].places.append((start, end))
                continue
            if (
                (len(phrase) > 5 and phrase.isdigit())
                or denied(text, start)
                or all(words[at][2] in filler for at in pick)
            ):
                continue
            if grave and NEEDS_PROOF.search(phrase) and not allowed(phrase, facts, facts):
                continue
            c = found.setdefault(phrase, Candidate(phrase, kind_of(phrase), "joined" if joined else "run"))
            c.places.append((start, end))
            f = c.features
            f["begins"], f["ends"], f["has"] = worth[i][0], worth[j][1], sum(has) / len(has)
            if not joined and "的" in phrase[1:-1]:
                f["with 的"] = 1.0
            if joined:
                f[f"joined first {words[i][3][:1]}"] = 1.0
            f["weakest"] = min(has)
            f[f"words {len(pick)}"] = 1.0
            if joined:
                f["left out"] = joined
            if i == j:
                f["alone"] = worth[i][2]
            f[f"first {words[i][3][:1]}"] = 1.0
            f[f"last {words[j][3][:1]}"] = 1.0
            if demanding[start]:
                f["demanding"] = 1.0
            if i > 0 and content[i - 1]:
                f["joins before"], f["before"] = 1.0, worth[i - 1][0] - worth[i][0]
                f["has before"] = worth[i - 1][2]
            if j + 1 < len(words) and content[j + 1]:
                f["joins after"], f["after"] = 1.0, worth[j + 1][1] - worth[j][1]
                f["has after"] = worth[j + 1][2]
        self._sums(text, words, worth, content, found)

    def _word_worth(self, words: list[Word], content: list[bool]) -> list[tuple[float, float, float]]:
        """For each word, the log-odds that a chosen phrase begins with it, ends with it, has it."""
        known, own, found = self._worth.words, self._own, []
        for (_, _, word, tag), traits in zip(words, near_traits(words, content), strict=True):
            if not traits:
                found.append(_NEVER)
                continue
            alone = own.get((word, tag))
            if alone is None:
                alone = _added(known, own_traits(word, tag), self._worth.usual)
                # as many as training knew, not as many as the world has
                if "w" + word in known:
                    own[word, tag] = alone
            found.append(_added(known, traits, alone))
        return found

    def _sums(
        self,
        text: str,
        words: list[Word],
        worth: list[tuple[float, float, float]],
        content: list[bool],
        found: dict[str, Candidate],
    ) -> None:
        """A sum in figures behind the one or two words that say what it is: 退还28000元."""
        ends = {end: at for at, (_, end, _, _) in enumerate(words)}
        for p in [c for c in found.values() if c.origin == "amount"]:
            for start, end in p.places:
                at = ends.get(start)
                if at is not None and content[at] and words[at][2] in LIGHT:
                    at -= 1
                for many in (1, 2):
                    first = at - many + 1 if at is not None else -1
                    if at is None or first < 0 or not all(content[first : at + 1]):
                        break
                    head = text[words[first][0] : words[at][1]]
                    if len(head) + len(p.text) > LONGEST or head[0].isdigit() or words[first][2] in _OPEN:
                        break
                    phrase = head + p.text
                    c = found.setdefault(phrase, Candidate(phrase, "amount", "sum"))
                    c.places.append((words[first][0], end))
                    f = c.features
                    f["form"] = p.features["form"]
                    f["begins"], f["ends"], f["has"] = worth[first][0], worth[at][1], worth[at][2]
                    f[f"sum of {many}"] = 1.0

    def margins(self, text: str) -> np.ndarray[Any, np.dtype[np.float32]]:
        """(terms,): how much a text is like those that handlers wrote the term for."""
        bare = PLACEHOLDER.sub(" ", text)
        known = grams(bare)
        sums = self._bias.copy()
        parts = [self._grams[gram] for gram in known if gram in self._grams]
        if parts:
            rows = np.concatenate([rows for rows, _ in parts])
            weights = np.concatenate([weights for _, weights in parts])
            sums += np.bincount(rows, weights, len(sums)).astype(np.float32) / math.sqrt(max(len(known), 1))
        return sums

    def _desk(self, text: str, signals: Severity, found: dict[str, Candidate]) -> None:
        if not self._terms:
            return
        margins = self.margins(text)
        facts = {s.code for s in signals.signals if s.status == "fact"}
        threats = {s.code for s in signals.signals if s.status == "threat"}
        likely = np.flatnonzero(margins > TERM_MARGIN)
        best = likely[np.argsort(-margins[likely], kind="stable")][:DESK]
        for rank, at in enumerate(best.tolist()):
            term, margin = self._terms[at], float(margins[at])
            c = found.get(term)
            if c is None:
                kind = kind_of(term)
                # a product, a sum or a time that is not in the text is wrong, not merely said otherwise
                if kind not in ("matter", "demand", "escalation") or INFERENCE.search(term):
                    continue
                shared = support(term, text)
                if shared < LEAST_SUPPORT or not allowed(term, facts, threats):
                    continue
                c = found[term] = Candidate(term, kind, "desk")
                c.features["support"] = shared
            name = "desk" if c.origin == "desk" else "also"
            c.features[f"{name} margin"] = margin
            c.features[f"{name} log margin"] = math.log(margin)
            c.features[f"{name} lift"] = math.log(margin / max(float(self._bias[at]), 1e-4))
            c.features[f"{name} rank"] = math.log(rank + 1)
            c.features[name] = 1.0


@cache
def _names(origin: str, kind: Kind, length: int) -> tuple[str, str, str]:
    return origin, f"{origin} {kind}", f"{origin} long {length}"


def _likely_runs(
    words: list[Word], worth: list[tuple[float, float, float]], content: list[bool]
) -> list[tuple[float, int, int, bool]]:
    """(rough log-odds, first word, last word, whether light words are left out) of runs of words, likeliest first."""
    filler = lexicon().filler
    lengths = [end - start for start, end, _, _ in words]
    light = [word in LIGHT for _, _, word, _ in words]
    idle = [word in filler for _, _, word, _ in words]
    opens = [word not in _OPEN for _, _, word, _ in words]
    starts = [c and o and w[0] > BARRED for c, o, w in zip(content, opens, worth, strict=True)]
    ends = [o and w[1] > BARRED for o, w in zip(opens, worth, strict=True)]
    spans: list[tuple[float, int, int, bool]] = []
    for i in range(len(words)):
        if not starts[i]:
            continue
        begins, _, has = worth[i]
        size = bare_size = lengths[i]
        bare_has, many, bare, says = has, 1, 1, not idle[i]
        if size >= SHORTEST and ends[i] and says:
            spans.append((begins + worth[i][1] + has, i, i, False))
        for j in range(i + 1, min(i + LONGEST_RUN + 2, len(words))):
            if not content[j]:
                break
            size, many, has = size + lengths[j], many + 1, has + worth[j][2]
            if not light[j]:
                bare_size, bare, bare_has = bare_size + lengths[j], bare + 1, bare_has + worth[j][2]
                says = says or not idle[j]
            if bare > LONGEST_RUN or bare_size > LONGEST:
                break
            if not ends[j] or not says:
                continue
            sides = begins + worth[j][1]
            if many <= LONGEST_RUN and size <= LONGEST:
                spans.append((sides + has / many, i, j, False))
            if 1 < bare < many and bare_size > SHORTEST:
                spans.append((sides + bare_has / bare - (many - bare), i, j, True))
    spans.sort(key=lambda span: -span[0])
    return spans


def _demanding(text: str) -> list[bool]:
    """For each character, whether a word of demand precedes it in its sentence."""
    result = [False] * len(text)
    for match in _DEMANDING.finditer(text):
        if not result[match.start()]:
            stop = _SENTENCE_END.search(text, match.end())
            end = stop.start() if stop else len(text)
            result[match.start() : end] = [True] * (end - match.start())
    return result


def _added(
    known: Mapping[str, tuple[float, float, float]], traits: list[str], to: tuple[float, float, float]
) -> tuple[float, float, float]:
    begins, ends, has = to
    for trait in traits:
        added = known.get(trait)
        if added is not None:
            begins += added[0]
            ends += added[1]
            has += added[2]
    return begins, ends, has
