"""A body that is only named becomes a threat when pressure follows: 我表姐就在金监局,别逼我 (guide §5.1)."""

import re

from .events import REACH, Scope, Verdict
from .lexicon import any_of

_ANNOUNCED_LATER = re.compile(
    any_of(
        # what the speaker does next
        r"我们?(?:就(?!是)|真|只好|也只好|直接|接着|继续|明[天儿]|下周|正好|再)[^,。;了过]{0,8}?(?:去|打|拨|让[他她]|请[他她]|递|寄|"
        r"写|交|登|告)(?![^,。;]{0,4}(?:你们|热线|客服|柜|了|过))|(?:没(?:动静|消息|准话|说法|信)|还这样|再[^,。;]{1,8})[^,。;]{0,4}我(?:就|真|可)|"
        r"下一(?:站|步|封)(?:就|是)",
        # what is held back until they answer
        r"我先不(?:去|打|找|发|让)|不惊动|别等(?:我|[他她])|等(?:着)?(?:你们|贵司|公司)[^,。;]{0,4}(?:回|答复|消息|三|七)|"
        r"还没(?:跟|和|让|给)?(?:[他她]们?)?(?:讲|说|开口|提|答应|点头|发)(?=[,。;]|$)|看你们(?:这|的|怎么|表现|诚意)",
        # what stands ready
        r"(?:号|号码|电话|地址)[^,。;]{0,6}(?:存|背|记|翻)(?:好|着|得|在|了)|哪条[^,。;]{0,4}没走|门朝哪|又不是不(?:认|知|会)|不是没(?:路|门|地方|人|关系|办法)",
        r"别逼|掂量|看着办|信不信|走到(?:那|这)|谁也别|不好看|懂的都懂|不介意|奉陪|见分晓|不是摆设|懂的|离我家|"
        r"想上(?:新闻|电视|报)|背得|打起来(?:很)?(?:方便|快)|我(?:让|请|叫|喊)[他她](?:们)?(?:来|带|写|拍|做|帮)",
    )
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
