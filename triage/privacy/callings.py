"""What persons are called without a family name: given names, pet names, names in another script (guide §10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from triage.privacy.coreference import Mention
from triage.privacy.leads import staff_around
from triage.privacy.lexicon import frequency, is_word
from triage.privacy.surnames import GIVEN

if TYPE_CHECKING:
    from triage.privacy.view import View

_GIVEN_CHAR = f"[{''.join(sorted(GIVEN))}]"
_KIN = (
    "妈妈|爸爸|妈|爸|奶奶|爷爷|姥姥|外婆|外公|姥爷|儿子|女儿|闺女|媳妇|丈夫|妻子|老公|老婆|爱人|孙子|孙女|外孙"
    "|侄子|侄女|外甥|孩子|弟弟|妹妹|哥哥|姐姐|对象|男人|娃"
)
# 大名叫满仓, 孩子叫团团, 名字改成满仓: whatever follows is a name, unless the sentence runs on.
_CALLED = re.compile(
    rf"(?:(?:小名|大名|乳名|奶名|大号|本名|学名|曾用名|名字?[^,。\n]{0, 4}改成)(?:就?叫|是|为|:)?"
    rf"|(?:{_KIN}|[他她俺娘])(?:小名|大名|的名字)?(?:叫|名叫)|那个叫)[“「\"]?"
    rf"(?P<v>(?P<twin>[\u4e00-\u9fff])(?P=twin)|{_GIVEN_CHAR}{{2}})(?=[,。(、;”」\"\s的]|$)"
)
# 我是婷婷的妈妈
_PARENT = re.compile(
    rf"(?:我是|我系|俺是)(?P<v>(?P<twin>[\u4e00-\u9fff])(?P=twin)|小{_GIVEN_CHAR}|{_GIVEN_CHAR}{{2}})的?(?:{_KIN})"
)
# 女儿小麦(小名), 侄子小满两口子; but 孩子小学 and 女儿小时候 run on.
_LITTLE_KIN = re.compile(rf"(?:{_KIN})(?P<v>小{_GIVEN_CHAR})(?=[(,。、的]|两口|一家|媳妇)")
# 叫什么小鹿, 自称“小美,健康顾问”: so staff are announced.
_LITTLE = re.compile(r"(?:叫什么|名叫|自称|[个位]叫|还是|专员是|客服|叫|[口罩]叫)[“「\"]?(?P<v>小[\u4e00-\u9fff])")
_LITTLE_END = re.compile(r"[,。的)”」\"还:]|$|同学")
_NOT_LITTLE = frozenset("孩伙姑女男学时区心朋偷额单票结型组便费数事")
# Entries of the dictionary below this are mostly persons.
_RARE = 100
_TWIN_FORBIDDEN = re.compile("[爸妈爷奶哥姐弟妹叔伯姑舅婆公姥宝太谢人天次个家时刚常看想说慢好多少年]")
_NAMES = (
    "艾合|艾尔|艾力|艾孜|帕提|帕尔|热依|热合|吐尔|吐尼|努尔|阿依|阿卜|阿不|阿布|买买|买合|古丽|玛依|米热|库尔班|麦麦"
)
_TURKIC = re.compile(
    rf"(?:{_NAMES})[\u4e00-\u9fff]{{0,3}}?(?:[木江提力汗罕丽孜]|古丽|尼亚孜)(?![\u4e00-\u9fff]?[县乡镇村])"
)
_TIBETAN_PART = (
    "尕藏|扎西|卓玛|次仁|多吉|拉姆|央金|格桑|旦增|丹增|平措|桑吉|达瓦|仁青|索南|洛桑|白玛|德吉|旺堆|边巴"
    "|巴桑|普布|拉毛|加措|顿珠|次旦|旺姆"
)
_TIBETAN = re.compile(rf"(?:{_TIBETAN_PART}){{1,2}}(?!德勒|花|县|乡|镇|村)")
_LATIN = "[A-Z][a-z]{1,11}(?: [A-Z][a-z]{1,11})?"
# Kevin: and Fiona姐 in a chat; Albert Sung under a letter. Heads of e-mails look alike.
_CHATTING = re.compile(
    r"(?:^|\n)(?:\[[^\]\n]{0,24}\] ?)?(?:[\u4e00-\u9fff]{1,4} )?"
    rf"(?P<v>(?!Re|Fwd|From|To\b|Cc|Subject|Dear|Tel|Email|Date|Note|Mail|App|Day|Source|Http){_LATIN})(?=:| ?/|\n|$)"
)
_ADDRESSED = re.compile(rf"(?<![A-Za-z])(?P<v>阿[A-Z][a-z]{{1,8}}|{_LATIN}(?=[姐哥]|小姐|先生|女士|老师))(?![A-Za-z])")


# 我妈秀兰, 桂兰姐: characters that hardly occur together but in given names.
_TYPICAL = (
    "芳娜秀敏丽强磊军勇艳杰娟涛霞刚桂玲珍燕萍辉鹏浩怡佳琪瑶婷莹颖莉蓉琴梅兰芝翠建国华"
    "英云凤莲香春红志德宝玉菊芬淑俊彩桃旺"
)
_AFTER_KIN = re.compile(
    rf"(?:[我俺他她你咱](?:大|二|三|小|老)?(?:{_KIN}|哥|姐|弟|妹|叔|婶|嫂|姨|舅))(?P<v>[{_TYPICAL}]{{2}})"
)
_BEFORE_KIN = re.compile(rf"(?P<v>[{_TYPICAL}]{{2}})(?=[姐哥婶嫂叔姨]|大[姐哥妈娘爷]|阿姨|妹子)")


def find_callings(view: View) -> Iterator[Mention]:
    """All such mentions; a 小X whom nobody makes kin is staff."""
    text = view.text
    for pattern in (_CALLED, _PARENT):
        for match in pattern.finditer(text):
            value = match.group("v")
            if match.group("twin"):
                if _TWIN_FORBIDDEN.match(value):
                    continue
            elif is_word(value) and match.start("v") == match.start() + 1:
                continue
            yield Mention(*match.span("v"), role=_role(text, *match.span("v")))
    for pattern in (_AFTER_KIN, _BEFORE_KIN):
        for match in pattern.finditer(text):
            start, end = match.span("v")
            whole = start in view.boundaries and end in view.boundaries
            if whole and frequency(match.group("v")) < _RARE:
                yield Mention(start, end, role=_role(text, start, end))
    for match in _LITTLE_KIN.finditer(text):
        yield Mention(*match.span("v"), role=-1)
    for match in _LITTLE.finditer(text):
        value, end = match.group("v"), match.end("v")
        if (
            value[1] not in _NOT_LITTLE
            and _LITTLE_END.match(text, end)
            and not (is_word(value) and value[1] not in GIVEN)
        ):
            yield Mention(match.start("v"), end, role=1)
    for pattern in (_TURKIC, _TIBETAN):
        for match in pattern.finditer(text):
            if match.start() in view.boundaries and len(match.group()) > (2 if pattern is _TURKIC else 1):
                yield Mention(*match.span(), role=_role(text, *match.span()))
    for pattern in (_CHATTING, _ADDRESSED):
        for match in pattern.finditer(text):
            yield Mention(*match.span("v"), role=_role(text, *match.span("v")))


def _role(text: str, start: int, end: int) -> int:
    return 1 if staff_around(text, start, end) else -1
