"""Which event does a name take part in: the customer turned to the body, the body acted, or a mere mention?

`Scope` holds the words around one mention of an outside body and what they tell; `modality` judges it.
"""

import re
from dataclasses import dataclass, field
from functools import cache

from . import context as cx
from . import lexicon as lx
from .bodies import Mention, next_other
from .document import Document
from .signals import Status

REACH = 44


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a mention means; `start:end` is the evidence."""

    status: Status
    start: int
    end: int
    why: str
    review: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """What the judge must know of one kind of body besides its names.

    `acts`: what such a body does once it is involved. `casual`: names so common in everyday stories (村委会,
    工会, 派出所) that only an official act or a formal complaint counts.
    """

    flag: str
    threat: str
    acts: str
    casual: re.Pattern[str] = re.compile(r"(?!)")
    casual_acts: str = r"(?!)"


@dataclass(frozen=True, slots=True)
class Scope:
    """The words around one mention, and the event they tell."""

    doc: Document
    mention: Mention
    body: Body
    left: str  # same clause, before the name (or the list of names it stands in)
    right: str  # same clause, after it
    before: str  # earlier clauses of the sentence
    earlier: str  # the sentence before
    after: str  # the clauses that follow, until another body is named
    by_company: bool
    casual: bool = False
    turned: bool = field(default=False)
    acted: re.Match[str] | None = None
    receipt: re.Match[str] | None = None

    def verdict(self, status: Status, why: str, found: re.Match[str] | None = None, review: bool = False) -> Verdict:
        """Evidence: the clause of the name, run on to the words `found` in `right + after`."""
        start, end = self.doc.phrase(self.mention.start, self.mention.end)
        if found:
            tail = min(self.mention.list_end + found.end(), len(self.doc.text))
            end = max(end, self.doc.phrase(max(start, tail - 1), tail)[1])
        return Verdict(status, start, end, why, review)


# --- events -------------------------------------------------------------------------------------------------

_TURN_LEFT = re.compile(rf"{lx.TURN_TO}[^,。;]{{0,10}}$")
DONE_LEFT = re.compile(
    rf"{lx.TURN_TO}(?:到|至|给|往|进|上|向|在|去)?{lx.ASPECT}[^,。;]{{0,10}}$|(?:通过|经)[^,。]{{0,6}}$"
)
PREP_LEFT = re.compile(rf"{lx.PREPOSITION}[^,。;]{{0,12}}$")
_SAY_RIGHT = re.compile(rf"^[^,。;]{{0,14}}?{lx.SAY_THERE}")
_TOPIC_RIGHT = re.compile(
    rf"^,?(?:那边|那里|那儿|的?电话|热线|平台|那头)?(?:[^,。;我]{{0,8}})?(?:我们?|俺|咱|本人|客户|"
    rf"[^,。]{{0,4}})?(?:昨[晚天]|今[早天]|前天|也|都|"
    rf"已经?|早就?|刚|昨天|今天|就|又|才|[^,。]{{0,6}})?(?:打|拨|找|投(?!保|资|过?稿|稿)|寄|递|报|登记|备(?=案|了案)|"
    rf"挂(?=号|了号)|连(?=上)|告|"
    rf"反映|反应|举报|投诉|去|跑|交|填|写|联系|申请){lx.ASPECT}"
)
_ACT_WORDS = lx.any_of(
    r"转(?:了|办|来|给|到|交|送|过来|下来|至|派|达|我|你|贵|本)|移送|移交|交办|批转|派(?:发|单|"
    r"了?工?单)|分派|下发|下派|流转|推送|督办|督导|督促|来函|来件|发函|函(?:告|询|请|件|至|转|复|,|"
    r"。)|发来|来电|来文|来信|来人|来单|下文|下函|发文|约谈|问询|质询|询问|介入|受理|立案|登记|"
    r"登(?:的|了)记|记录",
    r"回(?:了)?话|[带领](?:着)?我|下来(?:核|查)|出(?:了|具)(?:证明|意见)|转(?:了|发)(?:我|这)|(?:还|一直|"
    r"仍)?在(?:督|催|盯)|挂(?:着|了)(?:号|牌|账)?|把(?:你们|贵司|贵公司|"
    r"公司)[^,。;]{0,8}?(?:叫|喊|找|请|约)|传给|讲的就是|陪(?:着)?(?:我|他|她)|加(?:了)?我|"
    r"发(?:了)?我|递(?:了|上|来)|核(?:了|对)|抄(?:了|走)|等(?:着|起|到)|登在|立(?:了)?选题|录(?:入|"
    r"了)|派(?:的|过)?[单件]|催(?:了|过|促|你|办)|派(?:了|来|件|案|给|专人)|分(?:送|给|转|办|到你|到贵)|"
    r"批(?:了|给|下|示|复)|给批|批了|"
    r"叫(?:了)?(?:去|你们|我(?:去|补|等))|喊(?:了)?(?:去|你们)|找[^,。;]{0,8}?"
    r"(?:谈(?:了)?话|核实|了解)|(?<![收接得])(?:到|去|来)(?:了|过)?(?:你们|贵司|贵公司|公司|恁|我司)|"
    r"致(?:电|函|信)|(?:挂|列)(?:了)?(?:号|牌|账)?"
    r"(?:成|为|入|进|督)|写(?:进|成|入|了)|过问|关心过|出(?:了)?面|撑腰|盯(?:着|上)|跟进|追(?:着)?问|"
    r"调(?:停|处|解)(?!中心|委|员|处|室|组织)|斡旋|安排|排(?:期|到|了)|约(?:了|我|你|双方|好|到)|出具|"
    r"(?<!打)开(?:了|具|出)|下(?:达|了|文|"
    r"函)|送达|寄(?:来|给|到)|(?:已经?|都|全)(?:知道|知晓|掌握|晓得)(?:了|,)?|(?:正)?在(?:查|核|调查|"
    r"跟|办|走流程|处理)|有(?:回音|回信|"
    r"答复|结果|记录|底子|备案)|"
    r"回复|答复|回我|回了|回电|回访|复函|电话(?:里|通知|联系|说|回|来|跟)|打(?:了|过)?来|打(?:了|过)?(?:我|"
    r"我妈|我们|俺)(?:的)?(?:手机|电话)|"
    r"来(?:了)?电话|打(?:了|过)?电话(?!没|打)|打给|联系(?:了|过|上|到|你|我|贵|本)|通知|告知(?!书)|"
    r"要求(?:你|贵|我司|公司|说明|限期|\d|核|于|其|书面|及时|提供)|责令|责成|(?:让|叫|请|要|催)(?:你|"
    r"贵|公司|提供|补|我(?:等|补|先|找|把|拍|去|写|提|交|回|跟|准备|留|说|再))",
    r"说(?!明|法|不定|理|实|是要)|找我|问(?:我|了|过|起|的你们|你们)|当场记|记下|做(?:了)?笔录|"
    r"讲(?:了|是|,|:|会|让)|给(?:了)?(?:我)?(?:回|短信|编号|单号|受理|答复|回执|个号|了|打|出|开|发|"
    r"登|立)|调查|核(?:实|查)|催办|批示|处罚|发(?:了|来|给|出|短信)|短信|对[^,。;]{0,14}(?:给予|处以|"
    r"作出)|协调|主持|组织|牵头|派(?:人|"
    r"了人|员|出)|收(?:到|了|下)|签收|帮我|查(?:了|过|实|到|清)|管了|盖(?:了)?章",
)
_NO_ACT = re.compile(r"(?:没|未|不)(?!满|服|是|断|停|久|但|仅|止|光|解决|回|答|受理|给|下文|同意|行|知|管)")
_ACT_RIGHT = re.compile(
    rf"^(?:的|那边|那里|那儿|方面|[^,。;]{{0,8}}?(?:人|老师|同志|干事|委员|主席|主任|书记|处长|科长|"
    rf"所长|局长|站长|编导|记者|编辑|调解员|工作人员|接线员|科|处|窗口|领导|"
    rf"科员|办事员|小伙子|姑娘|大姐|女的|男的|们))?(?:[^,。;我]|听我){{0,8}}?{_ACT_WORDS}"
)
_ACT_NEAR = re.compile(rf"^[^,。;]{{0,4}}?{_ACT_WORDS}")
# 监管局上礼拜已经把我的信转到贵省公司了; 市监所把我和业务员叫一块儿谈了; 保协给我排了周二.
_ACT_FAR = re.compile(
    rf"^[^,。;我你]{{0,16}}?(?:把|将|给|跟|同|和|对|为|替|帮)(?:我|俺|咱|本人|客户|这|那|材料|信|事|你们|贵|"
    rf"双方|他|她|老人|诉求|投诉|工单)"
    rf"[^,。;]{{0,16}}?(?:{_ACT_WORDS}|叫|喊|约|谈|聊|转|记|排|报|登|写|批|接|录|拍)"
    r"(?=[^,。;]{0,12}(?:[了过到]|在|给|,|。|$))"
)
# 到市里那个调解委,人家调解员都等起的; 汤委员来店里吃粉,顺手把我这事写进了…
ACT_LATER = re.compile(
    r"^[^,。;]{0,14}[,:](?:已经?|就|又)?(?:转(?:给|到|来|交)|批(?:给|转)|发函|派单|移送)(?:了|到|给|你|贵)|"
    r"^[^,。;]{0,14}[,:](?:他们?|她|人家|对方|顺手|当场|昨天|今天|前天|所里|里头|窗口|工作人员|接待的|"
    r"值班的|那边|调解员|接线员|我|就|都|还|也|把)"
    r"[^,。;]{0,14}?(?:写进|记(?:了|下)|转(?:给|到|来)|过问|打(?:的|了)电话|发(?:了)?函|带(?:了)?函|"
    r"登(?:了)?记|收(?:了|下)|等(?:着|起)|交(?:了|上|进)|答应|"
    r"说(?:会|先|要|让|给|转|七|十|几|三|五)|约(?:了|我|你)|给(?:了)?(?:我)?(?:个|一|打|开|出)|"
    r"盖(?:了)?章|立(?:了)?案|受理|核(?:了|实))"
)
# 巡察组有个意见箱,我塞了一封: the deed follows in the next clause.
FILED_NEXT = re.compile(
    r"^[^,。;]{0,16}[,:、](?:我|俺|咱|本人|客户|闺女|女儿|儿子|他|她)?[^,。;]{0,6}?(?:塞|投(?!保|资)|"
    r"填|交|递|点进去|登记|报(?:了)?名|写(?!的)|提交|寄|上传|"
    r"留(?:了)?言|扫码)(?:了|过|上去?了|进去了|完|好了|,[^,。;]{0,10}(?:填|交|提交)(?:了|上|完))"
)
ACT_NEXT = re.compile(
    r"^[,:][^,。;]{0,8}?(?:他们|她|他|人家|对方|那边|那头|工作人员|接线员|老师|说|让我|叫我|给我|"
    r"回我|受理|登记|答应)[^,。;]{0,12}"
)
_RECEIPT = re.compile(lx.RECEIPT)
_NOT_RECEIPT = re.compile(r"(?:没(?:有)?给?|未|等|无|不给|不)[^,。]{0,3}$")


@cache
def _opens_with(acts: str) -> re.Pattern[str]:
    return re.compile(rf"^[^,。;我]{{0,8}}?(?:两|几|三)位[^,。;]{{0,22}}?{acts}|^[^,。;]{{0,16}}?{acts}")


_ASIDE = re.compile(r"\([^()]{0,40}\)")
_APPOSITION = re.compile(r"^(?:就是|也就是|即)")
_WENT_LEFT = re.compile(r"(?:到|去|上|跑|进)(?:了|过)?[^,。;]{0,8}$")
_WENT_RIGHT = re.compile(r"^[^,。;]{0,6}?(?:去了|走了|跑了|了一趟|了一次|一趟|坐了)")
_DIALLED = re.compile(r"^我[^,。;]{0,8}(?:打|拨|按|试|投诉|反映|举报|登)")
_COMPLAINS_RIGHT = re.compile(r"^[^,。;]{0,14}?(?:投诉|反映|反应|举报|控告|求助|信访|申诉)")
_COMPLAINS_LEFT = re.compile(r"(?:投诉|反映|举报|信访|控告|求助)(?:到|至|给|了)[^,。]{0,8}$")
_RECEIVED = re.compile(r"接(?:的|待|访)|登记|笔录|受理|收(?:了|下)|记(?:了|下)|答复|答应")
CALLS_IN = re.compile(r"(?:来电|致电|进线|来电至|打通)(?:至|到)?$")
_VISITED_LEFT = re.compile(r"(?:去|到|上|找)(?:了|过|的)[^,。;]{0,6}$")


def scope(doc: Document, mentions: tuple[Mention, ...], mention: Mention, body: Body) -> Scope:
    """Cut out the windows around a mention and find its event."""
    here, last = doc.clause(mention.list_start), doc.clause(max(mention.list_start, mention.list_end - 1))
    sentence_start, sentence_end = doc.sentence(mention.start)
    far = min(mention.list_end + 2 * REACH, len(doc.text))
    following = doc.clause_after(sentence_end)  # one clause of the next sentence may still speak of this body
    far = min(far, following.end if following else sentence_end)
    other = next_other(mentions, mention)
    if other >= 0:
        far = min(far, max(doc.clause(other).start, mention.list_end))
    if doc.clause(max(mention.start, far - 1)).by_company != here.by_company:
        far = min(far, max(sentence_end, mention.list_end))
    right_end = min(last.end, mention.list_end + REACH, max(other, mention.list_end) if other >= 0 else last.end)
    name = doc.slice(mention.start, mention.end)
    left = doc.slice(max(here.start, mention.list_start - REACH), mention.list_start)
    right = doc.slice(mention.list_end, right_end)
    aside = _ASIDE.match(doc.slice(mention.list_end, mention.list_end + 44))
    if aside and not _RECEIPT.search(aside.group()):  # 协会调解中心(就是保险行业那个,天河的)我已经登记好了
        resume = mention.list_end + aside.end()
        right = doc.slice(resume, min(doc.clause(min(resume, len(doc.text) - 1)).end, resume + REACH))
        right_end = resume + len(right)
    after = "" if right.endswith(":") else doc.slice(right_end, max(right_end, far))
    casual = body.casual.fullmatch(name) is not None
    acts = body.casual_acts if casual else f"(?:{body.acts})"
    acted = _opens_with(acts).match(right)
    if casual and PREP_LEFT.search(left):  # 我去社区办认证: the customer's errand, not the body's act
        acted = None
    if _APPOSITION.match(left):  # 申请了调解,就是纠纷调解中心那个
        left = doc.slice(max(sentence_start, here.start - REACH // 2), here.start).replace(",", "") + left
    if not casual:
        acted = acted or _ACT_RIGHT.match(right) or _ACT_FAR.match(right)
    if acted and not casual and _NO_ACT.search(acted.group()):  # 来电话说你们不肯调解: the nearer verb is theirs
        acted = _ACT_NEAR.match(right)
    if acted and _NO_ACT.search(acted.group()):  # 派出所没来人; but 一直没回复 presupposes a complaint
        acted = None
    found = _RECEIPT.search(right + own_part(after))
    receipt = found if found and not _NOT_RECEIPT.search((right + after)[: found.start()]) else None
    turned = bool(
        (_WENT_LEFT.search(left) and _WENT_RIGHT.match(right))
        or (name[:1].isdigit() and _DIALLED.match(right))
        or CALLS_IN.search(left)
        or _TURN_LEFT.search(left)
        or (PREP_LEFT.search(left) and _SAY_RIGHT.match(right))
        or _TOPIC_RIGHT.match(right)
    )
    if casual:
        turned = bool(PREP_LEFT.search(left) and _COMPLAINS_RIGHT.match(right)) or bool(_COMPLAINS_LEFT.search(left))
        received = _RECEIVED.search(right + own_part(after))
        turned = turned or bool(received and _VISITED_LEFT.search(left) and "政府" in name)
        receipt = receipt if turned else None
    return Scope(
        doc=doc,
        mention=mention,
        body=body,
        left=left,
        right=right,
        before=doc.slice(max(sentence_start, here.start - 2 * REACH), here.start),
        earlier=doc.slice(max(0, sentence_start - REACH), sentence_start),
        after=after,
        by_company=here.by_company,
        casual=casual,
        turned=turned,
        acted=acted,
        receipt=receipt,
    )


def own_part(after: str) -> str:
    """The following clauses until the text turns to the company's own phones and people."""
    other = cx.OTHER_SUBJECT.search(after)
    return after[: other.start()] if other else after


def last_start(pattern: re.Pattern[str], text: str) -> int:
    """Where the last match starts, or -1."""
    at = -1
    for found in pattern.finditer(text):
        at = found.start()
    return at
