"""How much a stretch of text looks like a Chinese full name, by its characters and neighbours (guide §10)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from triage.privacy.lexicon import frequency, is_word, listed_persons
from triage.privacy.surnames import (
    AMBIGUOUS,
    COMPOUND,
    FUNCTION_SURNAMES,
    GIVEN,
    NEVER_GIVEN,
    SINGLE_GIVEN,
    SURNAMES,
)

if TYPE_CHECKING:
    from triage.privacy.view import View

# A name that nobody announced: a clear surname, two usual characters, word boundaries at both ends.
ENOUGH = 4.0
# What follows the surname in an address; neither is a given name.
TITLE = re.compile(
    "先生|女士|小姐|太太|夫人|老师|师傅|主任|经理|书记|大爷|大娘|大妈|大姐|大哥|大叔|大婶|大嫂|阿姨|奶奶"
    "|爷爷|叔叔|同志|老板|家的|某"
)
# 投诉处理尤建平满期金, 段永红之托, 何永红三个字: what is done to persons, by them, and what only they have.
_AFTER = re.compile(
    r"等(?:\d|[一二三四五六七八九十几多共人])|说|称|来电|打来|反映|表示|签字|签名|敬上|口述|代书"
    r"|[男女][,、)\s]|身份证|电话|[两三]个字|之[托委]|委托|签[的了收]|手[上里头]|收[,。\s(]|是(?:不是|你们|谁)|名下|一[案事]|投诉|今年|[办卖收]的|经手|代[办签]|[卖跟给]我"
    r"|告诉|满期|退[保费]|理赔|反映|(?:\d{1,2}|[一二三四五六七八九十]{1,3}多?)[岁了]|家[里的]"
    r"|的(?:名字|签[名字]|保[单险费]|身份证|电话|手机|丈夫|妻子|儿子|女儿|家属|[父母]亲|爱人|老[公婆伴]|账户|银行卡|[侄孙]|[满退赔])"
)
# What the sentence does with a person: 受段永红, 是关山签的.
_BEFORE = re.compile(r"(?:[找跟和与给替帮陪请派由受问]|处理|关于|联系|[找录签写]到|让|村民|市[民的]|[县乡镇村]的)$")
_NUMBERED = re.compile(
    r"(?:[,:(\s]{1,2}(?:联系)?(?:电话|手机|tel)?|联系电话|电话|手机)[:\s]{0,2}(?:1[3-9][\d*][- ]?[\d*]{4}|0\d{2,3}-)"
    r"|[,、(\s]\(?(?:[男女][,、)\s\d]|[汉回满苗壮藏彝维傣白]族|\d{1,2}岁|现年)"
)
# Offices abbreviated to two characters: they decide the severity. And words that no name begins with.
NEVER_NAME = re.compile(
    "安卓|卫健|堵路|仲有|唐氏[筛综儿]|陆[配籍生资元]|大陆|荣民|连署|区[政域县委局号别间块内外里长级划经位]|代[表笔理书签办]|高雄|祝[好您你]|车[照进开主位]|孙[子娃女]|原[信件文告因单图]|纪[检委]|金[管监]|房管|车管|党[委组]|安监|高院|司法|检察|计生|广电|时报|周[年末期岁边]"
)
_PREPOSITIONS = frozenset("于向和时")
_PLACE = re.compile("[镇路街村河湖县市区桥庙庄屯乡岭园苑城]|站(?![在着你起出上到])|广场|大厦|公园|山庄")
_AFTER_FULL = frozenset("是的把就又也还在给跟让到来没手找")
_LINE_END = re.compile(r" ?(?:敬[上启]|谨[上启呈]|泣[上启]|顿首|叩首|携|率)|\s*(?:$|[\n(])|[,\s]{0,3}\d")
_MEASURES = frozenset("米张单包方项段章支石元万路班")
_COUNTED = re.compile(r"[这那一两二三四五六七八九十百几每半整各第照了拍\d多哪咗有]")
_RARE_CHARACTER = 300
_FREQUENT = 50
_COMMON = 200
_EVERYWHERE = 2000
_TOO_FREQUENT = 1000
_SURE = 2.0
_INTRODUCED = 3.0
_SAYS = frozenset("诉说讲称告报")
_WHERE = frozenset("从到往")
_VILLAGE = frozenset("村镇乡街")


class Name(NamedTuple):
    """A possible name: where it ends and how strong it looks."""

    end: int
    score: float


def best_name(view: View, start: int, evidence: float) -> Name | None:
    """The best reading of a full name at `start`, None if nothing there could be one.

    `evidence` is what stands before it; a bonus of more than 1 means that the text announces a name,
    and then the word boundary at the start is taken for granted.
    """
    surname = surname_at(view.text, start)
    if surname is None:
        return None
    first = start + len(surname)
    if TITLE.match(view.text, first) or NEVER_NAME.match(view.text, start):
        return None
    # 乐乐, as children are called, is not followed by more of the name.
    twin = view.text[start] == view.text[first : first + 1]
    names = [
        Name(
            end,
            evidence + _shape(view.text[start:first], view.text[first:end]) + _fit(view, start, end, evidence),
        )
        for end in range(first + 1, first + (2 if twin else 3))
        if end <= len(view.text)
        and _possible(view.text[first:end])
        and (view.breaks.isdisjoint(range(start + 1, end)) or _own_line(view.text, start, end))
    ]
    # Of two equally good readings the longer one: half a name masked is a name leaked.
    return max(names, key=lambda name: (name.score, name.end), default=None)


def _own_line(text: str, start: int, end: int) -> bool:
    # 谢 雅雯, set apart by the writer.
    return (start == 0 or text[start - 1] == "\n") and text[end : end + 1] in {"", "\n"}


def surname_at(text: str, start: int) -> str | None:
    """The family name that starts there, compound ones first."""
    if text[start : start + 2] in COMPOUND:
        return text[start : start + 2]
    return text[start] if text[start : start + 1] in SURNAMES else None


def is_name_piece(piece: str) -> bool:
    """Could this whole piece be a full name, judged by its characters alone?"""
    surname = surname_at(piece, 0) if piece else None
    if surname is None or not 1 <= len(piece) - len(surname) <= 2 or not _possible(piece[len(surname) :]):
        return False
    return not TITLE.match(piece, len(surname)) and _shape(surname, piece[len(surname) :]) >= 1.5


def _possible(given: str) -> bool:
    return all("\u3400" <= char <= "\u9fff" and char not in NEVER_GIVEN for char in given)


@cache
def _given_weight(char: str) -> float:
    if char in GIVEN:
        return 1.0
    # Characters that texts hardly use otherwise live in names.
    return 0.5 if frequency(char) < _RARE_CHARACTER else -0.5


def everyday(surname: str, given: str) -> bool:
    """Is the whole an everyday word? The dictionary lists well-known persons too."""
    word = surname + given
    if not is_word(word):
        return False
    if len(given) == 2:
        return word not in listed_persons() or any(char not in GIVEN for char in given)
    return surname in AMBIGUOUS or given not in SINGLE_GIVEN


def _shape(surname: str, given: str) -> float:
    doubtful = surname in FUNCTION_SURNAMES or surname in AMBIGUOUS
    score = 0.0 if surname in FUNCTION_SURNAMES else 1.0 if surname in AMBIGUOUS else 2.0
    score += sum(map(_given_weight, given))
    if everyday(surname, given):
        score -= 3.0
    # 高二, 白三: counting, not a name.
    if len(given) == 1 and given in "一二三四五六七八九":
        score -= 1.5
    if len(given) == 2:
        usual = all(char in GIVEN for char in given)
        if frequency(surname + given[0]) >= _FREQUENT and everyday(surname, given[0]):
            # 陆川 is a place few texts mention, 周密 a word.
            score -= (
                3.0
                if frequency(surname + given[0]) >= _EVERYWHERE
                else 2.0
                if doubtful or frequency(surname + given[0]) >= _COMMON
                else 0.5
            )
        if surname in _PREPOSITIONS and is_word(given):
            score -= 2.0
        # 海涛 and 长河 are words that parents choose, 安全 and 国家 are not.
        if frequency(given) >= (_TOO_FREQUENT if usual else _FREQUENT):
            score -= (0.5 if usual else 1.0) + (0.5 if doubtful else 0.0)
    return score


def _fit(view: View, start: int, end: int, evidence: float) -> float:
    score = 0.0
    if start not in view.boundaries and evidence <= 1.0:
        score -= 2.0
    # 这张, 第4张, 照了张: a sheet of paper, not Mr Zhang.
    if evidence < 2.0 and view.text[start] in _MEASURES and _COUNTED.search(view.text, max(0, start - 1), start):
        score -= 3.0
    whole_name = end - start == 3 and all(char in GIVEN for char in view.text[start + 1 : end])
    before = bool(_BEFORE.search(view.text, max(0, start - 3), start))
    after = bool(_AFTER.match(view.text, end))
    whole = start in view.boundaries and end in view.boundaries
    # A doubtful surname in running text needs to be announced: 康惠保怎么样.
    if evidence <= 1.0 and view.text[start] in AMBIGUOUS and not (evidence and view.is_edge(end)):
        score -= 0.0 if whole and end - start > 2 and after else 1.0
    if before and whole and end - start > 2:
        score += 0.5
    # 客户方志强: announced, the name counts more than 方志, the word.
    if evidence >= _SURE and whole_name and frequency(view.text[start : start + 2]) >= _FREQUENT:
        score += 1.0
    if (evidence < 2.0 or view.text[end : end + 1] in _VILLAGE) and _PLACE.match(view.text, end):
        score -= 2.0
    # 工作人员于元月答复: a noun announces less than 我叫 does.
    if evidence < 3.0 and view.text[start] in _PREPOSITIONS and is_word(view.text[start + 1 : end]):
        score -= 1.0
    # 来访人:柏树乡柳沟村: the last character makes it a place.
    if end - start > 2 and view.text[end - 1] in _VILLAGE and not view.is_edge(end):
        score -= 3.0
    # 从高雄过来: whence and whither are places.
    if evidence <= 1.0 and end - start == 2 and view.text[max(0, start - 1) : start] in _WHERE:
        score -= 2.0
    if view.is_edge(end):
        # A line of its own: a signature.
        alone = (start == 0 or view.text[start - 1] == "\n") and _LINE_END.match(view.text, end)
        # 我叫安静,: whoever is introduced so may be called any word.
        score += 2.0 if evidence > _INTRODUCED else 1.0 if evidence == _INTRODUCED else 0.0
        numbered = (view.is_edge(start) or evidence >= _SURE) and _NUMBERED.match(view.text, end)
        if numbered and end - start > 2 and not is_word(view.text[start:end]):
            return ENOUGH + 3.0
        score += 4.0 if numbered else 2.5 if alone else 1.0
        # 本人费长河,: announced, and closed by punctuation.
        usual = all(char in GIVEN for char in view.text[start + 1 : end])
        score += (
            0.5 if evidence >= _SURE and end - start > 2 and usual and view.text[start] not in _PREPOSITIONS else 0.0
        )
    elif end not in view.boundaries:
        # 申诉人邱立民诉你公司, 客户万荣生来电: the dictionary joins 民诉, 生来; announced, the name counts more.
        usual = end - start > 2 and all(char in GIVEN for char in view.text[start + 1 : end])
        score -= 1.0 if usual and evidence >= _SURE and (after or view.text[end] in _SAYS) else 2.0
    elif after:
        score += 1.0
    elif (
        end - start > 2 and view.text[end] in _AFTER_FULL and all(char in GIVEN for char in view.text[start + 1 : end])
    ):
        score += 0.5
    return score
