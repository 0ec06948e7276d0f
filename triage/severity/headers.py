"""The paper comes from a body or is addressed to it: transfer headers, titles, salutations, copies (guide §4)."""

import re

from . import context as cx
from . import lexicon as lx
from .events import REACH, Scope, Verdict
from .tense import announced, conditional, negated

_NEXT = re.compile(r"下(?:一|次|回|封)")
# 【公司内部安全日报】: the company's own daily, not a paper.
_BULLETIN = re.compile(r"(?:内部|安全|工作|业务|舆情|值班|监测|运营|服务)$")
_BRACKET_ENDS = re.compile(r"^[^,。]{0,8}[】\]]")
_ADDRESSED = re.compile(r"^[^,。]{0,14}(?::|$|\n|领导|负责|老师|同志)")


_HANDED_ON = re.compile(r"^[^,。;:]{0,28}?(?:转办|转来|转送|交办|移送|派单)")
_OWN_OFFICE = re.compile(r"支公司|分公司|我司|本公司|合规|总公司")
# 请于一个月内办复区政协提案委
_ANSWER_TO = re.compile(
    r"(?:请|望|须|应)[^,。;我]{0,18}(?:办复|函复|回复|答复|反馈|报送|径复|书面报)(?:给|至|"
    r"到)?[^,。;我你]{0,4}$"
)
_ABSENT = re.compile(r"(?:未见|没有|并无|尚无)[^,。;]{0,4}$")
_TITLE = re.compile(r"[^\n:,。;!?]{2,44}(?=:|\n|$)")
_SPOKEN = re.compile(r"我|你|您|吗|如果|再|就|要(?!求)|请问|打|没|不|称|说|吧|了|过")
_PAPER = re.compile(r"转|单|函|摘|件|笔录|通知|告知")


def _is_title(s: Scope) -> bool:
    """A first line that only names the body and the paper: 12378摘: 姑苏区信访局: 全国12315平台·投诉分送情况."""
    title = _TITLE.match(s.doc.text)
    if title is None or s.mention.end > title.end() or _SPOKEN.search(title.group()):
        return False
    if s.casual:
        return _PAPER.search(s.doc.slice(s.mention.end, title.end())) is not None
    return len(s.doc.text) > title.end() + 4


def header(s: Scope) -> Verdict | None:
    line = s.doc.text.rfind("\n", max(0, s.mention.start - 24), s.mention.start) >= 0
    head = s.mention.start < 40 or line
    if s.doc.slice(s.mention.end - 2, s.mention.end) == "工会":
        return None  # a union that insured its members hands on their wish; no authority
    if (
        s.mention.start < 8
        and not s.casual
        and _HANDED_ON.match(s.doc.slice(s.mention.list_end, s.mention.list_end + 40))
    ):
        return s.verdict("fact", "转办抬头")
    if _is_title(s) and not _OWN_OFFICE.search(s.doc.slice(s.mention.start - 12, s.mention.end + 16)):
        return s.verdict("fact", "来件标题")
    if _ANSWER_TO.search(s.left) and not conditional(s):
        return s.verdict("fact", "要求向该单位办复")
    if _ABSENT.search(s.left):
        return None
    bracket = cx.BRACKETED.search(s.left)
    wish = cx.WISH.search(s.left) and not s.left.endswith(("由", "经"))
    bound = announced(s) or negated(s) or conditional(s) or wish or s.turned
    if (
        head
        and not (s.casual and "来电" in s.right[:12])
        and not bound
        and cx.HEADER_RIGHT.match(s.right)
        and not cx.QUOTED_LEFT.search(s.left)
    ):
        return s.verdict("fact", "转办或来函抬头")
    if (
        bracket
        and head
        and _BRACKET_ENDS.match(s.right)
        and not _BULLETIN.search(s.left)
        and s.doc.text[s.mention.start - len(bracket.group())] in "【["
    ):
        return s.verdict("fact", "来件抬头")
    if s.mention.start < 4 and re.match(r"^(?:同志|老师|先生|部)们?:", s.right):
        return s.verdict("fact", "信件直接写给该单位")
    if cx.HEADER_LEFT.search(s.before[-12:] + s.left) and not lx.INTENTION.search(s.left) and not negated(s):
        return s.verdict("fact", "来源抬头")
    if cx.SALUTATION.search(s.left) and _ADDRESSED.match(s.right + s.after[:2]):
        return s.verdict("fact", "信件直接写给该单位")
    unreal = lx.INTENTION.search(s.left) or lx.CONDITION.search(s.before[-REACH:] + s.left) or _NEXT.search(s.left)
    if cx.COPY.search(s.before[-8:] + s.left) and not unreal:
        return s.verdict("fact", "抄送该单位")
    return None
