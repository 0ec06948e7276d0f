"""3-8 keyphrases a case, typed and spread over types (guide §9): words of the text or minimal merges of
neighbours, no personal data, no greetings and no filler.

jieba cuts the text with the words of the trade. What a word is worth is learned from the labelled data: how often
labellers took it for a keyword where it stood in a text, damped by how common it is (not jieba's own IDF, which
lets numbers and rare words win). Neighbours that belong together are merged into phrases.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, get_args

import jieba
import jieba.posseg

from triage.errors import VersionError
from triage.reading import Reading
from triage.schema import Keyword
from triage.severity import Severity

Kind = Literal["product", "matter", "demand", "amount", "time", "organisation", "escalation"]
KINDS: tuple[Kind, ...] = get_args(Kind)

MOST = 8
LONGEST = 10
# A phrase needs a word that labellers chose at least this often where it stood.
LEAST_WORTH = 0.06
# Amounts and times have no word to learn from.
FORM_WORTH = 0.25
# How many of a kind at most, so that one kind does not fill the list.
PER_KIND = {
    "matter": 4,
    "demand": 2,
    "amount": 2,
    "time": 1,
    "product": 2,
    "organisation": 2,
    "escalation": 2,
}
_KIND_WEIGHT = {
    "product": 1.3, "matter": 1.2, "demand": 1.2, "escalation": 1.1, "amount": 1.0, "organisation": 0.8, "time": 0.7,
}  # fmt: skip

_DIGITS = "0-9〇零一二两三四五六七八九十百千万几多半"
_AMOUNT = re.compile(
    r"(?:[0-9][0-9,]*(?:\.[0-9]+)?(?:[万千百亿]+)?(?:多|来)?(?:元|块钱|块|万)|"
    r"[一二两三四五六七八九十百千万几]{1,8}(?:多|来)?(?:元钱|元|块钱|块|万块|万元)|[一二两三四五六七八九十几]{1,4}万(?:多|来)?)"
)
_TIME = re.compile(
    rf"(?:[0-9{_DIGITS}]{{1,6}}(?:多)?个(?:多|半)?(?:工作日|月|星期|礼拜|小时)|[{_DIGITS}]{{1,4}}(?:多)?(?:天|年)(?!级|前|龄|月|[0-9])|"
    r"(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}[日号])?)?)"
)
_DEMAND_VERB = [
    "退还",
    "退回",
    "退款",
    "退保",
    "退掉",
    "赔付",
    "赔偿",
    "更正",
    "恢复",
    "道歉",
    "取消",
    "解除",
    "停止",
    "书面",
    "补发",
    "补足",
    "重新",
    "尽快",
    "处理",
    "查处",
    "说明",
    "解释",
    "给付",
    "减免",
    "撤销",
    "答复",
    "开通",
    "删除",
    "出具",
    "提供",
    "换人",
]
_CONTENT = ("n", "v", "a", "l", "i", "j", "eng")
_FILLER = frozenset(
    [
        "客户",
        "公司",
        "保险公司",
        "我司",
        "贵司",
        "贵公司",
        "你们",
        "我们",
        "他们",
        "问题",
        "事情",
        "情况",
        "时候",
        "现在",
        "今天",
        "昨天",
        "明天",
        "电话",
        "保险",
        "保单",
        "东西",
        "人员",
        "先生",
        "女士",
        "一个",
        "没有",
        "知道",
        "觉得",
        "感觉",
        "看看",
        "出来",
        "进去",
        "起来",
        "过来",
        "回来",
        "应该",
        "需要",
        "可以",
        "不能",
        "可能",
        "已经",
        "还是",
        "就是",
        "不是",
        "这样",
        "那样",
        "怎么",
        "什么",
        "为什么",
        "谢谢",
        "您好",
        "你好",
        "麻烦",
        "请问",
        "领导",
        "同志",
        "生气",
        "气愤",
        "难受",
        "反映",
        "表示",
        "来电",
        "要求",
        "希望",
        "投诉",
        "告诉",
        "认为",
        "称",
        "说",
        "来",
        "去",
        "到",
        "有",
        "是",
        "做",
        "办",
        "给",
        "让",
        "叫",
        "问",
        "看",
        "想",
        "打",
        "拿",
        "找",
        "听",
        "买",
        "交",
        "钱",
        "人",
        "事",
        "天",
        "年",
        "月",
        "日",
        "家",
        "本人",
        "自己",
        "大家",
        "别人",
        "家里",
        "孩子",
        "老人",
        "父亲",
        "母亲",
        "爱人",
        "老公",
        "老婆",
        "朋友",
        "同事",
        "邻居",
    ]
)
_PLACEHOLDER = re.compile(r"\[[A-Z_]+\d*\]")
_PUNCTUATION = re.compile(r"[\W_]")


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    text: str
    kind: Kind
    score: float


class Extractor:
    """Keyphrases of one text at a time; thread-safe after construction."""

    def __init__(self, worth: Mapping[str, float]) -> None:
        self._worth = worth
        tokenizer()  # loads the dictionary now, not in the first request

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
        candidates = _resolve([*self._fixed(text.text, signals), *self._phrases(text.text)])
        chosen = _spread(candidates)
        top = max((c.score for c in chosen), default=1.0)
        return [
            Keyword(
                text=c.text,
                kind=c.kind,
                weight=round(c.score / top, 2),
                spans=[text.mapped.origin(m.start(), m.end()) for m in re.finditer(re.escape(c.text), text.text)],
            )
            for c in chosen
        ]

    def _fixed(self, text: str, signals: Severity) -> Iterator[_Candidate]:
        """Amounts, times and words of the trade: found by form, whatever jieba makes of them."""
        for kind, pattern in (("amount", _AMOUNT), ("time", _TIME)):
            for match in pattern.finditer(text):
                yield self._candidate(text, match.start(), match.end(), kind, FORM_WORTH)  # type: ignore[arg-type]
        proven = [(s.start, s.end) for s in signals.signals if s.status != "hint"]
        for match in _lexicon_pattern().finditer(text):
            kind = lexicon()[match.group()]
            # the list itself says that the word matters; a longer one says more
            weight = self._worth.get(match.group(), 0.0) + 0.05 * min(len(match.group()), 6)
            if kind == "escalation":
                if not any(start <= match.start() < end for start, end in proven):
                    continue
                weight += 0.3
            yield self._candidate(text, match.start(), match.end(), kind, weight)

    def _phrases(self, text: str) -> Iterator[_Candidate]:
        """Runs of content words, merged up to LONGEST characters; a demand verb makes the run a demand."""
        run: list[tuple[int, int, str, str]] = []
        for start, end, word, flag in [*_words(text), (len(text), len(text), "", "x")]:
            content = flag.startswith(_CONTENT) and word not in _FILLER and not _PUNCTUATION.search(word)
            near = run and start == run[-1][1] and end - run[0][0] <= LONGEST
            if content and (near or not run):
                run.append((start, end, word, flag))
                continue
            if run:
                yield from self._merged(text, run)
            run = [(start, end, word, flag)] if content else []

    def _merged(self, text: str, run: list[tuple[int, int, str, str]]) -> Iterator[_Candidate]:
        start, end = run[0][0], run[-1][1]
        if end - start < 2 or (len(run) == 1 and len(run[0][2]) < 2):
            return
        words = [word for _, _, word, _ in run]
        values = [self._worth.get(word, 0.0) for word in words]
        if max(values) < LEAST_WORTH:
            return
        weight = sum(values) / math.sqrt(len(words))
        demand = any(verb in text[start:end] for verb in _DEMAND_VERB)
        yield self._candidate(text, start, end, "demand" if demand else "matter", weight)

    def _candidate(self, text: str, start: int, end: int, kind: Kind, score: float) -> _Candidate:
        early = 1.1 if start < len(text) / 3 else 1.0
        return _Candidate(start, end, text[start:end], kind, score * _KIND_WEIGHT[kind] * early)


def _resolve(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """One candidate a place: the better of two that overlap; repeats of a phrase count a little more."""
    kept: list[_Candidate] = []
    taken: set[int] = set()
    for candidate in sorted(candidates, key=lambda c: (-c.score, c.start)):
        if _PLACEHOLDER.search(candidate.text) or len(candidate.text) > LONGEST + 2:
            continue
        place = range(candidate.start, candidate.end)
        if taken.isdisjoint(place):
            taken.update(place)
            kept.append(candidate)
    repeats = Counter(c.text for c in kept)
    first: dict[str, _Candidate] = {}
    for c in sorted(kept, key=lambda c: c.start):
        if c.text not in first:
            boost = 1 + 0.15 * min(repeats[c.text] - 1, 3)
            first[c.text] = _Candidate(c.start, c.end, c.text, c.kind, c.score * boost)
    return sorted(first.values(), key=lambda c: (-c.score, c.start))


def _spread(candidates: list[_Candidate]) -> list[_Candidate]:
    """The best of each kind first, then the best of what is left, within each kind's limit."""
    chosen = [best for kind in KINDS if (best := next((c for c in candidates if c.kind == kind), None))]
    count = Counter(c.kind for c in chosen)
    for candidate in candidates:
        if len(chosen) >= MOST:
            break
        contained = any(candidate.text in c.text or c.text in candidate.text for c in chosen)
        if candidate not in chosen and not contained and count[candidate.kind] < PER_KIND[candidate.kind]:
            chosen.append(candidate)
            count[candidate.kind] += 1
    return sorted(chosen, key=lambda c: -c.score)


def _words(text: str) -> Iterator[tuple[int, int, str, str]]:
    """(start, end, word, part of speech); a placeholder is one word that is never content."""
    at = 0
    for match in [*_PLACEHOLDER.finditer(text), None]:
        stop = match.start() if match else len(text)
        for pair in _tagger().cut(text[at:stop]):
            yield at, at + len(pair.word), pair.word, pair.flag
            at += len(pair.word)
        if match:
            yield match.start(), match.end(), match.group(), "x"
            at = match.end()


def tokens(text: str) -> list[str]:
    """The words of a text as the IDF counts them."""
    bare = _PLACEHOLDER.sub(" ", text)
    return [word for word in tokenizer().lcut(bare) if not _PUNCTUATION.search(word)]


@cache
def lexicon() -> dict[str, Kind]:
    """Words of the trade and their kinds."""
    result: dict[str, Kind] = {}
    kind: Kind = "matter"
    for line in files("triage").joinpath("resources/lexicon.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")  # type: ignore[assignment]
        elif line and not line.startswith("#"):
            for word in line.split():
                result.setdefault(word, kind)
    return result


@cache
def _lexicon_pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(lexicon(), key=len, reverse=True))))


@cache
def tokenizer() -> jieba.Tokenizer:
    """jieba with the trade's words, initialised once (before any worker starts)."""
    jieba.setLogLevel(60)  # its loading messages belong in no one's terminal
    cutter = jieba.Tokenizer()
    cutter.initialize()
    for word in lexicon():
        cutter.add_word(word)
    return cutter


@cache
def _tagger() -> jieba.posseg.POSTokenizer:
    tagger = jieba.posseg.POSTokenizer(tokenizer())
    for word in lexicon():
        tagger.word_tag_tab[word] = "n"
    return tagger
