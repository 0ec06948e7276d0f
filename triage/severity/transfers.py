"""A sheet handed on by an outside body whose name is masked, stands only in the signature, or is not said at all.

Public transfer sheets share their form words (现将…移送你司处置, 诉求人, 承办单位, 分流方, 径告本人并抄报我分局).
Where these prove a transfer, the body is the nearest one named; where none is named, the form words tell its kind.
"""

import re

from .bodies import Mention
from .document import Document
from .signals import Signal

# Handing on: somebody else's paper goes to the company for action.
_HANDED_ON = re.compile(
    r"(?:现|兹|今|特)?将[^。;\n]{0,70}?(?:移送|转(?:去|来|送|办|交|请|你|贵|至|给|递|达)|批转|交(?:办|"
    r"由|你|贵)|函(?:转|送|告)|"
    r"随函|移交|流转|分(?:送|派|流)|推送|派发|下发)[^。;\n]{0,20}?(?:你|贵|我)(?:司|公司|单位|行|部|机构|处)|"
    r"(?:抄报|径报|书面报|反馈(?:至|给)?|函复|回(?:复|告|函)|报送|告知|并报|答复)[^,。;\n]{0,8}?(?:我|"
    r"本)(?:分局|局|支局|委|会|办|处|科|中心|"
    r"厅|台|报|刊|栏目|编辑部|秘书处|协会|平台)(?!员|公司|案|一下|价|销)|"
    r"(?:^|[\n,。;:【(])[^\n,。;:我你]{0,16}(?:科|处|室|局|中心|办|平台|热线|委|会|\[ORG\d*\]|"
    r"\[ADDR\d*\])(?:转(?!账|人工|正|保|到|变|换|诊|院|让|移|为|述)(?:来|办|送|交|:|发)?)(?=[:,。\n])|"
    r"(?:转出|分流方|移送方|交办方|转办方|派单方|来文方|移出方|推送方|来源系统|案件来源|件源|"
    r"发函方)[::]|(?:局|办|中心|委|会|处|平台|热线)\s?(?:→|—>|->|⇒)|"
    r"(?:工|函|督|热|监|消|信|协|委)[信线保]?转来[^,。;]{0,14}(?:线索|件|诉求|材料|投诉|反映|来信)|"
    r"(?:转办|交办|督办|移送|转送|分送|函转|批转|催办|协办)(?:单|函|件|通知书?|告知书?|表|笺|清单)(?!给我|我没)"
)
_ACTION = re.compile(
    r"(?:请|望|烦请|希|要求|由)(?:你|贵|责任|承办|相关|各)?(?:司|公司|单位|机构|部门|"
    r"会员单位)?[^。;\n]{0,24}?(?:核(?:查|实|处)|办理|处置|处理|答复|说明|反馈|"
    r"函复|书面|办结|回(?:复|告|传)|报送|联系|停|整改|妥善)"
)
_FORM = re.compile(
    r"诉求(?:人|类型|内容|编号|来源)|承办(?:单位|部门|要求)|办理(?:时限|要求|期限|意见)|交办(?:时间|"
    r"日期|意见|单位)|回复(?:要求|时限|口径|市民)|"
    r"签收时限|办结时限|反馈时限|市民(?:来电|反映|诉求|称)|群众(?:来信|反映|来电)|二次交办|领导批示|"
    r"阅批|阅处|满意度(?:回访|测评)|"
    r"来件单位|转办(?:单位|日期|意见)|被(?:投诉|反映|申请)(?:方|人|主体|单位)|是否(?:首次|公开|回访|"
    r"保密)|(?:此件|本件)(?:不)?公开"
)
_INTERNAL = re.compile(
    r"总公司转|省公司转|分公司转|客服中心转|我司|工单备注|坐席|转(?:总|省|分|支)公司|转(?:理赔|核保|"
    r"保全|客服|法务)"
)

# A bank, a broker or an employer hands on a customer's wish; no authority.
_PARTNER = re.compile(
    r"(?:我|本)(?:行|支行|网点|店|厂|校|单位)(?:客户|现|将|已|近日|转|收到|代)|合作(?:网点|银行|"
    r"渠道)[^,。;\n]{0,6}(?:→|->|转|来)|移交函\(合作"
)

_CUES = (
    (
        "regulator",
        re.compile(r"(?:我|本)(?:分局|支局)|消保(?:处|科)|辖内|保险机构|派出机构|金消|消费投诉(?:转|分送|件)|监管"),
    ),
    ("media", re.compile(r"读者|观众|听众|栏目|刊(?:登|发)|播出|见报|本报|我报|本台|我台|编辑部|爆料人|报料人")),
    ("industry_assoc", re.compile(r"会员单位|秘书处|调解(?:员|申请|委员会|中心)|被申请(?:人|机构)|自律")),
    ("consumer_assoc", re.compile(r"经营者|消费者权益|维权|投诉调解|被投诉方|消法")),
    ("gov", re.compile(r"市民|诉求人|群众|来信|来访|热线|派单|批示|街道|镇|政府|信访|承办单位|责任单位|线索")),
)
_OUTSIDE = frozenset(code for code, _ in _CUES)


def find_transfers(doc: Document, mentions: tuple[Mention, ...]) -> list[Signal]:
    """One fact for a sheet that form words prove to be handed on; for texts where no name was judged a fact."""
    text = doc.text
    found = _HANDED_ON.search(text)
    fields = {m.group() for m in _FORM.finditer(text)}
    if found is None and len(fields) < 2:
        return []
    if found and not (_ACTION.search(text) or fields or len(text) < 160):
        return []
    if _PARTNER.search(text) or (_INTERNAL.search(text) and not fields):
        return []
    at = found.start() if found else text.find(next(iter(sorted(fields))))
    end = found.end() if found else at + 4
    code = _sender(doc, mentions, at)
    if code is None or doc.clause(at).by_company:
        return []
    return [Signal(code, "fact", *doc.phrase(at, end), "转办文书,来文单位见抬头、落款或行文")]


def _sender(doc: Document, mentions: tuple[Mention, ...], at: int) -> str | None:
    """The body named next to the form words, in the first or the last lines; else what the wording tells."""
    near = [
        m
        for m in mentions
        if m.code in _OUTSIDE and (abs(m.start - at) <= 40 or m.start < 40 or len(doc.text) - m.end < 60)
    ]
    if near:
        return min(near, key=lambda m: abs(m.start - at)).code
    return next((code for code, cue in _CUES if cue.search(doc.text)), None)
