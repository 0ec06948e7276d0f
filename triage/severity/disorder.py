"""What disturbs a place of business: banners, sit-ins, nights in the hall, blocked doors, mourning (R7 §26).

An act is told by two things near each other, in either order: what is seen (a cloth, a stool, a door) and what is
done with it (held up, sat on, blocked). Things that are harmless elsewhere also need a place of the company's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .document import Document
from .lexicon import any_of

# Where it counts: the company's own rooms, or an authority's door.
_SITE = any_of(
    r"(?:你们|恁|贵司|贵公司)(?:的)?(?:公司|大|门|楼|营|柜|厅|前|这|那|办|总|分|支|省|市|县|客|服|接|院|口|沙|"
    r"单位|桌|填)|我司|公司|营业|柜[台面]|大厅|厅[内里]|大堂|门厅|前台|咨询台|服务台|台阶|大楼|大厦|总部|"
    r"职场|支公司|接待室|办公室|(?<!家)门[口前外]|楼下|楼道|政府|信访|监管|保监|金监|走廊|会议室|网点|排椅|"
    r"客户区|填单台",
)
PLACE = re.compile(_SITE)
_NOWHERE = re.compile(r"(?!)")
_ANYWHERE = re.compile(r"")


@dataclass(frozen=True, slots=True)
class _Scene:
    """`thing` with `deed` at most `reach` characters away in its sentence, at `place` if that must be told."""

    thing: re.Pattern[str]
    deed: re.Pattern[str]
    place: re.Pattern[str]
    unless: re.Pattern[str] = _NOWHERE
    reach: int = 14


_SHOW = (
    r"拉|扯|举|打(?=出|着|开|起|了|的|,|。|$)|挂|展|铺(?!面)|贴|竖|立(?=着|起|在|了)|摆|撑|抻|绷|系(?=着|在|"
    r"了)|捆|绑|"
    r"亮(?=出|着|了)|横(?=在|着|过|了)|悬|挑(?=着|起)|做(?=了|好)|印(?=了|好)|写(?=着|了|上|的)|扛|带(?=了|着|"
    r"来)|展示|收(?=走|了|缴)|没收|"
    r"蒙|披|裹|穿|顶(?=着)|背(?=着|了)|胸前|脖子上|身上"
)
_SCENES = (
    # Banners speak for themselves.
    _Scene(
        re.compile(r"横幅|条幅|标语|白条子|大字报|长幅|布标|布幅"),
        re.compile(_SHOW),
        _ANYWHERE,
    ),
    _Scene(
        re.compile(
            r"[红白黑]布|布条|长布|床单|被单|布(?=[,。就上,]|$)|牌子(?!照)|[木纸大白举]牌(?!照|匾)|牌牌|"
            r"(?<!锦)(?<!红)旗(?:子|帜)|纸板|"
            r"纸壳(?!子?证)|泡沫板|展板|喇叭|"
            r"扩音器|大声公|白底黑字|红漆|大红字|黑底白字"
        ),
        re.compile(
            r"拉|扯|举|打(?=出|着|开|起)|展开|抻|绷|扛|撑|竖|横(?=在|着|过)|挂(?=在|着|到|了|起|出|上)|铺(?=在|开|着)|"
            r"亮出|"
            r"(?:身上|脖子|胸前)[^,。]{0,3}挂|播|喊|循环|(?<!给我)摘(?!了换|掉)|写(?=着|了)"
        ),
        PLACE,
        re.compile(
            r"车牌|病床|医院|公示|促销|宣传|墙上贴|通知牌|叫号|指示|签字|吊牌|[工胸招]牌|公司(?:的)?牌|锦旗|穿的|衣服|"
            r"合同|保单上|页面|白纸黑字|窗帘|家财|水泡|暂停|(?:村里|广播)[^,。]{0,4}喇叭|喇叭[^,。]{0,3}(?:叫号|通知)"
        ),
    ),
    # Words on a cloth or a board held up need no place.
    _Scene(
        re.compile(r"[红白黑]布|布条|长布|床单|纸板|硬纸|牌子|[木纸大白]牌"),
        re.compile(
            r"(?:撑|拉|举|挂|打|扯|展|抻|竖)(?:起|着|开|出|了|在)[^。;]{0,24}(?:写|字)|[^。;]{0,6}(?:撑|拉|举|挂|打|"
            r"扯)[^。;]{0,12}(?:写|字)|(?:写|字)[^。;]{0,20}(?:撑|拉|举|扯)"
        ),
        _ANYWHERE,
        re.compile(r"[工胸招]牌|公司(?:的)?牌|促销|宣传|立了|门口(?:的)?牌|通知|打着[^,。;]{0,16}(?:牌子|旗号|幌子)"),
        reach=30,
    ),
    _Scene(
        re.compile(
            r"花圈|寿衣|孝[服衣布帽]|白幡|挽联|遗像|遗照|骨灰盒?|棺材(?!本)|棺木|棺(?![材木])|灵堂|灵[位牌]|牌位|纸钱|"
            r"冥币|纸人|"
            r"(?:他|她|爸|妈|爹|老人|死者|亡夫|老伴|儿子|丈夫)的?(?:黑白|大)?(?:照片|相片|像)|锣(?=鼓|,|。)"
        ),
        re.compile(r"摆|放|置|搁|供|停|抬|捧|烧|焚|撒|端|抱|举|拉|设|搭|披|戴|穿|敲|抱着|带着?|扛|推"),
        PLACE,
        re.compile(r"殡仪|火葬|墓地|公墓|体检|身份证|上传|拍照|保单|家里(?:设|摆)"),
    ),
    _Scene(
        re.compile(r"披麻戴孝|花圈|灵堂|烧纸钱?|哭丧"),
        re.compile(r"摆|抬|送(?!花圈吊)|设|搭|放|烧|闹|披|哭|围"),
        _ANYWHERE,
        re.compile(r"殡仪|火葬|墓|家里|屋里|灵堂(?:里|上|前)|守灵|出殡|吊唁|葬礼"),
    ),
    # Sitting and lying down where people pass, with what one brings along.
    _Scene(
        re.compile(
            r"(?:小|矮|塑料|折叠)?(?:板凳|马扎|凳子?|躺椅|折叠[床椅]|行军床|铺盖|毛毯|毯子|被褥|被子|被窝|褥子|凉席|"
            r"席子|草席|"
            r"睡袋|帐篷|"
            r"军大衣|棉大衣|气垫|纸板|报纸|雨布|干粮|锅碗|电饭锅|保温桶)"
        ),
        re.compile(r"坐|躺|睡|住|守|铺|搭|支(?!公司|付|架)|卷|裹|垫|横|堵|挡"),
        PLACE,
        re.compile(
            r"医院|病房|住院|工地|学校门口|坐轮椅[^,。]{0,6}(?:来|到|去)|自己坐着填|座位|没有凳|没凳|加几[把个]|"
            r"找(?:了)?[个把]|"
            r"等叫号|看[着见]|被(?:烧|泡|淹)|家财"
        ),
        reach=12,
    ),
    _Scene(
        re.compile(
            r"(?:坐|躺|跪|蹲|趴|站|睡|守|待|盘腿|住(?=[^,。;]{0,8}不走))(?!车|火车|高铁|飞机|班车|公交|地铁|在家|"
            r"在床)"
        ),
        re.compile(
            r"不(?:肯|愿)?(?:走|动|起来?|挪|让|撤|散|离开|回家)(?![了得]?路)|劝(?:也)?不(?:走|动)|撵|轰|赶(?:不|也|都|"
            r"我|他|她)|保安(?:来|劝|拉|抬|"
            r"架|拦)|(?:保安|警|工作人员|经理)[^,。;]{0,4}劝|劝离|劝阻|拉都?拉不|(?:一|半|整|大半|两|三|几|好几|"
            r"[四五六七2-9])(?:个)?(?:整)?(?:夜|宿|天一夜|通宵)|"
            r"通宵|到(?:天亮|关门|下班|闭店|半夜|后半夜|打烊|第二天|次日)|坐成|一圈|成一片|席地|静坐|抗议|示威|"
            r"哭(?:喊|闹|丧)|喊冤|大哭"
        ),
        re.compile(
            r"(?:你们|恁|贵司|我司|支?公司)[^,。;]{0,6}(?:大厅|门|楼|柜|台阶|前台|大堂|这|厅|总部|口)|大厅|柜[台面]|"
            r"厅[内里]|大堂|门厅|"
            r"台阶|公司(?=[^,。;]{0,3}不走)|大门口|公司门|总部|营业(?:厅|部|室|所)|楼下|政府门|信访(?:局|办)门|门口|"
            r"门前|地上|咨询台|前台"
        ),
        re.compile(
            r"(?<!你们)(?:我|咱|自|老)家|医院|病房|工地|学校|小区|学生|填(?:了)?(?:表|单)|沙发上(?:等|喝)|被保险人|"
            r"出险|摔|事故|追尾|车站|"
            r"坐(?:了)?(?:一|半)?(?:会|下来谈|着等叫|等叫)|起火|倒地|排队|火车|高铁|大巴|班车|飞机|坐月子|住院|劝[^,。]{0,2}回家(?:让|叫|等)|冻"
        ),
        reach=26,
    ),
    # Nights in the hall.
    _Scene(
        re.compile(
            r"过(?:了)?(?:一|两|三|几)?(?:个)?(?:的)?(?:夜|宿)(?!间)|留宿|(?:睡|守|待|熬|耗|蹲|坐|呆|猫|眯|躺)(?:了|"
            r"上|到|过|他)*(?:整整|一|两|三|好?几|"
            r"整|半|[四五2-9])+(?:个)?(?:晚上|夜|宿|晚)|通宵|整[夜晚宿]|彻夜|(?:大厅|门口|门前|楼下|柜[台面]|沙发上?|"
            r"排椅上?|台阶上?)[^,。;]{0,6}(?:一整?|两|三)[宿夜]|(?:睡|守|坐|待|熬|耗)(?:到|至)(?:了)?(?:天亮|第二天|"
            r"次日|天明|凌晨|今早|早上)|打(?:了|的|起|过)?(?:[一两三四五几]?[回次天夜晚宿])?的?地铺|留宿|当晚(?=[^,。;]{0,4}(?:睡|留|没走|不走|未离|住))|"
            r"(?:晚上|夜里|天黑|锁门|关门|下班|打烊)[^。;]{0,14}?(?:请|赶|撵|轰|挪|送|让)[^,。;]{0,4}?(?:到|出|去)[^,。;]{0,4}?门[外口前]"
            r"[^,。;]{0,8}(?:底下|雨棚|屋檐|檐下|台阶|过夜|睡|坐)|"
            r"(?:昨|今|前)(?:晚|夜|天夜里|天晚上)[^,。;]{0,10}(?:睡(?!不|得)|没走|不走|住|守|待|没离开|未离开)|"
            r"(?:下班|关门|打烊|闭店|清场)(?:了|后|以后|时)?[^,。;]{0,8}(?:不走|没走|不肯|拒绝|仍|还坐|还在|未离)"
        ),
        re.compile(_SITE + r"|这(?:儿|里|椅|沙发)|椅子?上"),
        re.compile(_SITE + r"|这(?:儿|里|椅|沙发)|椅子?上"),
        re.compile(
            r"医院|病房|住院|手术|ICU|火车|高速|机场|酒店|宾馆|旅馆|家里|我家|地库|车库|停车|隔夜|加班|没睡|睡不着|"
            r"失眠|手机|仓库|大棚|事故|"
            r"查勘|报案|车停|办公室加班|漏水|被偷|起火|短信|客服电话|热线|一夜之间|招牌|霓虹|灯|吵|施工|下班锁门|"
            r"才下班"
        ),
        reach=20,
    ),
    # Not leaving when told to.
    _Scene(
        re.compile(
            r"滞留(?!红利|资金|金|款|在账)|静坐|席地而?[坐卧]|拒(?:绝|不)(?:离[开场去]|撤离|起身|让开|退场|散去)|不(?:肯|愿意?)(?:离[开去]|"
            r"撤离|散去|起身)|(?:仍|还|拒|始终)(?:不|未|没)(?:肯)?(?:离开|离去|走(?=[,。;]))|赖(?:着|"
            r"在)[^,。;]{0,6}不走|"
            r"劝离(?=未|无|不|多次|[^,。;]{0,4}[未无不])|清不走|劝不走|(?:围|聚)(?:攻|困|堵)|围得水泄|水泄不通|"
            r"围(?:了|住|着)?(?:起来|个严实)|聚众|聚集|集结|喊口号|高喊|高呼|披麻戴孝|"
            r"哭丧|敲锣打鼓(?!送|来?感谢)|下跪|跪(?:着|在|了|满|成)|绝食|静默抗议|示威|冲(?:进|击|"
            r"撞)(?=[^,。;]{0,6}(?:公司|大厅|柜台|办公|营业|经理))|"
            r"把(?:我们|你们|公司|贵司|恁)?[^,。;]{0,4}(?:大厅|门口?|柜[台面]|前台|电梯|通道|楼|公司)(?:都|给|"
            r"全)?(?:占|围|堵|封|锁)(?:了|住|起来|着|死|上|满|得|个)"
        ),
        _ANYWHERE,
        PLACE,
        re.compile(
            r"医院|病房|资金|账户|洪水|地震|涝|车辆滞留|保费滞留|堵车|高速|家(?:里|中)?下跪|给(?:孩子|客户|我妈|"
            r"老人)跪|人群聚集|聚集性|聚餐|"
            r"疫|产业|工作岗位|离开岗位|不离开(?:床|人)|血栓|淤|细胞|病灶|宣传|促销|开业|跪地抢救|小区|利息|跳操|早会|晨会|以为是"
        ),
        reach=16,
    ),
    # Doors, counters, lifts and drives blocked; nobody may pass.
    _Scene(
        re.compile(
            r"堵(?!车|心|得慌|塞|漏)|拦(?!截|[得不]住)|封(?=住|了|堵|死|门|锁)|挡(?!风|板|雨)|锁(?=死|链|住了?门)|上(?:了)?锁链|"
            r"占(?!线|比|地|用|便宜|据)|围(?=住|堵|起来|得|了|死|满)|横(?=在|着|停|放|到|过)|"
            r"停(?:满|成)|挨(?:一|着)[^,。]{0,3}停|焊|链(?:子|条)|铁链"
        ),
        re.compile(
            r"(?<!部)(?:大|玻璃|卷帘|铁|正|院|侧|后|旋转|公司|营业厅)?门(?!诊|牌|卡|票|锁坏)|通道|出入?口|入口|柜台|"
            r"前台|服务台|楼道|电梯|车库口|大厅|大楼|营业(?:厅|部)|台阶|路口|道闸|咨询台"
        ),
        re.compile(
            r"你们|恁|贵司|贵公司|我司|公司|营业|柜[台面]|大厅|大堂|前台|大楼|大厦|总部|支公司|政府|网点|客户通道|保险"
        ),
        re.compile(
            r"医院|小区|我家|自家|家门|高速|事故|追尾|地震|洪水|交警|路边|地库|车位|停车|水管|起火|火灾|报个?案|"
            r"学校门口|工地|占线|挡住?视线|监控|防盗|窃|盗|撬|出险|"
            r"关门[^,。]{0,4}(?:早|了)|早早关|关着|锁着|没开门|堵(?:着)?我|轮椅堵|解封|围(?:着|了)?(?:我|一圈人)?(?:看|问|推销)"
        ),
        reach=10,
    ),
)
# Somebody else's door: the heirs before the haulier's gate.
_OTHER_DOOR = re.compile(
    r"(?:物流|物业|快递|劳务|建筑|装修|运输|开发|搬家|工程)公司[^,。;你贵保]{0,10}$|"
    r"(?:售楼[部处]|学校|医院|工地|厂|小区)[^,。;你贵保]{0,3}(?:大?门)?(?:口|前|外)?(?:里)?[^,。;你贵保]{0,6}$"
)
_SENTENCE_END = re.compile(r"[。!?;\n]")
_WIDE = 60


def find_disorder(doc: Document) -> Iterator[tuple[int, int]]:
    """Every act told, as the stretch from its first to its last word; one act may be told by several scenes."""
    for scene in _SCENES:
        for thing in scene.thing.finditer(doc.text):
            found = _act(doc.text, scene, thing.start(), thing.end())
            if found:
                yield found


def _act(text: str, scene: _Scene, start: int, end: int) -> tuple[int, int] | None:
    left = text[max(0, start - _WIDE) : start]
    left = left[max((m.end() for m in _SENTENCE_END.finditer(left)), default=0) :]
    stop = _SENTENCE_END.search(text, end, min(len(text), end + _WIDE))
    right = text[end : stop.start() if stop else end + _WIDE]
    if _OTHER_DOOR.search(left):
        return None
    if scene.unless.search(left[-30:] + text[start:end] + right[:30]):
        return None
    if not scene.place.search(left + text[start:end] + right):
        return None
    if scene.deed is _ANYWHERE or scene.deed.search(text, start, end):
        return start, end
    near = left[-scene.reach :]
    before = max((m.start() for m in scene.deed.finditer(near)), default=-1)
    if before >= 0:
        return start - len(near) + before, end
    after = scene.deed.search(right[: scene.reach])
    return (start, end + after.end()) if after else None
