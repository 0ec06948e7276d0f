"""Acts that need no body, such as a banner, a post or a lawsuit: done, announced, denied or somebody else's."""

import re

from . import context as cx
from . import lexicon as lx
from .document import Document
from .events import REACH, Verdict, last_start
from .signals import Status

_DONE_DEED = re.compile(r"^(?:了|过|着|到|在了|出去|好了|完|的(?!话|人))")
_REFRAIN = re.compile(r"(?<!要)(?<!岂)(?:不|别|莫|没有?|不会|不想)(?:再|去|来)?$")
_ONGOING = re.compile(r"正在|在(?=$|大厅|门口)|现(?:在|场)|已经?(?!然)|都(?=$)|曾|刚|昨|今早|一直")


_UNDAUNTED = re.compile(r"^[^,。;]{0,4}?(?:不怕|在所不惜|都(?:行|敢)|也(?:敢|认))")
_EVEN_IF = re.compile(r"(?:哪怕|就算|就是|宁可|大不了|豁出去)[^,。;]{0,8}$")
_CHANGED_MIND = re.compile(r"(?:本来|原本|原先|原)(?:是)?(?:约|想|要|打算|准备|说)")
_TOLD_TO = re.compile(
    r"(?:告知|告诉|建议|让|叫|劝)[^,。]{0,4}(?:我|申请人|投诉人|客户|您|你|其)(?:可|去|可以|直接(?:去|找|打|"
    r"上)|找|打|上)"
)


def judge_deed(doc: Document, start: int, end: int, default: Status = "fact") -> Verdict:
    """How the act at `start:end` is told; `default` when its clause neither announces nor completes it."""
    here = doc.clause(start)
    left = doc.slice(max(here.start, start - REACH), start)
    right = doc.slice(end, min(doc.clause(max(start, end - 1)).end, end + REACH))
    sentence_start, _ = doc.sentence(start)
    before = doc.slice(max(sentence_start, here.start - 2 * REACH), here.start)

    def verdict(status: Status, why: str) -> Verdict:
        return Verdict(status, *doc.phrase(start, end), why)

    done = _DONE_DEED.match(right) is not None or _ONGOING.search(left[-14:]) is not None
    if here.by_company:
        return verdict("hint", "公司人员的话,非客户行为")
    if _REFRAIN.search(left):
        return verdict("hint", "明说不会")
    if lx.NEGATION.search(left):
        return verdict("threat" if lx.NOT_YET.search(left) else "hint", "否定或尚未")
    if (
        cx.HEARSAY.search(left)
        or cx.OTHER_COMPANY.search(left)
        or (cx.OTHER_TIME.search(left) and cx.OTHER_CASE.search(left + right))
    ):
        return verdict("hint", "他人或他案")
    people = list(cx.PEOPLE.finditer(left))
    if _CHANGED_MIND.search(left):
        return verdict("hint", "原打算,未发生")
    if cx.OTHER_TIME.search(left) and not any(m.group("self") for m in people):
        return verdict("hint", "过去他人的事")
    if people and people[-1].group("other") and not lx.HELPED.search(left) and "“" not in left[people[-1].end() :]:
        return verdict("hint", "他人的行为")
    opening = left + doc.slice(start, min(start + 2, end))  # 就|起诉: the verb itself decides what 就 means
    condition = _condition_in(left) or (_condition_in(before[-REACH:]) and not lx.PAST.search(left))
    announced = last_start(lx.INTENTION, opening) > last_start(lx.PAST, left)
    if _UNDAUNTED.match(right) or (_EVEN_IF.search(left) and not done):
        return verdict("threat", "表示不惜,尚未发生")
    if _TOLD_TO.search(left):
        return verdict("hint", "他人建议")
    if announced or (condition and not (done and lx.PAST.search(left))):
        return verdict("threat", "表示将要,尚未发生")
    if cx.ADVICE.search(left):
        return verdict("hint", "他人建议")
    if cx.ASKING.search(left + right):
        return verdict("hint", "只是询问")
    if done or lx.PAST.search(left):
        return verdict("fact", "已经发生")
    return verdict(default, "见原文")


def _condition_in(text: str) -> bool:
    return lx.CONDITION.search(text) is not None and not lx.FACTUAL_CONDITION.search(text)
