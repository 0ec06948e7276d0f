"""What persons are called without a family name: given names, pet names, names in another script (guide §10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from triage.privacy.coreference import Mention
from triage.privacy.leads import STAFF, staff_around
from triage.privacy.lexicon import frequency, is_word
from triage.privacy.surnames import FUNCTION_SURNAMES, GIVEN, SURNAMES

if TYPE_CHECKING:
    from triage.privacy.view import View

_GIVEN_CHAR = f"[{''.join(sorted(GIVEN))}]"
_KIN = (
    "妈妈|爸爸|妈|爸|奶奶|爷爷|姥姥|外婆|外公|姥爷|儿子|女儿|闺女|媳妇|丈夫|妻子|老公|老婆|爱人|孙子|孙女|外孙"
    "|侄子|侄女|外甥|孩子|弟弟|妹妹|哥哥|姐姐|对象|男人|娃"
)
# 大名叫满仓, 孩子叫团团, 名字改成满仓: whatever follows is a name, unless the sentence runs on.
_CALLED = re.compile(
    rf"(?:(?:小名|大名|乳名|奶名|大号|本名|学名|曾用名|名字?[^,。\n]{{0,4}}改成)(?:就?叫|是|为|:)?"
    rf"|(?:{_KIN}|[他她俺娘])(?:小名|大名|的名字)?(?:叫|名叫)|那个叫)[“「\"]?"
    rf"(?P<v>(?P<twin>[\u4e00-\u9fff])(?P=twin)|{_GIVEN_CHAR}{{2}})(?=[,。(、;”」\"\s的]|$)"
)
# 我是婷婷的妈妈
_PARENT = re.compile(
    rf"(?:我是|我系|俺是)(?P<v>(?P<twin>[\u4e00-\u9fff])(?P=twin)|小{_GIVEN_CHAR}|{_GIVEN_CHAR}{{2}})的?(?:{_KIN})"
)
# 女儿小麦(小名), 侄子小满两口子; but 孩子小学 and 女儿小时候 run on.
_LITTLE_RELATIVE = re.compile(
    rf"[我俺他她你咱](?:大|二|三|小|老)?[爸妈爹娘哥姐弟妹叔婶嫂姨舅姑](?P<v>小{_GIVEN_CHAR})(?=[^\u4e00-\u9fff]|[说讲让替帮跟给打来去的也在]|$)"
)
_LITTLE_KIN = re.compile(rf"(?:{_KIN})(?P<v>小{_GIVEN_CHAR})(?=[(,。、的]|两口|一家|媳妇)")
# 叫什么小鹿, 自称“小美,健康顾问”: so staff are announced.
_LITTLE = re.compile(
    r"(?:叫什么|名叫|自称|[个位]叫|还是|专员是|客服|叫|[口罩]叫|业务的?|柜台的?|前台的?|销售的?|收展的?|理赔的|代办的|业务员|代理人|专员|顾问|读者|作者|落款|敬礼"
    r"|[:\s])[“「\" ]?(?P<v>小[\u4e00-\u9fff])"
)
_LITTLE_TITLED = re.compile(r"(?P<v>小[\u4e00-\u9fff])(?=先生|小姐(?!姐)|经理)")
_LITTLE_END = re.compile(r"[,。的)”」\"还:\s说讲让跟给换代签打]|$|同学")
_NOT_LITTLE = frozenset("姐孩伙姑女男学时区心朋偷额单票结型组便费数事")
_WRITERS = ("读者", "作者", "落款", "敬礼")
_ROBOT = "(?:机器人|智能助手|助手|智能客服|在线客服|AI客服|虚拟客服|语音)"
# Entries of the dictionary below this are mostly persons.
_RARE = 100
# Words that parents choose all the same: 桂花, 燕子.
_WORD = 500
_TWIN_FORBIDDEN = re.compile("[爸妈爷奶哥姐弟妹叔伯姑舅婆公姥宝贝太谢人天次个家时刚常看想说慢好多少年]")
_NAMES = (
    "艾合|艾尔|艾力|艾孜|帕提|帕尔|热依|热合|吐尔|吐尼|努尔|阿依|阿卜|阿不|阿布|买买|买合|古丽|玛依|米热|库尔班|麦麦"
)
_TURKIC = re.compile(
    rf"(?:{_NAMES})[\u4e00-\u9fff]{{0,3}}?(?:[木江提力汗罕丽孜尔娜曼丁克热依]|古丽|尼亚孜|努尔|买提)(?![\u4e00-\u9fff]?[县乡镇村])"
)
# Dai: 波罕叫, 岩温
_DAI = re.compile("(?:[岩玉咪](?:罕|温|香|坎|甩|应)|波[罕岩])[叫香温应龙保丙]?(?![色玉])")
_TIBETAN_PART = (
    "尕藏|扎西|卓玛|次仁|多吉|拉姆|央金|格桑|旦增|丹增|平措|桑吉|达瓦|仁青|索南|洛桑|白玛|德吉|旺堆|边巴"
    "|巴桑|普布|拉毛|加措|顿珠|次旦|旺姆"
)
_TIBETAN = re.compile(rf"(?:{_TIBETAN_PART}){{1,2}}(?!德勒|花|县|乡|镇|村)")


# 我妈秀兰, 桂兰姐: characters that hardly occur together but in given names.
_TYPICAL = (
    "芳娜秀敏丽强磊军勇艳杰娟涛霞刚桂玲珍燕萍辉鹏浩怡佳琪瑶婷莹颖莉蓉琴梅兰芝翠建国华"
    "英云凤莲香春红志德宝玉菊芬淑俊彩桃旺晓惠素爱美银福贵根财喜庆亚雪倩静洁巧忠义永成龙虎斌鑫峰凯宁欣雨轩涵泽"
    "博宇梓秋满仓彤茂祥瑞润洪海富振卫东文武浩子柱栓锁铁兴发"
)
# Kin by two characters or more, or by one after 我 and the like.
_RELATIVE = (
    f"(?:{_KIN}|老伴|老[爹娘妈爸]|大[伯爷妈姑姨舅哥姐嫂]|二[伯爷叔姑姨舅哥姐嫂]|三[叔姑姨舅哥姐]|小[姑姨叔舅]子?|[堂表][兄弟姐妹哥嫂]"
    "|弟媳|弟妹|儿媳妇?|女婿|丈母娘|岳[父母]|公公|婆婆|亲家|邻居|同村的?|老乡|工友|战友|同事|发小(?!红)|闺蜜|连襟|妯娌|保姆|护工"
    "|[我俺他她你咱](?:大|二|三|小|老)?[爸妈爹娘哥姐弟妹叔婶嫂姨舅姑家])"
)
_AFTER_KIN = re.compile(
    rf"{_RELATIVE}(?P<v>(?![大小多上下先后刚正才])(?:{_GIVEN_CHAR}[{_TYPICAL}]|[{_TYPICAL}]{_GIVEN_CHAR}"
    r"|(?P<twin>[\u4e00-\u9fff])(?P=twin)))"
)
_BEFORE_KIN = re.compile(rf"(?P<v>[{_TYPICAL}]{{2}})(?=[姐哥婶嫂叔姨]|大[姐哥妈娘爷]|阿姨|妹子)")
# 春梅跟我说, 德旺家: what persons do, and have.
_PERSONAL = re.compile(
    r"[^\u4e00-\u9fff]|[说讲称让劝骗找问来去也就都没不在是的有把给跟和与及]|今年|[上读]|两口|打电话|替|代|帮|签|收|名下|摔|住院|生病|走|买|家"
    r"|[一二三四五六七八九十\d]|当|出|因|于|被|从|$"
)
_DOES = re.compile(
    r"[说讲劝骗]|话[:,“「”佢唔我你]|[跟给帮替]我|让我|打电话|[签办收卖]的|家[的里、,。没也]|经手|介绍|那[边里儿]"
)
# 娟姐叫我签字, 楼上明叔: one character of a given name and what relatives are called.
_KINLY = re.compile(
    rf"(?:[^\u4e00-\u9fff]|^|[找跟叫给让和是问听像那]|楼[上下]|其中|隔壁|业务员|客服|老板娘?|店的|村的)"
    rf"(?P<v>(?![大二三小老])[{_TYPICAL}明芹][姐哥嫂叔婶姨伯])(?=[^\u4e00-\u9fff]|[说讲话叫让给跟替帮打来去也就签收卖办带架俾找回现是]|的|$)"
)
# 阿财、肥仔和周生: what neighbours call each other, in a list of persons.
_FAT = re.compile("(?:(?<=、)|(?<=和)|(?<=同埋))(?P<v>[肥瘦高矮黑傻大细][仔佬妹头])(?=[、和同跟及,。])")
# 零售部 苗苗: the foot of a letter.
_SIGNED = re.compile(
    r"(?:[部科处台组室心司]|敬礼|读者|落款|敬上|署名|\n)[: ,]{0,3}(?P<v>(?P<twin>[\u4e00-\u9fff])(?P=twin))(?=\s*$)"
)
# 开叉车的毛毛、
_TWIN_OF = re.compile(
    rf"的(?P<v>(?P<twin>[{_TYPICAL}毛豆朵圆蛋妞牛甜果乐])(?P=twin))(?=[、,。]|对象"
    rf"|[他她][妈爸哥姐家])"
)
# 毛毛妈
_PARENT_OF = re.compile(
    r"(?P<v>(?P<twin>[\u4e00-\u9fff])(?P=twin)(?:[妈爸](?![妈爸]))?)(?<![妈爸]{2})(?=(?<=[妈爸])"
    r"|奶奶"
    r"|爷爷|家长)"
)
# 同村的福贵, 业务员春梅, 找晓丽办的.
_WITH = re.compile(rf"(?P<v>(?!发)[{_TYPICAL}]{{2}})")
_USUAL = re.compile(f"[{_TYPICAL}]{{2}}")
# 代理人彩霞, 客服丹丹
_STAFF_GIVEN = re.compile(
    rf"(?:{STAFF})(?:叫|是|名叫|[: ])?(?P<v>[{_TYPICAL}]{{2}}|(?P<twin>[\u4e00-\u9fff])(?P=twin))(?=[^\u4e00-\u9fff]"
    rf"|[说讲让跟给办签拉劝骗来打]|$)"
)


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
    for match in _BEFORE_KIN.finditer(text):
        start, end = match.span("v")
        if _is_whole(view, start, end) and frequency(match.group("v")) < _RARE:
            start -= _surnamed(view, start)
            yield Mention(start, end, role=_role(text, start, end))
    for match in _AFTER_KIN.finditer(text):
        start, end = match.span("v")
        forbidden = match.group("twin") and _TWIN_FORBIDDEN.match(text, start)
        usual = _USUAL.fullmatch(match.group("v"))
        rare = frequency(match.group("v")) < (_WORD if usual else _RARE) or match.group("twin")
        acts = _PERSONAL.match(text, end) or (usual and not is_word(match.group("v")))
        if rare and acts and not forbidden and _is_whole(view, start, end):
            yield Mention(start, end, role=_role(text, start, end))
    for match in chain(_SIGNED.finditer(text), _TWIN_OF.finditer(text), _PARENT_OF.finditer(text)):
        if match.group("twin") in GIVEN and not _TWIN_FORBIDDEN.match(match.group("twin")):
            yield Mention(*match.span("v"), role=-1)
    for match in _STAFF_GIVEN.finditer(text):
        start, end = match.span("v")
        forbidden = match.group("twin") and (_TWIN_FORBIDDEN.match(text, start) or match.group("twin") not in GIVEN)
        if frequency(match.group("v")) < _RARE and not forbidden and _is_whole(view, start, end):
            yield Mention(start, end, role=2)
    for match in _WITH.finditer(text):
        start, end = match.span("v")
        if frequency(match.group("v")) < _RARE and _is_whole(view, start, end) and _DOES.match(text, end):
            start -= _surnamed(view, start)
            yield Mention(start, end, role=_role(text, start, end))
    for match in _LITTLE_TITLED.finditer(text):
        if match.start() in view.boundaries and not is_word(match.group("v")):
            yield Mention(*match.span("v"), role=1)
    for pattern in (_LITTLE_KIN, _LITTLE_RELATIVE):
        for match in pattern.finditer(text):
            yield Mention(*match.span("v"), role=-1)
    for match in _LITTLE.finditer(text):
        value, end = match.group("v"), match.end("v")
        if (
            value[1] not in _NOT_LITTLE
            and _LITTLE_END.match(text, end)
            and not re.search(rf"{_ROBOT}[“「\"]?{value}", text)
            and not (is_word(value) and value[1] not in GIVEN)
        ):
            yield Mention(match.start("v"), end, role=-1 if match.group().startswith(_WRITERS) else 1)
    for pattern in (_TURKIC, _TIBETAN, _DAI):
        for match in pattern.finditer(text):
            if match.start() in view.boundaries and len(match.group()) > (2 if pattern is _TURKIC else 1):
                yield Mention(*match.span(), role=_role(text, *match.span()))
    for pattern in (_KINLY, _FAT):
        for match in pattern.finditer(text):
            if match.start("v") in view.boundaries and not is_word(match.group("v")):
                yield Mention(*match.span("v"), role=_role(text, *match.span("v")))


def _surnamed(view: View, start: int) -> int:
    """1 where a family name stands before a given name: 廖 of 廖桂英跟我说."""
    before = view.text[max(0, start - 1) : start]
    return int(before in SURNAMES - FUNCTION_SURNAMES and before not in "来都常" and start - 1 in view.boundaries)


def _is_whole(view: View, start: int, end: int) -> bool:
    return start in view.boundaries and end in view.boundaries


def _role(text: str, start: int, end: int) -> int:
    return 1 if staff_around(text, start, end) else -1
