"""`consumer_assoc` and `industry_assoc` (guide §5.2, §14.1, §14.19)."""

import pytest

from .rows import FACT, NEITHER, THREAT, check

CONSUMER = [
    ("我在12315平台登记了,编号3301", FACT, "12315"),
    ("已投诉至市消费者协会,回执附后", FACT, "消费者协会"),
    ("[12315平台]申诉人称推销电话不断", FACT, "12315"),
    ("消保委的调解员约我下周三过去", FACT, "消保委"),
    ("昨天我去区消协填了表,人家收了材料", FACT, "消协"),
    ("12315给你们打过电话了吧,怎么还没动静", FACT, "12315"),
    ("市场监督管理局转来投诉件一份", FACT, "市场监督管理局"),
    ("我投诉到315了,人家给了登记号", FACT, "315"),
    ("幺二三一五我也打了,说受理了", FACT, ""),
    ("向县消协投诉后,工作人员已记录", FACT, "消协"),
    ("再这样我打12315", THREAT, "12315"),
    ("不行就找消协评理", THREAT, "消协"),
    ("12315打不进去,明天接着打", THREAT, "12315"),
    ("12315的表填到最后卡住了没交上去", THREAT, "12315"),
    ("3·15那天你们热线一直占线", NEITHER, ""),
    ("今年3月15日投的保", NEITHER, ""),
    ("看315晚会才知道有这种事", NEITHER, ""),
    ("柜员递给我一张纸条,说您可以找消协", NEITHER, ""),
    ("消费者权益保护法第五十五条规定退一赔三", NEITHER, ""),
    ("请问消协的电话是多少", NEITHER, ""),
    ("邻居去年打12315退了健身卡", NEITHER, ""),
    ("我在315投诉网上发了帖子", NEITHER, ""),
]

INDUSTRY = [
    ("我已经申请了市保险行业协会调解", FACT, "保险行业协会"),
    ("保险同业公会通知我下周二去调解", FACT, "同业公会"),
    ("【保险纠纷调解委员会】调解通知书", FACT, "调解委员会"),
    ("月初我向保险合同纠纷人民调解委员会递交了申请", FACT, "调解委员会"),
    ("行业协会的调解员给我打过电话", FACT, "协会"),
    ("保险行业协会已受理,编号022", FACT, "保险行业协会"),
    ("来件单位:省保险行业协会", FACT, "保险行业协会"),
    ("我儿子帮我在保险行业协会申请了调解,给了回执", FACT, "保险行业协会"),
    ("同业公会那边昨天开过一次调解会了,没谈成", FACT, "同业公会"),
    ("抄送:市保险行业协会", FACT, "保险行业协会"),
    ("再不处理我就去保险行业协会申请调解", THREAT, "保险行业协会"),
    ("否则本人将提请保险纠纷调解委员会介入", THREAT, "调解委员会"),
    ("给行业协会打了几次电话都没人接", THREAT, "行业协会"),
    ("大不了去同业公会说理", THREAT, "同业公会"),
    ("你们行业都这样", NEITHER, ""),
    ("贵司建议我去保险行业协会调解,我没去", NEITHER, ""),
    ("按照保险行业协会的示范条款", NEITHER, ""),
    ("我爱人在保险行业协会上班", NEITHER, ""),
    ("请问调解委员会收费吗", NEITHER, ""),
    ("他参加过篮球协会的比赛受的伤", NEITHER, ""),
    ("保险行业协会公布的疾病定义里没有这一条", NEITHER, ""),
]


@pytest.mark.parametrize(("text", "status", "quote"), CONSUMER)
def test_consumer(text: str, status: str, quote: str) -> None:
    check(text, "consumer_assoc", "assoc", status, quote)


@pytest.mark.parametrize(("text", "status", "quote"), INDUSTRY)
def test_industry(text: str, status: str, quote: str) -> None:
    check(text, "industry_assoc", "assoc", status, quote)
