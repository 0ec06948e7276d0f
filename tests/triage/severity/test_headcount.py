"""`group10` and `n_complainants` (guide §5.2, §5.3, §14.10): who complains together, and how many at least."""

import pytest

from triage.severity import assess
from triage.severity.numerals import find_numbers, parse

from .rows import read

TOGETHER = [
    ("我们二十三户果农联名要求重新定损", 23, "二十三户"),
    ("受15名工友委托,我来问赔款", 15, "15名"),
    ("我代表我们车间十六个人反映", 16, "十六个人"),
    ("十几个业主一起来你们公司讨说法", 11, "十几个"),
    ("我和另外九个家长都没拿到合同,我们一起投诉", 10, "九个"),
    ("连我一共12人,都要求退费", 12, "12人"),
    ("附件签名三页,每页8人", 24, "三页"),
    ("联名投诉信,下面二十三个不同的签名,都是我们小区业主", 23, "二十三个"),
    ("七户加上隔壁村的五户,联名要个说法", 12, "七户"),
    ("来访人员:13人,要求给付满期金", 13, "13人"),
    ("投诉人[NAME1]等18人来函要求补足差额", 18, "18人"),
    ("除了老张,我们11个都签了字", 11, "11个"),
    ("三十来号人堵在营业厅门口要钱", 30, "三十来号人"),
    ("全班四十多位家长签了名,不同意强制投保", 40, "四十多位家长"),
    ("[NAME1]、[NAME2]、[NAME3]、[NAME4]、[NAME5]、[NAME6]、[NAME7]、[NAME8]、[NAME9]、[NAME10]签名", 10, "[NAME1]"),
    ("以下签名:王秀兰、李建国、张翠花、赵德柱、孙桂英、周长明、吴玉珍、郑国庆、冯小满、陈大庆、褚红梅", 11, "王秀兰"),
    ("两百多名客户集体到公司维权", 200, "两百多名"),
    ("廿三户村民按了手印", 23, "廿三户"),
    ("十五家商户联合投诉", 15, "十五家商户"),
    ("他们推我当代表打这个电话,一共来了二十多号人", 20, "二十多号人"),
    ("我们村十六户都没收到赔款,要求公开核定单", 16, "十六户"),
    ("12位车主共同要求按合同赔", 12, "12位车主"),
    ("全组都停了保,26户都在你们大厅里站着", 26, "26户"),
    ("投诉人:[NAME]等 14 人,要求补发红利", 14, "14 人"),
    ("人越来越多,十八个人都要退钱", 18, "十八个人"),
    ("十四位车主,一起到你们分公司等到下班", 14, "十四位车主"),
    ("一家一个手印,到昨晚按了十七个", 17, "十七个"),
]

NOT_TOGETHER = [
    "十几个月了还没办好",
    "我拨了二十几遍都占线",
    "我们厂三十多个人的团体意外险,加了两个新员工",
    "小区里买的有三十户,我只说我自己的",
    "听说有五十多个人被骗了",
    "好多人都办成了",
    "前面排了二十多个人",
    "公司为120名职工投保了补充医疗",
    "你们换了十二个客服跟我说话",
    "第15号窗口的柜员态度差",
    "我今年六十八岁,交了十五年",
    "保额十二万,交了十次",
    "一天给我打十几个电话",
    "车上十一个人受伤,都送医院了",
    "打算找二十户一起联名,还没找",
    "去年有四十多个人来你们这闹过",
    "要十五个工作日才能到账",
    "群里三百多人,没人委托我,我只问我自己的",
    "业务员说他一个月卖了三十户",
    "我们单位要从团险里减掉22个离职的",
    "《保险法》第十六条、第十七条写得清楚",
    "不到十个人签了字",
    "全厂八十多名职工联名致谢",
    "我们三十个姐妹都让我代表说声感谢",
    "业务员替我们十六个工友统一签了名字",
    "我们车间二十一个人都在问,我就先替我自己问",
    "厂里新进来15个人,名单到现在没加上",
    "一个小时进来四十个人,取号机只有一台",
    "当时大厅里有十几位顾客,都看见了",
    "你们公司每天早会六十多人喊口号,吵得睡不着",
    "原计划签三十家,还没签",
    "我妈带着街坊二十多人按手印的证言去柜面",
    "下周一我们班组二十五个人会来你们大厅坐着",
    "我校长让我写这个,出单前全校五十个老师重填了三遍",
    "涉及的客户名单有二十八个,我不是客户",
]

# total, told, who stays
DROPPED = [
    ("联名投诉,签名共35人,其中有4人重复签了", 31),
    ("来访人等19人要求退费,来访人中有3名为陪同的邻居", 16),
    ("现场清点18人,均为商户,另有2人系随行司机", 18),
    ("我们一共二十个人反映少发了钱,二十个人里有两人离职联系不上,另外十八个都在", 18),
    ("全班签名22人,一人退出,不算", 22),
]

SMALL = [
    ("我们四个人昨天到你们公司来过", 4),
    ("投诉人携家属共6人到柜面要求给付", 6),
    ("九户都签了名", 9),
    ("近十人一同进厅要求退保", 9),
    ("七八个老姐妹联名", 7),
    ("我一个人来问的", 1),
]


@pytest.mark.parametrize(("text", "count", "quote"), TOGETHER)
def test_group(text: str, count: int, quote: str) -> None:
    plain, severity = read(text)
    assert severity.n_complainants == count
    assert "group10" in severity.flags()
    facts = [s for s in severity.signals if s.code == "group10" and s.status == "fact"]
    assert any(quote in plain[s.start : s.end] for s in facts)
    assert any(s.count == count for s in facts)


@pytest.mark.parametrize("text", NOT_TOGETHER)
def test_no_group(text: str) -> None:
    _, severity = read(text)
    assert "group10" not in severity.flags()


@pytest.mark.parametrize(("text", "count"), SMALL)
def test_small(text: str, count: int) -> None:
    _, severity = read(text)
    assert severity.n_complainants == count
    assert "group10" not in severity.flags()


def test_about_ten_asks_for_review() -> None:
    severity = assess("十来个人一起来公司投诉")
    assert "group10" in severity.flags()
    assert "need_review" in severity.helpers()


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("二十三", 23),
        ("廿三", 23),
        ("一百零三", 103),
        ("七八", 7),
        ("三四十", 30),
        ("十七八", 17),
        ("12", 12),
        ("1,200", 1200),
    ],
)
def test_parse(word: str, value: int) -> None:
    assert parse(word) == value


@pytest.mark.parametrize(
    ("text", "low", "precision"),
    [
        ("十几个", 11, "more"),
        ("二十几户", 20, "more"),
        ("十来个", 10, "about"),
        ("上十个", 10, "about"),
        ("近十人", 9, "less"),
        ("不到十户", 9, "less"),
        ("几十个", 20, "exact"),
        ("两百多名", 200, "more"),
        ("百十来号人", 100, "about"),
    ],
)
def test_numbers(text: str, low: int, precision: str) -> None:
    number = find_numbers(text)[0]
    assert (number.low, number.precision) == (low, precision)


WORKED_OUT = [
    ("来的是我们老两口,我姐家仨,前院一家四口,都是要恢复老保单的", 9),
    ("本月来了三拨,每拨五个,说的是同一桩,要求给统一说法", 15),
    ("除我之外还有九个,情况一模一样,由我统一留言要求退费", 10),
    ("我和厂里工友一共八个,到你们公司反映,材料收了", 8),
    ("来访人:[NAME]夫妇,要求退保", 2),
    ("参保名单十一人,受伤的只他一个,要求赔付", 1),
    ("附件是在保教职工花名册(共十三人),供核对", 1),
    ("13:05家属到场,要求退保不扣费", 1),
]


@pytest.mark.parametrize(("text", "persons"), WORKED_OUT)
def test_worked_out(text: str, persons: int) -> None:
    assert read(text)[1].n_complainants == persons


@pytest.mark.parametrize(("text", "count"), DROPPED)
def test_people_who_drop_out_or_only_come_along_are_not_counted(text: str, count: int) -> None:
    _, severity = read(text)
    assert severity.n_complainants == count
    assert "group10" in severity.flags()
