"""Quantities of persons in a text: a number, a unit, perhaps a noun (guide §5.2: 人/户/家/名/位/个/口/号人)."""

import re
from dataclasses import dataclass, replace

from .lexicon import any_of
from .numerals import Number, find_numbers

HEAD = any_of(
    r"职工|员工|工人|工友|民工|农民工|家长|业主|村民|居民|住户|车主|客户|投资者|投资人|消费者|老人|"
    r"老年人|老头|老太太?|大爷|大妈|大姐|大哥|阿姨|阿婆|老乡|乡亲|同事|邻居|姐妹|姊妹|兄弟|弟兄|老表|"
    r"嬢嬢|婆婆|叔伯|家庭|人家|司机|师傅",
    r"商户|商家|店主|店家|摊主|摊贩|农户|养殖户|种植户|种粮户|种粮大户|贫困户|果农|蔗农|菜农|茶农|"
    r"棉农|瓜农|烟农|渔民|渔户|牧民|牧户|学生|同学|教师|老师|投保人|保户|受害人|受害者|受益人|"
    r"退休(?:工人|职工|教师|人员|老人|同事)?|病友|群友|亲戚|亲属|家属|家人|亲友|朋友|女工|女的|男的|"
    r"老伙计|伙计",
    r"老东西|老家伙|老哥们|老伙伴|大男人|大活人|司机|种植户|车主|驾驶员|户主|股东|合伙人|成员|组员|骑手|外卖员|"
    r"快递员|保姆|护工|战友|会员|学员|当事人|投诉人|来访人|上访人|"
    r"群众|代表|街坊|老百姓|百姓|大人|党员|社员|队员|船员|矿工|储户|持有人|住客|租户|舞伴|牌友|球友|"
    r"车友|老板|个体户|被保险人|参保人|女士|先生|妇女|孤老|老兵|退伍兵|学徒|瓦工|木工|焊工|电工|保洁|"
    r"环卫工|保安|工|子女|人",
)
# People on the company's or a third side; they never complain together with the customer.
_STAFF = any_of(
    r"业务员|坐席|座席|客服|话务员|工作人员|经理|主管|领导|专家|医生|大夫|护士|警察|民警|律师|记者|"
    r"查勘员?|调查员|理赔员|柜员|接线员|讲师|推销员|代理人|保险员|人员|科室|部门|法官|证人|小年轻|"
    r"穿西装的|陌生人|介绍人|联系人|经办人|回访员|接待员?|嘉宾|孩子|小孩|娃|儿子|女儿|闺女|孙子|部|岗",
)
_STAFF_HERE = re.compile(_STAFF)
_UNIT = re.compile(
    rf"(?:(?P<pair>对)(?:夫妻|夫妇|老人|老两口|小夫妻)|(?P<count>口子?(?=人)|口子(?=[,。;!呢都]|$)|号(?=人)|"
    rf"名(?![单字额下义誉次片])|位(?![数码置于])(?!密码)|户(?![口头主籍型名外均])|"
    rf"家(?=人家)|家(?=[^里属庭人长])|个|员)?"
    rf"(?:(?P<gap>[^,。;\d一二三四五六七八九十、的了给没有在被把都]{{0,4}}?)(?P<head>{HEAD}))?)"
)
_NOT_PERSON = re.compile(
    r"^人(?:次|民|份|身(?!故)|均|寿|工|间|座|格|行|保(?!险)|社|大|民币|才|品|气|类|力|事|质|像|脸|数|"
    r"月|天|险|为|机|世|世间|情)"
)
_NOT_A_UNIT = re.compile(
    r"^(?:来)?(?:个)?(?:月|小时|钟|电话|工作日|自然日|星期|礼拜|季度|年头|点|字|案|保单|账户|"
    r"号(?!人)|问题|理由|环节|步骤|程序|版本|选项|材料|文件|证明|章|红包|地方|单位|部门|公司|网点|"
    r"银行|医院|城市|省|市|县|区|村(?!民)|镇|乡|班(?!级?的?家长)|车间|厂|窗口|柜台|群|视频|帖子|产品|"
    r"险种|亿|百分点|周|头|晚上|早上|下午|来回|人民|伤残|级|等级|数字|短信|邮件|验证码|按键|步|大棚|"
    r"棚|圈|字母|说法|条件|方案|附件|格儿?|要求[:,、。]|扛|穿|路子|办法|诉求|疑问|意思[:,])"
)
# After a bare 个 no thing may follow: 我们十一个都签了, but 二十三个站点 counts places.
_SPOKEN_FOR = re.compile(r"(?:代表|我们|俺们|咱们|他们|她们)$")
_AFTER_BARE = re.compile(
    r"$|[,。;:!?、()“”\n]|都|也|全|一起|一块|一道|一同|集体|联名|共同|签|来|到|没|要|就|在|把|是|被|"
    r"想|去|找|已|不|里|当中|现在|今|上(?!班族)|跟|打|坐|各|每|谁|按|共|说|反映|投诉|合|凑|同|商量|"
    r"的(?=名字|意思|要求)|委托|授权|推(?:举|选)|(?:站|坐|躺|蹲)[着在那满]|吧|呢|了|啊|嘛|哩|呀|哈|多"
)
_ORDINAL = re.compile(r"(?:第|编号|尾号|No\.?|号码|学号|工号|满|年满|虚岁|周岁|今年|(?<!落)款|条|￥|¥|\$)$")


_HOTLINE = re.compile(r"123\d{2}|95[3-5]\d{2}")


@dataclass(frozen=True, slots=True)
class Quantity:
    """So many persons (or households, each at least one person); `bare` if only 个 follows the number."""

    number: Number
    start: int
    end: int
    low: int
    household: bool
    bare: bool


def find_quantities(text: str) -> list[Quantity]:
    """Every stretch that counts persons or households, staff and objects left out."""
    found = []
    for number in find_numbers(text):
        quantity = _quantity(text, number)
        if quantity:
            found.append(quantity)
    return found


_CROWD_UNIT = re.compile(
    r"(?:号(?=[,。;!都呢吧啊全签按联一坐来]|$)|口子(?=[,。;!都呢吧啊全]|$)|来号(?=[,。;人都签按联]))"
)
_STAFF_SOON = re.compile(rf"[^,。;]{{0,4}}{_STAFF}")
_NAMED = re.compile(r"[一二三四五六七八九十]|名字|手印")
_FIRM = re.compile(r"家(?:保险|公司|银行|医院|店|单位|机构|企业)")
_STAFF_NEXT = re.compile(rf"[^,。;]{{0,3}}{_STAFF}")
_PARTICLE = re.compile(r"[的了在是有给]")


def _quantity(text: str, number: Number) -> Quantity | None:
    before, after = text[max(0, number.start - 4) : number.start], text[number.end : number.end + 14]
    if _ORDINAL.search(before):
        return None
    word = text[number.start : number.end]
    if _HOTLINE.fullmatch(word):
        return None  # 《12378消费者投诉转办通知》
    if after[:1] == " ":  # 等 11 人: typed with spaces around the figure
        number = replace(number, end=number.end + 1)
        after = after[1:]
    if word[-1] in "俩仨":
        low = 2 if word[-1] == "俩" else 3
        return Quantity(number, number.start, number.end, low, False, True)
    if _NOT_A_UNIT.match(after) or _NOT_PERSON.match(after):
        return None
    if number.precision in {"more", "about"} and (crowd := _CROWD_UNIT.match(after)):  # 四十多号, no date
        return Quantity(number, number.start, number.end + crowd.end(), number.low, False, False)
    unit = _UNIT.match(after)
    if unit is None:
        return None
    count, head = unit.group("count"), unit.group("head")
    if unit.group("pair"):
        return Quantity(number, number.start, number.end + unit.end(), 2 * number.low, False, False)
    if head is None:
        if count in {"名", "位", "户", "口子"}:
            end = number.end + unit.end("count")
            staff = _STAFF_SOON.match(text[end : end + 10])
            return None if staff else Quantity(number, number.start, end, number.low, count == "户", count == "位")
        if count == "个" or (count == "家" and not _FIRM.match(after)):
            end = number.end + unit.end("count")
            following = text[end : end + 8]
            if _STAFF_NEXT.match(following) or not (
                _AFTER_BARE.match(following)
                or _SPOKEN_FOR.search(before)
                or (count == "家" and _NAMED.match(following))
            ):
                return None
            return Quantity(number, number.start, end, number.low, count == "家", True)
        return None
    gap = unit.group("gap")
    if gap and (count is None or (_PARTICLE.search(gap) and head == "人")):
        return None
    if _STAFF_HERE.search(gap or ""):
        return None
    end = number.end + unit.end("head")
    if head in {"人", "工"} and (_NOT_PERSON.match(text[end - 1 : end + 2]) or _STAFF_HERE.match(text[end : end + 4])):
        return None
    if head == "工" and (count is None or not gap):
        return None
    return Quantity(number, number.start, end, number.low, count in {"户", "家"}, False)
