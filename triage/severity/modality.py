"""Decide whether a named outside body was really approached: fact, threat or hint (guide §5.1, §14.1).

An event is told as done, as failed, denied, announced, asked about, somebody else's, or quoted from a rule.
The rules run in this order; the first that speaks decides.
"""

import re
from collections.abc import Callable

from . import context as cx
from . import exclusions
from . import lexicon as lx
from .bodies import Mention
from .document import Document
from .events import (
    ACT_LATER,
    ACT_NEXT,
    FILED_NEXT,
    PREP_LEFT,
    REACH,
    Body,
    Scope,
    Verdict,
    own_part,
    scope,
)
from .headers import header
from .pressure import pressed
from .tense import announced, completed, conditional, negated

# --- rules, in order ----------------------------------------------------------------------------------------


_COMPANY_CONFIRMS = re.compile(r"(?:您|客户)[^,。]{0,8}(?:已|打|投诉|反映).{0,12}$")


def _company(s: Scope) -> Verdict | None:
    if not s.by_company:
        return None
    if _COMPANY_CONFIRMS.search(s.left) and completed(s):
        return s.verdict("fact", "公司确认客户已提出")
    return s.verdict("hint", "公司人员的话,非客户行为")


# Written or printed for them, not sent: 给监管局的两页纸打印好了,要不要寄看你们.
_PREPARED = re.compile(r"^[^,。;]{0,16}?(?:写|打印|填|备|准备|整理|装|拟|编辑)(?:了|好|完|齐)")
_SENT = re.compile(
    r"寄(?:了|出|走|给|到|去)|交(?:了|到|给|上)|投(?:了|进)|发(?:了|出|给|到)|递(?:了|到|上)|送(?:了|到|去)|"
    r"提交(?:了|成功)"
)
_CLAUSE_END = re.compile(r"(?<=[,。;!])")
_FORM_BROKE_OFF = re.compile(r"没(?:能)?(?:交|提交|发|寄|传|递)[^,。]{0,2}(?:上|出|成)|卡(?:住|死|那)")


def _failed(s: Scope) -> Verdict | None:
    clauses = _CLAUSE_END.split(own_part(s.after))
    own = s.right + "".join(clauses[:2])
    if not lx.FAILED.search(own):  # a form breaks off late: 填到最后要传发票,…没交上去
        own = s.right + "".join(c for c in clauses if _FORM_BROKE_OFF.search(c))
    found = lx.FAILED.search(own) or lx.FAILED.search(s.left[-14:])
    if not found or lx.LATER_SUCCESS.search(own):
        return None
    prepared = _PREPARED.search(s.right) and not _SENT.search(s.left + own[: found.start()])
    dialled = s.doc.text[s.mention.start : s.mention.start + 1].isdigit()
    if not (s.turned or s.receipt or prepared or dialled or lx.FAILED.search(s.right)):
        return None
    return s.verdict("threat", "尝试未成")


_PRETENDED = re.compile(r"(?:自称|冒充|假冒|谎称|声称)(?:是)?[^,。;]{0,6}$")
_DONT = re.compile(r"(?:别(?!人|的|处|家)|不要|不用|莫|甭)[^,。]{0,12}$")
_SOMEBODY_CALLED = re.compile(
    r"来(?:了|个)*(?:电话|人|信)|打(?:来|过来)(?:了|的)?(?:一个)?电话|(?:接|收)到[^,。;]{0,6}电话"
)
_GOT_CALL = re.compile(r"(?:接|收)(?:到|了|悉|获)?[^,。;]{0,14}$")
_CALL = re.compile(r"^[^,。;]{0,8}?(?:电话|来电|来函|发函|函件?|来信|通知|问询|短信|转办|工单)")
_CALLER_IS = re.compile(r"(?:说是|自称(?:是)?|是)[^,。;]{0,4}$")
_IMPERATIVE = re.compile(r"[你您](?!们)(?:先|就|可以|要|得|不如)?(?:上|打|找|去|到|向)[^,。]{0,10}$")
_STOPS = re.compile(r"^[,。]")


def _acted(s: Scope) -> Verdict | None:
    if cx.ARRIVED.search(s.left) and not s.casual and not (announced(s) or conditional(s) or negated(s)):
        return s.verdict("fact", "该单位已来人")
    if _PRETENDED.search(s.left):
        return s.verdict("hint", "冒名,非该单位")
    if _GOT_CALL.search(s.left) and _CALL.match(s.right) and not (announced(s) or conditional(s) or negated(s)):
        return s.verdict("fact", "接到该单位来电来函")
    if _DONT.search(s.left) or s.doc.slice(s.mention.end - 2, s.mention.end) == "工会":
        return None
    if _SOMEBODY_CALLED.search(s.before[-14:]) and _CALLER_IS.search(s.left):
        return s.verdict("fact", "该单位来电来人")
    if _IMPERATIVE.search(s.left):
        return None
    if not s.acted or (s.turned and not _STOPS.search(s.right)):
        return None
    if cx.WISH.search(s.left) or announced(s) or conditional(s) or cx.LATER.match(s.right):
        return None
    if lx.INTENTION.search(s.acted.group()) and not lx.PAST.search(s.right):
        return None
    return s.verdict("fact", "该单位已有动作", s.acted)


_OWN_STORY = re.compile(r"(?:这(?:事|件|个)?|我|咱|俺|已经?|都|昨|今)[^,。;]{0,6}$")
_PRINTED_LEFT = re.compile(r"(?:登|刊|发|播|上)(?:在|到|出在|了)[^,。;]{0,6}$")
_PRINTED_RIGHT = re.compile(r"^[^,。;]{0,4}(?:上|里)?(?:登|播|发)?(?:出来)?了")
_OUT_NOW = re.compile(r"见报|上(?:了)?(?:电视|报纸|新闻)|上了报|播|刊|登")


_WITHDRAWN_LEFT = re.compile(r"(?:撤(?:回|销|掉|了)|取消|销(?:掉|了))[^,。;]{0,6}$")
_WITHDRAWN_RIGHT = re.compile(r"^[^,。;要想会]{0,16}?撤(?:回|销|诉|了|掉)")


def _withdrawn(s: Scope) -> Verdict | None:
    """撤回12345那张单子: what is withdrawn was filed."""
    if s.casual or not (_WITHDRAWN_LEFT.search(s.left) or _WITHDRAWN_RIGHT.match(s.right)):
        return None
    return s.verdict("fact", "撤回已提出的投诉")


def _published(s: Scope) -> Verdict | None:
    """这事见报了, 已上新闻了: the word is the event, no body needs to be named."""
    name = s.doc.slice(s.mention.start, s.mention.end)
    printed = s.body.flag == "media" and _PRINTED_LEFT.search(s.left) and _PRINTED_RIGHT.match(s.right)
    if printed and not (announced(s) or conditional(s) or negated(s)):
        return s.verdict("fact", "已见报或播出")
    told = "了" in name or s.right[:1] in {"了", "过"} or s.left.endswith(("已", "已经"))
    if not (told and _OUT_NOW.match(name) and _OWN_STORY.search(s.left)) or announced(s) or conditional(s):
        return None
    return None if negated(s) or cx.HEARSAY.search(s.left) else s.verdict("fact", "已见报或播出")


_NOT_FORMAL = re.compile(r"(?:没|未)(?:有)?(?:留|报|做|去)?(?:登记|投诉|受理|反映|举报|立案|编号|材料)")


def _consulted(s: Scope) -> Verdict | None:
    near = s.left[-16:] + s.right + own_part(s.after)
    if (
        s.turned
        and cx.CONSULT.search(near)
        and not cx.FORMAL.search(_NOT_FORMAL.sub("", s.right + own_part(s.after)))
        and not announced(s)
    ):
        return s.verdict("hint", "仅咨询,未提出")
    return None


_FOLLOWED_ADVICE = re.compile(r"我(?:就|也)?(?:去|打|申请|找|寄|投)了")
_WAS_TAKEN = re.compile(r"交(?:的|了)|收了|登记|受理|编号|填(?:的|了)|打通|说")


def _advised(s: Scope) -> Verdict | None:
    if not cx.ADVICE.search(s.before[-18:] + s.left):
        return None
    told = s.right + s.after
    if _FOLLOWED_ADVICE.search(told) and _WAS_TAKEN.search(told):
        return s.verdict("fact", "照建议已提出")
    if cx.AFTER_ADVICE.search(told) and not cx.NOT_DONE_AFTER.search(told):
        return None
    return s.verdict("hint", "他人建议,客户未提出")


_WOULD_HAVE = re.compile(r"要不是.{0,12}我?早就?")
_ASPECT = re.compile(rf"{lx.ASPECT}|已")


_QUOTED = re.compile(r"“[^”]{0,12}”")


def _filed(s: Scope) -> Verdict | None:
    """The deed stands in the clause after the name: 公会公众号上有个入口,我点进去,交上了."""
    told = s.right + s.after
    found = FILED_NEXT.match(told)
    if (
        not found
        or s.casual
        or announced(s)
        or conditional(s)
        or negated(s)
        or lx.INTENTION.search(_QUOTED.sub("", found.group()))
    ):
        return None
    if lx.FAILED.search(own_part(told)) and not lx.LATER_SUCCESS.search(told):
        return None
    return s.verdict("fact", "随后已提交", found)


_NOT_DONE = re.compile(r"没|未|不")
_KIN_WORKS_AT = re.compile(rf"{lx.KIN}[^,。;]{{0,4}}在[^,。;]*$")
_OFFICIAL = re.compile(r"的?[^,。;]{0,6}(?:委员|干事|老师|同志|主任|代表|记者|编导|人)")
_WENT_THERE = re.compile(r"(?:到|去|上|在|找|跑|进|给|跟|向)(?:了|过)?[^,。;]{0,10}$")


def _answered(s: Scope) -> Verdict | None:
    """Somebody went there, or one of theirs came, and the next clause tells what they did."""
    told = s.right + s.after
    found = ACT_LATER.match(told)
    if not found or s.casual or announced(s) or conditional(s) or negated(s) or lx.CONDITION.search(s.before):
        return None
    if cx.ADVICE.search(s.before[-18:] + s.left) or cx.HEARSAY.search(s.left) or lx.INTENTION.search(found.group()):
        return None
    if lx.FAILED.search(own_part(told)) or _NOT_DONE.search(found.group()):
        return None
    if cx.IDENTITY_LEFT.search(s.left) or _KIN_WORKS_AT.search(s.left):
        return None
    if cx.ACQUAINTED.match(s.right):
        return None
    if _WENT_THERE.search(s.left) or re.match(
        r"的?[^,。;]{0,6}(?:委员|干事|老师|同志|主任|代表|记者|编导|人)", s.right
    ):
        return s.verdict("fact", "该单位接待或办理", found)
    return None


def _done(s: Scope) -> Verdict | None:
    if _URGE.match(s.right):
        return s.verdict("threat", "说想去,尚未发生")
    if _WOULD_HAVE.search(s.left):
        return s.verdict("threat", "「要不是…早就…」,尚未发生")
    if conditional(s) or negated(s):
        return None
    depends = lx.CONDITION.search(s.before) and not _ASPECT.search(s.left[-14:] + s.right[:16])
    if s.turned and not depends and completed(s):
        return s.verdict("fact", "已完成的提出", s.receipt)
    if s.receipt and not announced(s):
        return s.verdict("fact", "有受理或登记凭据", s.receipt)
    if s.turned and not announced(s) and ACT_NEXT.match(s.after) and not lx.CONDITION.search(s.before):
        return s.verdict("fact", "提出后对方已有回应", ACT_NEXT.match(s.after))
    return None


_DENIED_AFTER = re.compile(
    rf"^[^,。]{{0,14}}(?:还没|没有?|未|尚未|暂未|不想|不会|不打算|不准备|先不|懒得|"
    rf"不敢)[^,。]{{0,4}}{lx.TURN_TO}"
)


def _negation(s: Scope) -> Verdict | None:
    after = _DENIED_AFTER.match(
        s.right,
    )
    if not (negated(s) or after):
        return None
    near = s.before[-20:] + s.left + s.right
    if lx.NOT_YET.search(near) or (lx.RELUCTANT.search(near) and lx.PRESSURE.search(near + s.after)):
        return s.verdict("threat", "尚未提出,保留可能")
    return s.verdict("hint", "否定,未提出")


_I_CALL = re.compile(r"我[^,。;]{0,6}(?:打电话|推荐|爆料|报料|举报)")
_HEADS_FOR = re.compile(rf"{lx.TURN_TO}|推荐|见")
_POLICE = re.compile(r"派出所|公安|民警|警察|经侦|刑")
_COMPLAINING = re.compile(r"投诉|反映|举报|告(?!知|诉)|找(?!你|我)|信访|上访|说理|闹|堵|(?:就|要|准备)去[^,。;]{0,6}$")
_ONE_BY_ONE = re.compile(
    r"^[,、]?我(?:就|再|会)?(?:一个一个|一家一家|挨个|挨家|轮着|都)(?:去|来|地|的)?(?:找|送|投|跑|打|寄|告|"
    r"反映)(?!了|过)"
)
_FETCHES = re.compile(r"(?:带|领|叫|请|喊|约|拉)(?:着|上|个|几个)?(?:省|市|县|家|位)?$")
_THEN_GO = re.compile(r"就[去找打上]")
# 我打12315的手已经痒了; 我让都市快报的人看看; 那话我收回.
_URGE = re.compile(r"^的(?:手|心|冲动|念头)")
_I_MAKE = re.compile(r"我(?:就|再|会|可|真|好)?(?:让|叫|请|喊)$")
_MADE_TO = re.compile(r"^(?:的人|的|那边)?[^,。;]{0,4}(?:来|看看|评评|写|拍|查|调|曝|念|报道)")
_RETRACTED = re.compile(r"收回|算我没说|是气话|不作数|别当真|不去了")
_ALSO = re.compile(r"^(?:同时|并(?!且已)|再|然后|还|也|顺便|另外)")


def _threatened(s: Scope) -> Verdict | None:
    if _RETRACTED.search(s.after):
        return s.verdict("hint", "已收回的话")
    if _I_MAKE.search(s.left) and _MADE_TO.match(s.right) and not _NOT_DONE.search(s.right[:6]):
        return s.verdict("threat", "表示将要,尚未发生")
    later = _I_CALL.search(s.after) and lx.CONDITION.search(s.right)
    ahead = later or (_HEADS_FOR.search(s.right) and (lx.INTENTION.search(s.right) or lx.CONDITION.search(s.right)))
    if not (
        s.turned
        or s.acted
        or ahead
        or _ONE_BY_ONE.match(s.right + s.after)
        or _FETCHES.search(s.left)
        or cx.LATER.match(s.right)
        or PREP_LEFT.search(s.left)
        or cx.WISH.search(s.left)
    ):
        return None
    if s.casual and (
        _POLICE.search(s.doc.slice(s.mention.start, s.mention.end))
        or not _COMPLAINING.search(
            s.left[-14:] + s.right,
        )
    ):
        return None
    condition = conditional(s) or lx.CONDITION.search(s.before[-REACH:])
    if _ONE_BY_ONE.match(s.right + s.after) and not s.casual:
        return s.verdict("threat", "表示将要,尚未发生")
    if cx.ASKING.search(s.left + s.right) and not condition and not _THEN_GO.search(s.left):
        return None
    if announced(s):
        return s.verdict("threat", "表示将要,尚未发生")
    if _ALSO.match(s.left) and lx.INTENTION.search(s.before[-REACH:]) and not lx.PAST.search(s.left):
        return s.verdict("threat", "承前句的打算,尚未发生")
    if condition and not lx.PAST.search(s.left):
        return s.verdict("threat", f"「{condition.group()[:6]}…」句式,尚未发生")
    if ahead or cx.LATER.match(s.right) or (s.turned and lx.INTENTION.search(s.right)):
        return s.verdict("threat", "表示将要,尚未发生")
    return None


def _asked(s: Scope) -> Verdict | None:
    if not cx.ASKING.search(s.left + s.right):
        return None
    return s.verdict("hint", "只是询问")


_WILL = re.compile(r"^我(?:也|都|可是|还)?会")
_SUBMITS = re.compile(r"投诉|反映|举报|打|拨|寄")
_WE_GO = re.compile(r"(?:我们?|咱们?|俺们?|一起)去[^,。;]{0,8}$")


# 我找12378,找人大: a bare verb of the speaker's tells no deed; 家属向消协投诉 does.
_HEADS = re.compile(r"(?:^|我|我们|咱|俺|[,:。])[^,。;们者属户人他她你您]{0,8}?(?:找|去|打|拨|问|告)$")
_MAY = re.compile(r"(?:可以|能够?|应该)(?:去|再|直接)?[^,。;了过]{0,4}$")
_INTENDED = re.compile(r"(?:本来|原本|原想)[^,。;]{0,10}$")


def _bare(s: Scope) -> Verdict | None:
    if not s.turned or s.casual:
        return None
    if cx.NOT_DONE_AFTER.search(s.doc.slice(s.mention.list_end, s.mention.list_end + 2 * REACH)):
        return s.verdict("threat", "提到去处,尚未去")
    if cx.WISH.search(s.left) and not _SUBMITS.search(s.left[-18:] + s.right[:10]):
        return s.verdict("hint", "请求该单位介入,未见提出")
    if lx.INTENTION.search(s.right[:8]) or _WILL.match(s.right):
        return s.verdict("threat", "表示将要,尚未发生")
    if _INTENDED.search(s.left):
        return s.verdict("hint", "原打算,未发生")
    if _MAY.search(s.left):
        return s.verdict("hint", "他人建议,客户未提出")
    if _HEADS.search(s.left) and not (_ASPECT.search(s.left + s.right) or ACT_NEXT.match(s.after)):
        return s.verdict("threat", "说要去,未见已去")
    if cx.AT_YOU.match(s.right) or _WE_GO.search(s.left):
        return s.verdict("threat", "说要去,未见已去")
    return s.verdict("fact", "已提出(自述,待核)")


RULES: tuple[Callable[[Scope], Verdict | None], ...] = (
    header,
    _company,
    exclusions.quoted,
    exclusions.comment,
    exclusions.identity,
    exclusions.elsewhere,
    _failed,
    _acted,
    _withdrawn,
    _published,
    _consulted,
    _advised,
    _done,
    _filed,
    _answered,
    _negation,
    _threatened,
    _asked,
    _bare,
)


def judge(doc: Document, mentions: tuple[Mention, ...], mention: Mention, body: Body) -> Verdict:
    """The first rule that speaks decides; a name that takes part in no event is a hint."""
    around = scope(doc, mentions, mention, body)
    for rule in RULES:
        verdict = rule(around)
        if verdict:
            return pressed(around, verdict)
    return pressed(around, around.verdict("hint", "只是提到"))
