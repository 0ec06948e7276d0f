import pytest

from tests.triage.privacy.helpers import claims, unmark
from triage.privacy.org import Organisation

CASES = [
    "【胶东中支】的人,集中支付",
    "户名为“【珠海盈某咨询】”,“免费健康咨询”",
    "【郊县四部】的业务员",
    "【营销三部】",
    "在县城【顺达汽贸】买车",
    "【北门邮局】门口",
    "三家修理厂,农商行网点",
    "到【怀宁县服务部】办理",
    "你公司【人民路服务厅】",
    "曾到该公司县支公司三次,另一家网点",
    "贵司【滨江营业区】的总监",
    "我司【城东营业部】大厅",
    "委托【北辰律师事务所】发函",
    "市公司,县支公司,上海分公司",
    "国家金融监督管理总局、银保监局、消协、都市频道",
    "就近网点,邮政营业厅",
]


@pytest.mark.parametrize("marked", CASES)
def test_finds(marked: str) -> None:
    text, values = unmark(marked)
    assert claims([Organisation()], text) == values
