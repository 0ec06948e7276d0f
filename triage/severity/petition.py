"""`petition`: banners, sit-ins, blockades, five or more at an authority, a third visit (guide §5.2, §5.3)."""

import re
from dataclasses import replace

from .deeds import judge_deed
from .disorder import find_disorder
from .document import Document
from .numerals import parse
from .people import find_quantities
from .signals import Signal

_AUTHORITY = (
    r"(?:[省市县区镇乡]?(?:人民)?政府|信访(?:局|办|大厅|接待|中心)?|国家信访局|总公司|总部|集团|"
    r"省公司|省分(?:公司)?|监管(?:局|分局|部门)|银?保监(?:局|会|办)?|金(?:融)?(?:监|"
    r"管)(?:管)?(?:总)?(?:局|分局)|金融监管(?:局|分局|总局)?|市里的?监管分局|区政府|市委|县委|省委|"
    r"人大|纪委|国务院|住建局|12378大厅|(?:你们|贵|恁)?(?:市|县|区|省|分|支|总|大)*公司(?:大楼|本部))"
)
_FAR = r"(?:北京|京城|首都|省里|省城|中央|省会|(?<!\w)省(?=信访))"
_GO = (
    r"(?:步行至|步行到|至|去|上|(?<![得达收])到|进|赴|找|来|奔|往|前往|抵达|走访|涌(?:进|到)|跑|"
    r"坐[^,。;]{0,6}(?:去|到|了)|杀(?:到|去)|闹到|告到)"
)
_TOGETHER = re.compile(
    rf"{_GO}(?:了|过|的|到)?[^,。;]{{0,8}}?{_AUTHORITY}|{_AUTHORITY}[^,。;]{{0,6}}?(?:门口|大厅|大楼|"
    rf"楼下|门前|台阶)"
)
_TO_AUTHORITY = re.compile(
    rf"{_GO}(?:了|过|的|到|你们|你|咱们?|恁|那个|的)*[^,。;]{{0,6}}?(?:{_AUTHORITY}(?!热线|网站|官网|"
    rf"APP|电话|客服|核保|审)|{_FAR}|市里(?![有的])|你们(?:市|省|县|分|总)?公司(?:大?门口|楼下|大厅|"
    rf"坐着|住|坐|站|蹲|躺|守)|(?:公司|总部)(?:大门口|门口|楼下|坐着|住|坐|蹲|躺|守|站))"
)
_CROWD = re.compile(
    r"(?:我们|俺们|大家|一家人?|我|俺)(?:就|也|还|会)*(?:天天|每天|日日)(?:来|去|到|上|坐)(?!电话|短信|催)|(?:带|叫|喊|"
    r"领|拉|约)(?:上|着|齐)?[^,。;]{0,8}?[一二三四五六七八九十\d几百]{1,3}(?:来|多)?(?:个|号|位)"
    r"[^,。;]{0,6}?(?:一起|都|全)?(?:来|去)|(?:坐|站|躺|睡|住|蹲|守)到(?:你们|恁|贵)[^,。;]{0,8}(?:公司|门口|"
    r"楼下|大厅|柜台|总部)|(?:叫上|喊上|带上?|带着|领着?|拉上?|拉着|召集|组织|约上?|喊|叫|发动|"
    r"把)[^,。;]{0,10}?(?:兄弟|弟兄|姐妹|"
    r"一家(?:老小|子)?|全家|老小|工人|骑手|师傅们?|战友|伙计|全村|亲戚们?|一车人|"
    r"老乡|乡亲|大家伙?|街坊|村里人|亲朋|家里人|家属们?|邻居们?|工友们?|几十号?人|所有(?:人|家长|"
    r"业主|客户))[^,。;]{0,8}?(?:来|去|拉来|到|上|一起|把|堵|停)|(?:带着?|领着?|拉着?|组织|"
    r"发动)(?:大伙儿?|大家伙?)[^,。;]{0,8}?(?:来|去|到|上)|(?:租|包|雇)(?:个|辆|台|"
    r"两)?[^,。;]{0,3}(?:车|大巴|中巴|"
    r"面包|客车|三轮)[^,。;]{0,12}?(?:来|去|到|上)|下一站(?:去|到|是|就是)?(?:北京|省|总|市)|"
    r"(?:把)?(?:你们|恁)(?:大)?(?:门口?|楼|大厅)[^,。;]{0,6}?(?:停满|坐满|站满|围住|堵上|占了|挤满)|"
    r"(?:换个|到)?门口(?:站|坐|蹲|守)(?:着|去)?|(?:一家老小|全家老小|全家)[^,。;]{0,6}?(?:去|上|到|"
    r"来)(?:你们|市里?|省|县|总|公司|政府|北京|恁)|(?:一起|集体|都|一块儿?|结伴)(?:来|去|到|"
    r"上)(?:你们|公司|贵司|恁)|大门口?(?:唱|坐|站|闹|喊|哭)|把车(?:都)?开[^,。;]{0,4}(?:来|"
    r"到)[^,。;]{0,4}(?:停|堵|门口)"
)
_REPEATED = re.compile(
    rf"(?:第(?:三|四|五|六|七|八|九|十|[3-9]|1\d)(?:次|回|趟)|[三四五六七八九3-9](?:次|回|趟)(?:到|"
    rf"上|进|来|去))[^。;]{{0,8}}?(?:上访|信访|走访|到(?:总公司|总部|省公司|{_AUTHORITY})|来访反映|"
    rf"进京|赴省|赴京|来信访)"
    rf"|(?:上访|信访|走访)(?:已经?|共)?[^,。;]{{0,4}}?(?:第?[三四五六七八九十3-9]\d?)(?:次|回|趟)|"
    rf"(?:去|来|跑|到)(?:了|过)?第(?:三|四|五|六|七|八|[3-8])(?:次|回|趟)|第(?:三|四|五|六|七|"
    rf"[3-7])(?:次|回|趟)(?:出来|来)[^,。;]{{0,6}}?(?:了|上访)"
    rf"|信访(?:局|办|大厅|中心|窗口)[^,;]{{0,8}}?(?:排队|去|来|跑|登记)?[,。]?(?:排|去|来|跑|这是|都|"
    rf"已经?)(?:了|过|的)*(?:第)?"
    rf"(?:三|四|五|六|七|八|3|4|5|6)(?:次|回|趟)"
    rf"|第(?:三|四|五|六|七|八|九|十)(?:次|回|趟)(?:来|到|赴|进|上)(?:省|京)(?!公司)|(?:这|今天|"
    rf"今儿)(?:已经?)?是(?:我)?第(?:三|四|五|六|七|八|九|十)(?:次|回|趟)"
    rf"|(?:三|四|五|六|七|八)(?:上|进|赴|闯)(?:北京|京城|省城|省里|信访)|(?:信访|上访|"
    rf"走访)[^,。;]{{0,6}}(?:两次|两趟)[^,。;]{{0,4}}(?:又|再|这)"
    rf"|(?:上访|信访|来访)次数:?(?:为|共)?第?[三四五六七八九3-9]"
)
_CAPITAL = re.compile(
    r"进过?[一两二三四]?(?:回|趟|次)?京(?!东)|(?:进京|赴京|进省|赴省)(?:上访|走访|信访|反映|告状)?|"
    r"(?:去|到|上|来)(?:了|过)?(?:北京|省城|"
    r"省里|省会)(?![^,。;]{0,8}(?:保监|金监|监管))[^,。;]{0,10}?(?:上访|信访|走访|反映|告状)|(?:国家|"
    r"省)信访局(?!网)"
)


def find_petition(doc: Document, persons: int) -> list[Signal]:
    """Facts become the flag, announcements the threat `petition`; calm visits of few people become nothing."""
    return [*_disorder(doc), *_crowds(doc, persons), *_received(doc), *_repeats(doc), *_announced(doc)]


_BY_STAFF = re.compile(r"(?:经理|柜员|业务员|坐席|客服|主播|闺女|姑娘|小伙|你们自己)[^,。;]{0,8}$")
_BRINGS = re.compile(
    r"(?:带|领|叫|喊|拉|约)(?:上|着)?(?![了来])[^,。;了]{0,10}(?:去|上|到|来)(?:你们|恁|贵|公司|总)[^,。;了]{0,10}$|"
    r"(?:到|上|去)(?:你们|恁|贵)[^,。;了过]{0,8}$"
)
# What is still to come: 到时候拉横幅, 我们就一块儿坐到你们大堂去, 他会叫上亲戚们来拉横幅.
_AHEAD = re.compile(
    r"到时候?(?!已|都)|明[天儿早]|后天|下(?:周|个?月|个?星期|个?礼拜)|改天|早晚|迟早|"
    r"(?<![不只学机协社])会(?:叫|带|喊|拉|组织|"
    r"把|来|坐|躺|守|赖|睡|抬|发动|一起|继续)|(?:我们?|咱们?|俺们?|大伙儿?|大家)(?:一大?家子|全家)?(?:就|都|"
    r"也|可)(?:一块儿?|一起|都|全)?(?:去|来|"
    r"坐|躺|睡|住|带|搬|抬|拉|上|到|把)(?!了|过|着)|天天(?:来|去|坐|搬|带)|信不信|别怪|再说|非得|只好|那就"
)
_HERE = re.compile(r"[了过着]|已|昨|今(?!后)|正|刚|现场|自[^,。]{0,8}起|至")
_TO_COME = re.compile(r"(?:坐|躺|睡|守|住|堵|闹)(?:到|去|在)?[^,。;了]{0,8}去(?=[,。;!]|$)")


def _coming(doc: Document, start: int, end: int) -> bool:
    """Whether the act or the words before it in the sentence only announce it."""
    first, last = doc.sentence(start)
    left, act = doc.slice(max(first, start - 44), start), doc.slice(start, min(last, end + 12))
    if _BRINGS.search(left[-24:] + act[:2]):
        return True
    ahead = max((m.end() for m in _AHEAD.finditer(left)), default=-1)
    if ahead >= 0 and not _HERE.search(left[ahead:] + act):
        return True
    return bool(_TO_COME.search(left + act)) and not _HERE.search(left + act)


# The banner is printed, not hung.
_UP = re.compile(r"拉(?:了|着|起|在)|挂(?:了|着|起|在|出)|举(?:着|了|起)|铺|展开|打出|撑着")
_READY = re.compile(r"(?:横幅|条幅|标语|布|牌子?)[^,。;]{0,6}(?:做|印|写|买|备|订|准备|缝)(?:好|起|得|了)")
_STRANGERS = re.compile(
    r"(?:还|也)?有人(?:在|躺|举|拉|坐)|(?:那帮|那些|那伙|别人|人家)[^,。;]{0,10}(?:跟|与|和)我|跟我没关系|"
    r"与我无关|我只是路过|看(?:见|"
    r"到)有人|听说有人"
)
# Waiting for somebody else's door to open, or sitting at a meeting of their own.
_ELSEWHERE = re.compile(
    r"等(?:着)?[^,。;]{0,6}(?:店|菜场|菜市|超市|商场|食堂)[^,。;]{0,2}(?:开门|营业)|等(?:着)?[^,。;]{0,2}(?:出租车|网约车|公交|班车|校车)|"
    r"(?:场部|村部|村委会?|厂部|居委会?|工会|老年)[^,。;]{0,10}(?:会议室|礼堂|活动室)"
)
_NEGATED = re.compile(
    r"(?<!不得)(?:不|没|没有|不会|没去|不去)$|(?:不|没|没有|不会)(?:去)?(?:堵|围|闹|占|拉横幅)[^,。;]{0,4}$"
)
_FESTIVE = re.compile(
    r"摆摊|摆的摊|搭(?:的|了)?棚|直营|你们公司的|贵司的|促销|宣传|开业|庆祝|恭贺|欢迎|表扬|锦旗|鲜花|合影|游行|开门红"
)


def _disorder(doc: Document) -> list[Signal]:
    signals = []
    for start, end in find_disorder(doc):
        staff = _BY_STAFF.search(doc.slice(start - 14, start))
        if staff or _FESTIVE.search(doc.slice(start - 16, end + 12)):
            signals.append(Signal("petition", "hint", *doc.phrase(start, end), "非上访横幅"))
            continue
        clause = doc.clause(start)
        own = _ELSEWHERE.search(doc.slice(clause.start, doc.clause(max(start, end - 1)).end))
        if own or _NEGATED.search(doc.slice(start - 3, start)) or _NEGATED.search(doc.slice(start, end)):
            signals.append(Signal("petition", "hint", *doc.phrase(start, end), "别处的事或否定"))
            continue
        verdict = judge_deed(doc, start, end)
        status = verdict.status
        near = doc.slice(start - 24, end + 12)
        if _READY.search(near) and not _UP.search(near):
            status = "threat"
        elif verdict.why in {"见原文", "他人的行为"} and _coming(doc, start, end):
            status = "threat"  # 我带全家上你们公司打地铺: nobody has come yet
        elif verdict.why == "他人的行为" and not _STRANGERS.search(near):
            status = "fact"
        elif _STRANGERS.search(near):
            status = "hint"
        signals.append(Signal("petition", status, verdict.start, verdict.end, f"聚集或扰序:{verdict.why}"))
    return signals


_JOINTLY = re.compile(r"一起|一块|我们|大家|集体|一行|同来")
_POSTED = re.compile(r"快递|邮寄|寄(?:去|到|给|往)|发传真")
_DELEGATION = re.compile(r"一行|来访|家属|群众")
_ASPECT = re.compile(r"[了过]")
# A bus is full: more than five, whoever counted them.
_VEHICLE = re.compile(
    r"(?:一|两|三|几|整)(?:整)?(?:辆|台|部)?(?:中巴|大巴|客车|面包)车?|(?:一|两|三|几|"
    r"满满?)(?:一)?车人|全村(?:人|老少)|一大帮|一大群"
)


def _crowds(doc: Document, persons: int) -> list[Signal]:
    """Five or more at an authority or the head office (R7 §20)."""
    signals = []
    quantities = [q for q in find_quantities(doc.text) if q.low >= 5]
    for found in _TOGETHER.finditer(doc.text):
        near = [q for q in quantities if -40 <= q.start - found.start() <= 30]
        vehicle = _VEHICLE.search(doc.slice(found.start() - 40, found.end() + 30))
        if not near and persons < 5 and not vehicle:
            continue
        if _POSTED.search(doc.slice(found.start() - 8, found.end())):
            continue  # a letter went there
        if not near and not vehicle and not _JOINTLY.search(doc.slice(found.start() - 30, found.end() + 20)):
            continue
        verdict = judge_deed(doc, found.start(), found.end(), default="hint")
        start = min([found.start(), *(q.start for q in near)])
        span = doc.phrase(start, found.end())
        done = verdict.why == "见原文" and (near or vehicle or _ASPECT.search(found.group()))
        done = done or (verdict.why == "他人的行为" and near and _DELEGATION.search(doc.slice(start - 6, found.end())))
        if verdict.status == "fact" or done:
            signals.append(Signal("petition", "fact", *span, "五人以上走访"))
        elif verdict.status == "threat":
            signals.append(Signal("petition", "threat", *span, verdict.why))
    return signals


# 信访局交办件:来访人某某等五人: they went there together.
_VISITORS = re.compile(
    r"(?:来访人|上访人|信访人)员?:?[^。;\n]{0,24}?(?:等|共|一行)?(?P<n>[\d五六七八九十百二三四]{1,4})(?:名|人|"
    r"位)"
)
_PETITION_OFFICE = re.compile(r"信访(?:局|办|接待|大厅|联席)|人民政府|区政府|县政府|市政府")


def _received(doc: Document) -> list[Signal]:
    """Five or more received by a petition office, told in its own paper."""
    office = _PETITION_OFFICE.search(doc.text, 0, min(len(doc.text), 60))
    found = _VISITORS.search(doc.text)
    if office and found and (parse(found.group("n")) or 0) >= 5:
        return [Signal("petition", "fact", *doc.phrase(found.start(), found.end()), "五人以上到信访部门走访")]
    return []


_STAMP = re.compile(r"盖[^,。;]{0,4}章|开[^,。;]{0,6}证明|查档|补办|公证|户籍")
_MOTION = re.compile(r"(?:去|来|跑|到|这|今)")
_HIGH_COMPLAINT = re.compile(r"上访|信访|走访|告状|反映")
_HIGH_OFFICE = re.compile(r"上访|信访|总公司|总部|省公司|北京|政府")


def _repeats(doc: Document) -> list[Signal]:
    signals = []
    for found in (*_REPEATED.finditer(doc.text), *_CAPITAL.finditer(doc.text)):
        near = doc.slice(found.start() - 90, found.end() + 30)
        if _MOTION.match(found.group()) and not _HIGH_OFFICE.search(near):
            continue  # the third trip to a counter is no third petition
        if _STAMP.search(doc.slice(found.start() - 24, found.end() + 40)) and not _HIGH_COMPLAINT.search(near):
            continue  # nor is the fourth to the capital for a stamp
        verdict = judge_deed(doc, found.start(), found.end(), default="hint" if "信访局" in found.group() else "fact")
        status = (
            "fact"
            if verdict.why == "过去他人的事" and "我" in doc.slice(*doc.sentence(found.start()))
            else verdict.status
        )
        signals.append(Signal("petition", status, verdict.start, verdict.end, f"第三次以上或赴省进京:{verdict.why}"))
    return signals


_SUPERVISOR = re.compile(r"监管|保监|金监|金管|12378")
_SEVERAL = re.compile(r"一起|我们|大家(?!评)|咱们?几个|[五六七八九十\d]人(?!看)")
_ERRAND = re.compile(
    r"盖章?|医院|支架|住院|看病|(?:说缺|(?<!我)(?:让|叫|喊)(?!我孙|我儿|孙子|儿子|女儿|闺女|"
    r"人))[^,。;]{0,8}(?:去|到)|拉到|转到|送到|老家|刷不过|(?:就得|得|"
    r"要|再)(?:去|跑|到)[^,。;]{0,3}(?:办|盖|交材料|市里)"
)


_NOT_ME = re.compile(r"我(?:可)?不去|我没(?:答应|同意|去)")
_SITS = re.compile(
    r"(?:到|去|上|找)(?:你们|恁|贵)[^,。;了过]{0,6}?(?:公司|总部|门口|楼下)[^,。;了过]{0,4}?(?:坐|站|"
    r"蹲|躺|守|住)(?:着|到|下|等|去)"
)


def _announced(doc: Document) -> list[Signal]:
    """Only announced: to the authorities, to the head office, or in a crowd (guide §14.1)."""
    signals = []
    for found in (*_TO_AUTHORITY.finditer(doc.text), *_CROWD.finditer(doc.text)):
        near = doc.slice(found.start() - 12, found.end() + 12)
        if _SUPERVISOR.search(found.group()) and not _SEVERAL.search(doc.slice(found.start() - 12, found.end())):
            continue  # one customer going to the supervisor is a threat of that kind, told by its own rule
        if _ERRAND.search(near) or _NOT_ME.search(doc.slice(found.end(), found.end() + 24)):
            continue
        verdict = judge_deed(doc, found.start(), found.end(), default="hint")
        if verdict.why == "见原文" and _SITS.match(doc.text, found.start()):
            verdict = replace(verdict, status="threat")
        if verdict.status == "threat":
            signals.append(Signal("petition", "threat", verdict.start, verdict.end, verdict.why))
    return signals
