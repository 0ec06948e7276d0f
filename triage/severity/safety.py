"""`safety`: suicide, violence, arson, explosion; here a threat is already the fact (guide §5.1, §5.2)."""

import re

from . import lexicon as lx
from .document import Document
from .harm import ACT, DESPAIR, SELF, VIOLENCE
from .signals import Signal
from .veiled import find_veiled

_CONCRETE = re.compile(rf"(?P<act>{ACT})|(?P<self>{SELF})|(?P<violence>{VIOLENCE})")
_DESPAIR = re.compile(DESPAIR)

# What was insured, or how somebody died: no threat.
_CASE = re.compile(
    r"买了保险|两周年|赔不赔|被保险人|身故|身亡|去世|拒赔|免责|除外|条款|鉴定|坠楼|死因|理赔(?!员)|"
    r"保险事故|出险|事故|车祸|"
    r"(?:农药|上吊|跳楼|跳河)(?:走|没|死|去)的|追尾|翻车|撞(?:了|上|到)|烧伤|烫伤|火灾|起火|着火|自燃|"
    r"失火|爆炸(?!你|了你)|煤气(?!罐)|液化气(?!罐)|误服|"
    r"误食|误喝|打农药|打药|喷药|抑郁|住院|抢救|洗胃|火化|丧事|尸检|警方|法医|持刀抢劫|亲眼看见|脚手架|崴|"
    r"骨折|楼主说|算不算|修理厂|骗赔|"
    r"敲[^,。;]{0,6}(?:车|前脸)|轿车|工地上"
)
_FIGURE = re.compile(
    r"梦见|梦到|(?:味道?|闻着|闻起来)[^,。;]{0,3}(?:像|跟|似)[^,。;]{0,6}(?:敌敌畏|农药)|气(?:得|到)(?:我)?(?:都|要|快|想)*(?:跳楼|上吊)(?!的人)|气得(?:我)?真想|开(?:个)?玩笑|不是真[跳死的]|都比[^,。;]{0,10}(?:痛快|强|好受)|似的|定时炸弹|"
    r"死(?:了)?(?:这|那)?条?心|当时(?:真|都|就)?(?:是)?想|一样(?:的)?(?:难受|疼)?|"
    r"恨不得|恨不能|"
    r"差点|险些|"
    r"气得(?:我)?(?:都)?(?:想|要)|急得|气话|开玩笑|比喻|跳楼价|价格|一刀切|砍(?:了|"
    r"掉)?[^,。;]{0,4}(?:保(?=[,。;]|$)|险|额)|砍(?:价|保额|掉(?!手)|"
    r"一半|成)|(?:保费|保额|额度|利息|收益|红利|佣金)[^,。;]{0,4}?砍|砍[^,。;]{0,4}?(?:保费|保额|"
    r"额度|一半)|(?:群|锅)里?[^,。;]{0,6}炸|炸锅|气炸|炸了锅|肺(?:都)?(?:要|快)?炸|杀熟|杀猪(?!刀)|"
    r"刀(?:子嘴|口|尖)|钝刀|软刀子|割(?:我|心|咱)?的?肉|眼神[^,。;]{0,4}杀|杀人(?:不见血|诛心|"
    r"的眼神)|油价|加(?:的|了)?汽油|汽油(?:钱|费|车|机|价|泵)|汽油[^,。;]{0,4}(?:烧|花|用)(?:了|掉)?[^,。;]{0,6}[块元]|拼命(?:干|打|赚|催|推)|热死|冷死|累死|"
    r"笑死|吵死|烦死|急死|气死|愁死|饿死|渴死|羞死|臊死|冤死|丢死|打死(?:我)?(?:也|都)?不|死(?:都|"
    r"也)(?:要|不|得)|弄死机|整死机|(?:逼|气|烦|急|坑|害|愁|累|憋)死(?:人|我|个人|老百姓|了)"
)
# Somebody who put their affairs in order, or speaks of being gone, is in despair without saying how.
_FAREWELL = re.compile(
    r"等我(?:哪天|真)(?:不在了|没了|死了|走了)|我(?:要是|哪天|真)(?:不在了|没了)(?![^。]{0,12}(?:受益|给谁|"
    r"留给))|后事(?:都|我|"
    r"已|交代)|(?:家里|存折|东西|后事)[^,。;]{0,10}(?:归置|交代|安排|收拾)(?:好)?了|最后(?:一)?封信|"
    r"就这(?:一|两|几)天的事|人没了[^。;]{0,4}也?能赔"
)
# Self-harm that the dispute itself brought on is a fact, not a claim's story.
_BECAUSE = re.compile(
    r"被(?:你们|他们?|她|业务员|保险)[^,。;]{0,6}(?:骗|气|逼|坑)|得知|知道(?:了|后)|气不过|想不开|一气之下|"
    r"争吵|(?:因为|为)(?:了)?这(?:事|个|笔|张|份)|取不出|被骗"
)
_ASKS_COVER = re.compile(
    r"险有没有|有没有[^,。;]{0,6}险|保不保|包不包括|(?:能|会|可以|给)?(?:赔(?:偿|付)?|理赔)(?:吗|么|不[??])|"
    r"赔不赔|怎么赔|有赔偿吗|赔多少"
)
_OUTSIDE = re.compile(r"听说|新闻|报道|网上|电视|邻居|隔壁|同村|别人|有人|去年有|那个客户|案例")
# A passer-by reports what goes on at the company's own place.
_IN_HOUSE = re.compile(r"(?:你们|贵司|我司|公司)[^,。;]{0,6}(?:大厅|楼|柜台|门口|天台|营业)")
# Poison for what grows: nobody drinks it.
_SPRAYED = re.compile(
    r"(?:虫|病害|草害|除草)[^。]{0,30}?(?:药|敌敌畏|百草枯|草甘膦)"
    r"|(?:打|喷|洒|用)(?:了|过)?[一两二三几四五]?(?:遍|次|回)?(?:农药|药|敌敌畏|百草枯)"
)
_SWALLOWS = re.compile(r"喝|吞|灌|咽|拧|揣|攥|带|拎|抱|自己|不活|柜台|门口|大厅|你们|给你|看着办|死")
_DENIED = re.compile(
    r"(?:又|并|可|也)?不是(?:要|说)?$|(?<!要)(?<!是)(?:不|没|没有|不会|不想)$|(?:不会|不是要|没(?:有)?(?:说|"
    r"想|要)|不至于|别|不要|"
    r"可不|绝不|并非|不打算|不能)[^,。;]{0,6}$"
)


def find_safety(doc: Document) -> list[Signal]:
    """Concrete threats and acts are facts; vague despair is a fact to be reviewed; figures of speech are hints."""
    signals: list[Signal] = []
    for found in _CONCRETE.finditer(doc.text):
        signals += _concrete(doc, found)
    for found in (*_DESPAIR.finditer(doc.text), *_FAREWELL.finditer(doc.text)):
        signals += _despair(doc, found)
    signals += [Signal("safety", "fact", *doc.phrase(start, end), why) for start, end, why in find_veiled(doc)]
    return signals


def _around(doc: Document, found: re.Match[str]) -> tuple[str, str, str]:
    clause, last = doc.clause(found.start()), doc.clause(found.end() - 1)
    sentence_start, sentence_end = doc.sentence(found.start())
    left = doc.slice(max(clause.start, found.start() - 40), found.start())
    right = doc.slice(found.end(), min(last.end, found.end() + 40))
    sentence = doc.slice(max(sentence_start, found.start() - 60), min(sentence_end + 20, found.end() + 60))
    return left, right, sentence


def _hint(doc: Document, found: re.Match[str], why: str) -> list[Signal]:
    return [Signal("safety", "hint", *doc.phrase(found.start(), found.end()), why)]


_AT_COMPANY = re.compile(r"(?:玻璃|楼道|你们|恁|贵司|公司|柜台|大厅|天台|门口|营业厅)")
_CLAIM = re.compile(r"被保险人|拒赔|免责|身故")
_I_WILL = re.compile(r"我(?:就|现在|今天|要|马上|死|跳|喝|也|真)")
_A_PERSON = re.compile(
    r"我|俺|他说|她说|扬言|情绪|满脸是血|自己脖|来访人|劝不住|拉不住|拽|保安|警察|报警|110|踩(?:好)?点|他|她|"
    r"老子|自称|声称"
)
# What the speaker did is no insured's story.
_MINE = re.compile(
    r"我(?!们|司|公司|爸|妈|老|爹|娘|家|儿|女|弟|哥|姐|妹|爷|奶|表|堂|舅|姑|姨|叔|伯|妻|丈|的|单位|厂|店|"
    r"同)[^,。;]{0,14}$"
)
# Laid out before the staff, or standing up there right now.
_LAID = re.compile(r"(?:打火机|稀料|刀|斧|汽油|酒精|剪刀|农药)[^,。;]{0,12}(?:放|搁|摆|插|拍|扔|顶|抵|架)")
_HELD = re.compile(r"保安|警察|报警|110|同事|柜员|休息区|会议桌|理赔部|营业|班长|稳住")
_HEIGHT = re.compile(r"(?:站|爬|坐|骑).*(?:顶|栏杆|窗|天台|连廊)")
_DOES = re.compile(r"(?:大厅|柜台|营业厅|职场|门口|大堂)[^,。;]{0,4}(?:泼|浇|倾倒|点燃|掏出|亮出)")
_NOW = re.compile(r"现在|正(?:在)?|快(?:点|去|来)|派(?:人|个|一个)|马上|刚才")
_VOWED = re.compile(
    r"看着办|今[晚夜]|今儿晚|你们等着|等着(?:给|来|收)|等你们|别怪|扬言|自称|声称|跟(?:他|你|她)们?|和你们|"
    r"说要|放话|劝不住|"
    r"拉不住"
)


def _concrete(doc: Document, found: re.Match[str]) -> list[Signal]:
    left, right, sentence = _around(doc, found)
    whole = left + found.group() + right
    if doc.clause(found.start()).by_company and "我" not in whole:
        return _hint(doc, found, "公司人员的话")
    if _FIGURE.search(whole):
        return _hint(doc, found, "气话或比喻,无方式地点")
    if _SPRAYED.search(sentence) and not _SWALLOWS.search(whole):
        return _hint(doc, found, "给庄稼打药")
    if _ASKS_COVER.search(sentence):
        return _hint(doc, found, "询问保险责任")
    if _DENIED.search(left):
        return _hint(doc, found, "否定")
    if _OUTSIDE.search(left) and not _IN_HOUSE.search(sentence):
        return _hint(doc, found, "他人或他案")
    aimed = lx.INTENTION.search(sentence) or lx.CONDITION.search(sentence) or _AT_COMPANY.search(sentence)
    mine = found.group("self") and _MINE.search(left)
    caused = mine or (found.group("self") and _BECAUSE.search(sentence) and not _CLAIM.search(sentence))
    near = doc.slice(found.start() - 60, found.end() + 60)
    present = (_LAID.search(found.group()) and _HELD.search(near)) or (
        _HEIGHT.search(found.group()) and _NOW.search(near)
    )
    vowed = present or _DOES.search(left[-14:] + found.group()) or _VOWED.search(sentence)
    if (
        _CASE.search(sentence)
        and not caused
        and not vowed
        and not (lx.CONDITION.search(sentence) or _I_WILL.search(sentence))
    ):
        return _hint(doc, found, "出险经过,非威胁")
    if (
        not aimed
        and not caused
        and not vowed
        and not _A_PERSON.search(right)
        and found.group("act") is None
        and not _A_PERSON.search(sentence)
    ):
        return _hint(doc, found, "未见针对本公司或本人的威胁")
    return [Signal("safety", "fact", *doc.phrase(found.start(), found.end()), "自伤、伤人或毁物的威胁或行为")]


_EXAGGERATED = re.compile(r"气得|差点|恨不得|当时(?:真)?|似的|都(?:有)?了?$|一样")
_LIFE = re.compile(r"不想活|活不下去")
_LAUGHTER = re.compile(r"哈哈|呵呵|苦笑|开(?:个)?玩笑")
_DRIVEN = re.compile(r"(?:逼|往|给|把)(?:着|得)?[^,。;]{0,8}$")
_ROAD = re.compile(r"绝路|死路|活路")
_RESIGNED = re.compile(r"了?(?:这|那)?条?心")


def _despair(doc: Document, found: re.Match[str]) -> list[Signal]:
    left, right, _ = _around(doc, found)
    if _EXAGGERATED.search(left[-8:] + right[:3]) and not _LIFE.search(found.group()):
        return _hint(doc, found, "气话,无方式地点")
    if _DRIVEN.search(left) and _ROAD.search(found.group()):
        return _hint(doc, found, "指责对方逼人,气话")
    if _LAUGHTER.search(right) or _RESIGNED.match(right):
        return _hint(doc, found, "自嘲")
    if _DENIED.search(left) or _OUTSIDE.search(left) or doc.clause(found.start()).by_company:
        return _hint(doc, found, "否定或他人")
    span = doc.phrase(found.start(), found.end())
    return [
        Signal("safety", "fact", *span, "绝望语,宁可当真"),
        Signal("need_review", "fact", *span, "绝望语无方式地点,请人工核实"),
    ]
