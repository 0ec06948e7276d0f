"""A text as words with parts of speech, and what speaks for a word by itself and by its neighbours."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import jieba

from triage.phrases import PLACEHOLDER, lexicon
from triage.words import new_tokenizer, part_of_speech

_PUNCTUATION = re.compile(r"[\W_]")
# start, end, word, part of speech
Word = tuple[int, int, str, str]


def words_of(text: str) -> Iterator[Word]:
    """(start, end, word, part of speech); a placeholder is one word that is never content."""
    known = tags()
    at = 0
    for match in [*PLACEHOLDER.finditer(text), None]:
        # without the guesses of jieba's HMM, which make words of halves of others
        for word in tokenizer().cut(text[at : match.start() if match else len(text)], HMM=False):
            yield at, at + len(word), word, known.get(word, "x")
            at += len(word)
        if match:
            yield match.start(), match.end(), match.group(), "x"
            at = match.end()


def own_traits(word: str, tag: str) -> list[str]:
    """What speaks for a word wherever it stands: itself, its first and last character, length, part of speech."""
    return ["w" + word, "a" + word[0], "z" + word[-1], f"l{min(len(word), 5)}", "t" + tag[:2]]


def near_traits(words: list[Word], content: list[bool]) -> Iterator[list[str]]:
    """What speaks for each word by its neighbours in the clause; nothing for what is no word."""
    before, tag_before = "|", "|"
    last = len(words) - 1
    for i, (_, _, word, tag) in enumerate(words):
        if not content[i]:
            before, tag_before = "|", "|"
            yield []
            continue
        after, tag_after = (words[i + 1][2], words[i + 1][3][:2]) if i < last and content[i + 1] else ("|", "|")
        short = tag[:2]
        yield ["<" + before, ">" + after, f"t{tag_before} {short}", f"t{short} {tag_after}_"]
        before, tag_before = word, short


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
def tags() -> dict[str, str]:
    """word → part of speech, of jieba's dictionary; the trade's words are nouns."""
    return part_of_speech() | dict.fromkeys(lexicon().words, "n")


def grams(text: str) -> set[str]:
    """Pairs and triples of neighbouring characters, punctuation left out."""
    found: set[str] = set()
    for match in _HAN_OR_DIGIT.finditer(text):
        run = match.group()
        found.update(a + b for a, b in pairwise(run))
        found.update(run[i : i + 3] for i in range(len(run) - 2))
    return found


_HAN_OR_DIGIT = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]+")
