"""Addresses from the housing estate, road number or village down; province and city stay (guide §10)."""

import re
from collections.abc import Iterator

from triage.privacy.lexicon import frequency, is_grammar, is_word
from triage.privacy.places import name_start
from triage.privacy.recognizer import Recognizer
from triage.privacy.spans import Hit, Strength
from triage.privacy.surnames import AMBIGUOUS, SURNAMES
from triage.privacy.view import View

_N = r"[0-9A-Za-z一二三四五六七八九十百零〇甲乙丙丁]{1,6}"
_UNIT = (
    rf"(?:第?{_N}(?:号楼|号院|号房|号摊|号门|号铺|号[东西南北]?(?:院|侧)?|栋|幢|座|单元|门|弄|室|层|楼"
    rf"|村民小组|组|队|社|户|排|区|期|巷(?=\d))"
    rf"|[东西南北][区门院苑]|[前后]门|地下(?:车库|室)?|负[一二三1-3][层楼]?|[A-Z]区)"
)
_TAIL = (
    rf"(?:-?[A-Z]?\d{{1,4}}(?:-\d{{1,4}})*(?![\d年月日元万]))?(?:、\d{{3,4}}(?!\d))*"
    rf"(?:路[东西南北])?(?:第?{_N}家)?(?:之{_N})?"
)
_ESTATE = (
    "小区|片区|花园|家园|花苑|花城|公寓|新村|佳苑|嘉园|嘉苑|雅苑|名苑|新苑|豪庭|名都|华府|名邸|公馆|山庄|别墅"
    "|家属院|家属楼|家属区"
    "|大队|生产队|社区|居委会|村委会|自然村|村民?小组|村(?!民(?!委|小组)|[医官])|屯|庄子|寨子|湾子|里弄|胡同|一村|二村|三村|四村"
    "|五村|新城|大杂院|楼院|筒子楼|棚户区"
)
_BUILDING = (
    "宿舍楼|宿舍|大院|安置房|大厦|大楼|写字楼|商务楼|广场|商城|市场|菜场|东门|西门|南门|北门|工业园"
    "|产业园|科技园|商业街|夜市|集市|中心|街|巷|弄|镇|乡|街道|院|里|园|苑|府|城|庄|寨|湾|楼|厂|学校|中学"
    "|小学"
)
_ROAD = "大道|大街|[东南西北中]路|路|街|巷|胡同|弄|道"

# Not the name of a place but its kind.
_GENERIC = re.compile(
    r"(?:农|全|本|乡|山|渔|新|老|旧|城中|新农|旅游|示范|贫困|自然|行政|移民|整个?|一?个|两个?|几个?|封闭"
    r"|高档|老旧|智能|新建|居民|住宅|养老|康养"
    r"|满|额们?|街道办?|小区|劳动|中秋|春节|国庆|公安|分局|派出|.{0,6}(?:经侦|侦查|执法|监督|巡查|网安|反诈)|监察|劳动监察|路边|路口|边上|校内|咨询|代表|证明|问问|辖区|片区|同一个?|交警|消防|刑警|巡警|城管|车管|稽查|特警|治安|别的|其他|附近|邻|外|另外?|上个月|下个月|教师"
    r"|老师|周边|当地|本地|居住|村|小|大|网络|虚拟|医院|学校|单位|公司|工地|厂里?|学生|职工|员工|集体"
    r"|商业|高速|公|铁|马|道"
    r"|线|一|半|网|国|省|县|乡镇|城乡|道|水|电|思|退|销|出|财|生|死|走|一条|多条|保险|业务|理赔|客服|销售"
    r"|管理|服务|事故|路|退保)*$"
)
_CROSSROADS = re.compile("十字|丁字|三岔|岔|红绿灯|高速|马|公|铁|线|道|电|门$|在路|[走退思出]$")
_MEDIA = re.compile("电视台|报社|日报|晚报|电台|广播|新闻")
# 3-500元
_COMMON = 50
_COUNTED = frozenset("元万单项米石年千")
_TOPONYM = "湾坝坡沟岭山河塘坪冲垭坳坎坨岗坑洼梁峪庄屯寨店桥林园上下井泉溪港浦埠圩畈垸咀嘴凹坞塆墩窑营"
_LIE = "湾坝沟岭坪坳坎坨岗洼梁峪庄屯寨铺桥塘泉溪浦圩畈垸塆营堡崖岔集"
_TIME = re.compile(r"[0-9A-Za-z年月日天]")
_RESIDENTS = re.compile("[民里上口头委支会]")
# 王家庄, 李家湾: named after the families who settled them.
_FAMILY_PLACE = re.compile(
    r"(?P<v>[" + "".join(sorted(SURNAMES)) + r"]家(?:[庄窑湾沟屯寨营坪坝堡岭垭坡洼塘铺店]|祠堂"
    r"|台子))(?![\u4e00-\u9fff]?市)"
)
_LEAD = re.compile(
    r"(?:(?:通讯|家庭|收件|邮寄|新|现)?地址|住址|家住|现住|住在|住所|居住地|寄到|寄往|送到|收件地址|通讯处?|信寄|[邮请]寄|寄[:给]|户籍地?"
    r"|常住地?)[是为在于:,\s]{0,3}"
)
_LED_END = re.compile(r"[,。的;!?\n()|“”、]|电话|邮编|手机|联系")
_TALK = re.compile("[我你他们这那哪没不]")
_UPPER = re.compile(r"(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区|市|自治州|地区|盟|县|旗)){1,3}(?:[\u4e00-\u9fff]{1,6}?区)?")
_EVIDENCE = re.compile(rf"{_UNIT}|{_ESTATE}|{_ROAD}|[镇乡]")


class Address(Recognizer):
    """Named estates and villages; roads and buildings with a number; chains of house, staircase and flat."""

    type = "ADDR"
    patterns = (
        re.compile(rf"(?P<suffix>{_ESTATE})(?P<units>(?:{_UNIT}){{0,5}}{_TAIL})"),
        re.compile(rf"(?P<suffix>{_ROAD})(?P<units>(?:第?{_N}号(?:楼|院)?)(?:{_UNIT}){{0,5}}{_TAIL})"),
        re.compile(
            rf"(?P<suffix>{_BUILDING})(?P<units>(?:{_N}(?:号楼|号院|栋|幢|座|单元|室|号摊|号铺|层|弄"
            rf"|区(?=\d)))(?:{_UNIT}){{0,5}}{_TAIL})"
        ),
        re.compile(
            rf"(?P<suffix>[{_TOPONYM}])(?P<units>[一二三四五六七八九十\d]{{1,2}}组|组(?=的|[,。\s、长一二三四五六七八九十\d]"
            rf"|会计|村民|$))"
        ),
    )
    # 我是清水铺的, 西河湾一带, 家在大王庄东头: hamlets by what is said of them.
    _hamlet_of = re.compile(
        r"(?:我们|俺们|咱们|我们?[是家住在]{1,2}|俺们?[是家住在]{1,2}|家[在住]|住在?|老家|同村|俺村|我们村|娘家|婆家"
        rf"|嫁到)(?P<v>[\u4e00-\u9fff]{{1,3}}[{_LIE}])"
        rf"(?=的[^\u4e00-\u9fff]|的[{''.join(sorted(SURNAMES - AMBIGUOUS))}]|的?一带|那[一边片块]|[东西南北][头边]|片区"
        r"|[一二三四五六七八九十\d]{1,2}[组社队户]|有[一二三四五六七八九十\d]{1,3}户|种[地田]|[,。]|$)"
    )
    # 县城东关, 北关早市, 南门口
    _quarter = re.compile(
        r"(?<![的区院校])(?P<v>(?:县城|城)?[东西南北](?:关|门口|大街)(?:早市|夜市|菜市场|市场|街)?)(?=住|的|那|摆|卖|开店|,|。|$|[\u4e00-\u9fff]{0,2}号)"
    )
    # 我们是南岭镇三个村的
    _town = re.compile(
        r"(?:[县市区旗州]|我们?[是在]|俺们?[是在]|家[在住]|住在?|老家|来自)(?P<v>[\u4e00-\u9fff]{2}[镇乡])(?![长企政镇村上里下])"
    )
    # 3栋小杜, 二单元的金姐, 七栋郑家
    _neighbour = re.compile(
        rf"(?<![\d第A-Za-z一二三四五六七八九十])(?P<v>(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})(?:号楼|幢|栋|单元))"
        rf"(?=的?(?:[小老][{''.join(sorted(SURNAMES))}]|[{''.join(sorted(SURNAMES - AMBIGUOUS))}金](?:[姐哥叔婶姨]|阿姨"
        rf"|师傅"
        rf"|老师|家)|的?独居|住户|业主))"
    )
    # 联发大厦顶上
    _tower = re.compile(
        r"(?P<v>(?!总部|办公|政府|贵司|公司)[\u4e00-\u9fff]{2}(?:大厦|大楼))(?=顶|[一二三四五六七八九十\d]{1,2}[楼层]|楼[上下顶]"
        r"|门口|[A-Z]座|那[家里边])"
    )
    # 林口乡居民
    _township = re.compile(
        r"(?P<v>(?!县城|隔壁|附近"
        r"|城关)[^月到在去的我你他们这那全各本某下老\W\da-zA-Z]{2}[镇乡])(?=居民"
        r"|村民"
        r"|农户"
        r"|群众"
        r"|[\u4e00-\u9fff]{1,4}村)"
    )
    # 春林苑物业
    _managed = re.compile(r"(?P<v>[\u4e00-\u9fff]{2,4}[苑府郡邸庭])(?=物业|业委会|业主|小区|[东西南北]门)")
    # 7幢的, 住3栋
    _house = re.compile(
        r"(?<=[是住在,。\n])(?P<v>(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:号楼|幢|栋))(?=楼组长|的[,。]|住[,。]|[,。]|$|[\u4e00-\u9fff]家)"
    )
    # 3-402付: a flat by staircase and door, known by the family name after it.
    _flat = re.compile(
        r"(?<![\d\-.])(?P<v>\d{1,2}-\d{3,4})(?= ?老?"
        + f"[{''.join(sorted(SURNAMES - _COUNTED))}]"
        + r"(?:[、,。;(\s]|老师|$))"
    )
    # 我们石门沟的, 东洼那一片: hamlets are named by the lie of the land alone.
    _hamlet = re.compile(
        r"(?:(?:我们|俺们|咱们?|隔壁|[找是转]|住在?|[,。、(:\n])(?P<v>[\u4e00-\u9fff]{1,2}[洼沟坝坡坪岭坳垭坨峪塬湾坎岗梁屯寨圩塘冲])"
        r"(?=的[^\u4e00-\u9fff]|的(?:[\u4e00-\u9fff]{1,3}[家树果园田地]|房|棚|人)|(?:妇女|村民|农户|群众|[养种]植户)|那一?[片边头]|[一二三四五六七八九十\d]{1,2}[组社队]|两个村|这[边头片]))"
    )
    # 建设路那家, 凤鸣路口, 滨江路隧道口
    _beside = re.compile(
        r"(?P<first>路|街|大道)(?:那[家个间栋边](?:(?:保险)?(?:营业厅|大厅|门店|服务厅|网点))?|隧道口|口(?![袋味罩感径头])|农贸市场(?:[一二三四五\d]楼)?)"
    )
    _chain = re.compile(
        rf"(?<![0-9A-Za-z一二三四五六七八九十第])(?P<v>{_N}(?:号楼|栋|幢|座"
        rf"|单元)(?:{_UNIT}){{1,4}}{_TAIL}|{_N}(?:栋|幢|号楼)\d{{3,4}})"
    )
    _crossing = re.compile(
        r"(?P<first>路|街|大道)(?:地铁[口站]|公交站|路口|[东西南北中]段|(?:与|和"
        r"|跟)[\u4e00-\u9fff]{2,5}?(?:路|街|大道)(?:交叉口|交汇处?|路口|口))"
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Claims by a led segment, a named place, a chain of units, a crossing."""
        yield from self._led_segments(view)
        for pattern in self.patterns:
            for match in pattern.finditer(view.text):
                yield from self._named(view, match)
        for match in self._chain.finditer(view.text):
            yield Hit(self.type, *match.span("v"), Strength.PATTERN)
        for pattern in (
            self._flat,
            self._hamlet,
            self._hamlet_of,
            self._quarter,
            self._town,
            self._managed,
            self._township,
            self._neighbour,
            self._tower,
            self._house,
        ):
            for match in pattern.finditer(view.text):
                if pattern in (self._flat, self._house, self._neighbour) or (
                    match.start("v") in view.boundaries
                    and not is_word(match.group("v"))
                    and not match.group("v").endswith(("上铺", "下铺"))
                    and not is_grammar(match.group("v")[0])
                    and not _TALK.search(match.group("v"))
                ):
                    yield Hit(self.type, *match.span("v"), Strength.PATTERN)
        for match in self._beside.finditer(view.text):
            start = name_start(view, match.start("first"))
            name = view.text[start : match.start("first")]
            if len(name) >= 2 and not _GENERIC.match(name) and not _CROSSROADS.search(name):
                yield Hit(self.type, start, match.end(), Strength.PATTERN)
        for match in _FAMILY_PLACE.finditer(view.text):
            if match.start() in view.boundaries and match.group("v") != "石家庄":
                yield Hit(self.type, *match.span("v"), Strength.PATTERN)
        for match in self._crossing.finditer(view.text):
            start = name_start(view, match.start("first"))
            if match.start("first") - start >= 2:
                yield Hit(self.type, start, match.end(), Strength.PATTERN)

    def _named(self, view: View, match: re.Match[str]) -> Iterator[Hit]:
        start = name_start(view, match.start())
        name = view.text[start : match.start()]
        word = view.text[start : match.end("suffix")]
        units = match.group("units")
        # 农村, 城镇: the suffix is only the end of a common word; 塘村 of 柳塘村 is none.
        ended = frequency(view.text[match.start() - 1 : match.end("suffix")])
        inside = match.start() not in view.boundaries and ended > (_COMMON if len(name) > 1 else 0)
        if (
            not name
            or inside
            or (_GENERIC.match(name) and not (units and len(name) > 1))
            or "养老" in name
            or _MEDIA.search(name)
        ):
            return
        if not units and (_TIME.search(name) or (is_word(name) and _RESIDENTS.match(view.text, match.end()))):
            return
        if not units and ((len(name) < 2 and match.group("suffix") != "村") or (is_word(word) and len(word) < 4)):
            return
        end = match.end()
        yield Hit(self.type, start, end, Strength.CONTEXT if units else Strength.PATTERN)

    def _led_segments(self, view: View) -> Iterator[Hit]:
        text = view.text
        for lead in _LEAD.finditer(text):
            end = min(len(text), lead.end() + 40)
            stop = _LED_END.search(text, lead.end(), end)
            end = stop.start() if stop else end
            upper = _UPPER.match(text, lead.end(), end)
            start = upper.end() if upper else lead.end()
            segment = text[start:end].rstrip(" 了吧呢")
            proof = _EVIDENCE.search(segment)
            if proof and len(segment) >= 3 and not _TALK.search(segment):
                yield Hit(self.type, start, start + len(segment), Strength.CONTEXT)
