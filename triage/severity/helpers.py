"""Helper booleans of guide §1 and §14: posts of one's own, lawsuits, repeats, vulnerable people, hired agents."""

import re

from . import lexicon as lx
from .bodies import Mention
from .deeds import judge_deed
from .document import Document
from .numerals import parse
from .signals import Signal, Status

_POSTED = re.compile(
    r"(?:发|传|挂|贴|捅|晒|曝|放|投|写|剪|拍|上|登|弄|说|吐槽|转|开|配)(?:了|到|在|上|过|出|个|条|一|"
    r"篇|段|进|成|的|视频|帖子?|网|短)*[^,。;]{0,8}$"
)
_POSTED_RIGHT = re.compile(
    r"^(?:平台|网站|上面?|里|投诉平台|投诉网|那边|号)*[^,。;]{0,8}?(?:发|写|曝光|投诉|登记|留言|吐槽|"
    r"挂|传|晒|贴|转|播放|阅读|点赞|单号|编号|评论|爆|说|提交|公开|见|传播|搜|@|艾特)"
)
_ONLINE_SALE = re.compile(
    r"(?:买|投保|下单|推荐|广告|刷到|看到|链接|弹出|购买|直播间(?:抢|买|下单)|小程序|销售|推销|卖|"
    r"加了|弹窗|领取|客服|公众号(?:上|里)?(?:查|看|办|留|绑|申请|操作|提交|客服))"
)
_SUED = re.compile(
    r"起诉|诉至|诉讼(?!费)|打官司|官司|律师函|传票|上诉|一审|二审|开庭|立案庭|起?诉状|状子|递状|仲裁|"
    r"应诉|法庭|(?:人民)?法院|法律(?:途径|程序|手段|武器|渠道)|司法(?:途径|程序)|"
    r"律师(?!事务所[^,。]{0,4}工作|费|证)|公堂|诉权|见官|追诉"
)
_SUIT_DONE = re.compile(
    r"(?:已|已经|刚|昨天|上周|日前|正式|依法)[^,。;]{0,14}?(?:起诉(?!材料)|诉至|立案|递交|提交|提起|"
    r"申请|委托|收到|受理)|(?:收到|接到|送达|附|寄来|发来|发出|发了|寄了|来了)[^,。;]{0,8}?(?:传票|立案通知|受理通知|"
    r"律师函|开庭通知|应诉通知|判决书?|裁决书?|起诉状|副本)|诉至(?!.{0,3}(?:法院)?(?:的话|解决))|"
    r"(?:起诉|立案|开庭|上诉|仲裁)(?:了|过|后|时间|日期|通知|号)|(?:[\d一二三四五六七八九十]{1,6}(?:月|"
    r"日|号)|下周|下个?月|本月)[^,。;]{0,6}?开庭|(?:一审|二审|法院|仲裁委?|"
    r"法庭)[^,。;]{0,6}?(?:判(?!断)|裁(?!员)|已受理|受理了|立了案|立案了|排期|调解书|传唤|支持)|"
    r"(?:一审|二审|终审|法院)[^,。;]{0,4}?(?:认为|查明|酌定|驳回|维持|改判)|双方均?上诉|(?:传票|立案通知书?|"
    r"受理通知书?|开庭通知)[^,。;]{0,4}(?:收到|到了|来了|下来)|案号|立案号|"
    r"\(20\d\d\)[^,。;]{0,8}?号|诉前(?:调解|联调)[^,。;]{0,6}?(?:号|已|了|通知|阶段|中|编号)|"
    r"(?:代理)?律师(?:函|已(?:经)?(?:向|发|递|立|代))|(?:起诉|诉讼|仲裁)(?:材料|状|申请)?(?:已|"
    r"都)(?:经)?(?:递|交|寄|立)"
)
_SUIT_OTHERS = re.compile(
    r"离婚|判(?:给|归|的)|交通(?:事故)?(?:案|判)|对方(?:司机|车主)?(?:起诉|告我)|刑事|(?:法院|"
    r"律师)(?:上班|工作|门口|对面|旁边|附近)|按(?:照)?(?:法院|判决)|财产分割|继承|工资纠纷|劳动纠纷|与本(?:件|"
    r"事|案)无关|(?:申请人|当事人|客户|双方|您|你)可(?:以)?(?:另行|依法|向)"
)
_CONSULTED = re.compile(
    r"(?:问|咨询|请教|找)(?:了|过)?(?:一下|下|个|我的)?律师|律师(?:说|讲|告诉|看|认为|的意见|意见|朋友)"
)

_REPEAT = re.compile(
    lx.any_of(
        r"(?:第[二三四五六七八九十\d]{1,6}|[两三四五六七八九十几好多无数\d]{1,6})(?:次|回|遍|趟|"
        r"个)(?:电话)?(?:来)?(?:打|投诉|反映|来电|进线|找|催|问|打来|打热线|来问|来找)(?!.{0,4}(?:推销|"
        r"骚扰))|(?:打|投诉|反映|来电|催|找)(?:过|了)?(?:你们|客服|热线|95\d{1,6}|公司)?(?:电话)?(?:不下|"
        r"至少|已经|都)?(?:[两三四五六七八九十几好多\d]{1,6})(?:次|回|遍|通|个电话)",
        r"(?:再次|又(?:一)?次|重复|多次|反复|再一次|二次|三次)(?:来电|投诉|反映|致电|来访|进线|来函|催)|"
        r"(?:上次|上回|之前|此前|前几天|上周|上个?月|早就|已经)[^,。;]{0,8}?(?:投诉|反映|登记|说|打|提|"
        r"来)(?:过|了)[^。;]{0,24}?(?:没|未|无|至今|还|仍|到现在|石沉|不了了之|一直)",
        r"催办|催件|催促|撤诉|撤销投诉|撤回投诉|不再投诉|(?:一直|至今|仍|还|到现在|始终)(?:没有?|"
        r"未)(?:人)?(?:回复|答复|联系|回电|回访|给(?:我)?(?:回复|答复|说法)|处理|解决|理我|下文)|(?:说好|"
        r"答应|承诺|说)[^,。;]{0,12}?(?:回复|回电|给(?:我)?(?:回复|答复)|联系我|回我)[^。;]{0,20}?(?:没|"
        r"未|不见|人影|还|今天|过)|(?:问|打|催|找|来)了(?:[两三四五六七八九十几好多\d]{1,6})(?:回|次|遍|趟)|"
        r"专员(?:会|将)?联系(?:我|您)[^。;]{0,10}?(?:没|未)",
    )
)
_NEVER = re.compile(r"(?!)")
_REPEAT_NO = re.compile(r"补(?:材料|件|资料|交)|推销|骚扰|占线|打不通|打不进|住院")

_AGE = re.compile(
    r"(?P<n>(?<!\d)\d{2,3}(?!\d)|[六七八九]十[一二三四五六七八九]?)(?:多|来|几)?(?:周?岁|的(?:人|"
    r"老人|老太|老头)|高龄)(?!开始|才能|以[上下]|领|时|起|前|后|到|至)|(?:今年|年满|年近|快|已经?|都|"
    r"我|她|他|妈|爸|爹|娘|母亲|父亲)(?P<m>\d{2}|[六七八九]十[一二三四五六七八九]?)(?:了|的人|,|。|"
    r"多)"
)
_CHILD = re.compile(
    r"(?:孩子|儿子|女儿|娃|小孩|宝宝|闺女|孙子|孙女|外孙)[^,。;]{0,8}?(?:才|刚|今年)?(?P<n>\d{1,2}|"
    r"[一二三四五六七八九十]{1,2})(?:个月|岁|个多月)|未成年|婴儿|新生儿|早产|幼儿园|小学生|(?:上|读|"
    r"念)(?:小学|幼儿园|初中|[一二三四五六]年级)|孤儿|遗孤"
)
_FRAIL = re.compile(
    r"残疾|伤残|截肢|截瘫|轮椅|瘫痪|偏瘫|半身不遂|失明|盲人|看不见|聋哑|耳背|耳聋|拄拐|拐杖|行动不便|"
    r"腿脚不(?:便|好|灵)|卧床|下不了床|弯不下腰|(?:癌|肿瘤|白血病|尿毒症|透析|化疗|放疗|脑梗|中风|"
    r"脑出血|心梗|支架|搭桥|植物人|重症|ICU|肝硬化|渐冻|帕金森|老年痴呆|阿尔茨海默|重病|大病|绝症|"
    r"器官移植|脑瘫|自闭症|先心病)"
)
_BEREAVED = re.compile(
    r"(?:父亲|母亲|爸|妈|爹|娘|丈夫|妻子|老公|老婆|爱人|老伴|儿子|女儿|孩子|哥|弟|姐|妹|男人|爷爷|"
    r"奶奶|公公|婆婆|外公|外婆|姥姥|姥爷|岳父|岳母|家人|他|她|人)[^,。;]{0,10}?(?:去世|过世|"
    r"走了(?=[,。!]|[一二三四五六七八九十半\d])|没了|不在了|身故|身亡|离世|病故|病逝|亡故|遇难|死亡|"
    r"死了|猝死|溺亡|车祸走)|遗属|遗孀|丧(?:父|母|夫|妻|子|偶|亲)|头七|灵堂|葬礼|火化|骨灰|办丧事|"
    r"丧事"
)
_UNLETTERED = re.compile(
    r"不识字|不认(?:得)?(?:几个)?字|文盲|大字不识|没(?:念|读|上)过(?:书|学)|识字不多|不会(?:用|使|玩|"
    r"弄)(?:智能|手机|微信|APP|那个)|(?:用|使)的?(?:是)?老(?:人|年)机|看不懂手机|不会上网|"
    r"眼(?:睛)?花|眼神不好|老花"
)
_ELDER = re.compile(
    r"老年人|老人家|老太太|老头子|老大爷|老大妈|耄耋|古稀|花甲|年近七旬|七旬|八旬|六旬|老母亲|老父亲|"
    r"爷爷|奶奶|姥姥|姥爷|退休(?:了)?[一二三四五六七八九十\d]{1,2}年|老俩?口|棺材本|八十老母"
)

_HIRED = re.compile(
    r"受托人|委托(?:代理)?(?:人)?(?:维权|全权|第三方|代办)|全权(?:委托|代理|处理)|代理(?:全额)?退保|"
    r"退保(?:顾问|代理|中介|团队|专家|师|公司)|维权(?:顾问|团队|中心|公司|专家|老师|平台|机构|工作室|"
    r"律师)|法务(?:咨询|顾问|部|公司|团队)|(?:信息|法律|商务|企业管理)咨询(?:有限)?(?:公司|服务|中心|"
    r"部)?|代(?:理)?维权|授权(?:委托)?书|代委托人|委托人共?缴|(?:勿|不要|请勿|禁止|"
    r"不得)(?:再)?(?:直接)?(?:联系|致电|骚扰)(?:本人|委托人|客户|投保人)|一切(?:沟通|事宜|联系)由|"
    r"(?:服务费|手续费|定金|抽成|提成|佣金|好处费)[^,。;]{0,10}?(?:退保|成功|百分|%|三成|四成|五成|"
    r"定金)|(?:网上|抖音|微信|群里)[^,。;]{0,8}?(?:找|加|认识)(?:了|的)?[^,。;]{0,8}?(?:退保|维权|"
    r"顾问|老师)|按(?:他们?|稿子|话术|模板)(?:给)?(?:的)?(?:写|背|说|念)|话术"
)


def find_helpers(doc: Document, mentions: tuple[Mention, ...]) -> list[Signal]:
    """Everything that escalates without making a case 重大 by itself."""
    return [
        *_social(doc, mentions),
        *_announced_posts(doc),
        *_litigation(doc),
        *_first(doc, "repeat", _REPEAT, "同一事项再次提出", _REPEAT_NO),
        *_vulnerable(doc),
        *_first(doc, "agent_suspect", _HIRED, "疑似代理退保或受托代办", _NEVER),
    ]


def _first(doc: Document, code: str, pattern: re.Pattern[str], why: str, unless: re.Pattern[str]) -> list[Signal]:
    for found in pattern.finditer(doc.text):
        if not unless.search(doc.slice(found.start() - 10, found.end() + 10)):
            return [Signal(code, "fact", *doc.phrase(found.start(), found.end()), why)]
    return []


_HEADER = re.compile(r"^(?:平台|投诉)?[^,。]{0,6}?[】\]#]")
_TRANSFERRED = re.compile(r"^[^,。;]{0,8}?(?:转来|工单|投诉单|发起人)")
_POSTING_NAME = re.compile(r"(?:发|传|挂|捅|放|曝光|视频)")
_CHAT_GROUP = re.compile(r"群$")
_WILL_POST = re.compile(r"^[^,。;]{0,4}(?:会|要|准备|马上|今晚)[^,。;]{0,4}(?:发|传|曝)")
_UNSENT = re.compile(r"就差|差一步|还没(?:点)?发|没(?:点|按)发|存(?:着|在)草稿")
_SENDS = re.compile("发")


_ANNOUNCES_POST = re.compile(
    r"(?:让|叫|给|请)(?:全网|全国(?:人民)?|网友们?|网上(?:的人)?|老百姓|所有人|大家伙?|大伙儿?|天下人|"
    r"短视频上的人)(?:都|也|们|来)*[^,。;]{0,3}?(?:看看|评评|知道|"
    r"见识|瞧|听听|曝|骂)|(?:抖音|快手|小红书|微博|视频号|播客|公众号|账号)[^,。;]{0,6}?(?:有|"
    r"也有)[^,。;]{0,4}?[\d一二两三四五六七八九十百千万几]{1,6}(?:来|多)?(?:个)?"
    r"(?:粉|听众|关注)|有[^,。;]{0,3}[\d一二两三四五六七八九十百千万几]{1,6}(?:来|多)?(?:个)?粉丝|"
    r"开(?:个|场|一场)?直播(?:讲|说|播|曝|聊)|不介意(?:讲|发|录|播|写)(?:一)?[期篇条段]"
)


def _announced_posts(doc: Document) -> list[Signal]:
    """Only words of publicity, no platform's verb: 让全网都看看, 抖音我也有两千粉."""
    signals = []
    for found in _ANNOUNCES_POST.finditer(doc.text):
        verdict = judge_deed(doc, found.start(), found.end(), default="threat")
        if verdict.status == "threat":
            signals.append(Signal("media", "threat", verdict.start, verdict.end, f"扬言公开:{verdict.why}"))
    return signals


def _social(doc: Document, mentions: tuple[Mention, ...]) -> list[Signal]:
    """Own posts are facts; posts announced are a threat of the kind `media` (guide §14.1)."""
    signals: list[Signal] = []
    for mention in mentions:
        if mention.code != "social_post":
            continue
        clause = doc.clause(mention.start)
        left = doc.slice(max(clause.start, mention.start - 30), mention.start)
        right = doc.slice(mention.end, min(clause.end, mention.end + 20))
        name = doc.slice(mention.start, mention.end)
        span = doc.phrase(mention.start, mention.end)
        header = mention.start < 24 and _HEADER.match(right)
        if header or (mention.start < 40 and _TRANSFERRED.match(right)):
            signals.append(Signal("social_post", "fact", *span, "商业投诉平台或自媒体来件"))
            continue
        posting = _POSTED.search(left) or _POSTED_RIGHT.match(right) or _POSTING_NAME.match(name)
        if (
            not posting
            or _ONLINE_SALE.search(left[-12:] + right[:6])
            or (_CHAT_GROUP.search(name) and not _SENDS.search(left))
        ):
            continue
        verdict = judge_deed(doc, mention.start, mention.end)
        if _UNSENT.search(right) or _WILL_POST.match(right):
            signals.append(Signal("media", "threat", verdict.start, verdict.end, "网上发布:尚未发出"))
            continue
        code = "media" if verdict.status == "threat" else "social_post"
        signals.append(Signal(code, verdict.status, verdict.start, verdict.end, f"网上发布:{verdict.why}"))
    return signals


_MEANS_SUIT = re.compile(r"告|函|状|起诉|打官司|奉陪|请律师")
_PAPERS_READY = re.compile(r"(?:写|打|备|准备|拟)好|还没(?:交|递)")
_DRAFTED = re.compile(r"(?:写|起草|拟|准备|打印|整理)(?:好)?(?:了)?[^,。;]{0,4}(?:起诉状|诉状|状子|起诉材料)|待提交")
_SEE_IN_COURT = re.compile(
    r"(?:法院|法庭|公堂|庭)(?:里|上|门口)?(?:见|说|讲|谈|论|掰扯|理论|比划)|打到底|走(?:法院|司法|"
    r"法律|诉讼|仲裁)|法律(?:途径|手段|武器|程序)(?:维护|"
    r"解决|维权|追究|吧|见|走|讨)|(?:找|请|雇)(?:个|好|了)?律师(?:跟|和|来|告|找|替|帮|,|。|$|打|"
    r"出面)|(?:保留|不放弃)[^,。;]{0,8}(?:诉权|诉讼|起诉|追究|追诉|法律[^,。;]{0,4}权利)|诉状(?:都|已|我)|"
    r"(?:律师函|函)(?:写|拟|备|准备)好|法院认不认|问好价|可以告,我(?:先)?等|见官|对簿公堂|(?:带|"
    r"拿)着?[^,。;]{0,4}去(?:法院|仲裁)|仲裁还是起诉|起诉还是仲裁|(?:我|咱)(?:就|"
    r"也)?陪[^,。;]{0,6}打(?:这|到)?[^,。;]{0,3}官司|法院[^,。;]{0,6}(?:一起走|走一趟|"
    r"评评|说理)"
)


def _litigation(doc: Document) -> list[Signal]:
    signals: list[Signal] = []
    for found in _SUED.finditer(doc.text):
        clause = doc.clause(found.start())
        whole = doc.slice(max(clause.start, found.start() - 30), min(clause.end, found.end() + 30))
        near = doc.slice(found.start() - 40, found.end() + 30)
        span = doc.phrase(found.start(), found.end())
        if _SUIT_OTHERS.search(near):
            signals.append(Signal("litigation", "hint", *span, "与本案无关的诉讼"))
            continue
        verdict = judge_deed(doc, found.start(), found.end(), default="hint")
        status: Status = verdict.status
        if status == "fact" and not _SUIT_DONE.search(whole):
            status = "hint"
        elif status != "threat" and _SUIT_DONE.search(whole) and verdict.why in {"已经发生", "见原文"}:
            status = "fact"
        if status == "fact" and _DRAFTED.search(whole):
            status = "threat"
        if status == "threat" and _CONSULTED.search(whole) and not _MEANS_SUIT.search(whole):
            status = "hint"
        if (
            status == "hint"
            and found.group().startswith("律师")
            and lx.PRESSURE.search(doc.slice(found.start() - 10, found.end() + 50))
        ):
            status = "threat"
        if status == "hint" and "状" in found.group() and _PAPERS_READY.search(whole):
            status = "threat"
        own = verdict.why in {"见原文", "已经发生"} and not lx.NEGATION.search(whole[: whole.find(found.group())])
        if status == "hint" and own and not _SUIT_DONE.search(whole) and _SEE_IN_COURT.search(whole):
            status = "threat"
        signals.append(Signal("litigation", status, *span, verdict.why))
    suit = [s for s in signals if s.status == "fact" and "函" not in doc.slice(s.start, s.end)]
    if suit:  # a lawyer's letter may still announce the suit itself
        signals = [s for s in signals if s.status != "threat"]
    return signals


def _number(word: str | None) -> int:
    return (parse(word) or 0) if word else 0


def _vulnerable(doc: Document) -> list[Signal]:
    """Guide §14.6: 60 or older, disabled or ill, bereaved, under age, unlettered."""
    for found in _AGE.finditer(doc.text):
        if 60 <= _number(found.group("n") or found.group("m")) <= 110:
            return [Signal("vulnerable", "fact", *doc.phrase(found.start(), found.end()), "六十岁以上")]
    for found in _CHILD.finditer(doc.text):
        if found.group("n") is None or _number(found.group("n")) < 18:
            return [Signal("vulnerable", "fact", *doc.phrase(found.start(), found.end()), "未成年人")]
    for pattern, why in (
        (_FRAIL, "残疾、行动不便或重病"),
        (_BEREAVED, "丧亲"),
        (_UNLETTERED, "不识字或不会用手机"),
        (_ELDER, "老年人"),
    ):
        for found in pattern.finditer(doc.text):
            return [Signal("vulnerable", "fact", *doc.phrase(found.start(), found.end()), why)]
    return []
