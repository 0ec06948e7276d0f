"""`media`: news media that are at work on the case, or were told of it (guide §5.2)."""

import re

from . import lexicon as lx
from .bodies import Mention
from .document import Document
from .events import Body, Verdict
from .signals import Signal

MEDIA = Body(
    flag="media",
    threat="media",
    acts=(
        r"(?:采访|带(?:着|了)?[^,。;]{0,4}(?:摄像|机器|话筒|镜头)|来(?:了|过)?(?:我|咱|俺)(?:家|们|店|厂|村)|登门|"
        r"念(?:了|过)|点(?:了)?(?:你们|贵司|公司)[^,。;]{0,6}名|堵(?:着|住)|追着|(?:做|录|拍|出|搞)(?:了|过)(?:一|"
        r"两|几)?(?:期|集|条|篇|版|个专题)|提纲|约访|名片|快讯|专版|版面|听了|要了|核实|求证|落款|报道|陪|随|走进|"
        r"探访|来到|致电|"
        r"获悉|播(?:出|了|过)|曝光|刊(?:登|发|出)|登(?:出|"
        r"了(?!记)|报|载)|见报|拍(?:了|过|摄|完|"
        r"好)|录(?:了|完|像|音)|跟(?:进|拍|踪|了)|转载|约(?:了|好|定|我|在)|"
        r"蹲|暗访|走访|来过|到过|报(?:选题|题)|立项|公众号发|发了《|接(?:了|到|手)|感兴趣|关注|加(?:了)?我|"
        r"派(?:了)?记者|发稿|出稿|写(?:了|成)|推送|连线|认领|要授权|(?:同|跟|和|陪)(?:着)?我[^,。;]{0,4}(?:来|到|"
        r"在)|(?:同|跟|"
        r"和)我(?:们)?[^,。;]{0,6}(?:通|聊|谈))"
    ),
)

# What reporters leave behind. It may stand some sentences after their name: 拉了个客,是都市报的,…写了一大版.
_WORK = re.compile(
    r"(?:上(?:了|过)?(?:一)?(?:期|版|整版)|登(?:了(?!记|录|机|报案)|出来?了?|的(?=[,。]))|"
    r"(?<!副)刊(?:登|发|出)|播(?:了|出)|见报|(?:写|做|发|登|出)(?:了|的)?(?:一)?(?:篇|大版|整版|"
    r"个?专题|期节目)|采访提纲|约访|立(?:了)?选题|发(?:了)?快讯|递(?:上|了)名片|文章(?:是|已|都|登|发|"
    r"出)|采访了|来采访|稿子(?:已|都|发|登|出)|带着[^,。;]{0,4}(?:录像机|摄像机)|全录了|要求采访|"
    r"扛着[^,。;]{0,4}(?:机器|摄像)|(?:机器|摄像机|镜头)[^,。;]{0,3}(?:架|对着|扛)|架(?:着|起|"
    r"好)[^,。;]{0,4}(?:机器|摄像)|录了(?:我|他|她)?[^,。;]{0,4}(?:一段|一条|采访)|"
    r"拍了(?:一)?(?:下午|上午|后晌|半天|天|段|圈|两个)|发在[^,。;]{0,6}(?:客户端|网站|版面|头条)|"
    r"照转|转载|第[一二三四五六七八九十\d]{1,6}版|线索[^,。;]{0,10}认领|出来?的(?=[,。])(?<=号出的))"
)
# Whoever films turns out to be from a station: 刚才录像的那位是台里的.
_CREW = re.compile(
    r"(?:录像|摄像|拍摄|拍视频|采访|举话筒|扛机器)(?:的)?(?:(?!不|没|自称|说)[^,。;]){0,8}?是[^,。;你]{0,4}?"
    r"(?:台里|电视台|报社|日报社?|晚报社?|栏目组?|频道)(?:的|派来)"
)
_NOT_YET = re.compile(r"下次|下回|改天|回头|再不|听[^,。;]{0,6}说|据说")
_REACH = 150
_OTHER_STORY = re.compile(r"别家|别省|外省|另一家|人家(?:公司|那)|不是(?:我|你们|这)|抚养费|扶贫|春晚|姓也不对|遭遇")
_OWN_HAND = re.compile(r"(?:我|自己|查勘|理赔|公司|你们|恁|业务员|抖音|微博|小红书|朋友圈|头条号)[^,。;]{0,8}$")


_OWN_TRADE = re.compile(r"(?:我|本人|俺)(?:就|也|以前|退休前|曾)?(?:是|系|学|当|在)[^,。;]{0,6}$")


_NEWSY = re.compile(
    r"记者(?:从|获悉|了解到|近日|日前)|本报讯|日电|据悉|近日,|同比|当地(?:电视台|媒体)|(?:某|一家)(?:财险|"
    r"寿险|保险)公司|锦旗|市场普遍|消息称"
)
_OWN_CASE = re.compile(
    r"我(?!国|省|市|县|区)|俺|咱|你们|你司|你公司|贵|本人|投诉|纠纷|维权|质疑|拒赔|不满|曝光|消费者反映|求证|"
    r"采访(?:函|提纲)|客户(?:称|反映|情绪|要求|来)|来访|家属|我司"
)


def is_news(doc: Document) -> bool:
    """A news item about nobody's complaint: reporters are quoted, no one writes to the company."""
    return _NEWSY.search(doc.text) is not None and _OWN_CASE.search(doc.text) is None


def find_traces(doc: Document, verdicts: list[tuple[Mention, Verdict]]) -> list[Signal]:
    """A medium that is only named, or is somebody's employer, becomes a fact when its work on the case is told."""
    if any(verdict.status == "fact" for _, verdict in verdicts):
        return []
    for crew in _CREW.finditer(doc.text):
        left = doc.slice(max(doc.clause(crew.start()).start, crew.start() - 24), crew.start())
        told = any(p.search(left) for p in (lx.INTENTION, lx.CONDITION, lx.NEGATION, _NOT_YET))
        if not told and not _OTHER_STORY.search(doc.slice(crew.start() - 40, crew.end() + 40)):
            return [Signal("media", "fact", *doc.phrase(*crew.span()), "媒体人员到场拍摄")]
    for mention, verdict in verdicts:
        if verdict.status != "hint" or verdict.why not in {
            "只是提到",
            "身份或关系,非介入",
            "他人的行为,非本案",
            "他人建议,客户未提出",
        }:
            continue
        if _OWN_TRADE.search(
            doc.slice(mention.start - 14, mention.start),
        ):
            continue
        for found in _WORK.finditer(doc.text, mention.end, min(len(doc.text), mention.end + _REACH)):
            left = doc.slice(max(doc.clause(found.start()).start, found.start() - 24), found.start())
            unreal = (
                lx.INTENTION.search(left)
                or lx.CONDITION.search(left)
                or lx.NEGATION.search(left)
                or _OWN_HAND.search(left)
            )
            if unreal or _OTHER_STORY.search(doc.slice(mention.start - 40, found.end() + 40)):
                continue
            return [Signal("media", "fact", *doc.phrase(found.start(), found.end()), "媒体已采访或刊播")]
    return []
