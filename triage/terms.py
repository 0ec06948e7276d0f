"""The desk's terms: what kind a phrase is, and whether a text supports a term that it does not say."""

import re
from functools import lru_cache

from triage.phrases import Kind, lexicon

_THREAT = re.compile(r"威胁|扬言|拟|准备|打算|要去|将向|否则")
# what only a severity signal proves: the codes one of which must be there
_PROVED_BY: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(words), frozenset(codes.split()))
    for words, codes in (
        ("记者|媒体|电视|报社|报料|栏目|晚会", "media"),
        ("曝光|抖音|微博|小红书|黑猫|视频号|快手|热搜|网上发|朋友圈", "media social_post"),
        ("监管|保监|金监|12378", "regulator"),
        ("消协|消保委|消费者协会|消费者委员会|12315|315", "consumer_assoc assoc"),
        ("行业协会|同业公会|调解", "industry_assoc assoc gov"),
        ("12345|信访|市长|残联|妇联|纪委|政协|人大|政务", "gov petition assoc"),
        ("上访|横幅|静坐|堵门|聚集|总公司|进京", "petition"),
        ("起诉|诉讼|法院|律师|仲裁|开庭|传票|走法律", "litigation"),
        ("自杀|跳楼|自伤|轻生|人身", "safety"),
        ("联名|群诉|代表.*[人户]|[人户]联", "group10"),
        ("转办|转送|转来|督办|来函|工单|派单|转交", "media regulator consumer_assoc industry_assoc gov"),
        ("威胁|扬言", "media regulator assoc petition litigation safety"),
    )
)
_ESCALATION = re.compile("|".join(words.pattern for words, _ in _PROVED_BY))
NEEDS_PROOF = re.compile(
    r"监管|保监|金监|转[办送]|威胁|扬言|记者|起诉|电视|联名|信访|12378|12315|12345|上访|横幅|静坐|自杀|跳楼|曝光|媒体|"
    r"仲裁|消协|消保委|消费者协会|消费者委员会|行业协会|同业公会|律师函|黑猫"
)
# inferred is not said: a term like this needs its words in the text
INFERENCE = re.compile(r"欺诈|诈骗|违法|违规|骗|犯罪|挪用|侵占|伪造|冒名|冒充|冒签|盗用|截留|辱骂|殴打")
_DEMAND_TERM = re.compile(
    r"^(?:要求|请求|希望|申请|尽快|全额|退还|退回|返还|退|补发|补寄|补足|补差|恢复|更正|更改|取消|解除|停止|撤销|提供|出具|"
    r"查处|追究|减免|归还|删除|关闭|赔偿|按|当面|书面|重新|给个|核实|处理|严肃|限期|免费|道歉|赔礼|明确|一次性|派|加快)"
)

# what a term adds of the desk's own, beside what it is about: that the text names an agent does not say that he left
_FRAME = re.compile(
    r"业务员|代理人|客户经理|柜员|坐席|客服|"
    r"威胁|扬言|投诉|联系|要求|请求|希望|申请|尽快|明确|一次性|给个|[要求找去给请被不未无没]"
)
_FIGURE = re.compile(r"[\d一二两三四五六七八九十百千万]+[^\W\d]?|[A-Za-z]+")


def support(term: str, text: str) -> float:
    """How much of what a term is about the text has, in characters; 0 where a number or a Latin word is missing."""
    if any(figure not in text for figure in _FIGURE.findall(term)):
        return 0.0
    core = _FRAME.sub("", term) or term
    return sum([char in text for char in core]) / len(core)


def allowed(term: str, facts: set[str], threats: set[str]) -> bool:
    """Whether a term of escalation has its signal, a threat a threat's and a fact a fact's."""
    for words, codes in _PROVED_BY:
        if words.search(term):
            return bool(codes & (threats if _THREAT.search(term) else facts))
    return True


_DURATION = re.compile(
    r"^[\d一二两三四五六七八九十几半]+个?(?:多|半)?(?:月|天|年|周|小时|星期|工作日|分钟)"
    r"|[\d一二两三四五六七八九十几半]个?(?:多|半)?(?:月|天|年|周|小时|星期|工作日|分钟)$"
)


@lru_cache(maxsize=10_000)
def kind_of(phrase: str) -> Kind:
    """The kind of a phrase by its words."""
    known = lexicon().words.get(phrase)
    if known:
        return known
    if re.search(
        r"[\d一二两三四五六七八九十几百千万](?:元|块[一二三四五六七八九]?|万|千|百)[多余整]?钱?$|\d[\d.,]*(?:元|块|万)",
        phrase,
    ):
        return "amount"
    if _DURATION.search(phrase):
        return "time"
    if _ESCALATION.search(phrase):
        return "escalation"
    if re.search(r"(?<!保)险$|[^交买签入投]保险$|保险证$|(?<!保)年金$|养老金$", phrase):
        return "product"
    if _DEMAND_TERM.search(phrase):
        return "demand"
    if re.search(r"(?:员|经理|银行|邮局|柜员|中介|机构|医院|店|行)$", phrase):
        return "organisation"
    return "matter"
