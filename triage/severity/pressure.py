"""A body that is only named becomes a threat when pressure follows: 我表姐就在金监局,别逼我 (guide §5.1)."""

import re

from .events import REACH, Scope, Verdict

_ANNOUNCED_LATER = re.compile(
    r"我们?(?:就(?!是)|真|可(?!没|不)|只好|也只好|直接|周[一二三四五六日]|接着|明[天儿]|下周|正好|"
    r"再)[^,。;]{0,8}?(?:去|打|拨|让(?:她|他)|请(?:她|他)|递|寄|写|交|登|告)(?![^,。;]{0,4}(?:你们|"
    r"热线|客服|柜))|(?:没动静|没消息|没准话|没说法|没信儿?|还这样|还没声)[^,。;]{0,6}我就"
    r"|等我[^,。;]{0,8}再(?:弄|填|打|寄|交)|(?:接着|继续)(?:拨|打)|信就(?:下楼|寄|发)|讲了(?:他|"
    r"她)(?:肯定|就|一定)|对谁都不好看|号码?(?:我)?(?:也)?存(?:好|着)了|不惊动(?:他|她)|先不让(?:他|她)|"
    r"怎么走,我|存好了|我先不(?:去|打|找|发|说)|"
    r"等你们(?:一|三|七|到)|先打扰你们|"
    r"走到那(?:儿|里|步|一步)|顺路就去|谁也别折腾|就等你们这|投给谁|再[^,。;]{1,8}我(?:就|真|可)|"
    r"门朝哪[^,。;]{0,4}我|又不是不(?:认|知|会)|可是会(?:打|走|写|找)|见分晓|翻着号|打不打|收藏了|"
    r"存(?:着|好)(?:呢|了)|不是摆设|看你们(?:这|的?表现|怎么)|先不走|哪条[^,。;]{0,4}没走|不介意|"
    r"一起走|条腿|三管齐下|"
    r"非我方|我也不是没(?:路|门|地方|人|关系|办法)|不是没路子|你们(?:挑|选)|都(?:备|准备|打印)好了|"
    r"就差(?:按|点|寄|发|拨)|差(?:一步|最后)|别等我|非得(?:惊动|闹|捅)|要让(?:它|他们)|"
    r"想上(?:新闻|电视|报)|我让(?:他|她)(?:带|来|写|拍|找|帮)|去哪都有地方|记在(?:本子|纸)上|"
    r"号都(?:存|背)|下一(?:站|步|封|个)(?:就|是)?|"
    r"懂的|背得|打起来|离我家[^,。;]{0,4}[站步里]|别逼|掂量|懂的都懂|看着办|信不信|不想走那|先看你们|"
    r"再给你们[^,。;]{0,4}[天日周]"
)
_NO_PRESSURE = re.compile(
    r"(?:没有|不是|没)(?:要|想|拿)?[^,。;]{0,6}?(?:压你们|压人|施压|吓唬|威胁|别的意思)|没让(?:他|她)|"
    r"不想麻烦(?:他|她)"
)
_MAY_BE_PRESSED = frozenset(
    {
        "只是提到",
        "身份或关系,非介入",
        "他人的行为,非本案",
        "他人建议,客户未提出",
        "听说或报道,非本案",
        "只是询问",
        "请求该单位介入,未见提出",
    }
)


_DENIED_PRESSURE = re.compile(r"(?:别等我|非得|非要|是不是要|一定要|难道要|别逼我|是想让我|要我)[^,。;]{0,8}$")


def pressed(s: Scope, verdict: Verdict) -> Verdict:
    """The verdict itself, or a threat in its place."""
    if _DENIED_PRESSURE.search(s.left) and verdict.why in {"否定,未提出", "只是提到"}:
        return s.verdict("threat", "反问或反语施压")  # 别等我闹到金监局, 非得惊动监管
    if verdict.status != "hint" or verdict.why not in _MAY_BE_PRESSED or s.casual or s.by_company:
        return verdict
    if _NO_PRESSURE.search(s.doc.text, s.mention.list_end, min(len(s.doc.text), s.mention.list_end + 2 * REACH)):
        return verdict
    stop = min(len(s.doc.text), s.mention.list_end + 3 * REACH)
    found = _ANNOUNCED_LATER.search(s.doc.text, max(0, s.mention.list_start - 8), stop)
    if found is None:
        return verdict
    return Verdict("threat", *s.doc.phrase(s.mention.start, s.mention.end), "提及该单位并施压", review=True)
