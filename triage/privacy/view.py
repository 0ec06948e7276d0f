"""One text as the recognizers see it: spoken digits as digits, word boundaries, earlier placeholders."""

import re
from bisect import bisect_left
from functools import cached_property
from itertools import accumulate, pairwise

from triage.privacy.coreference import Mention
from triage.privacy.lexicon import tokenize
from triage.privacy.mentions import find_mentions
from triage.text import MappedText

PLACEHOLDER = re.compile(
    r"\[(?:NAME|AGENT|PHONE|IDNO|BANK|POLICY|NO|ADDR|PLATE|VIN|EMAIL|SNS|DOB|MEDNO|EMPLOYER|BANK_BRANCH|ORG)\d*\]"
)

# Digits as people say them; 幺 拐 洞 are said on the phone. ○ is what keyboards offer for 〇.
_VALUES = {
    "零〇○洞": "0",
    "一幺壹": "1",
    "二两贰": "2",
    "三叁": "3",
    "四肆": "4",
    "五伍": "5",
    "六陆": "6",
    "七柒拐": "7",
    "八捌": "8",
    "九玖": "9",
}
_SPOKEN = {ord(char): digit for chars, digit in _VALUES.items() for char in chars}
_SAID = "".join(_VALUES)
# Pauses of dictation between groups of digits.
_PAUSE = r"[ \t,、。.…\-—嗯啊呃哎哈]{1,4}\n?|\n"
# No 十百千万亿 at the ends: those are sums, not numbers read out.
_DICTATED = re.compile(
    rf"(?<![\d{_SAID}十百千万亿点第])[\d{_SAID}](?:(?:{_PAUSE})?[\d{_SAID}]){{3,}}(?![十百千万亿点])"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_HAS_SPOKEN = re.compile(f"[{_SAID}]")
_SPOKEN_GAP = re.compile(r"[^\d\n]")
_GROUPS = re.compile(rf"[\d{_SAID}]+|[^\d{_SAID}]+")


class View:
    """A normalised text and what several recognizers need to know about it, computed once."""

    def __init__(self, text: str, breaks: frozenset[int] = frozenset()) -> None:
        self.text = text
        # Where normalisation closed a space between words: 王芳 李强 is still two names.
        self.breaks = breaks
        # Of the same length as `text`, so that offsets agree.
        self.digits = _DICTATED.sub(_as_digits, text)

    @cached_property
    def tokens(self) -> list[tuple[int, int]]:
        """Dictionary words as spans, gapless."""
        cuts = [0, *sorted(self.breaks), len(self.text)]
        words = (word for start, end in pairwise(cuts) for word in tokenize(self.text[start:end]))
        ends = list(accumulate(map(len, words)))
        return list(zip([0, *ends], ends, strict=False))

    def tokens_before(self, end: int, reach: int = 12) -> list[tuple[int, int]]:
        """The words that start at most `reach` characters before `end`; the last one may run past it."""
        last = bisect_left(self.tokens, (end, 0))
        first = last
        while first > 0 and self.tokens[first - 1][0] >= end - reach:
            first -= 1
        return self.tokens[first:last]

    def is_edge(self, at: int) -> bool:
        """Does a run of Chinese characters start or end there?"""
        return at in self.breaks or not _HAN.match(self.text, at) or at == 0 or not _HAN.match(self.text, at - 1)

    @cached_property
    def boundaries(self) -> frozenset[int]:
        """Offsets at which a dictionary word starts or ends."""
        return frozenset(end for _, end in self.tokens) | {0}

    @cached_property
    def mentions(self) -> list[Mention]:
        """Persons, for the recognizers of names and of staff."""
        return find_mentions(self)

    @cached_property
    def placeholders(self) -> list[tuple[int, int]]:
        """Spans already masked; nothing is found in them again."""
        return [match.span() for match in PLACEHOLDER.finditer(self.text)]


def closed_spaces(mapped: MappedText) -> frozenset[int]:
    """Offsets at which normalisation closed a space between words.

    Spaces between single characters (王 建 国) are noise of character recognition and do not count.
    """
    text = mapped.text
    cuts = {at for at in range(1, len(text)) if mapped.original[mapped.ends[at - 1] : mapped.starts[at]].isspace()}
    return frozenset(at for at in cuts if at - 1 not in cuts and (at + 1 not in cuts or not _HAN.match(text, at + 1)))


def _as_digits(match: re.Match[str]) -> str:
    """Spoken digits as digits, the pauses around them as spaces; what was written in digits stays as it is."""
    pieces = _GROUPS.findall(match.group())
    spoken = [_HAS_SPOKEN.search(piece) is not None for piece in pieces]
    for end, inner in ((0, 2), (len(pieces) - 1, len(pieces) - 3)):
        # 6630,一个月: the last "digit" begins the next word.
        if len(pieces) > 2 and len(pieces[end]) == 1 and not spoken[inner] and len(pieces[inner]) > 1:
            spoken[end] = False
    for i, piece in enumerate(pieces):
        if spoken[i]:
            pieces[i] = piece.translate(_SPOKEN)
        elif any(spoken[max(0, i - 1) : i + 2]) and not piece[0].isdigit():
            pieces[i] = _SPOKEN_GAP.sub(" ", piece)
    return "".join(pieces)
