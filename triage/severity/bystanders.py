"""Counts of people who do not complain together: insured, staff, audience, hearsay, the unwilling (guide §5.2)."""

import re

from . import lexicon as lx
from .document import Document
from .people import Quantity

_SPAN = 30
INSURED_RIGHT = re.compile(
    r"^(?:个|的|人)?[^,。;]{0,6}?(?:团险|团单|团体|意外险|雇主责任|学平险|保单|补充医疗|医疗险|重疾|"
    r"投保|参保|承保|被保险人|保险(?!公司)|名单|在保|增员|体检|的(?:工资|社保|单子|合同|资料|保费|"
    r"名额|回乡证|身份证|证件|照片|材料|病历|发票|体检))"
)
_INSURED_LEFT = re.compile(
    r"(?:投保|参保|承保|被保险人|保障人数|统一给|为|给|名单|在册|在保|增员|减员|替换|录入|采购|购买|"
    r"职工人数|全厂|全公司|公司(?:里)?有|厂里?有|单位有|全校|学校有|全班|工地(?:上)?(?:有)?|保了|"
    r"我司承保)[^,。;]{0,8}$"
)
_HEARSAY = re.compile(
    r"听(?:人)?(?:说|讲|闻)|据说|据传|好像|网上(?:说|看|有|传|都)|有人说|新闻|听到|别的公司|另一家|外地|别处|"
    r"群里(?:说|"
    r"有|看|讲)|据(?:我)?(?:了解|知)"
)
THEIR_STAFF = re.compile(
    r"(?:你们|贵司|你司|公司|柜台|窗口|客服|前面|我前面|排队|排了|排着|换了|找了|问了|打给|推荐(?:给|"
    r"了)?|介绍了?|拉了|发展了|卖给|骗了|派了?|接待|转了|添加|通知|招了?|同车(?!间)|车上|病房|同屋|房间|"
    r"等位|叫号)[^,。;]{0,6}$"
)
# An audience listened; nobody complained.
_AUDIENCE = re.compile(r"讲座|产说会|沙龙|答谢会|推介|说明会|听课|讲课|讲的|会场|开会|办的会|现场录音|录音我有")
# 要两个人到柜面: so many are needed, nobody complains.
NEEDED = re.compile(r"(?:要(?!求)|得|需要?|让|叫|必须|由|才算|非得|拉|骗|带)[^,。;]{0,2}$")
_WILL_COME = re.compile(r"^[^,。;]{0,6}?(?:在)?群里(?:说|讲)?[^,。;]{0,4}(?:要|想)")
_POLICE = re.compile(r"^[^,。;]{0,8}(?:派出所|公安|经侦|报案|报警)")
_PER_HEAD = re.compile(r"每人[^,。;]{0,8}元,?(?:一?共计?|总共|合计|总计)?$|(?:保费|费用)[^,。;]{0,10}$")
_VICTIMS = re.compile(
    r"^[^,。;]{0,6}?(?:受伤|死亡|遇难|住院|中毒|送医|伤亡|出险|落水|身故|骨折|确诊|感染|丧生|去世|参赛|去旅游|"
    r"旅游|出游|自驾|团建|爬山|聚餐|游客|乘客)"
)
_CONTENT = re.compile(
    r"^[^,。;没未不]{0,8}?(?:办成|办好|办了|领了|领到|赔了|拿到(?!.{0,4}通知)|退了|退到|到账|解决了|谈妥|"
    r"和解|买了|买的|投了|投的|入了|办的|存了|续上)"
)
# 业务员帮我们十九个人签了名: others acted for the people counted.
FOR_US = re.compile(r"(?:替|帮|代|让|叫)(?:了)?(?:我们|咱们|俺们)[^,。;]{0,8}$")
DONE = re.compile(
    r"^[^,。;]{0,10}?(?:统一|一次性|全|重|补|代)(?:签|填|办|投|报|交|买)|^[^,。;]{0,10}?(?:签|填|办|投|买)(?:了|的|好)"
)
UNWILLING = re.compile(
    r"^[^,。;]{0,10}?(?:不愿|不肯|不想|没来|没签|未签|不敢|观望|犹豫|没(?:有)?联(?:名|系)|没答应|"
    r"没表态|嫌|先不|各(?:自|走|办)|怕)"
)
_GATHERING = re.compile(
    r"(?:把|找|叫(?:上)?|喊(?:上)?|联合|召集|组织|发动|拉上?|凑(?:够|齐|到|满)?|约(?:上|好)?|攒|聚|"
    r"带(?:着|上)?|等)[^,。;]{0,12}$"
)
_NEW_STAFF = re.compile(r"新(?:进|来|招|增|入职)[^,。;]{0,6}$")
_PASSERS_BY = re.compile(r"^(?:的)?(?:客人|顾客|看客|路人|过路)")
_THROUGHPUT = re.compile(
    r"(?:一(?:个)?(?:钟头|小时|上午|下午|天)|每天|每小时)[^,。;]{0,4}(?:进来|进了|接待)[^,。;]{0,4}$"
)
_WILL = re.compile(r"^[^,。;]{0,4}?(?:会|将|准备|打算)(?:带|来|去|上|到|坐|拉|举|一起|都|全)")
_OTHER_GROUP = re.compile(r"(?:去年|前年|上次|上回|那年|当年|前几年|几年前)[^,。;]{0,14}$")


_TOGETHER_THEN = re.compile(r"^[^,。;]{0,4}(?:一起|集体|都|就)[^,。;]{0,6}(?:来|去|上|告|找)")


def announced_gathering(left: str, wide_left: str, right: str) -> str:
    """Nobody has joined yet: 打算找二十户联名, 等凑够十个人再来."""
    if lx.INTENTION.search(left) and not lx.PAST.search(left) and _GATHERING.search(left):
        return "打算召集,尚未发生"
    if lx.CONDITION.search(wide_left) and _TOGETHER_THEN.match(right):
        return "扬言聚集,尚未发生"
    return ""


_HANDLED_BY_AGENT = re.compile(r"(?:收|骗|坑|卖给|推销|发展)了?[^,。;]{0,16}$")
_STILL_WANTS = re.compile(r"(?:要|退|没|不|来|找)")
_DENIED = re.compile(r"(?:被(?:超过|至少)?|不是|没有|又不是|别说)[^,。;]{0,6}$")


_REFUSES = re.compile(r"^[^,。;]{0,4}(?:都|全|一致|均)?(?:不同意|不认|不服|不接受|反对|要求|联名|签名|按了)")


def ruled_out(left: str, wide_left: str, right: str) -> str:
    """Why the people counted here are no complainants, or an empty string."""
    if _HANDLED_BY_AGENT.search(left):
        return "业务员经手的人,非投诉人"
    if _HEARSAY.search(wide_left):
        return "听说或他处人数"
    if THEIR_STAFF.search(left):
        return "非投诉人"
    if (INSURED_RIGHT.match(right) or _INSURED_LEFT.search(left)) and not _REFUSES.match(right):
        return "被保险人或参保人数"
    if _AUDIENCE.search(wide_left[-40:] + right) and not _REFUSES.match(right):
        return "听课的人"
    if _PER_HEAD.search(wide_left):
        return "被保险人或参保人数"
    if _WILL_COME.match(right) or _POLICE.match(right):
        return "未向公司提出"
    if _VICTIMS.match(right):
        return "伤者或出险人数"
    if _CONTENT.match(right) and not _STILL_WANTS.search(right[8:]):
        return "已买或已办成的人"
    if UNWILLING.match(right):
        return "没有一同投诉"
    if _NEW_STAFF.search(left):
        return "被保险人或参保人数"
    if _PASSERS_BY.match(right) or _THROUGHPUT.search(left):
        return "在场的旁人"
    if _WILL.match(right) and not left.endswith("一行"):
        return "扬言聚集,尚未发生"
    if _OTHER_GROUP.search(left):
        return "过去他案"
    if _DENIED.search(left):
        return "否定"
    return announced_gathering(left, wide_left, right)


_INSURED_SCENE = re.compile(
    r"团险|团单|团体|参保|增员|减员|离职|名册|补充医疗|补充养老|雇主责任|班车|学平险|"
    r"名单里|不认识"
)


def insured_scene(doc: Document, quantity: Quantity) -> str:
    """A clause about a group policy counts its members: 要从团险里减掉22个离职的."""
    clause = doc.clause(quantity.start)
    scene = doc.slice(max(clause.start, quantity.start - _SPAN), min(clause.end, quantity.end + 8))
    if _INSURED_SCENE.search(scene):
        return "被保险人或参保人数"
    return ""


_GROUP_POLICY = re.compile(r"团险|团单|团体|参保|在保|增减|增员|减员|实习生|学平险|花名册|雇主责任")
_JOINT = re.compile(r"联名|手印|签字|签名|代表|委托|共同|推举|推选|集体|来访|一起来")


def insured_roll(doc: Document) -> bool:
    """A text about a group policy in which nobody speaks for others: lists and totals count the insured."""
    return _GROUP_POLICY.search(doc.text) is not None and _JOINT.search(doc.text) is None


# People gathered for a price, not for a grievance.
_BARGAIN = re.compile(r"(?:拼团|团购|拼单|凑单|砍价|助力|组团价)[^,。;]{0,10}$")
_BARGAIN_RIGHT = re.compile(r"^[^,。;]{0,4}(?:成团|起团|拼团|团购价?|拼单|助力|单价|立减|打折)|^[^,。;]{0,6}每人减")


_TOGETHER = re.compile(r"联名|共同|集体|签|手印|要求|投诉|反映|举报|退")


def bargain(left: str, right: str) -> bool:
    """So many buyers make the price: 拼团接龙到十一个人的时候单价最低; but buyers who complain together do count."""
    if _TOGETHER.search(right):
        return False
    return _BARGAIN.search(left) is not None or _BARGAIN_RIGHT.match(right) is not None
