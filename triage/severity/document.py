"""Cut a text into clauses, sentences and speaker turns, the scopes in which the rules look around."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

# A comma or colon between digits belongs to a sum or a time of day.
_BREAK = re.compile(r"(?P<hard>[。!?;\n…]+)|(?P<soft>(?<!\d)[,:]|[,:](?!\d))")
# A speaker label is a role, perhaps numbered or with an initial, right before a colon: 坐席8812:, 客户A:.
_SPEAKER = re.compile(
    r"(?:^|(?<=[\n。!?;—…\]】」”\"]))[ \t—\-]*[\[【(]?"
    r"(?:(?P<company>坐席|座席|客服(?:代表|人员|小[\u4e00-\u9fff])?|接线员?|话务员?|柜员|"
    r"大堂(?:经理)?|工作人员|专员|经办人?|理赔员|回访员)"
    r"|(?P<customer>客户|来电人?|投诉人|来访人|用户|车主|家属|老人|消费者|我|男|女))"
    r"\s?[\dA-Za-z]{0,6}[\]】)]?\s?:(?!\d)"
)
# Speech recognition leaves no commas: a long clause is cut before words that open a new one.
_OPENERS = re.compile(
    r"(?:否则|要不然|不然(?!后)|如果|要是(?!求)|但是|可是|然后|后来|所以|因为|结果|再不(?!起)|现在|而且|"
    r"不行(?:的话)?我|我已经|"
    r"(?<=[了的嘛哈啊吧呢噻呀哦嗯呗着咧撒])(?:我们?|俺|咱|你们|他们|她|人家|那个|就)(?![的们])|"
    r"(?<=[了吧嘛呢啊])(?:今天|昨天|明天|上个?月|第[一二三]))"
)
_LONG_CLAUSE = 36


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between two punctuation marks; `by_company` if it stands in a turn of the company's staff."""

    start: int
    end: int
    sentence: int
    by_company: bool


class Document:
    """A text with its clauses. All lookups are by offset and bounded, so that rules stay linear."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.clauses = _clauses(text)
        self._starts = [clause.start for clause in self.clauses]

    def index(self, position: int) -> int:
        """Number of the clause that holds the character at `position`."""
        return max(0, bisect_right(self._starts, position) - 1)

    def clause(self, position: int) -> Clause:
        return self.clauses[self.index(position)]

    def clause_after(self, position: int) -> Clause | None:
        """The first clause that begins at or after `position`."""
        index = bisect_left(self._starts, position)
        return self.clauses[index] if index < len(self.clauses) else None

    @cached_property
    def _sentence_bounds(self) -> dict[int, tuple[int, int]]:
        bounds: dict[int, tuple[int, int]] = {}
        for clause in self.clauses:
            start, _ = bounds.get(clause.sentence, (clause.start, 0))
            bounds[clause.sentence] = (start, clause.end)
        return bounds

    def sentence(self, position: int) -> tuple[int, int]:
        """Bounds of the sentence around `position`."""
        return self._sentence_bounds[self.clause(position).sentence]

    def slice(self, start: int, end: int) -> str:
        return self.text[max(0, start) : max(0, end)]

    def phrase(self, start: int, end: int, limit: int = 60) -> tuple[int, int]:
        """Grow a span to whole clauses where that stays short: evidence should read naturally."""
        first, last = self.clause(start), self.clause(max(start, end - 1))
        left = first.start if end - first.start <= limit else max(first.start, start - 12)
        right = last.end if last.end - left <= limit else min(last.end, end + 12)
        while left < start and self.text[left] in " \t,:;。!?\n、—-":
            left += 1
        while right > end and self.text[right - 1] in " \t,:;。!?\n、":
            right -= 1
        return left, right


def _clauses(text: str) -> tuple[Clause, ...]:
    turns = [(m.start(), m.group("company") is not None) for m in _SPEAKER.finditer(text)]
    # One label alone is a form field (客户:), not a dialogue; staff words count only in a real exchange.
    turns = turns if any(company for _, company in turns) and len(turns) > 1 else []
    cuts = _cuts(text)
    clauses: list[Clause] = []
    sentence, turn, by_company = 0, 0, False
    for start, end, hard in cuts:
        while turn < len(turns) and turns[turn][0] < end:
            if turns[turn][1] != by_company and turns[turn][0] > start and clauses:
                sentence += 1
            by_company = turns[turn][1]
            turn += 1
        clauses.append(Clause(start, end, sentence, by_company))
        sentence += hard
    return tuple(clauses) or (Clause(0, len(text), 0, False),)


def _cuts(text: str) -> list[tuple[int, int, bool]]:
    found: list[tuple[int, int, bool]] = []
    at = 0
    for mark in _BREAK.finditer(text):
        found += _split_long(text, at, mark.end(), mark.group("hard") is not None)
        at = mark.end()
    if at < len(text):
        found += _split_long(text, at, len(text), False)
    return found


def _split_long(text: str, start: int, end: int, hard: bool) -> list[tuple[int, int, bool]]:
    if end - start <= _LONG_CLAUSE:
        return [(start, end, hard)]
    parts: list[tuple[int, int, bool]] = []
    at = start
    for opener in _OPENERS.finditer(text, start, end):
        if opener.start() - at >= 6:
            parts.append((at, opener.start(), False))
            at = opener.start()
    parts.append((at, end, hard))
    return parts
