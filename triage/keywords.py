"""3-8 keyphrases a case, typed and spread over types (guide §9): words of the text or minimal merges of
neighbours, no personal data, no greetings and no filler.

What can be told by form is found in `triage.phrases`. Beside it stand phrases that handlers chose before, and
compounds of neighbouring words. What these are worth is learned from the labelled data: how often handlers took a
word for a keyword where it stood in a text (not jieba's own IDF, which lets numbers and rare words win).
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import jieba

from triage.errors import VersionError
from triage.phrases import KINDS, PLACEHOLDER, Kind, Phrase, amounts, denied, escalations, lexicon, listed, times
from triage.reading import Reading
from triage.schema import Keyword
from triage.severity import Severity
from triage.words import new_tokenizer, part_of_speech

LEAST, MOST = 3, 8
SHORTEST, LONGEST = 2, 10
# A phrase below this is kept only where a case has fewer than LEAST better ones; below the floor, never.
GOOD, FLOOR = 0.42, 0.28
# How many of a kind at most, so that one kind does not fill the list.
PER_KIND: dict[Kind, int] = {
    "matter": 4, "demand": 3, "amount": 2, "time": 1, "product": 2, "organisation": 1, "escalation": 2,
}  # fmt: skip
# Of a compound, its words by themselves say less than a phrase that handlers chose as it stands.
_COMPOUND = 0.3
# Verbs and set phrases join a compound where handlers chose them at least this often; alone they need more.
_VERB_WORTH, _ALONE_WORTH = 0.12, 0.26
_DEMANDING = re.compile(r"要求|诉求|请|希望|我要|必须|应当|麻烦|给我|赶紧|尽快|恳请|申请")
# what only a severity signal proves
_ESCALATING = re.compile(r"监管|转办|转送|登记|威胁|扬言|记者|起诉|投诉|电视台|联名|信访")
_SENTENCE_END = re.compile(r"[。!?;\n]")
_HAN_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")
_PUNCTUATION = re.compile(r"[\W_]")
_Word = tuple[int, int, str, str]


class Extractor:
    """Keyphrases of one text at a time; thread-safe after construction."""

    def __init__(self, worth: Mapping[str, float]) -> None:
        self._worth = worth
        _tags()  # loads the dictionaries now, not in the first request

    @classmethod
    def load(cls, path: Path) -> "Extractor":
        """Read a version's words.json; raises VersionError when it is broken."""
        try:
            return cls({str(word): float(value) for word, value in json.loads(path.read_text("utf-8")).items()})
        except (OSError, ValueError, AttributeError) as error:
            raise VersionError(f"关键词权重文件 {path.name} 缺失或损坏") from error

    def extract(self, text: Reading, signals: Severity) -> list[Keyword]:
        """3-8 phrases where the text has them, best first within the spread; spans in the original's offsets."""
        if text.blocked:
            return []
        read = text.text
        found = [*listed(read), *amounts(read), *times(read), *escalations(read, signals), *self._compounds(read)]
        phrases, places = _resolve(found, len(read))
        chosen = _spread(phrases)
        top = max((p.score for p in chosen), default=1.0)
        return [
            Keyword(
                text=p.text,
                kind=p.kind,
                weight=round(p.score / top, 2),
                spans=[text.mapped.origin(start, end) for start, end in places[p.text]],
            )
            for p in chosen
        ]

    def _compounds(self, text: str) -> Iterator[Phrase]:
        """Runs of neighbouring nouns, and an action with its object where something is demanded."""
        words = list(_words(text))
        demanding = _demanding(text)
        at = 0
        while at < len(words):
            run = self._run(words, at)
            verb = words[at - 1] if at and run else None
            if run and verb and verb[2] in lexicon().actions and verb[1] == run[0][0] and demanding[verb[0]]:
                yield from self._phrase(text, [verb, *run], "demand", 0.25)
            if run:
                yield from self._phrase(text, run, "matter", 0.0)
            yield from self._chosen_before(text, words, at)
            at += max(len(run), 1)

    def _chosen_before(self, text: str, words: list[_Word], at: int) -> Iterator[Phrase]:
        """Whole phrases of several words, as handlers wrote them."""
        start = words[at][0]
        for _, end, _, _ in words[at + 1 : at + 5]:
            phrase = text[start:end]
            worth = self._worth.get(phrase)
            if worth is not None and not _ESCALATING.search(phrase) and not denied(text, start):
                yield Phrase(start, end, phrase, "matter", 0.2 + worth)

    def _phrase(self, text: str, run: list[_Word], kind: Kind, bonus: float) -> Iterator[Phrase]:
        start, end = run[0][0], run[-1][1]
        phrase = text[start:end]
        if denied(text, start):
            return
        values = [self._worth.get(word, 0.0) for _, _, word, _ in run]
        whole = self._worth.get(phrase, 0.0)
        # the head of a Chinese compound stands last: one that handlers never chose heads no keyphrase
        if not values[-1] and kind == "matter":
            return
        if len(run) == 1 and (whole < _ALONE_WORTH or phrase in lexicon().wide or not run[0][3].startswith("n")):
            # better than nothing where a text says little
            if whole >= _VERB_WORTH:
                yield Phrase(start, end, phrase, kind, min(FLOOR + 0.4 * whole, GOOD - 0.01))
            return
        merged = _COMPOUND + sum(values) / len(values) if len(run) > 1 else 0.0
        yield Phrase(start, end, phrase, lexicon().words.get(phrase, kind), min(max(merged, 0.2 + whole) + bonus, 0.8))

    def _run(self, words: list[_Word], at: int) -> list[_Word]:
        """The longest run of neighbouring content words from `at` that still fits a keyphrase."""
        run: list[_Word] = []
        for start, end, word, flag in words[at : at + 3]:
            if run and (start != run[-1][1] or end - run[0][0] > LONGEST - 2):
                break
            if word in lexicon().filler or not _HAN_WORD.fullmatch(word) or lexicon().words.get(word) == "escalation":
                break
            noun = flag.startswith(("n", "vn", "j")) and not flag.startswith(("nr", "nt"))
            if not noun and (flag[:1] not in ("v", "l", "i") or self._worth.get(word, 0.0) < _VERB_WORTH):
                break
            run.append((start, end, word, flag))
        # a clause may go on after a verb, a noun closes a compound
        while len(run) > 1 and not run[-1][3].startswith(("n", "vn", "j")):
            run.pop()
        return run


def _demanding(text: str) -> list[bool]:
    """For each character, whether a word of demand precedes it in its sentence."""
    result = [False] * len(text)
    for match in _DEMANDING.finditer(text):
        if not result[match.start()]:
            stop = _SENTENCE_END.search(text, match.end())
            end = stop.start() if stop else len(text)
            result[match.start() : end] = [True] * (end - match.start())
    return result


def _resolve(found: Iterable[Phrase], length: int) -> tuple[list[Phrase], dict[str, list[tuple[int, int]]]]:
    """The best phrase of every place, best first, and the places of each; repeats count a little more."""
    taken = bytearray(length)
    kept: dict[str, list[Phrase]] = {}
    for phrase in sorted(found, key=lambda p: (-p.score, p.start - p.end, p.start, p.text)):
        place = slice(phrase.start, phrase.end)
        if not SHORTEST <= len(phrase.text) <= LONGEST or any(taken[place]) or PLACEHOLDER.search(phrase.text):
            continue
        # what is announced or proved says nothing against the words it is said in
        if phrase.kind != "escalation":
            taken[place] = b"\1" * (phrase.end - phrase.start)
        kept.setdefault(phrase.text, []).append(phrase)
    merged = [
        Phrase(p[0].start, p[0].end, p[0].text, p[0].kind, p[0].score * (1 + 0.08 * min(len(p) - 1, 3)))
        for p in kept.values()
    ]
    places = {text: sorted({(p.start, p.end) for p in phrases}) for text, phrases in kept.items()}
    return sorted(merged, key=lambda p: (-p.score, p.start, p.text)), places


def _spread(phrases: list[Phrase]) -> list[Phrase]:
    """The best of each kind first, then the best of what is left, within each kind's limit."""
    good = [p for p in phrases if p.score >= GOOD]
    best = [first for kind in KINDS if (first := next((p for p in good if p.kind == kind), None))]
    chosen: list[Phrase] = []
    count: Counter[Kind] = Counter()
    for phrase in [*best, *phrases]:
        if len(chosen) >= MOST or phrase.score < (GOOD if len(chosen) >= LEAST else FLOOR):
            continue
        contained = any(phrase.text in p.text or p.text in phrase.text for p in chosen)
        if not contained and count[phrase.kind] < PER_KIND[phrase.kind]:
            chosen.append(phrase)
            count[phrase.kind] += 1
    return sorted(chosen, key=lambda p: -p.score)


def _words(text: str) -> Iterator[_Word]:
    """(start, end, word, part of speech); a placeholder is one word that is never content."""
    tags = _tags()
    at = 0
    for match in [*PLACEHOLDER.finditer(text), None]:
        # without the guesses of jieba's HMM, which make words of halves of others
        for word in tokenizer().cut(text[at : match.start() if match else len(text)], HMM=False):
            yield at, at + len(word), word, tags.get(word, "x")
            at += len(word)
        if match:
            yield match.start(), match.end(), match.group(), "x"
            at = match.end()


def tokens(text: str) -> list[str]:
    """The words of a text as worth counts them."""
    bare = PLACEHOLDER.sub(" ", text)
    return [word for word in tokenizer().lcut(bare, HMM=False) if not _PUNCTUATION.search(word)]


@cache
def tokenizer() -> jieba.Tokenizer:
    """jieba with the trade's words, initialised once (before any worker starts)."""
    cutter = new_tokenizer()
    for word in lexicon().words:
        cutter.add_word(word)
    return cutter


@cache
def _tags() -> dict[str, str]:
    """word → part of speech, of jieba's dictionary; the trade's words are nouns."""
    return part_of_speech() | dict.fromkeys(lexicon().words, "n")
