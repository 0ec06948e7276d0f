"""Words that announce a person's name, and those that make the person staff (guide §10, NAME and AGENT)."""

import re

# Labels of forms, parties of a case, callers: what follows after a colon or a space is a name.
_PARTY = (
    "受害人|姓名|名字|名儿|本名|真名|户名|大名|大号|外号|之[妻夫子女母父弟妹兄姐]|其[妻夫母父子女弟妹兄姐]|家[父母]"
    "|亡[夫妻]|先[父母夫妻]|客户|投保人|被保险人|被保人|受益人|保险人|投诉人|诉求人|申请人|申诉人|来电人"
    "|来访人|来信人|来话人|写信人"
    "|举报人|反映人|信访人|报案人|委托人|受托人|被委托人|联系人|联络人|对接人|发件人?|收件人|寄件人"
    "|执笔人?|代表人?|代表|签名|签字"
    "|签章|落款|具名|户主|车主|司机|驾驶员|患者|病人|死者|伤者|逝者|学员|学生|消费者|市民|群众|居民|村民"
    "|业主|听众|观众|读者|网友|用户"
    "|会员|职工|工友|员工|村支书|支书|组长|村长|队长|班长|记者|编辑|编导|主持人|调解员|律师|法官|民警"
    "|医生|同诉人?|当事人|原告|被告|经手人|队员|保安|前台|网格员"
    "|上诉人|第三人|监护人|法定代理人|委托代理人|继承人|股东|法人|法定代表人|负责人|承包人|包工头|经办人?"
    "|记录人?|登记人|受理人"
    "|承办人|审核人|报送人|证明人|担保人|借款人|参保人|学徒|徒弟|骑手|快递员|行政|后勤|后厨|退休教师|教师"
    "|护士|老兵"
    "|战士|残疾人|老人|农户|养殖户|商户|网民|店主|店长|摊主|机手|船主|楼长|志愿者|义工|社工"
    "|班主任|家长|房东|租户|住户|领款人|收款人|付款人|出险人|驾驶人|肇事人|乘客|工人|牵头人|带头人|发起人|见证人?|代签人|代书人?|代笔"
    "|口述人?|录入|整理|复核|制单|填表人|填报人|接收人|接待人?|接访人|主办|承办|协办|致电人|来件人|反馈人|留言人|陪同人?|监督员|作者|人士|会计|出纳|厨师|电工|归侨|侨胞|台胞|华侨|同胞|职员"
)
_KIN = (
    "配偶|丈夫|妻子|老公|老婆|爱人|老伴|父亲|母亲|爸爸|妈妈|爸|妈|儿子|女儿|闺女|孙子|孙女|外孙|哥哥|姐姐"
    "|弟弟|妹妹|大哥|二哥|大姐|二姐"
    "|叔叔|舅舅|姑姑|大伯|二叔|婆婆|公公|岳父|岳母|前夫|前妻|侄子|侄女|外甥|外甥女|表哥|表弟|表姐|表姨"
    "|姨妈|姑妈|阿姨|大姐|师傅|老师|嫂子|婶子|老同事|老同学|堂弟|堂哥|儿媳|媳妇|女婿|邻居|同事"
    "|同学|朋友|战友|工友|老乡|孩子|丈母娘|亲家|二伯|大爷|小姨|大姨|二姨|三姨|舅妈|伯母|伯父|叔父|堂妹|堂姐|堂兄|表妹|表兄|表嫂"
    "|小姑子?|小叔子?|大姑|二姑|弟媳|弟妹|大嫂|二嫂|姐夫|妹夫|姑父|姑爷|姨父|孙媳|干儿子|干女儿|养子|养女|继子|继女|继父|继母"
    "|小舅子|大舅哥|小姨子|连襟|妯娌|发小(?!红)|闺蜜|合伙人|搭档|男友|女友|男朋友|女朋友|[我俺他她你](?:弟弟?|哥哥?|姐姐?|妹妹?|爹|娘|叔叔?|舅舅?|姑姑?|姨)"
)
_INTRO = (
    "我叫|俺叫|本人叫|本人|名叫|叫做|叫个|就叫|人叫|自称|化名|姓名是|[写录打印登错签填]成了?|[录签写填印登][的着]?是|[写签]着|名字是|名字叫|我是|俺是|我系|本人系"
    "|叫"
)
_VAGUE = "那个|这个|以及|还有|包括|转给|交给|接受|受|处理|关于|涉及|联系|找到|找过"
STAFF = (
    "业务员|代理人|营销员|推销员|销售员|销售|保险员|保险经纪人|经纪人|客户经理|理财经理|大堂经理|服务经理"
    "|区域经理|客服|坐席|座席|话务员"
    "|柜员|柜面|柜台|收费员|讲师|查勘员|查勘|定损员|定损(?!单)|调查员|核赔员|理赔员|理赔|核保|内勤|外勤|组训"
    "|主管|团队长|续期|专员|综合岗"
    "|接待岗|工作人员|服务人员|服务站|营业员|保险代理|推销|值班|胸牌|工牌|名牌|卖保险|跑业务|做业务"
    "|干业务|代办员|代办站"
    "|业物员|做保险|干保险|跑保险|搞保险|收保费|保险公司|营业部"
    "|银保|网点|们业务|保全岗|保全|值班经理|业务经理|收展员|收展|续收员|续收|保险顾问|理财顾问|理财师|规划师|督导|业务主任|营销部|客服部|回访员|接线员|座席员|agent|产品经理|经理"
)

# Orders of alternatives matter: 客户经理 is staff although 客户 is a party.
_LEAD = re.compile(
    rf"(?:(?P<staff>{STAFF})|(?P<party>{_PARTY})|(?P<kin>{_KIN})|(?P<intro>{_INTRO})|(?P<vague>{_VAGUE}))"
    r"(?P<tail>(?:\([^()\n]{0,8}\)|那个|这个|一个|叫啥|名叫|名字|[:\s|,“\"是为叫的?.]){0,4})"
)
_OWN = "你们|恁们?|贵司|贵公司|我司|你司|你公司|你家|该公司|公司的?"
_STAFF_BEFORE = re.compile(rf"(?:{STAFF}|{_OWN})[^,。;!?\n:给向对让和与跟为]{{0,6}}$")
_STAFF_AFTER = re.compile(
    rf"(?:(?:是|系|,|\(|的那个|的这个|的|这个|那个)[^,。;:\n说称问找让向给]{{0,8}}?"
    rf"|[干做跑在卖搞][^,。;:\n]{{0,6}}?)(?:{STAFF}|接手|手里)"
    "|的?(?:妹儿|签的字|上门|忽悠)"
)
_NEWCOMER = re.compile(r"(?:来了|换了|派了|分给了|[来换派]一?[个位俩])[^。;!?\n]{0,10}$")


# 我叫 leaves no doubt, 我是 may tell a trade.
_CALLED = re.compile("(?:[我俺名人]叫|叫做)$")

Leads = dict[int, re.Match[str]]


def find_leads(text: str) -> Leads:
    """Leads by the offset at which the name would start."""
    return {lead.end(): lead for lead in _LEAD.finditer(text)}


def evidence_of(lead: re.Match[str]) -> float:
    """How strongly a lead announces a name: a form's colon most, a noun running on least."""
    tail = lead.group("tail")
    if lead.group("party") and set(tail) & set(":?“"):
        return 3.0
    if lead.group("intro") and not tail:
        return 3.5 if _CALLED.search(lead.group("intro")) else 2.5
    # 司机叫马达
    if "叫" in tail and not lead.group("intro") and not lead.group("vague"):
        return 3.0
    # 投保人的车
    if tail.endswith("的") and lead.group("staff") is None:
        return 0.5
    if lead.group("vague") or set(tail) & set(",."):
        return 1.0
    return 1.5 if lead.group("kin") else 2.0


def newcomer(text: str, start: int) -> bool:
    """来了个小伙子,姓包: whoever is sent to a client is staff."""
    return bool(_NEWCOMER.search(text[max(0, start - 16) : start]))


def staff_after(text: str, end: int) -> bool:
    """Do the words after a name tell of the person's work for the insurer?"""
    return bool(_STAFF_AFTER.match(text, end))


def staff_around(text: str, start: int, end: int) -> bool:
    """Do the words around a name make the person one of the insurer's or seller's people?"""
    return bool(_STAFF_BEFORE.search(text[max(0, start - 14) : start]) or staff_after(text, end))


def role_of(text: str, start: int, end: int, leads: Leads) -> int:
    """How sure the words around are that this is staff: 2 and 1, that it is not: -2, nothing known: 0."""
    lead = leads.get(start)
    if lead is None or lead.group("vague"):
        return int(staff_around(text, start, end))
    if lead.group("intro"):
        return 1 if staff_around(text, lead.start(), end) else -1
    if lead.group("kin") and staff_after(text, end):
        return 2
    return 2 if lead.group("staff") else -2
