"""Account names on social platforms; the platform's own name stays (guide §10, SNS)."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from triage.privacy.recognizer import Candidate, LedRecognizer, Recognizer
from triage.privacy.spans import Hit, Strength
from triage.privacy.view import View

_PLATFORM = (
    r"微信|薇信|威信|V信|抖音|快手|小红书|微博|QQ|qq|扣扣|支付宝|视频号|B站|知乎|贴吧|头条|陌陌|钉钉"
    r"|TikTok"
)
_POSTED_BY = re.compile("(?:用户|网友|网民|昵称|楼主)$")
_LONGEST = 10
_IS = r"[是为叫:\s]{0,3}"
# lines with the same word at the head that make it a speaker
_TURNS = 2


class SocialAccount(LedRecognizer):
    """An id of letters and digits, a nickname in quotation marks or after @, led by platform or 昵称."""

    type = "SNS"
    patterns = (
        re.compile(
            rf"(?:{_PLATFORM}|加[Vv]|[Vv][Xx]|[Ww][Xx])(?:账号|帐号|昵称|号码?|ID|id)?{_IS}"
            r"(?P<v>[A-Za-z][A-Za-z0-9_\-]{4,24}|\d{6,12})(?![A-Za-z0-9@])"
        ),
        re.compile(rf"(?:{_PLATFORM})[^,。;\n“”「」]{{0,6}}[号名][是为叫:\s]{{0,3}}[“「\"](?P<v>[^”」\"\n]{{2,16}})"),
        re.compile(r"(?:昵称|网名|用户名|微信名|账号名|ID)[是为叫:\s]{0,3}[“「\"](?P<v>[^”」\"\n]{2,16})"),
        re.compile(
            r"(?:昵称|网名|用户名|微信名"
            r"|账号名)[是为叫:\s]{0,3}(?P<v>[A-Za-z0-9_\-\u4e00-\u9fff]{2,12})(?=[,。;\s)(]|$)"
        ),
        re.compile(
            r"(?:[号名]|ID|id|网友|用户|作者|博主|主播)[是为叫:\s]{0,3}"
            r"(?P<v>@[A-Za-z0-9_\-\u4e00-\u9fff]{2,16})(?=[,。;:!?\s)(”」]|$)"
        ),
        re.compile(
            r"(?:生活号|公众号|视频号|直播间|粉丝群|微信群|QQ群|用户|网友|网民|网名|昵称|主播|博主|粉丝|群主|发起人|发帖人|楼主|账号|达人)(?:自称|名叫|名|叫"
            r"|ID|为|是|:){0,2}"
            r"[“「\"](?P<v>[^”」\"\n]{2,16})[”」\"]"
        ),
        re.compile(r"(?:发起人|发帖人|用户名|网友)[: ]{1,2}(?P<v>[A-Za-z0-9_\-\u4e00-\u9fff]{2,14})(?=\n|$)"),
        # 群里叫“…”, 加了个叫“…”的(微信
        re.compile(r"(?:群里|网上|微信|平台|加了?个?)[^,。“\n]{0,4}叫[“「\"](?P<v>[^“”「」\"\n]{2,12})[”」\"]"),
        re.compile(r"(?:网上|群里)(?:一个|有个)?叫?[“「\"](?P<v>[^“”「」\"\n]{2,12})[”」\"]的(?:老师|人|群主)"),
        # 用户Nn小鱼干 2025/5/6
        re.compile(
            r"(?:用户|网友|网民"
            r"|楼主)[: ]?(?P<v>(?=[\u4e00-\u9fff]{0,6}[A-Za-z_])[A-Za-z0-9_\u4e00-\u9fff]{3,14})(?=[\s,。:]|$)"
        ),
        # 抖音名小雨的妈妈, 微博@追风少年
        re.compile(
            rf"(?:{_PLATFORM}|博主|网友)(?:(?:名字?|昵称|用户名|账号)(?:叫|是|为|:)?|[ :]?(?=@)|上?叫)[“「\"]?"
            r"(?P<v>@?[A-Za-z0-9_\-\u4e00-\u9fff]{2,14})(?=[,。;!?\s)(”」\"]|$|的(?:人|账号|用户|网友|主播))"
        ),
        re.compile(r"[账帐]号:(?P<v>[\u4e00-\u9fffA-Za-z_]{3,16})(?=\s*(?:$|\n))"),
        re.compile(r"[“「\"](?P<v>[^“”「」\"\n]{2,14})[”」\"](?:那个号|这个号|的?账号|的?直播间|的?抖音)"),
        re.compile(r"(?<![A-Za-z0-9_.@])(?P<v>[A-Za-z][A-Za-z0-9]{0,15}(?:_[A-Za-z0-9]{1,15}){1,4})(?![A-Za-z0-9_@])"),
    )

    def find(self, view: View) -> Iterator[Hit]:
        """The patterns, and what stood between two closed spaces: 用户 山里的柿子 投诉."""
        yield from super().find(view)
        breaks = sorted(view.breaks | {len(view.text)})
        for start, end in pairwise(breaks):
            if end - start <= _LONGEST and _POSTED_BY.search(view.text, max(0, start - 3), start):
                yield Hit(self.type, start, end, Strength.PATTERN)

    def validate(self, found: Candidate) -> Strength | None:
        """Digits alone may be a telephone number; 匿名用户 is nobody."""
        if "匿名" in found.value:
            return None
        return Strength.PATTERN if found.value.isdigit() and len(found.value) == 11 else Strength.CONTEXT


class ChatSpeaker(Recognizer):
    """Who speaks in a pasted chat: the same short name before a colon at the head of several lines."""

    type = "SNS"
    _SPEAKER = re.compile(r"^(?P<v>[^\s:\[\]()]{2,12})(?: ?\d{1,2}:\d{2}(?::\d{2})?)?[ ]?:", re.M)
    # parts of a conversation and fields of a form, which are nobody's name
    _ROLE = re.compile(
        r"客户|客服|坐席|座席|专员|顾问|经理|主管|业务员|代理人|机器人|助手|系统|公司|保险|平台|中心|对方|本人|自己|来电|用户"
        r"|投诉|诉求|内容|时间|日期|地址|电话|编号|情况|要求|结果|备注|说明|问题|原因|回复|答|问|人$|方$|号$|者$|型$|别$|^第|^[A-Za-z\d]+$"
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Every place at the head of a line."""
        lines = list(self._SPEAKER.finditer(view.text))
        often = Counter(match["v"] for match in lines)
        persons = {(mention.start, mention.end) for mention in view.mentions}
        for match in lines:
            if (
                often[match["v"]] >= _TURNS
                and not self._ROLE.search(match["v"])
                # who goes by a person's name is a person
                and match.span("v") not in persons
            ):
                yield Hit(self.type, *match.span("v"), Strength.CONTEXT)
