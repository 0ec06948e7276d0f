"""Where a person works, when the name would identify them (guide §10, EMPLOYER)."""

import re
from collections.abc import Iterator

from triage.privacy.recognizer import Recognizer
from triage.privacy.spans import Hit, Strength
from triage.privacy.view import View

_KIND = (
    "有限公司|公司|集团|工厂|[\u4e00-\u9fff]厂|煤矿|矿业?|学校|中学|小学|大学|学院|幼儿园|医院|卫生院"
    "|研究院|设计院|酒店|宾馆|饭店|超市|商场|车队"
    "|工程队|合作社|农场|林场|油田|物业|事务所|供电所|粮站|车间|物流园|产业园|养老院|敬老院|供销社|农机站"
    "|农技站|机械厂"
)
_JOB = (
    r"(?:的?(?:退休|老人|老?女?工|下岗|[\u4e00-\u9fff]{1,3}班)|代扣|上班|工作|任职|打工|干活|当差|教书"
    r"|退休|下岗|[的]?(?:员工|职工|职员|工人|教师|老师|护士|医生|会计|司机|保安|厨师|工程师)|护理部"
    r"|[\u4e00-\u9fff]{1,3}工(?=[,。]))"
)
# The kind of a workplace, not its name.
_GENERIC = re.compile(
    r"(?:保险|某|一家|一个|一所|家|个|私人|个体|外地|本地|当地|物流|快递|建筑|电子|服装|食品|化工|国有"
    r"|民营|外资|合资|上市|小|大|自己|老家|老|原|县|市|区|镇|乡|村|省|人民|中心"
    r"|社区|公立|私立|同|这|那|你们|我们|他们|咱|俺|贵|我|你|他|她|劳务|装修|科技|贸易|房地产|汽车|机械"
    r"|纺织|制衣|金属|制品|家具|印刷|造纸|水泥|钢铁|玩具|鞋|砖|的|里|外面|另|别的|同一"
    r"|保洁|保安|物业|网络|互联网|广告|旅游|运输|货运|出租|公交|外贸|装饰|劳务派遣|中介|培训|教育|医疗|药"
    r"|中医|妇幼|综合|专科|职业|高级|实验|国营|乡镇|街道|国企|央企|事业单位"
    r"|在|是|系|于|工|子弟|老年|隔壁|加工|制造|生产|销售|金融|财务|咨询|银行|证券|总|分|支|子|单位|五金"
    r"|塑料|皮革|木材|农业|养殖|养老|敬老|县里|村里|镇上|登记要填)*$"
)
# Old works and schools of a county; a mere 厂 or 公司 tells nothing.
_MILL = (
    "[棉毛糖丝酒水农机化轴器工造药罐瓷肥纺砖钢铝绸缫印榨].{0,4}?厂|[一二三四五六七八九十]厂(?:子弟小学)?|农机站|供销社|粮站|粮食局|运输公司|[一二三四五六七八九十]中"
    "|[一二三四五六]纺机?|纺机|供电所|中心校|食品站|变电站|邮电局|百货公司|煤矿|林场|农场|建筑公司|搬运公司"
)
_FORMER = (
    r"的?(?:退休|离退|内退|下岗|老?职工|老?工人|员工|机手|末任|驾驶员|教师|教员)|[\u4e00-\u9fff]{0,2}车间|改制|工会|代扣"
    r"|时[,。]|上班|买的|语文|数学|那边来了|的[,。]|,一九"
)
_HOUSE = "养老院|老年公寓|颐养院|护理院|敬老院|社工站|幼儿园|小学|[一二三四五六]小|中学|事务所|律师工作室|有限公司"
_TRADE = "模具|物流|注塑|电子|科技|制衣|机械|五金|纺织|食品"
# Media, authorities, associations and insurers decide the labels: they stay.
_MEDIA = re.compile("电视台|报社|频道|电台|保险|人寿|银行")
_VAGUE = re.compile(
    "[另个一几两某哪那这]|什么|保险|人寿|农村|乡镇[卫企]|小区|自己|老家|工地|公司|外地|附近|当地|本地|这家|那家|是|在|开"
)
_NOT_IN_NAME = frozenset("某岁休你我他她跟给自由为的不没")
_KEPT = re.compile(
    r"电视台|报社|日报|晚报|频道|电台|广播|监管|银保监|保监|消协|消费者|法院|检察|公安|派出所|政府|信访"
    r"|保险|人寿|财险|银行|协会|总局|纪委"
)


class Employer(Recognizer):
    """A workplace with a proper name, by the words around it."""

    type = "EMPLOYER"
    patterns = (
        re.compile(
            rf"(?:在|系|就职于|任职于|供职于|就是|我是|本人是|原是|我们是|俺们是"
            rf"|我们原?都?是)原?(?P<v>[\u4e00-\u9fffA-Za-z0-9()]{{2,16}}?(?:{_KIND}))(?={_JOB})"
        ),
        re.compile(
            r"(?:我们?原?来?是|俺们?是|以前是|原来是|我们是老?|挂在|就是)"
            rf"(?P<v>[\u4e00-\u9fffA-Za-z0-9()]{{2,12}}?(?:{_KIND}))(?=[,。的\d]|名下)"
        ),
        # The foot of a letter.
        re.compile(
            r"(?:^|\n|\|)\s{0,20}(?P<v>[\u4e00-\u9fff()]{2,16}(?:有限公司|有限责任公司|合作社"
            r"|事务所))(?=\s|$|致|\|)"
        ),
        re.compile(
            r"(?:(?:工作单位|单位名称|就职单位)[是为:]\s?|就职于|任职于"
            r"|供职于)(?P<v>[\u4e00-\u9fffA-Za-z0-9()]{3,20})(?=[,。;\n\s]|$)"
        ),
    )

    # 原县糖厂工人, 市二中退休教师: who worked where, told by the county's only mill or school.
    _former = re.compile(
        rf"(?:[在是系从原]|老早|(?<![\u4e00-\u9fff]))(?P<v>原?(?:[县市镇]|地区|老)?[\u4e00-\u9fff]{{0,6}}?(?:{_MILL}))(?={_FORMER})|原(?P<w>[县市镇](?:{_MILL}))(?=[。,;])"
    )
    # 我在县二小上班, 在镇卫生院当护士: the only one of its kind there.
    _local = re.compile(
        r"(?:我们?|俺们?|爱人|丈夫|老[公婆]|妻子|媳妇|儿子|女儿|本人|[,。]|^)(?:原来|以前|现|一直|都)?(?:[是在]|系)原?"
        r"(?P<v>(?:[县市区镇乡]|[\u4e00-\u9fff]{2}[县镇乡区])[\u4e00-\u9fff]{0,12}?(?:[一二三四五六七八九]小|[一二三四五六七八九]中|卫生院|政府|供电所|局|科|站|所|中心|小学|中学|幼儿园|医院))"
        r"(?=上班|工作|当|做|任|教|的?(?:办事员|干部|职工|员工|教师|老师|护士|医生|会计|司机)|退休)"
    )
    # 镇卫生院退休护工 苗凤英
    _signing = re.compile(
        r"(?:^|\n)(?P<v>[\u4e00-\u9fff]{0,3}[县市区镇乡][\u4e00-\u9fff]{0,4}(?:卫生院|医院|中学|小学|自来水站|供电所|粮站|学校|幼儿园|厂|站|所))(?=的?(?:退休|离休|内退|职工|原)|\s*$)"
    )
    # 单位是鑫源物流公司, 投保单位“宏泰劳务”, 公司叫顺达物流
    _named = re.compile(
        r"(?:单位(?:名称)?|用工方|雇主|公司)(?:[是为叫:]|全称|什么){1,3}[“「\"]?(?P<v>[\u4e00-\u9fff]{2,8}?(?:公司|厂|集团|劳务|物流|建材|商贸|科技|运输|餐饮|食品|服饰|建筑|装饰|养殖合作社|合作社|酒店|车队))(?=[^\u4e00-\u9fff]|的|$)"
        r"|(?:投保单位|用工单位|派遣单位|工作单位)[“「\"](?P<w>[\u4e00-\u9fff]{2,12})[”」\"]"
    )
    # 我公司(江北恒顺包装有限公司)自2022年起
    _own = re.compile(
        r"(?:我|本)(?:公司|单位|厂|司|方)\((?P<v>[\u4e00-\u9fff]{4,16}(?:公司|厂|合作社|中心|学校"
        r"|店))[),]"
    )
    # 我是顺发建材的会计, 我们双驰车队的车, 在海天酒店做保洁
    _staffed = re.compile(
        r"(?:我们?|俺们?|本人|爱人|丈夫|老[公婆]|[,。]|^)(?:[是在]|系)?(?P<v>[\u4e00-\u9fff]{2,3}(?:建材|车队|酒店|超市|饭店|物流|养殖合作社|合作社|劳务|架业|商贸|纺机|棉纺|机械|模具|餐饮|家具|门窗|美容院|理发店|餐馆|小馆|面馆|饭馆|诊所|药店|商行|印务|服饰))"
        r"(?=老板|负责人|的?(?:会计|出纳|老板|员工|工人|车|司机|行政|人事|退休|职工|负责人|文员)|[做当上打]|行政|[,。]|$)"
    )
    # 颐宁养老院 管后勤的, ——福寿颐养院 院长助理, 唐以恒 | 恒拓精密注塑
    _signed = re.compile(
        rf"(?:(?:^|\n|—|-)\s{{0,20}}|我这边是|我们?是|委托人:)(?P<v>[\u4e00-\u9fff]{{2,10}}?(?:{_HOUSE}))"
        r"(?=的?(?:院长|园长|校长|驻点|负责|副?班主任|老师|社工)|管[\u4e00-\u9fff]{2}的|\s*(?:[\u4e00-\u9fff]{0,2}院长|园长|校长|负责人|实习|人力|财务|受托)"
        r"|[\u4e00-\u9fff]{2,4}(?=\s|$|敬上|谨上))"
    )
    _trade = re.compile(
        rf"(?:在|挂在|\| ?)(?P<v>[\u4e00-\u9fff]{{2,6}}(?:{_TRADE}))(?=上班|工作|打工|名下|\s*(?:$|\n))"
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Claims on named workplaces."""
        for pattern in (self._former, self._signed, self._trade):
            for match in pattern.finditer(view.text):
                value = match.group(match.lastgroup or "v")
                cut = re.match(r".*(?:^来|[在是系从于的年]|下属)", value)
                value = value[cut.end() :] if cut else value
                stem = re.sub(rf"(?:{_MILL}|{_HOUSE}|{_TRADE})$", "", value)
                proper = pattern is self._former or (len(stem) >= 2 and not _GENERIC.match(stem))
                if proper and value not in {"", "工厂"} and not _KEPT.search(value) and not set(value) & _NOT_IN_NAME:
                    end = match.end(match.lastgroup or "v")
                    yield Hit(self.type, end - len(value), end, Strength.CONTEXT)
        for pattern in (self._signing, self._local, self._named, self._staffed, self._own):
            for match in pattern.finditer(view.text):
                group = match.lastgroup or "v"
                value = match.group(group)
                kept = _MEDIA if pattern is self._local else _KEPT
                if not kept.search(value) and not set(value) & _NOT_IN_NAME and not _VAGUE.match(value):
                    yield Hit(self.type, *match.span(group), Strength.CONTEXT)
        for pattern in self.patterns:
            for match in pattern.finditer(view.text):
                value = match.group("v")
                kind = re.search(rf"(?:{_KIND})$", value)
                stem = value[: kind.start()] if kind else value
                if _GENERIC.match(stem) or _KEPT.search(value) or set(value) & _NOT_IN_NAME:
                    continue
                # 原红旗煤矿, 我们宏达厂: the name starts after these.
                lead = re.match(r"(?:.*年?在|原来?|来|在|都|我们|俺们|咱们|一家|老|本地|当地)+", value)
                yield Hit(
                    self.type,
                    match.start("v") + (lead.end() if lead else 0),
                    match.end("v"),
                    Strength.CONTEXT,
                )
