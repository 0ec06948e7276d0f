"""`safety` told without its name: things laid out, heights looked at, last wishes, a thing in the hand (guide §5.2).

None of these things means harm by itself (a window is measured for curtains, a wrench is a tool): each needs
what else is told near it, that somebody gives up or is being watched, or whom the thing is turned on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .document import Document
from .lexicon import any_of

_STAFF = r"(?:柜员|保安|业务员|工作人员|员工|经理|理赔员|查勘员|定损员|客服|前台|主任|店长|代理人|大堂)"
# Tools and things at hand that become weapons by what is done with them.
_HANDY = (
    r"(?:螺纹钢|钢筋|铁管|水管|扳手|撬棍|木棍|木棒|棒球棍|甩棍|铁锹|铁锨|铲子|酒瓶|砖|石头|锤子|锄头|扁担|凳子|椅子|"
    r"烟灰缸|灭火器|棍)"
)
_FUEL = r"(?:汽油|柴油|煤油|酒精|稀料|天那水|香蕉水|打火机|加油站)"
_FITTINGS = r"(?:自助机|取号机|叫号机|屏幕|显示屏|显示器|玻璃门?|电脑|柜台|打印机|监控|展架|大门)"
_HEIGHT = r"(?:窗户|窗子|窗台|阳台|天台|楼顶|顶楼|水井|井|大桥|桥|河|江|水库|池塘|水塘|铁路|铁轨)"

_GIVES_UP = any_of(
    r"无所谓|留着吧|(?:不用|不必|别)(?:再)?(?:打(?:电话)?|来|找|劝|管)|打来(?:我)?也不接|(?:钱|赔款)[^,。;]{0,4}不要了|"
    r"退不退|赔不赔都|赔也行|不赔也行|算了吧|到头了|没(?:有)?(?:意思|盼头|指望)|撑不(?:住|下去)|熬不(?:住|下去)|拖累|累赘|"
    r"解脱|一了百了|清净|最后一(?:次|回|个|通)|对不起(?:你|孩子|爸妈|家里)|照顾好|(?:不|别)怪(?:孩子|儿女|任何人|谁|你们(?!不|没))|"
    r"下辈子|够了|没有?怨",
)
# Those around took it seriously: the thing was taken away, the door locked, the well covered.
_GUARDED = any_of(
    r"(?:人|他|她|我[爸妈爹娘哥姐弟妹]|老伴|老人)(?:我们?|俺|家里|也|已|都|被)*(?:给)?(?:看住|看着|看牢|盯着|守着|接到|锁)|"
    r"(?:我|家里人?)(?:看着|守着|盯着)(?:他|她|的|呢)|把(?:他|她|我[爸妈哥姐弟妹])锁|夺(?:下|了|过)|抢下来|"
    r"(?:一步|片刻)(?:都|也)?不敢离|(?:不敢|没敢)(?:合眼|睡|离开)|焊上|钉死|封上",
)
_LETTING_GO = re.compile(rf"{_GIVES_UP}|{_GUARDED}")
_UNLESS_HOUSE = re.compile(
    r"漏水|渗水|漏雨|窗帘|装修|玻璃碎|台风|暴雨|受损|定损|查勘|被淹|掉(?:进|下)去|摔|浇地|抽水|"
    r"打井|修|安装|护栏坏|施工|风景|散步|钓鱼|搬家|看房|套房|楼盘|养殖|鱼|虾|苗"
)
_UNLESS_MEDICAL = re.compile(
    r"护士|医生(?:开|让|说)|慢病|门诊|复查|月的量|处方|没钱(?:买|吃|打)|吃不起|买不起|停药[^,。;]{0,4}等待|过敏|副作用|开玩笑|哈哈"
)
_UNLESS_DEAD = re.compile(r"去世|过世|身故|遗物|走(?:了)?以后|葬|殡|火化|寿衣店|寿衣(?:钱|费)|继承|开玩笑|哈哈")
_UNLESS_SPLASH = re.compile(r"茶|咖啡|开水|热汤|奶茶|洗澡|降温|脏水|烫伤|烧伤|起火|事故|往我身上|开玩笑|哈哈")
_UNLESS_WORK = re.compile(r"修|拆|安装|干活|搬|工地上(?:干|砸)|维修|换轮胎|演习|消防演练|锻炼|道具|被害人|出险|报案")


@dataclass(frozen=True, slots=True)
class _Omen:
    """`sign` with `beside` at most `reach` characters before or after it."""

    sign: re.Pattern[str]
    beside: re.Pattern[str]
    unless: re.Pattern[str]
    why: str
    reach: int = 60


_OMENS = (
    _Omen(
        re.compile(
            r"(?<!上)(?<!用)药(?:片|瓶)?(?:我|都|也|已经?|就|全)*[^,。;]{0,6}?(?:摆|放|备|攒|凑|存|数|囤)(?:好|够|齐)了?|"
            r"(?:攒|凑|囤|数|存)(?:够|齐|好)?(?:了)?[^,。;]{0,6}?(?:瓶|把|盒|[片颗粒])(?:安眠)?药|"
            r"绳子?[^,。;]{0,6}?(?:拴|系|挂|搭)(?:好|上)了"
        ),
        _LETTING_GO,
        _UNLESS_MEDICAL,
        "备好药物或绳索并有放弃之语",
    ),
    _Omen(
        re.compile(
            rf"{_HEIGHT}[^,。;]{{0,4}}?(?:我|俺|他|她)?(?:昨|今|前)?[天晚夜]?(?:都|也|就|去|已经?)*"
            r"(?:量|看|试|踩|数|瞧|选)(?:过|好)(?:了|点)?(?:高|深)?|"
            rf"(?:看|选|找|踩)(?:好|准)了[^,。;]{{0,6}}?{_HEIGHT}(?!险|南|西|北|东|苏)"
        ),
        _LETTING_GO,
        _UNLESS_HOUSE,
        "察看高处、水井并有放弃之语",
        90,
    ),
    _Omen(
        re.compile(
            r"(?:寿衣|老衣|装老衣)[^,。;]{0,10}(?:柜|箱|床|备|买|做|穿上|放)|"
            r"(?:存折|银行卡|卡|房产证|保险柜)(?:的)?密码[^。;]{0,24}?(?:寿衣|(?:不|别)怪(?:孩子|儿女|任何人|谁)|照顾好|好好过)"
        ),
        re.compile(rf"密码|存折|枕头底下|{_GIVES_UP}|{_GUARDED}"),
        _UNLESS_DEAD,
        "交代后事",
    ),
    _Omen(
        re.compile(
            r"(?:药|胰岛素|透析|针)[^,。;]{0,6}?(?:不(?:肯|愿|想|去)?(?:再)?(?:吃|打|喝|做|用)了?|停了|断了|扔了|倒了)"
            r"(?=[^。;]{0,24}?(?:等|除非|不(?:赔|给|退)|什么时候)[^,。;]{0,14}?(?:再|才(?!能|有钱|买得))(?:肯|去)?(?:吃|打|喝|做|用))"
        ),
        re.compile(r"保险|你们|公司|赔|理赔|退"),
        _UNLESS_MEDICAL,
        "以拒绝用药相抗",
    ),
    _Omen(
        re.compile(r"往(?:自己|自个儿?|我自己)?(?:的)?(?:身上|头上)(?:就)?(?:一)?(?:浇|泼|淋|倒|洒)"),
        re.compile(rf"{_FUEL}|塑料桶|油桶|一桶油|点(?:着|燃|火)|{_GUARDED}"),
        _UNLESS_SPLASH,
        "扬言往身上浇油",
        110,
    ),
    _Omen(
        re.compile(
            rf"(?:拿|用|抄起?|抡起?|举起?|操起?)(?!户|话)[^,。;把]{{1,8}}?(?:把|将|朝|往|冲)[^,。;]{{0,6}}?{_STAFF}[^,。;]{{0,6}}?"
            r"(?:砸|敲|戳|扎|捅|划|烫|夯|抡|打(?=伤|破|了|得|倒))"
        ),
        re.compile(r""),
        re.compile(r"修|演习|演练|比喻|似的|开玩笑|差点|恨不得|听说|新闻"),
        "持物伤及工作人员",
    ),
    _Omen(
        re.compile(
            rf"(?:将|把)[^,。;]{{0,8}}?{_FITTINGS}[^,。;]{{0,4}}?(?:砸|敲|踹|捶)(?:裂|碎|坏|烂|破|穿|了)|"
            rf"手(?:里|中|上)(?:还|又|就)?(?:多(?:了|出)|拿着|拎着|攥着|握着|提着|抄着|举着)(?:一)?(?:根|把|块|截|个|只)[^,。;]{{0,8}}?{_HANDY}"
        ),
        re.compile(
            rf"指着|对着[^,。;]{{0,4}}{_STAFF}|冲(?:进|着|向)|你再说|扬言|威胁|试试|柜台|{_STAFF}|当班|客户|情绪"
        ),
        _UNLESS_WORK,
        "持械或砸毁营业设施",
        50,
    ),
    _Omen(
        re.compile(
            rf"(?:瓶|桶|壶|液体|{_FUEL})[^。;]{{0,24}}?(?:柜[台面]|前台|大厅|门口|网点)[^。;]{{0,16}}?"
            r"(?:谁(?:也|都)别想|一起(?:烧|完|走)|点(?:着|了|燃)|同归|大家都别)"
        ),
        re.compile(r"汽油|油|保安|疏散|警|报警|打火机|员工"),
        re.compile(r"消毒|打折|演练|演习|起火原因"),
        "将汽油等带至网点相威胁",
        80,
    ),
)
_TOLD_OF = re.compile(r"听说|新闻|电视(?:上|里)|网上看|电影")
_NOT_DONE = re.compile(
    r"(?:没(?!盼头|指望|意思|有盼头)|没有|不会|(?<!特)(?<!告)别(?!人)|不是要|并未|不要)[^,。;]{0,4}$"
)


def find_veiled(doc: Document) -> Iterator[tuple[int, int, str]]:
    """Every such sign as start, end and reason, in the order of kinds."""
    for omen in _OMENS:
        for found in omen.sign.finditer(doc.text):
            before = doc.slice(found.start() - omen.reach, found.start())
            near = before + found.group() + doc.slice(found.end(), found.end() + omen.reach)
            close = doc.slice(found.start() - 30, found.end() + 30)
            if omen.unless.search(close) or _TOLD_OF.search(before[-24:]) or _NOT_DONE.search(before):
                continue
            rest = near.replace(found.group(), "", 1) if omen.beside.pattern else near
            if omen.beside.search(rest):
                yield found.start(), found.end(), omen.why
