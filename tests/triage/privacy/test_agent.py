import pytest

from tests.triage.privacy.helpers import found, unmark

CASES = [
    "挂牌号 【SZ-0418】 的男士",
    "工号:【ZS-20771】",
    "工号我记了,【3071】。",
    "推荐码【LQ0917】",
    "【李】定损员说全赔",
    "代理人【彩霞】,客服【丹丹】",
    "【6023】那个小姑娘",
    "让业务的【小桂】换发票",
    "戴的工号她自己亮过,【50118264】",
    "人工【037号】:先生您好",
    "工号【6614】接的。【6614】说夜班就我一个",
    "人工客服95500:您好,工牌没戴,2024年3月",
    "业务员【小李】",
    "收费员【老赵】挨家收",
    "业务员【王芳】说三年返本,后来【王芳】走了",
    "【翟红霞】是你公司的业务员",
    "姓【管】的女业务员",
    "你们【小陈】说的",
    "【王】经理你好",
    "理赔的【小郭】,【郭志鹏】,下大雨来的",
    "坐席工号【8812】",
    "名叫【Kelvin】,是你们的代理人",
    "客服【6713】号",
    "坐席:【6061】(夜)",
    "坐席:回访二组 【7744】",
    "班长 【6003】 与客户三方通话",
    "客服: 4000 块不行,2024 年的事",
]


@pytest.mark.parametrize("marked", CASES)
def test_finds(marked: str) -> None:
    text, values = unmark(marked)
    assert found(text, "AGENT") == values


def test_clients_are_not_staff() -> None:
    assert found("客户张三丰,你们业务员没来", "AGENT") == []
