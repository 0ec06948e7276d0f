"""`group10` and `n_complainants`: who complains together, told from who is insured, talked of or called (guide §5.2).

A quantity of persons counts only when its words say that they complain together: a mandate, signatures, a
joint visit, 「我们二十三户」 with a grievance. Months, calls and rooms never become quantities (`people`);
insured persons, hearsay, satisfied buyers and announced gatherings are ruled out here.
"""

import re

from . import lexicon as lx
from .bystanders import (
    DONE,
    FOR_US,
    INSURED_RIGHT,
    NEEDED,
    THEIR_STAFF,
    UNWILLING,
    announced_gathering,
    bargain,
    insured_roll,
    insured_scene,
    ruled_out,
)
from .document import Document
from .dropouts import LEFT_OUT, dropped
from .parties import couple
from .people import Quantity, find_quantities
from .signals import Signal
from .tallies import SIGN, Reading, tallies

GROUP = 10
_SPAN = 30

_COMPLAIN = lx.any_of(
    r"投诉|反映|反应|要求|请求|诉求|申诉|维权|讨|质疑|不满|不服|不认|不同意|不接受|拒绝|抗议|举报|"
    r"控告|上访|信访|告|闹|找|退|赔|理赔|给个?(?:说法|交代|答复|结果)|要(?!是)|想|希望|盼|等|"
    r"没(?:有)?(?:收到|拿到|退|赔|给|办|到账|人|领|结果|说法)|未(?:收到|获|得|予|赔|退)|被|遇到|碰到|"
    r"一样的?(?:情况|问题|遭遇)|同样|来(?!的)|去(?!年|世)|签|按|联名|写|气|急|受骗|上当|不(?:给|让|"
    r"能|办|退|赔|干|行|走|答应)",
)
_MANDATE = re.compile(r"(?:代表(?:着|了)?|受|替|代|由|为|应|接受?|受托于)[^,。;]{0,10}$")
_MANDATED = re.compile(
    r"^[^,。;]{0,12}?(?:的?(?:共同|联合|书面|一致)?(?:委托|之托|所托|嘱托|授权|托付|推(?:举|选)|推我|"
    r"托我|让我(?:来|代表|出面|当)|叫我(?:来|代表|出面)|公推|选我))"
)
# The speaker was sent by the others; said anywhere near a count, it makes that count a joint complaint.
_SENT = re.compile(
    r"(?:推(?:举|选)?|选|托|委托|央|派|叫|让|喊|请)(?:了)?我(?:来|出面|当(?:代表)?|做代表|上来|写|打|"
    r"问|执笔|跑|牵头|出来|代|说|讲|发|反映)|代(?:表)?(?:大家|大伙|他们|她们|全体)|由我(?:来|"
    r"在这)?(?:统一)?(?:留言|代|写|说|反映|出面|转)|推(?:举|选)?(?:了)?我[和跟与同][^,。;]{1,10}?(?:来|谈|出面|当)|推(?:举|选)?[^,。;]{1,10}(?:为|当|做)(?:代表|"
    r"联络人)|委托(?:他|她|我|来|书)|代表人?[::]|受[^,。;]{0,6}委托"
)
# 校长让我写: an employer's errand, not the group's mandate.
_SUPERIOR = re.compile(r"(?:长|大队|支书|书记|主任|经理|老板|领导|人事|财务|上级|公司|单位)[^,。;]{0,2}$")
_SPEAKS_FOR = re.compile(r"(?:代表(?:着|了)?|替|代)[^,。;]{0,10}$")
_SPOKEN = re.compile(r"^[^,。;]{0,8}?(?:来|反映|投诉|说|问|打(?:电话|来)|讲|要(?!求投保)|申诉|提|写|诉|发)")
_INCLUDING = re.compile(
    r"(?:连|算上|加上|包括|含|连同|加|带上?)(?:我|本人|俺|咱|她|他|来访人|投诉人)(?:自己|本人|在内|"
    r"一共|一起|总共|共|一个|带|,|、|的)*$"
)
_PLUS_ONE = re.compile(
    r"(?:我|俺|本人|(?:投诉人|来访人|客户)(?:\[NAME\d*\])?(?:\([^()]{0,30}\)|[^,。;]{0,6})|咱|"
    r"\[NAME\d*\])(?:和|跟|与|同|带着?|带领|"
    r"领着?|叫上|约了?|联合|会同|喊了?|以及|还有|(?<![提涉顾普谈触])及)(?:[^,。;\d]{0,10})$"
)
_EXCEPT = re.compile(r"除了?[^,。;]{1,8}(?:以外|之外|外)?,?(?:我们|咱们?|俺们?|其余|其他|剩下|剩)?(?:的|这)?$")
_SIGNED_RIGHT = re.compile(rf"^[^,。;]{{0,14}}?{SIGN}")
_SIGNED_LEFT = re.compile(rf"(?:[签按摁](?:了|上|好|下)+$|(?:{SIGN}|附名|名单|后附|附后|花名册)[^。;]{{0,14}}$)")
_JOINT = re.compile(
    rf"^[^,。;]{{0,8}}?(?:联名|联合|联署|集体|共同|一起|一同|一块儿?|一道|结伴|组团|抱团|合(?:起来|"
    rf"伙)|商量好?)(?!.{{0,3}}(?:投保|买|上的|参保|旅游|吃|住院|坐车|打工|干活|体检|交钱|生活|上班|"
    rf"施工))[^。;]{{0,10}}?{_COMPLAIN}"
)
_ALL_WANT = re.compile(
    r"^[^,。;]{0,4}?(?:都|全|均|一致|统一)(?:是|在|表示)?(?:要(?!是)|想(?!知)|不(?:同意|认|服|接受)|来(?:了|到|找|要)|同意)|"
    r"^(?:同意|委托|授权|推举)[^,。;]{0,4}我|^[^,。;]{0,6},(?:一起|一同|一道|一块|集体|联名|共同)(?![^,。;]{0,3}(?:投|买|参))"
)
_VISIT_LEFT = re.compile(
    r"(?:来访(?:人(?:员|数)?|客户|群众|家属|业主)?|跟(?:着)?(?:我|他|她)来的(?:还)?|到访(?:人员|"
    r"人数)?|上访|到场(?:人员|人数)?|清点为?|到齐|同来|同行|一行|随行|"
    r"携[^,。;]{0,6}|带领|聚集|集结|来了|(?:同|一起|一块)来的|进来|涌(?:进|入)|围(?:了|着)|堵(?:了|"
    r"着)|现场|门口|大厅里?|楼下|人数|家属|投诉人数?|来联的?|联的?|至[\d:]{1,6})(?:有|约|大约|共|共有|共计|"
    r"站着|坐着|一共|总共|是|已|"
    r"达|的|:|、|\s|超过?|为|了|聚集)*$"
)
_VISIT_RIGHT = re.compile(
    r"^(?![^,。;]{0,12}(?:围观|围过来看|听热闹|看热闹|围着看))[^,。;]{0,10}?(?:来(?:到|访|了|柜|公司|我司|"
    r"[总省分支]公司|[总省]部|"
    r"反映|投诉|讨|要|司|电|你们)|前来|到访|来访|进(?:厅|门|了|来|到|入)|抵达|睡|"
    r"到(?=[^,。;]{0,6}(?:公司|大厅|门口|网点|营业))|到(?:我司|公司|柜面|大厅|营业|场|你们|贵司|分公司|支公司|"
    r"总公司|门口|本公司|我部|客服)|上门|"
    r"聚集|围|堵|静坐|把(?:你们|恁|公司|柜台|大厅|门)[^,。;]{0,8}?(?:围|堵|占)|拉(?:着|起|了)?(?:横幅|"
    r"条幅)|坐在|坐(?:满|着)|站在|蹲在|赶到|走访|涌|(?:都|"
    r"全)在(?=[,。])|(?:都|全)?在(?:这儿?|这里|场|跟前|旁边|边上)|在[^,。;]{0,6}?(?:大厅|门口|柜面|"
    r"楼下|排椅|大堂)|(?:坐[^,。;]{0,6})?(?:去|到|上)了[^,。;]{0,8}?(?:公司|大楼|监管|政府|信访|门口|"
    r"局)|过来(?!看)|一同(?:来|到|进)|一道(?:来|讲))"
)
_WE = re.compile(
    r"(?:我们|咱们|咱|俺们|俺|我等|阿拉|伲|我(?:小区|村|组|厂|班|单位|院|"
    r"队))(?![^,。;:]{0,12}群里?)[^,。;:]{0,14}$"
)
# Anywhere in the text, these say that it is signed or brought by several.
_JOINT_LETTER = re.compile(
    r"(?<!没)(?<!没有)(?<!未)(?:联名|联署)|(?:户户|人人|个个|每(?:家|户|人|个)(?:都|自己)?|"
    r"家家)[^,。;]{0,6}?(?:签|按|摁|捺|画)|画(?:的|了)?押|(?:都|均|全|已经?|各户?|各自|大家|我们|大伙|"
    r"后附|附有?|下面|后面|"
    r"以下)[^,。;]{0,8}?(?:签(?:了|的)?(?:字|名)|签了|按(?:了|的)?(?:红)?手印|摁)|红手印|"
    r"名字[^,。;]{0,4}签|签名[:如附表册]|签名及|共同(?:投诉|要求|反映|意见)|集体(?:投诉|反映)"
)
_ROLE_LEFT = re.compile(
    r"(?:集体|联名|共同|联合)(?:意见|投诉|反映|来信|请求|诉求|申诉|材料)[^,。;:]{0,4}$|(?:投诉人|申诉人|"
    r"申请人|反映人|联名人|签名人|委托人|来信人|信访人|诉求人|举报人|参与人|维权人|"
    r"陈情人|当事人|以下|下列|下述|全体)(?:有|共|为|:|的|、|系)*[^,。;:]{0,10}$"
)
# A form field may put its count after a comma: 来访人:原农机厂退休职工,上十个人.
_LABELLED = re.compile(
    r"(?:来访人|投诉人|申诉人|申请人|诉求人|信访人|反映人|上访人|来人|"
    r"到场人)员?:[^。;:]{0,24}[,\u4e00-\u9fff\]]$"
)
# 今天跟我来的还有十一个老姐妹
_CAME_IN_CROWD = re.compile(r"(?:来|到)了?[^,。;]{0,6}(?:车|巴|屋|大厅|帮|群)人?,$")
_CAME_WITH_ME = re.compile(
    r"(?:跟|和|同|随|陪|与)(?:着)?(?:我|俺|咱)(?:们)?(?:一起|一块儿?|一道|一同)?(?:来|到|"
    r"过来)的?(?:还有|另有|有|是|共)*$"
)
_COUNTED = re.compile(r"(?:点|数|查)(?:了|过)?(?:一|两|三|好几)遍|点了点|数了数|挨个(?:点|数)|清点")
_WROTE_TOGETHER = re.compile(
    r"(?:一块儿?|一起|共同|大家|合起?伙?)(?:来)?(?:写|出|发|递|交|提|送)(?:的|了)?(?:这|此)?(?:封|份|"
    r"个)?(?:信|件|材料|意见|申请|诉求|函)|都(?:来|到)(?:了|齐)|一(?:个)?(?:意思|条心|个要求)|诉求"
    r"(?:一致|相同|都一样)|都在(?:这|信|俺|我)"
)
_ETC = re.compile(r"等(?:共|一共|计|我们)?$")
_PREDICATE = re.compile(
    r"^(?:的)?[^,。;]{0,8}?(?:反映|投诉|要求|诉称|称(?!号)|表示|质疑|申诉|维权|讨(?:要|说法)|不满|"
    r"请求|强烈|拒绝|不同意|(?:全部|一致|都)同意|(?:的)?(?:意见|想法|诉求|要求|说法|意思)(?:都|全|"
    r"是)?(?:一(?:样|致|个)|相同)|不认|不服|实名|来电|来信|来函|写信|致函)"
)
_TOTAL = re.compile(
    r"(?:合计|共计|总计|一共|总共|总数|拢共|统共|加起来|共|目前有|目前|到今天)(?:是|有|为|"
    r"了|已|约|大约)*$"
)

_ALONE = re.compile(
    r"各报各的|(?:只|就|先|仅|光)(?:是|能|想)?(?:替|代表|为)(?:我|他|她|俺|其)?(?:自(?:己|家)|本人|个人)|"
    r"(?:我|单独|只有)(?:就)?一个?人来|个人来(?:电|访|信)|不替别人|不(?:能|敢|想)?代表|"
    r"(?:没|未)(?:有)?(?:人|谁)?委托(?!律师|银行)|未附名单|自己的主意|不牵头|跟(?:他|她|我)没(?:有)?联系"
)
_VAGUE = re.compile(
    r"(?:我们|咱们|俺们)?(?:好多人|很多(?:人|客户|业主|村民|家长)|许多(?:人|客户|业主)|一批(?:客户|"
    r"人|老人|投资者)|一大批|多名(?:客户|投诉人|业主)|多户|一群(?:人|老人)|大家伙|大伙儿?|全村人?|"
    r"整栋楼|集体(?:投诉|来|到|维权|反映|要求))"
)


def find_headcount(doc: Document) -> tuple[list[Signal], int]:
    """Signals for group10 (and need_review where guide §5.2 asks for it), and the lower bound of persons."""
    joint_letter = _JOINT_LETTER.search(doc.text) is not None
    alone = _ALONE.search(doc.text) is not None
    readings = [_read(doc, q, joint_letter, alone) for q in find_quantities(doc.text)]
    signals: list[Signal] = []
    best = 1
    for reading in readings:
        if reading.count:
            best = max(best, reading.count)
    for start, end, count, why in tallies(doc, readings):
        best = max(best, count)
        if count >= GROUP:
            signals.append(_signal(doc, "fact", start, end, why, count))
    best -= dropped(doc, readings, best)
    if best == 1 and couple(doc):
        best = 2
    for reading in readings:
        signals += _signals_of(doc, reading)
    if best < GROUP:
        signals += [
            _signal(doc, "hint", m.start(), m.end(), "只有概数,没有人数", None) for m in _VAGUE.finditer(doc.text)
        ]
    return signals, best


def _signal(doc: Document, status: str, start: int, end: int, why: str, count: int | None) -> Signal:
    left, right = doc.phrase(start, end, limit=36)
    return Signal("group10", "fact" if status == "fact" else "hint", left, right, why, count)


def _signals_of(doc: Document, reading: Reading) -> list[Signal]:
    quantity = reading.quantity
    signals = []
    if reading.count >= GROUP:
        signals.append(_signal(doc, "fact", quantity.start, quantity.end, reading.why, reading.count))
        if quantity.number.precision == "about" and quantity.low <= GROUP:
            signals.append(Signal("need_review", "fact", quantity.start, quantity.end, "约数在十人上下,请核人数"))
    elif quantity.low >= GROUP or (quantity.number.precision == "less" and quantity.low >= GROUP - 1):
        signals.append(_signal(doc, "hint", quantity.start, quantity.end, reading.why or "未见共同投诉", quantity.low))
        if reading.count and quantity.number.precision == "less":
            signals.append(Signal("need_review", "fact", quantity.start, quantity.end, "人数接近十人,请核人数"))
    return signals


def _read(doc: Document, quantity: Quantity, joint_letter: bool, alone: bool) -> Reading:
    clause = doc.clause(quantity.start)
    sentence_start, sentence_end = doc.sentence(quantity.start)
    label = doc.text[clause.start - 1 : clause.start] == ":"  # 来访人数:12人
    left = doc.slice(
        max(doc.clause(clause.start - 1).start if label else clause.start, quantity.start - _SPAN),
        quantity.start,
    )
    wide_left = doc.slice(max(sentence_start, quantity.start - 2 * _SPAN), quantity.start)
    last = doc.clause(max(quantity.start, quantity.end - 1))
    right = _ASIDE.sub("", doc.slice(quantity.end, min(last.end, quantity.end + _SPAN)))
    wide_right = doc.slice(quantity.end, min(sentence_end + 2 * _SPAN, quantity.end + 3 * _SPAN))
    if clause.by_company:
        return Reading(quantity, 0, "公司人员的话")
    if bargain(left, right):
        return Reading(quantity, 0, "拼团或凑单")
    if alone and not _JOINT_LETTER.search(right):
        return Reading(quantity, 0, "明说只代表自己")
    if quantity.low < 5 and NEEDED.search(left):
        return Reading(quantity, 0, "办事所需人数")
    if FOR_US.search(left) and DONE.match(right):
        return Reading(quantity, 0, "他人替办")
    if LEFT_OUT.match(right):
        return Reading(quantity, 0, "退出、陪同或重复,不计")
    certain = _certain(quantity, left, right)
    if certain and certain.why == "签名名单" and insured_roll(doc):
        certain = None
    if _THANKS.match(right + wide_right):
        return Reading(quantity, 0, "致谢,非投诉")
    if certain:
        blocked = announced_gathering(left, wide_left, right)
        return Reading(quantity, 0, blocked) if blocked else certain
    reason = ruled_out(left, wide_left, right) or insured_scene(doc, quantity)
    if reason:
        return Reading(quantity, 0, reason)
    likely = _likely(doc, quantity, left, right, wide_left, wide_right, joint_letter)
    if likely and likely.why == "合计人数" and insured_roll(doc):
        return Reading(quantity, 0, "被保险人或参保人数")
    return likely or Reading(quantity, 0, "未见共同投诉")


_ASIDE = re.compile(r"^\([^()]{0,40}\)?")
_SENT_RIGHT = re.compile(
    r"^[^,。;]{0,6}(?:托(?!管|运)|委托|央)(?:工会|村里|社区|单位|厂里|[^,。;]{0,4})(?:来|代|帮)?(?:问|反映|转|"
    r"打|写|要|说)|^[^,。;]{0,6}(?:推(?:举|选)|选|托|委托|叫|让)(?:了)?我(?:来|代表|出面|当|说)?"
)
_NOT_SIGNED = re.compile(r"^[^,。;]{0,14}?(?:没|未|不|代|替|冒|去签|要签|签字?吗|来签)")
_MUST_SIGN = re.compile(r"(?:要|得|需要?|让|叫|必须|非得|拉|替|帮)[^,。;]{0,4}$")
_TO_BE_SIGNED = re.compile(r"(?:计划|打算|准备|本想|争取|目标)[^,。;]{0,8}$")
# What they signed is somebody's testimony.
_TESTIMONY = re.compile(r"^[^。;]{0,30}?(?:证言|证词|作证)")
_THANKS = re.compile(r"^[^。;]{0,16}?(?:感谢|致谢|道谢|谢谢|表扬)")
_SIGNED_FOR_OTHERS = re.compile(r"代签|没签|未签|冒签|替")


def _certain(quantity: Quantity, left: str, right: str) -> Reading | None:
    """Words that leave no doubt, whoever is insured: a mandate, signatures, 「连我一共」."""
    n = quantity.low
    if _MANDATE.search(left) and _MANDATED.match(right):
        return Reading(quantity, n, "受委托代表", True)
    if (
        _SPEAKS_FOR.search(left)
        and not INSURED_RIGHT.match(right)
        and (left.rstrip("着了").endswith("代表") or _SPOKEN.match(right))
    ):
        return Reading(quantity, n, "代表多人", True)
    if _SENT_RIGHT.match(right):
        return Reading(quantity, n, "推举代表", True)
    if UNWILLING.match(right):
        return None
    if _INCLUDING.search(left):
        return Reading(quantity, n, "连同本人计数", True)
    if (
        _SIGNED_RIGHT.match(right)
        and not (_NOT_SIGNED.match(right) or _TESTIMONY.match(right))
        and not _MUST_SIGN.search(left)
    ):
        return Reading(quantity, n, "签名或按手印", True)
    if (
        _SIGNED_LEFT.search(left)
        and n >= 5
        and not (_SIGNED_FOR_OTHERS.search(left) or _ROLL.search(left) or _TO_BE_SIGNED.search(left))
    ):
        return Reading(quantity, n, "签名名单", True)
    return None


# A roll of the insured or the employed is no list of signatures.
_ROLL = re.compile(
    r"(?:参保|投保|在保|被保险人|保障|增员|减员|职工|员工|教职工|学生|人员|工人|班级|住院|"
    r"理赔|在册|客户|支持)[^,。;]{0,6}(?:名单|花名册|名册)|(?:朋友圈|个性|电子)签名"
)
_GATHERED = re.compile(
    r"^[^。;]{0,30}?(?:静坐|席地|(?:拉|举|打|挂|扯|展)(?:起|着|出|开)?[^,。;]{0,8}(?:横幅|白布|红布|条幅|标语|"
    r"牌子)|打地铺|铺(?:了|着)报纸|过夜|堵(?:住|了|在)|围住|跪|"
    r"喊口号|拒不离开|不肯走|滞留|摆花圈|举遗像|抱遗像)"
)
_MORNING_DRILL = re.compile(r"早会|晨会|跳操|做操|拍手|业绩|音响")
_BYSTANDER = re.compile(r"^[^,。;]{0,6}(?:围观|看热闹|劝|拦|维持|出警|赶到|到场处置)")
_ALL_TOLD = re.compile(r"(?:一共|总共|共|合计|都算上)[^,。;]{0,4}$|、[^,。;、]{1,5}$|\(共$")
_A_TEAM = re.compile(r"^的(?:施工)?(?:队伍?|团队?|班子?|工地|厂|公司)")
_UNIT_CAME = re.compile(r"(?:组|班|村|队|栋|楼|厂|单元|屯|寨)(?:就|都|一共|光)*来了$")
_CAME = re.compile(r"来了$")
_CAME_ONES = re.compile(r"来(?:了|的)$")
_ON_BEHALF = re.compile(r"(?:为|给|被保险人|承保)")
_GROUP_WORDS = re.compile(rf"我们|咱们|俺们|{SIGN}|代表|投诉人|名单")


def _likely(
    doc: Document, quantity: Quantity, left: str, right: str, wide_left: str, wide_right: str, joint_letter: bool
) -> Reading | None:
    n, small = quantity.low, quantity.low < 5
    if (
        _PLUS_ONE.search(left)
        and n > 1
        and not _A_TEAM.match(right)
        and (_VISIT_RIGHT.match(right) or _GRIEVANCE.search(right + wide_right))
    ):
        everybody = _ALL_TOLD.search(left) is not None  # 我和工友一共八个, 我和老伴、小儿子三个人
        return Reading(quantity, n if everybody else n + 1, "本人加其余人")
    if _CAME_IN_CROWD.search(wide_left):
        return Reading(quantity, n, "成车成群来访")
    if _CAME_WITH_ME.search(left):
        return Reading(quantity, n + 1, "本人加同来的人")
    if not small and _COUNTED.search(wide_left) and not _HAVING.match(right):
        return Reading(quantity, n, "当场点数")
    if not small and _WROTE_TOGETHER.search(right + wide_right[:_SPAN]) and not _HAVING.match(right):
        return Reading(quantity, n, "共同提出")
    if _EXCEPT.search(wide_left) and _GRIEVANCE.search(right + wide_right):
        return Reading(quantity, n, "除个别人外共同提出")
    if _JOINT.match(right) or (not small and _ALL_WANT.match(wide_right)):
        return Reading(quantity, n, "共同提出")
    if _VISIT_RIGHT.match(right) and not (quantity.bare and small):
        return Reading(quantity, n, "一同来访")
    if (
        _VISIT_LEFT.search(left)
        and not (quantity.bare and _CAME.search(left) and not _UNIT_CAME.search(left))
        and not (small and _CAME_ONES.search(left))
        and not THEIR_STAFF.search(left[:-2])
    ):
        return Reading(quantity, n, "一同来访")
    if (
        _GATHERED.search(right + wide_right)
        and not (quantity.bare and small)
        and n >= 2
        and not _BYSTANDER.search(right)
        and not _MORNING_DRILL.search(wide_left + right + wide_right)
    ):
        return Reading(quantity, n, "聚集人数")
    if _ROLE_LEFT.search(left) or _LABELLED.search(wide_left) or _PREDICATE.match(right):
        return Reading(quantity, n, "共同投诉人")
    if _ETC.search(left) and not _ON_BEHALF.search(left):
        return Reading(quantity, n, "等人共同提出")
    if (
        _WE.search(left)
        and not _HAVING.match(right)
        and (_GRIEVANCE.search(right + wide_right[: _SPAN + 10]) or joint_letter)
    ):
        return Reading(quantity, n, "「我们」共同提出")
    if small:
        return None
    if (
        _WE.search(left)
        and _ONE_LOT.match(right + wide_right[len(right) :])
        and _ACT_AS_ONE.search(doc.slice(quantity.start - 160, quantity.end + 160))
    ):
        return Reading(quantity, n, "同一批人一起提出")
    near = wide_left + right + wide_right
    if _TOTAL.search(left) and (_GRIEVANCE.search(near) or _GROUP_WORDS.search(wide_left)):
        return Reading(quantity, n, "合计人数")
    if not _HAVING.match(right) and (_sent(near) or _JOINT_LETTER.search(near)):
        return Reading(quantity, n, "附近写明联名或受托")
    return None


# 我们就是十三个,同一个厂的,…一块儿报上去: what they share is told, then that they act together.
_ONE_LOT = re.compile(r"^[^。;]{0,16}?(?:同一|一个(?:厂|村|队|单位)|一条)")
_ACT_AS_ONE = re.compile(r"一块儿?(?:把|来|报|去|找)|一起(?:来|去|报|讨|找)|商量好|都在(?:这|场|旁)|集体")


def _sent(near: str) -> bool:
    return any(not _SUPERIOR.search(near[: found.start()]) for found in _SENT.finditer(near))


# What a group wants or suffers together; a mere verb of daily life is not enough.
_GRIEVANCE = re.compile(
    r"要求|请求|诉求|投诉|反映|维权|讨(?:要|个?说法|公道)|联名|联合|一起(?:来|去|找|要|退|投|反映)|"
    r"一块(?:来|去|找|上)|集体|共同|不同意|不服|不认|不接受|不满|说法|推我|派我|选我|让我(?:来|打|问|"
    r"写)|(?:都|全|均|谁)(?:没|未|不(?!是|错|用)|被|是(?:被|让|叫|因)|要|想|签|来|反对|遇|上当|受|等着|退|有份|按|"
    r"一个样)|一份也没|没(?:有)?(?:收到|拿到|领到|退|赔|给|办下|到账|人(?:管|理)|合同)|(?:证件号|"
    r"名字|金额)[^,。;]{0,4}(?:不对|错)|退(?:保|钱|款|给|还)|赔(?:付|给|偿)|来(?:找|问|要|投诉|反映|"
    r"讨|公司|你们)|上(?:当|了当)|受骗|被骗|找(?:你们|公司|过)|坐在|登(?:过)?记|接待|材料收|去谈|面谈|到场|"
    r"到齐|一致|领钱|改回"
)
_HAVING = re.compile(
    r"^[^,。;]{0,6}?(?:都|也|全|一共|当时|那时|统一)?(?:买|投(?!诉)|整|入|办(?!下)|存|参|交(?!涉)|"
    r"上(?:的|了)|在你们(?:这|那)?(?:买|投|办))(?:了|的|过|着)"
)
