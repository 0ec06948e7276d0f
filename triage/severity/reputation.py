"""`reputation`: other facts that can hurt the company's name widely (guide §5.2): an agent gone with many
people's money, a mass leak, a run of surrenders, content that spread."""

import re

from . import lexicon as lx
from .document import Document
from .numerals import parse
from .people import find_quantities
from .signals import Signal

_SPREAD_AT = 10_000
_RUN_AT = 20

_GONE = re.compile(
    r"(?:人|她|他|胖子|店主|负责人|经理|姐|哥|该人)(?:就|都|也|上(?:礼拜|周|个?月)就?)*(?:没影|"
    r"没了(?:踪|人|影)|不见(?:了|人|踪)|蒸发|消失|人间蒸发|失联|跑没)|(?:上(?:礼拜|周|"
    r"个?月))?人(?:就)?(?:没了|没影)(?=[,。])|"
    r"(?:店|门面|铺(?:面|子)?|门)[^,。;]{0,6}?(?:贴了?转让|转让|关了|锁了|盘出去|搬空)|(?:电话|手机|"
    r"号码?)[^,。;]{0,4}(?:成|变)(?:了)?空号|没(?:有)?入(?:账|系统)|(?<!人)(?<!就)没影(?:儿)?了|卷铺盖|"
    r"卷了(?=[,。;]|跑)|未入账|"
    r"个人(?:微信|账户|"
    r"支付宝|卡)|卷(?:款|钱|走|跑|了[^,。;]{0,8}?(?:钱|款|保费))|携款|跑路|"
    r"跑了(?!.{0,2}(?:[\d一两二三四五六七八九十几好多]|趟|回|次|遍|家|医院|一))|"
    r"带走(?:了)?(?:约)?[^,。;]{0,6}(?:万|钱|款|保费)|(?:不接(?:电话|手机)|不回(?:信息|微信))了?(?=[,。;])|"
    r"锁着门|关了机|(?:媳妇|老婆|孩子|娃|一家(?:人|子)?)[^,。;]{0,6}(?:不见了|走了|搬走)|走(?:了)?佬|(?:人|"
    r"手机|"
    r"电话)[^,。;]{0,6}?(?:失踪|失联|找不(?:到|着)|联系不上|不见了|没影|打不通|停机|关机|空号)|(?:走|"
    r"去)了,?不知(?:去哪|去向)|家里锁门|门(?:头)?也?锁了|屋里[^,。;]{0,6}?没人|没回来|下落不明|"
    r"(?:截留|挪用|侵占|用于[^,。;]{0,8}(?:赌博|还债|挥霍|个人)|骗走|收走(?=[^,。;]{0,8}(?:钱|费|款|万|元|现金))|吞了)"
)
_AGENT = re.compile(
    r"\[AGENT\d*\]|业务员|内勤|代理人|收展员|协保员|营销员|收费员|保险的|卖保险|干保险|营销员|客户经理|代办|"
    r"经办人|专管员|"
    r"网点负责人|收(?:钱|费|保费|保险)的|收(?:走|了)[^,。;]{0,6}(?:费|钱|款)|(?:在|从|经|过|交(?:给|"
    r"到))(?:了)?(?:他|她|那个?[^,。;]{0,6})手(?:里|"
    r"上|头)?(?:买|办|收|交|未|没|入)|(?:负责人|站长|老板娘|点长|所长)|"
    r"[小老阿“][\u4e00-\u9fff]{1,2}[”姐哥]|"
    r"姓[\u4e00-\u9fff]{1,3}(?:那个|的)|那个(?:胖子|瘦子|女的|男的)|(?:收|卖)[^,。;]{0,8}(?:保险|"
    r"保费)钱?的|公司(?:的)?牌子|代办员|跑[^,。;]{0,5}业务|主管|营业部"
)
_MONEY = re.compile(r"保费|钱|款|现金|收据|存款|万|元")
# Out of reach alone is no crime: the money must have passed through the agent's hands.
_WEAK = re.compile(r"不接|不回|锁|打不通|停机|关机|空号|跑了|联系不上|找不|没了|失联")
_TOOK = re.compile(
    r"收(?:了|走|的|过|去|齐|上)?[^,。;]{0,8}(?:钱|保费|款|现金|万)|交给(?:了)?(?:他|她|\[)|收条|白条|收据|"
    r"没(?:有)?(?:入|进|交)(?:账|帐|系统|公司)|未入|没入|现金|卷|骗|截留|"
    r"挪|带走|收款|口袋|腰包|没得入|经(?:他|她)手|手(?:里|上)(?:买|交|办)"
)
_MANY = re.compile(
    r"我们大家|大家一查|(?:[二三四五六七八九]十|几十|十)(?:多|来|几)家|(?:全|我们|俺们?|咱|整个?|"
    r"好几个?)(?:村|镇|屯子?|小区|厂|街|组|寨|庄|堡|乡|条街|单位|"
    r"社区)(?:里|上|子|人)?|家家户?户?|一户户|挨家挨户|(?:村里|厂里|镇上|街上|小区里?|"
    r"庄上)[^,。;]{0,6}?(?:都|家|户|人)|(?:很多|好多|许多|不少|多名|多户|一批|上百|"
    r"几十)(?:个)?(?:客户|人|家|户|村民|老人|投保人)"
)
_ONE_VOICE = re.compile(
    r"听(?:说|人|小卖部)|据说|一街的人|没法核实|不替别人|不敢(?:替|代)|肯定不止|应该不止|指不定|"
    r"可能(?:还有|不止)|恐怕|是不是卷|不说他跑|猜|怕(?:是|不是)?(?:他|她)?(?:卷|跑)|会不会(?:卷|跑|"
    r"是)|不吭声|我只(?:讲|说|代表)"
)
_DOUBT = re.compile(
    r"是不是卷|会不会(?:卷|跑|是)|没法核实|猜|怕(?:是|不是)?(?:他|她)?(?:卷|跑)|可能(?:还有|不止)|"
    r"只(?:讲|代表)"
)
_DEATH = re.compile(r"死者|丧|遗|抢救|医院|住院|去世|老公|丈夫|老伴|夜里|意外|猝死|车祸|身故")
_LEAK = re.compile(
    r"(?:群里(?:有人)?(?:发|传|甩|丢)(?:了)?(?:个|一个|份|张)?[^,。;]{0,6}(?:表|名单|文件|Excel)|全在上(?:头|"
    r"面)|泄露|泄漏|(?:传|发|丢|晒|挂)(?:到|在|进)[^,。;]{0,8}(?:群|网)|流出|拉的[^,。;]{0,6}群|(?:全|"
    r"都)(?:挂)?在(?:网上|群里)|群文件|有人报价|外泄|外流|流出|曝光|叫卖|兜售|挂卖|挂(?:在|到)[^,。;]{0,6}(?:网|平台|"
    r"群|朋友圈|卖)|卖(?:给|了|的|到|你们|客户|投保)|倒卖|发(?:到|在|"
    r"进)(?:了)?[^,。;]{0,6}?(?:群|网)|在[^,。;]{0,4}群里?(?:放|晒|贴|卖|传)|往[^,。;]{0,12}群里?(?:发|传|扔|"
    r"丢)|群发|能(?:看|查|搜)(?:到|"
    r"见)|下载(?!APP|客户端|安装|注册)|(?:都|全)收到|公开|打包|导(?:出|成)[^。;]{0,14}(?:发|卖|给|传))"
)
_DATA = re.compile(
    r"(?:订单|数据|Excel|表格|客户|个人|投保人?|保单|身份证|手机号|电话|姓名|名单|资料|信息|表格|证件|卡号|"
    r"住址|病历)"
)
_FIELDS = re.compile(
    r"(?:(?:姓名|名字|证件号|身份证|台胞证|回乡证|电话|手机|住址|保单号|病史|"
    r"年缴保费)[^,。;、]{0,6}[、,和及]?){3,}"
)
_EXPOSED = re.compile(
    r"露出|没(?:有)?锁|废品|废纸|垫|早市|地摊|群发|密件|外人|陌生|都能看|看得(?:到|见)|公开|流出|泄|全在|随手|群里|"
    r"到处转|到处传|挂着卖|卖(?=你们|客户|投保|保户|资料|信息|名单)|叫卖|报价"
)
# 点开我的保单,出来的是一个姓邬的,住址、身份证、卡号: other people's records on the screen, many complain.
_WRONG_RECORDS = re.compile(
    r"(?:点开|打开|搜到|查到|搜|登录|登进|刷新|显示|看到|跳出|出来)[^。]{0,30}?(?:别人|另一个|他人|陌生人|"
    r"(?:一个)?姓[\u4e00-\u9fff]的|不是我)[^。]{0,40}?(?:身份证|卡号|住址|"
    r"电话|保单)"
)
_CROWD_ONLINE = re.compile(
    r"(?:几|上|好几|成)[百千万]号?(?:人|条|个)|都(?:在)?(?:贴|晒|说|这样|看到)|"
    r"换了[三四五六七八九十\d]{1,3}个人|试了[^,。;]{0,8}(?:都|全)|每次都(?:换|不)"
)
_COUNT_OF_DATA = re.compile(
    r"(?:行号|编号)(?:到|排到|是|有)?(?P<n5>[\d,]{3,9}|[一二两三四五六七八九十百千万]{3,8})|"
    r"(?P<n>\d{1,4}(?:\.\d{1,2})?(?=万)|[\d,]{2,9}|[一二两三四五六七八九十百千万几]{1,8})(?P<w>万)?(?:多|余|来)?(?:条|行|份|人|"
    r"个|名|户|位|页|张|号)(?:客户|的)?(?:个人)?(?:信息|资料|数据|记录|名单|保单|客户|行)?"
)
_LEAK_MANY = re.compile(
    r"(?:只要是|所有|全部|整个|凡是|每(?:个|位|一))[^。;]{0,16}?(?:都|全)(?:收到|被|能|知道|泄|有)|"
    r"批量|成百上千|上百|几百|几千|上千|成千"
)

_HOT = re.compile(
    r"(?:上|登|冲(?:上|到)|挂(?:在|上)|进|爬(?:上|到)|排(?:在|到)?)(?:了|过|到)?[^,。;]{0,8}?(?:热搜|"
    r"热榜|热点榜|榜首|头条榜)|(?:同城|热搜|热点|话题|实时|本地|热门|热度)榜(?:单)?(?:上)?(?:的)?第[一二三四五六七八九十\d]|(?:热搜|热榜)(?:上)?(?:挂|待|第|前|榜?第|上了|已经)"
)
_VIEWS = re.compile(
    r"(?P<n>(?<![\d.])\d{1,9}(?:\.\d{1,2})?(?:,\d{3}){0,3}|[一二两三四五六七八九十百千]{1,6}|"
    r"好?几(?=十?百?[千万wW]))(?:多|"
    r"几|余|来)?(?P<w>十?百?千?万|w|W|k|K|(?<=\d{4}))(?:[一二三四五六七八九]千?)?(?:多|余|来|"
    r"几)?(?:个|次|人|位|条)?(?:都|已经)?[^,。;\d]{0,4}?(?:阅读|播放|浏览|观看|点击|转发|看(?:了|过)|"
    r"听过|在看|转(?:了|评|赞)|评论|点赞|赞|看(?=[,。!;]|$))"
    r"|(?:阅读|播放|浏览|观看|点击|转发|点赞|看|热度|传播|曝光)(?:量|数|次数)?(?:的)?(?:已经?|都|就|有|"
    r"至今[^,。;\d]{0,3}|截至[^,。;\d]{0,4}|达到?|"
    r"超过?|破|快|到|过|了|是|:|冲到|一|今天){0,4}(?P<n2>(?<![\d.])\d{1,9}(?:\.\d{1,2})?(?:,\d{3}){0,3}|"
    r"[一二两三四五六七八九十百千]{1,6}|好?几(?=十?百?[千万wW]))(?:多|几|余|来)?(?P<w2>十?百?千?万|w|"
    r"W|k|K)?"
    r"|(?:涨到|冲到|突破|破了?|飙到|攀到)(?:了)?(?P<n3>\d{1,9}(?:\.\d{1,2})?|"
    r"[一二两三四五六七八九十百千]{1,6})(?:多|余)?(?P<w3>[万wW])"
)
_TEN_THOUSAND = re.compile(
    r"(?:阅读|播放|浏览|观看|点击|转发|点赞|热度|评论|看的(?:人)?)(?:量|数)?(?:都|已经?|也|早)?(?:破|过|超|"
    r"上)(?:了)?(?:一|几|十|百|好几)*万(?!元|块|保)"
)
_VIEW_CONTEXT = re.compile(
    r"阅读|播放|浏览|观看|点击|转发|视频|帖|抖音|快手|微博|小红书|发(?:了|的|出)|看(?:过|了)|听过|"
    r"热度|这条|直播|剪"
)
_NOT_VIEWS = re.compile(r"粉丝|关注|保费|保额|元|块|万元|公里|交了|存|赔|报销|工资|贷款")
# The days and the surrenders in one breath, in any order.
_RUN_WIDE = re.compile(
    r"(?:(?<![\d十])(?:两|三|二|2|3|一)(?:天|日)|昨[天日儿]|今[天日]|前天|一天)[^。;]{0,70}?退(?:保|"
    r"单|了|掉|出)?[^,。;\d]{0,8}?(?P<n4>\d{2,4}|"
    r"[二三四五六七八九]十[一二三四五六七八九]?|[一二三四五六七八九]百)(?:多|余|几)?(?:件|单|份|起|个|笔|户|张)"
    r"|退(?:保|单)[^。]{0,30}[。,][^。]{0,12}?(?:一天|两天|三天|昨天|今天|前天)[^,。;]{0,6}?(?:就)?(?:来|有|"
    r"办|退)了?(?P<n6>\d{2,3}|[二三四五六七八九]十[一二三四五六七八九]?)(?:多|余|几)?(?:件|单|份|笔|个)"
    r"|(?:昨天|今天|一天|两天|三天)[^,。;]{0,10}?来了?(?P<n5>\d{2,3}|"
    r"[二三四五六七八九]十[一二三四五六七八九]?)(?:多|余|几)?(?:个人|人|户|位)"
    r"(?:来|要)?退(?!休|役|伍|烧)"
)
_RUN = re.compile(
    r"(?P<d>[一二两三123]|今|昨)(?:天|日)[^,。;]{0,12}?(?P<n>\d{2,4}|"
    r"[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]百)(?:多|余|几)?(?:件|单|份|起|"
    r"个)[^,。;]{0,8}?退保|(?:至|到)今(?:三|两|二|3|2)天[^。;]{0,16}?退保[^,。;]{0,8}?(?P<n2>\d{2,4}|"
    r"[二三四五六七八九]十[一二三四五六七八九]?)(?:多|余|几)?(?:件|单|份|起|个)|(?:三|两|二|3|"
    r"2)(?:天|日)(?:内|里|之内)?[^。;]{0,16}?退保[^,。;]{0,8}?(?P<n3>\d{2,4}|"
    r"[二三四五六七八九]十[一二三四五六七八九]?)(?:多|余|几)?(?:件|单|份|起|个)"
)


def find_reputation(doc: Document, persons: int = 1) -> list[Signal]:
    """Facts with their evidence; what one voice only guesses becomes a hint and asks for review."""
    return [*_absconded(doc, persons), *_leaks(doc), *_spread(doc), *_runs(doc)]


def _window(doc: Document, start: int, end: int, reach: int) -> str:
    return doc.slice(start - reach, end + reach)


def _absconded(doc: Document, persons: int) -> list[Signal]:
    """The agent is gone, money is missing, and more than one household is named."""
    signals: list[Signal] = []
    quantities = [q for q in find_quantities(doc.text) if q.low >= 3]
    for found in _GONE.finditer(doc.text):
        near = _window(doc, found.start(), found.end(), 160)
        if not (_AGENT.search(doc.text) and _MONEY.search(near)):
            continue
        if _DEATH.search(near) and found.group().startswith("人"):
            continue
        many = persons >= 5 or _MANY.search(near) or any(abs(q.start - found.start()) <= 160 for q in quantities)
        if not many:
            continue
        if _WEAK.search(found.group()) and not _TOOK.search(near):
            continue
        span = doc.phrase(found.start(), found.end())
        clause = doc.clause(found.start())
        left = doc.slice(clause.start, found.start())
        around = _window(doc, found.start(), found.end(), 70)
        if (
            _DOUBT.search(around)
            or (persons < 5 and _ONE_VOICE.search(_window(doc, found.start(), found.end(), 70)))
            or lx.CONDITION.search(left)
            or clause.by_company
        ):
            signals.append(Signal("reputation", "hint", *span, "仅一人转述或猜测涉众"))
            signals.append(Signal("need_review", "fact", *span, "疑似涉众,请核实"))
        else:
            signals.append(Signal("reputation", "fact", *span, "业务员失联或卷款,涉及多户"))
        break
    return signals


# Ten or more people get the same calls with their own data read out.
_SAME_CALLS = re.compile(
    r"(?P<n>[\d一二三四五六七八九十百]{1,4})(?:来|多|几)?(?:个|位|户|名)人?[^。;]{0,10}?(?:接到|收到|"
    r"接着)[^。]{0,22}?(?:电话|短信|来电)[^。]{0,24}?(?:一模一样|一样|同样|都(?:报|说|念|叫)得?出|"
    r"都能|能(?:报|说|念)出|都知道|登记表|订单号|保单号|身份证)"
)
_LISTED = re.compile(r"(?:行号|张|照片|条|行|份|名单|表格|信息|资料|短信)")
_PERSONAL = re.compile(r"短信|信息|资料|名单|身份证")


def _records(near: str) -> int:
    """The largest number of records told nearby."""
    found = _COUNT_OF_DATA.finditer(near)
    return max((_data_count(m) for m in found), default=0)


def _data_count(found: re.Match[str]) -> int:
    word = found.group("n") or found.group("n5")
    value = float(word) if "." in word else _value(word)  # 4.6万条
    return int(value * (10_000 if found.group("w") else 1))


def _leaks(doc: Document) -> list[Signal]:
    for found in _LEAK.finditer(doc.text):
        near = _window(doc, found.start(), found.end(), 120)
        if not _DATA.search(near):
            continue
        count = _records(near)
        listed = _LISTED.search(near)
        if not ((count >= 50 and listed) or (_LEAK_MANY.search(near) and _PERSONAL.search(near))):
            continue
        span = doc.phrase(found.start(), found.end())
        if _ONE_VOICE.search(near) or _window(doc, found.start(), found.end(), 10).find("如果") >= 0:
            return [
                Signal("reputation", "hint", *span, "泄露范围只是猜测"),
                Signal("need_review", "fact", *span, "疑似批量泄露"),
            ]
        return [Signal("reputation", "fact", *span, "客户信息批量泄露")]
    for found in _SAME_CALLS.finditer(doc.text):
        if (parse(found.group("n")) or 0) >= 10:
            return [Signal("reputation", "fact", *doc.phrase(found.start(), found.end()), "多人接到掌握其资料的电话")]
    for found in _WRONG_RECORDS.finditer(doc.text):
        if _CROWD_ONLINE.search(_window(doc, found.start(), found.end(), 120)):
            return [Signal("reputation", "fact", *doc.phrase(found.start(), found.end()), "系统串号,客户信息批量外露")]
    for found in _FIELDS.finditer(doc.text):  # a list of other people's data lies open
        near = _window(doc, found.start(), found.end(), 150)
        if _EXPOSED.search(near) and _records(near) >= 50 and not _ONE_VOICE.search(near):
            return [Signal("reputation", "fact", *doc.phrase(found.start(), found.end()), "客户信息批量外露")]
    return []


def _value(word: str | None) -> int:
    if word and "万" in word[1:-1]:  # 一万二千六百
        return 10_000
    return (parse(word.replace(",", "").replace("几", "") or "2") or 0) if word else 0


_TIMES = {
    "": 1,
    "k": 1_000,
    "w": 10_000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
}


_PLAIN_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,6})?")


def _views(found: re.Match[str]) -> float:
    number = found.group("n") or found.group("n2") or found.group("n3")
    scale = found.group("w") or found.group("w2") or found.group("w3") or ""
    plain = number.replace(",", "")
    value = float(plain) if _PLAIN_NUMBER.fullmatch(plain) else float(parse(plain) or 1)
    return value * _TIMES.get(scale.lower(), 10_000)


_HOPELESS = re.compile(r"[一\d]?[^,。;]{0,4}?(?:不指望|没指望|不敢想|轮不到|上不了|不求|不稀罕)")
_OTHERS_STORY = re.compile(r"看(?:到|了)?新闻|别家|听说|人家|你们因为|上月你们|别的|那个|另|上次|去年")
_OTHERS_POST = re.compile(r"粉丝(?!的[^,。;]{0,8}(?:号|博主|大V)[^,。;]{0,6}(?:转|发|搬))|别人|上月你们|你们因为")


def _spread(doc: Document) -> list[Signal]:
    signals = []
    for found in _HOT.finditer(doc.text):
        left = doc.slice(doc.clause(found.start()).start, found.start())
        announced = lx.INTENTION.search(left) or lx.CONDITION.search(left) or lx.NEGATION.search(left)
        others = _OTHERS_STORY.search(left)
        hopeless = _HOPELESS.match(doc.slice(found.end(), found.end() + 14))
        status = "hint" if announced or others or hopeless else "fact"
        signals.append(
            Signal(
                "reputation",
                "hint" if status == "hint" else "fact",
                *doc.phrase(found.start(), found.end()),
                "登上热搜热榜" if status == "fact" else "非本案或未发生",
            )
        )
    for found in _TEN_THOUSAND.finditer(doc.text):
        left = doc.slice(max(doc.sentence(found.start())[0], found.start() - 40), found.start())
        bound = lx.CONDITION.search(left) or lx.INTENTION.search(left) or _OTHERS_POST.search(left)
        signals.append(Signal("reputation", "hint" if bound else "fact", *doc.phrase(*found.span()), "阅读或播放过万"))
    for found in _VIEWS.finditer(doc.text):
        near = _window(doc, found.start(), found.end(), 40)
        if not _VIEW_CONTEXT.search(near) or _NOT_VIEWS.search(found.group()):
            continue
        if _views(found) >= _SPREAD_AT:
            left = doc.slice(max(doc.sentence(found.start())[0], found.start() - 40), found.start())
            bound = lx.CONDITION.search(left) or _OTHERS_POST.search(left)
            signals.append(
                Signal(
                    "reputation",
                    "hint" if bound else "fact",
                    *doc.phrase(found.start(), found.end()),
                    "内容扩散,阅读或播放过万",
                )
            )
    return signals


_HEARD = re.compile(r"听|据说")


def _runs(doc: Document) -> list[Signal]:
    signals = []
    for found in (*_RUN.finditer(doc.text), *_RUN_WIDE.finditer(doc.text)):
        number = next((n for name, n in found.groupdict().items() if name != "d" and n), None)
        hearsay = _HEARD.search(doc.slice(found.start() - 20, found.start()))
        if _value(number) > _RUN_AT and not hearsay:
            signals.append(
                Signal("reputation", "fact", *doc.phrase(found.start(), found.end()), "三日内同类退保超过20件")
            )
    return signals
