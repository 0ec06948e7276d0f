"""Rules that take a mention out of this case: a rule quoted, a relative, a comment, somebody else's or an old case.

Guide §5.1: 他案/评论/引用 and 身份/关系 are neither fact nor, without pressure, threat.
"""

import re

from . import context as cx
from . import lexicon as lx
from .events import DONE_LEFT, FILED_NEXT, PREP_LEFT, REACH, Scope, Verdict

_LAW_TITLE = re.compile(r"^[^》]{0,24}(?:办法|条例|法|规定|通知|意见|指引|细则|规范|令)》")
_TRANSFER = re.compile(r"已|转办|来函")


def quoted(s: Scope) -> Verdict | None:
    title = s.left.rfind("《") > s.left.rfind("》")
    if title and not _LAW_TITLE.match(s.right):
        return None  # 《××晚报》 is a paper, not a rule
    if cx.QUOTED_LEFT.search(s.left) and not _TRANSFER.search(s.right[:14]):
        return s.verdict("hint", "引用法规或规定")
    if cx.QUOTED_RIGHT.match(s.right) and not DONE_LEFT.search(s.left) and not FILED_NEXT.match(s.right + s.after):
        return s.verdict("hint", "引用法规或规定")
    return None


_TITLE_ENDS = re.compile(r"^[们的]?(?:[,。!;]|$|出身|一枚)")


def identity(s: Scope) -> Verdict | None:
    left, right = cx.IDENTITY_LEFT.search(s.left), cx.IDENTITY_RIGHT.match(s.right)
    if s.casual:
        return None
    named = left and (right or _TITLE_ENDS.match(s.right))
    if not named and (not right or lx.PAST.search(s.left) or s.turned):
        return None
    if _own_act(s):
        return None
    if _KNOWS_NOBODY.search(s.left):
        return s.verdict("hint", "明说不认识")
    near = s.before[-30:] + s.left + s.right + s.doc.slice(s.mention.list_end, s.mention.list_end + 2 * REACH)
    if lx.PRESSURE.search(near) or _OFFERS.search(near):
        return s.verdict("threat", "以身份或关系施压,未见提出", review=True)
    return s.verdict("hint", "身份或关系,非介入", review=True)


# Only of somebody who works there: 要不要请个公证 is a plain question.
_OFFERS = re.compile(r"要不要(?:我)?(?:叫|让|请|喊)")
_KNOWS_NOBODY = re.compile(r"不认识[^,。;]{0,6}$|没有[^,。;]{0,4}(?:熟人|关系|朋友)[^,。;]{0,4}$")
_OWN_ACT = re.compile(
    r"(?:已经?|昨天|上周)[^,。]{0,8}(?:帮我|替我|把材料|登记|采访|报道|反映)|(?:正在|在)(?:做|写|"
    r"采写)[^,。]{0,8}(?:选题|报道|稿)"
)


def _own_act(s: Scope) -> bool:
    """我是记者,昨天已向栏目报料: the clause after the relation tells a deed."""
    return _OWN_ACT.search(s.after) is not None


_OPINION = re.compile(r"(?:深知|(?<![谁哪没不])知道|明白|清楚|懂得?|觉得|认为|相信)[^,。]{0,4}$")
_ADVERTISED = re.compile(r"^[^,。;]{0,6}?(?:打|做|播|登|投)(?:的|过|了)?(?:个)?广告")
_USELESS = re.compile(r"^[^,。]{0,4}(?:没(?:什么)?用|有(?:什么|啥)用|也?白搭|也不管)")
_AS_ONE = re.compile(r"^的?身份(?!证)")
_ECHO = re.compile(r"^(?:调解|投诉|监管|的事)?\?")
_ABSENT = re.compile(r"(?:没有?|未见|并无|无)(?:什么|任何)?$")


def comment(s: Scope) -> Verdict | None:
    if _ADVERTISED.match(s.right):
        return s.verdict("hint", "广告,非介入")
    if _OPINION.search(s.left):
        return s.verdict("hint", "泛泛议论")
    if _AS_ONE.match(s.right):
        return s.verdict("hint", "身份或关系,非介入", review=True)
    if _ECHO.match(s.right + s.after) and not s.turned:
        return s.verdict("hint", "反问,只是提到")  # 协会调解?那是你们发短信让我去的
    if _USELESS.match(s.right) and not DONE_LEFT.search(s.left):
        return s.verdict("hint", "泛泛议论")
    if _ABSENT.search(s.left) and not s.turned:
        return s.verdict("hint", "否定,该单位未介入")
    if cx.PENALTY.search(s.left) and cx.PENALTY_RIGHT.match(s.right):
        return s.verdict("hint", "评论公司旧事,非本案")
    return None


_SELF_TOO = re.compile(r"(?:我|本人|客户)(?:也|就|已|刚|又)")
_INVITED = re.compile(
    r"(?:你们|公司|贵司)(?:请|邀请|约|安排)(?:了)?(?:他们|来|的)|又没(?:有)?申请|(?:我|"
    r"客户)(?:可)?(?:没|从没|并未|未)(?:有)?申请"
)
_UNRELATED = re.compile(
    # 报社来问的是物业电梯,不是你们; 12345回访我是问路灯,跟你们没关系
    r"(?:跟|和|与)(?:你们|贵司|恁|咱?公司)[^,。;]{0,4}(?:没|无)(?:有)?关|不关(?:你们|贵司)|"
    r"[,。]不是(?:冲|针对|问|告|投诉|说)?着?(?:你们|贵司|恁|我们)(?=[,。!哈啊]|$)|"
    r"(?:与|跟|和)(?:本|这|此)(?:次|件|回|单|案).{0,6}(?:无关|没关系)|"
    r"不是(?:为|因)?这(?:件|个|次|回)"
)


# The press asked, and the customer would not.
_DECLINED = re.compile(
    r"婉(?:谢|拒|辞)|谢绝|先别(?:采访|拍|报)|(?:没|不|未)(?:有)?(?:接受|答应|同意|让)[^,。;]{0,4}(?:采访|拍|报道|他|她)?(?=[,。;]|$)|"
    r"没(?:有)?留(?:材料|电话|下)"
)
_CAME_OUT = re.compile(r"播出|见报|登(?:了|出|在)|刊(?:出|登|发)|报道了")
_CERTIFICATE = re.compile(r"^[^,。;]{0,8}?开(?:了|具|出)?[^,。;]{0,20}证明")


def elsewhere(s: Scope) -> Verdict | None:
    near = s.before[-24:] + s.left
    told = s.right + s.after
    if cx.HEARSAY.search(near) and not _SELF_TOO.search(near):
        return s.verdict("hint", "听说或报道,非本案")
    if _INVITED.search(s.right + s.after):
        return s.verdict("hint", "公司邀请,客户未申请")
    if cx.BROADCAST.search(s.earlier) and not cx.PEOPLE.search(s.left + s.right):
        return s.verdict("hint", "承前句的报道,非本案")
    if _by_outsider(s):
        return s.verdict("hint", "他人的行为,非本案")
    if cx.OTHER_COMPANY.search(near + told):
        return s.verdict("hint", "别家公司的事")
    if cx.OTHER_TIME.search(near) and cx.OTHER_CASE.search(near + told):
        return s.verdict("hint", "过去另一件事")
    if _UNRELATED.search(told):
        return s.verdict("hint", "过去另一件事")
    if s.body.flag == "media" and s.acted and _DECLINED.search(told) and not _CAME_OUT.search(told):
        return s.verdict("hint", "客户未接受采访", review=True)
    if PREP_LEFT.search(s.left) and _CERTIFICATE.match(s.right):
        return s.verdict("hint", "开证明,非投诉")
    return None


_WITH_ME = re.compile(r"(?:我们?|俺们?|咱们?|本人)(?:和|跟|与|同|带着?|约了?|叫上)[^,。;]{0,8}$")
_PRONOUN = re.compile(r"^(?:他|她)")


def _by_outsider(s: Scope) -> bool:
    """Who acts? The nearest person named before the verb; a pronoun points further back."""
    if (
        lx.HELPED.search(s.before[-20:] + s.left + s.right[:10])
        or (s.acted and not s.turned)
        or cx.ARRIVED.search(s.left)
    ):
        return False
    people = list(cx.PEOPLE.finditer(s.left))
    if not people and _PRONOUN.match(s.left):
        return any(m.group("other") for m in cx.PEOPLE.finditer((s.earlier + s.before)[-REACH:]))
    if people and people[-1].group("other") and _WITH_ME.search(s.left[: people[-1].start()]):
        return False  # 我和厂里工友一共八个
    people = people or list(cx.PEOPLE.finditer(s.before[-REACH:]))
    return bool(people) and people[-1].group("other") is not None
