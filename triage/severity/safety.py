"""`safety`: suicide, violence, arson, explosion; here a threat is already the fact (guide §5.1, §5.2)."""

import re

from . import lexicon as lx
from .document import Document
from .signals import Signal

# A way, a place or a thing: any of them makes the threat concrete.
_SELF = lx.any_of(
    r"(?:桥|楼|江|河|阳台|天台)[^。;]{0,10}(?:栏杆|护栏)(?:外|上坐)|(?:天桥|桥上|楼上|楼顶|窗)[^。;]{0,30}从这(?:儿|里|上面)?(?:跳|下去|翻)|(?:提|拎|带)[^,。;]{0,6}(?:九二|九五|92|95)号|(?:窗户|窗子|窗台)[^,。;]{0,6}(?:推开|能推|翻出|跳|爬)|(?:带|拿|"
    r"买)(?:了|着)?(?:一)?(?:根|条)绳|吊(?:那|在那|在这)(?:上头|上面|儿)?|就(?:把自己)?吊|(?:这|"
    r"那)(?:壶|桶|瓶)[^,。;]{0,8}?(?:点|喝)(?:了|着|下)?|(?:包里|身上|手里|兜里|怀里|带着|揣着|提着)[^,。;]{0,8}(?:除草剂|草甘膦|农药)",
    r"跳(?:楼(?!价|梯|机)|下去|下来|河|江|海|桥|湖|井|塔吊|水(?!池))|从[^,。;]{0,10}?(?:跳|蹦|翻)(?:下去|下楼|了下)|(?<!撞)(?:在|到|站|坐|爬|上)[^,。;撞]{0,6}?(?:楼顶|天台|房顶|窗台|阳台外)|站(?:在|到|"
    r"上)[^,。;]{0,6}?(?:楼顶|天台|窗台|栏杆)|爬(?:上|到)(?:了)?[^,。;]{0,6}?(?:楼顶|塔吊|天台|"
    r"广告牌)",
    r"喝(?:了)?(?:农?药|百草枯|敌敌畏|毒药|下去)|百草枯|敌敌畏|(?:农药|安眠药|老鼠药|"
    r"毒药)(?:瓶)?[^,。;]{0,8}?(?:喝|吃|拧|吞|准备|买|备|带|揣)|(?:喝|吃|吞|揣着|带着|拿着|提着|买了|"
    r"备好)[^,。;]{0,6}?(?:农药|安眠药|老鼠药|毒药|药瓶)|割(?:腕|脉)|上吊|吊死|自杀(?!身亡|条款|责任|"
    r"免责)|自尽|自残|自焚|自刎|轻生|撞死在|碰死在|(?:一头)?(?:撞|碰)死(?:在)|死在(?:你们?|恁|贵|"
    r"公司|营业|柜|这|大厅|总公司)|死给你们?看|吊(?:在|到)[^,。;]{0,6}?(?:门|大厅|楼)|卧轨|绝食|遗书|"
    r"(?:陪|跟)(?:他|她|我)一起去死|带(?:着)?[^,。;]{0,6}?一起(?:死|跳|走)(?!访)|喝给你们?看|"
    r"跳给你们?看|同归于尽|一命换|以死(?:明志|相|讨)|命(?:就)?(?:交|放|搁)(?:在|到)你们|(?:柜台|门口|"
    r"大厅)[^,。;]{0,4}?喝(?=[,。!;]|$)",
)
_VIOLENCE = lx.any_of(
    r"(?:抽|掏|拿|亮|摸|拔|带|揣|提|拎|别|握|攥|挥)(?:出|着|了|起)*[^,。;]{0,8}?(?:水果|杀猪(?!刀)|"
    r"菜|砍|剔骨|尖|西瓜|折叠|屠)?(?:刀(?!具|削|鱼|片|架|切面|子嘴)|匕首|斧头?|铁棍|铁锤|钢管|榔头)|"
    r"(?:煤气|液化气)[^。;]{0,14}?点(?:着|燃|了|火)|把自己点|(?:拎|提|带|抱)[^,。;]{0,4}(?:桶|壶|"
    r"罐)(?:汽|柴)油|把车(?:开|冲|撞)(?:进|到|上|向)[^,。;]{0,8}?(?:大厅|营业|公司|门|台阶|柜台)|"
    r"(?:小孩|孩子|家里人?|老婆|老人|住(?:哪|在)|车牌|几点(?:放学|下班))[^。;]{0,16}?(?:摸清|打听清|"
    r"盯(?:上|着))[^。;]{0,20}?(?:走慢点|小心|当心|等着|路上|看着办|掂量)?",
    r"(?:捅|砍|砸|打|杀|弄|整|做|干|掐|揍)死(?!亡|机)|撞死(?=你|他|她|恁)|(?:捅|砍|砸|打|杀|弄|整|揍)死(?!亡|机)(?:你|他|她|那|这|恁|们|业务|经理|柜|理赔|"
    r"我们)?|杀(?:了|人|你|他|掉|光|全家)|砍(?:人|了?你|了?他|了他|你们|死|几个)|捅(?:人|了?你|了?他|"
    r"死|他|你|几刀|一刀)|(?:拿|提|带|揣|持|掏|握|别)(?:着|了|把|一把|上)?[^,。;]{0,8}?(?:刀(?!具|削|"
    r"鱼|片|架|切面)|斧|榔头|铁锤|铁棍|棍子|钢管|汽油|硫酸|炸药|雷管|猎枪|砖头|镰刀|火机)|菜刀|汽油|"
    r"炸(?:药|弹|了你|了他|掉|平|死|你们|毁)|雷管|引爆|纵火|放(?:一?把)?火(?!墙|险)|点(?:了|着|"
    r"把火烧)(?:你们|公司|营业)|烧(?:了|死|掉)?(?:你们|恁|公司|营业|这|他)|一把火|泼(?:硫酸|汽油|粪)|"
    r"投毒|下毒|(?:开|拿)车(?:撞|冲)(?:进|死你|你|向你)|要(?:了)?(?:你|他|她|你们|他们)的(?:狗)?命|"
    r"废了(?:你|他|她)|卸(?:你|他|她)?(?:一|条)?(?:只|条)?(?:胳膊|腿)|打断[^,。;]{0,6}?(?:腿|手|肋)|"
    r"(?:见|放)(?:点|了)?血|(?<![糊捉作戏])弄他|不得好死(?!的)|鱼死网破|血债血偿|取(?:你|"
    r"他)(?:狗)?命|找人(?:收拾|弄|打|做)|灭(?:了)?(?:你|他)(?:们)?(?:全家|满门)?",
)
_ACT = lx.any_of(
    r"(?:抽|掏|拔|亮|挥)(?:出|着)[^,。;]{0,8}?刀(?!具|片)|把[^,。;]{0,6}?(?:柜员|保安|业务员|工作人员|员工|经理|理赔员|客服|大堂)"
    r"(?:打|推|踢|踹|扇|砍|捅)(?:伤|倒|了)|(?:动手|出手)?(?:打|推|踢|踹|扇|揪|掐|撞|"
    r"咬|砍|捅)(?:伤|倒|了)(?:[^,。;]{0,8}?)(?:柜员|保安|业务员|工作人员|员工|经理|理赔员|客服|大堂)|"
    r"(?:殴打|掌掴|推搡|辱打|砸(?:坏|烂|毁|了))[^,。;]{0,8}?(?:柜员|保安|业务员|工作人员|员工|经理|"
    r"理赔员|大堂|玻璃|柜台|电脑|叫号机|门)|持(?:刀|械|棍|斧)",
)
_DESPAIR = re.compile(
    r"不想活(?!动|着离)|活(?:着)?(?:也)?(?:没|冇|无)(?:得)?(?:什么|啥|个)?(?:意思|意义|劲|盼头)|"
    r"活不(?:下去|成|起)了?(?!动)|睡[^,。;]{0,3}(?:不醒|别醒)|觉得活着没意思|死了(?:算了|一了百了|"
    r"干净|得了)|不如死|想死(?!你|我们?了)|寻短见|"
    r"没法(?:再)?活|了结(?:自己|这条命|算)|一死了之|死了之|(?:干脆)?让我死|我(?:也)?(?:就)?去死|"
    r"死的心(?:都)?有|走(?:了)?绝路|活够了|不活了|生无可恋"
)
_CONCRETE = re.compile(rf"(?P<act>{_ACT})|(?P<self>{_SELF})|(?P<violence>{_VIOLENCE})")

# What was insured, or how somebody died: no threat.
_CASE = re.compile(
    r"买了保险|两周年|赔不赔|被保险人|身故|身亡|去世|拒赔|免责|除外|条款|鉴定|坠楼|死因|理赔(?!员)|保险事故|出险|事故|车祸|"
    r"追尾|翻车|撞(?:了|上|到)|烧伤|烫伤|火灾|起火|着火|自燃|失火|爆炸(?!你|了你)|煤气|液化气|误服|"
    r"误食|误喝|打农药|打药|喷药|抑郁|住院|抢救|洗胃|火化|丧事|尸检|警方|法医"
)
_FIGURE = re.compile(
    r"似的|定时炸弹|死(?:了)?(?:这|那)?条?心|当时(?:真|都|就)?(?:是)?想|一样(?:的)?(?:难受|疼)?|恨不得|恨不能|"
    r"差点|险些|"
    r"气得(?:我)?(?:都)?(?:想|要)|急得|气话|开玩笑|比喻|跳楼价|价格|一刀切|砍(?:价|保额|掉(?!手)|"
    r"一半|成)|(?:保费|保额|额度|利息|收益|红利|佣金)[^,。;]{0,4}?砍|砍[^,。;]{0,4}?(?:保费|保额|"
    r"额度|一半)|(?:群|锅)里?[^,。;]{0,6}炸|炸锅|气炸|炸了锅|肺(?:都)?(?:要|快)?炸|杀熟|杀猪(?!刀)|"
    r"刀(?:子嘴|口|尖)|钝刀|软刀子|割(?:我|心|咱)?的?肉|眼神[^,。;]{0,4}杀|杀人(?:不见血|诛心|"
    r"的眼神)|油价|加(?:的|了)?汽油|汽油(?:钱|费|车|机|价|泵)|拼命(?:干|打|赚|催|推)|热死|冷死|累死|"
    r"笑死|吵死|烦死|急死|气死|愁死|饿死|渴死|羞死|臊死|冤死|丢死|打死(?:我)?(?:也|都)?不|死(?:都|"
    r"也)(?:要|不|得)|弄死机|整死机|(?:逼|气|烦|急|坑|害|愁|累|憋)死(?:人|我|个人|老百姓|了)"
)
# Somebody who put their affairs in order, or speaks of being gone, is in despair without saying how.
_FAREWELL = re.compile(
    r"等我(?:哪天|真)(?:不在了|没了|死了|走了)|我(?:要是|哪天|真)(?:不在了|没了|走了)|后事(?:都|我|"
    r"已|交代)|(?:家里|存折|东西|后事)[^,。;]{0,10}(?:归置|交代|安排|收拾)(?:好)?了|最后(?:一)?封信|"
    r"就这(?:一|两|几)天的事|人没了[^。;]{0,4}也?能赔"
)
# Self-harm that the dispute itself brought on is a fact, not a claim's story.
_BECAUSE = re.compile(
    r"得知|知道(?:了|后)|气不过|想不开|一气之下|争吵|(?:因为|为)(?:了)?这(?:事|个|笔|张|份)|取不出|被骗"
)
_ASKS_COVER = re.compile(r"(?:能|会|可以|给)?(?:赔(?:偿|付)?|理赔)(?:吗|么|不[??])|赔不赔|怎么赔|有赔偿吗|赔多少")
_OUTSIDE = re.compile(r"听说|新闻|报道|网上|电视|邻居|隔壁|同村|别人|有人|去年有|那个客户|案例")
_DENIED = re.compile(
    r"(?<!要)(?<!是)(?:不|没|没有|不会|不想)$|(?:不会|不是要|没(?:有)?(?:说|想|要)|不至于|别|不要|"
    r"可不|绝不|并非|不打算|不能)[^,。;]{0,6}$"
)


def find_safety(doc: Document) -> list[Signal]:
    """Concrete threats and acts are facts; vague despair is a fact to be reviewed; figures of speech are hints."""
    signals: list[Signal] = []
    for found in _CONCRETE.finditer(doc.text):
        signals += _concrete(doc, found)
    for found in (*_DESPAIR.finditer(doc.text), *_FAREWELL.finditer(doc.text)):
        signals += _despair(doc, found)
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


_AT_COMPANY = re.compile(r"(?:你们|恁|贵司|公司|柜台|大厅|天台|门口|营业厅)")
_CLAIM = re.compile(r"被保险人|拒赔|免责|身故")
_I_WILL = re.compile(r"我(?:就|现在|今天|要|马上|死|跳|喝|也|真)")
_A_PERSON = re.compile(r"我|俺|他说|她说|扬言|情绪")


def _concrete(doc: Document, found: re.Match[str]) -> list[Signal]:
    left, right, sentence = _around(doc, found)
    whole = left + found.group() + right
    if doc.clause(found.start()).by_company:
        return _hint(doc, found, "公司人员的话")
    if _FIGURE.search(whole):
        return _hint(doc, found, "气话或比喻,无方式地点")
    if _ASKS_COVER.search(sentence):
        return _hint(doc, found, "询问保险责任")
    if _DENIED.search(left):
        return _hint(doc, found, "否定")
    if _OUTSIDE.search(left):
        return _hint(doc, found, "他人或他案")
    aimed = lx.INTENTION.search(sentence) or lx.CONDITION.search(sentence) or _AT_COMPANY.search(sentence)
    caused = found.group("self") and _BECAUSE.search(sentence) and not _CLAIM.search(sentence)
    if _CASE.search(sentence) and not caused and not (lx.CONDITION.search(sentence) or _I_WILL.search(sentence)):
        return _hint(doc, found, "出险经过,非威胁")
    if not aimed and not caused and found.group("act") is None and not _A_PERSON.search(sentence):
        return _hint(doc, found, "未见针对本公司或本人的威胁")
    return [Signal("safety", "fact", *doc.phrase(found.start(), found.end()), "自伤、伤人或毁物的威胁或行为")]


_EXAGGERATED = re.compile(r"气得|差点|恨不得|当时(?:真)?|似的|都(?:有)?了?$|一样")
_LIFE = re.compile(r"不想活|活不下去")
_LAUGHTER = re.compile(r"哈哈|呵呵|苦笑")
_RESIGNED = re.compile(r"了?(?:这|那)?条?心")


def _despair(doc: Document, found: re.Match[str]) -> list[Signal]:
    left, right, _ = _around(doc, found)
    if _EXAGGERATED.search(left[-8:] + right[:3]) and not _LIFE.search(found.group()):
        return _hint(doc, found, "气话,无方式地点")
    if _LAUGHTER.search(right) or _RESIGNED.match(right):
        return _hint(doc, found, "自嘲")
    if _DENIED.search(left) or _OUTSIDE.search(left) or doc.clause(found.start()).by_company:
        return _hint(doc, found, "否定或他人")
    span = doc.phrase(found.start(), found.end())
    return [
        Signal("safety", "fact", *span, "绝望语,宁可当真"),
        Signal("need_review", "fact", *span, "绝望语无方式地点,请人工核实"),
    ]
