"""Outlets of the insurer whose name identifies the place (guide §10, ORG).

Regulators, media, associations and their kinds stay: they decide the severity.
"""

import re
from collections.abc import Iterator
from itertools import chain

from triage.privacy.lexicon import is_grammar
from triage.privacy.places import name_start
from triage.privacy.recognizer import Recognizer
from triage.privacy.spans import Hit, Strength
from triage.privacy.view import View

_GENERIC = re.compile(
    r"(?:我们|你们|他们|某|各|本|该|贵|省|市|县|区|镇|乡|总|分|中心|这个?|那个?|哪个?|原|老|新|大|小|附近"
    r"|门口|另?一家|保险|人寿|财险|寿险|公司|业务|营销|销售|客户|客服|服务"
    r"|邮政|邮局|邮储|移动|电信|联通|电力|供电|燃气|自来水|银行|信用社|证券|理赔|售后|线下|柜台|柜面|上级"
    r"|下属|下级|所属|当地|每个?|两个?|几个?|其他|人保|太保|平安|国寿"
    r"|支公司|分公司|县里|市里|镇上|城里|楼下|去|到|来|就近|最近|任意|任何|指定|全国|一楼|合作|国有|代理"
    r"|代办|被申请人|上述|退役军人|党群|便民|志愿|上午|下午|今天|昨天|辖区|属地|户籍|所在地|公安|以前|之前|原来|经营|营业|[一二三四五六七八九]处|二楼|自助|投保|承保|服务站|网点|个险|团险|银保|直属|专业|农村|乡镇|移动)*$"
)
_FIRM_KIND = re.compile(
    "[了一开]|[一二两三几某]家|一个|某|什么|合作|指定|专业|附近|路边|社区|律师|我们|你们|他们|自己|正规|外面|定点|保险|4S"
)
_VERBS = frozenset("客来去到趟嫌投诉答复办车司服务读者公贵日属地催问年外跑找打叫在说0123456789")
_KIND = re.compile("[一二两三四五几]家|农[商行]|[工建中]行|邮储|保险|公司|快递|卫生|社区|县级|监管|银行")
# “免费健康咨询”: what is offered, not who offers it.
_OFFERED = re.compile("免费|理赔|服务|健康|保险|小时|投诉|在线|心理|义务|电话|政策|一对一")
_ALREADY_BROAD = re.compile(r"[省市]$|^[\u4e00-\u9fff]?县$")


class Organisation(Recognizer):
    """A proper name before 支公司, 营业部, 营销服务部, 网点."""

    type = "ORG"
    patterns = (
        re.compile(
            r"(?:那个|那家)?(?:中心)?(?:支公司|(?<!集)中支(?!付)|营业大厅|营业部|营业厅|营业区|营销服务部|营销部|服务部|服务厅|服务处|网点|门店"
            r"|职场|服务站|代办点|区部)|律师事务所|信息咨询|汽修厂?|汽车美容(?:服务部)?|校区|[路街桥镇乡门庄湾河山]派出所|派出所(?=协助函)|路(?:仓储|那间服务处)|修理厂"
        ),
    )

    # A county's only outlet: 怀宁县服务部; of a province's or city's there are many.
    _county = re.compile(
        r"(?P<v>[^你们后到去前往转司某险的内该各邻本我他贵公\W\da-zA-Z]{2}县(?:中心)?(?:支公司|营销服务部|服务部|营业部))"
    )
    # 营销三部, 三区营销部, 郊县四部; 瓯北大厅
    _numbered = re.compile(
        r"(?P<v>营销(?:服务)?[一二三四五六七八九十]{1,2}部|[一二三四五六七八九东西南北]区营销(?:服务)?部|(?:郊县|城区|县域|城[东西南北])[一二三四五六七八九]部)"
    )
    # 北门邮局, 贵司瓯北大厅
    _hall = re.compile(
        r"(?P<v>[东西南北][门关街]邮局|(?<=贵司|你们|你司|公司)(?!营业|服务|客服|业务|办事|理赔|柜面)[\u4e00-\u9fff]{2}大厅)(?=门口|内|的|一位|柜台|里)"
    )
    # 青禾维权工作室, 桂香书店: small firms that act for or against clients.
    _firm = re.compile(
        r"(?:^|[^\u4e00-\u9fff]|[是在到去找叫的家给由]|县城|镇上|市里)(?!县城|镇上|市里)(?P<v>[\u4e00-\u9fff]{2,4}(?:维权工作室|工作室|汽修|汽贸|修车行|汽车服务中心|汽车维修|代理退保|法律咨询))(?=[^\u4e00-\u9fff]|[的老店买卖提修做]|厂|[\u4e00-\u9fff]{1,2}老师|$)"
    )
    # 嘉禾路职场六楼, 大浦路那间服务处
    # 户名为“珠海盈某咨询”, “丽人坊美容院”: the kind of a small firm within the quotation marks of its name.
    _quoted = re.compile(
        r"[“「\"](?P<v>[^“”「」\"\n,。]{2,12}(?:工作室|咨询|书店|加油站|美容院|养生馆|理发店|会所|商行|康养社区|康养中心|汽修))[”」\"]"
    )
    _street = re.compile(
        r"(?P<road>路|街)(?:那[间个家])?(?:职场|服务[处厅部站]|楼里|大厅|门店)(?:[一二三四五六七八九\d]{1,2}楼)?"
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Claims on outlet names."""
        for match in self._county.finditer(view.text):
            if match.start() in view.boundaries:
                yield Hit(self.type, *match.span("v"), Strength.PATTERN)
        for match in chain(self._numbered.finditer(view.text), self._hall.finditer(view.text)):
            yield Hit(self.type, *match.span("v"), Strength.PATTERN)
        for match in self._firm.finditer(view.text):
            value = match.group("v")
            if (
                match.start("v") in view.boundaries
                and not is_grammar(value[:2])
                and not _GENERIC.match(value[:2])
                and not _FIRM_KIND.search(value)
            ):
                yield Hit(self.type, *match.span("v"), Strength.PATTERN)
        for match in self._street.finditer(view.text):
            start = name_start(view, match.start())
            if match.start() - start >= 1 and not _GENERIC.match(view.text[start : match.start()]):
                yield Hit(self.type, start, match.end(), Strength.CONTEXT)
        for match in self._quoted.finditer(view.text):
            if not _OFFERED.search(match.group("v")):
                yield Hit(self.type, *match.span("v"), Strength.PATTERN)
        for match in self.patterns[0].finditer(view.text):
            start = name_start(view, match.start())
            name = view.text[start : match.start()]
            broad = _GENERIC.match(name) or _ALREADY_BROAD.search(name) or _KIND.search(name)
            if 2 <= len(name) <= 5 and not broad and not _VERBS & set(name):
                yield Hit(self.type, start, match.end(), Strength.PATTERN)
