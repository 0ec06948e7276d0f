import pytest

from tests.triage.privacy.helpers import claims, unmark
from triage.privacy import find_pii
from triage.privacy.sns import ChatSpeaker, SocialAccount

CASES = [
    "抖音名【小雨的妈妈】",
    "网民“【河边柳】”",
    "用户【Nn小鱼干】 2025/5/6",
    "群里叫“【景天财商】”",
    "用户:卡里有钱",
    "微信号【zhuang_0417】",
    "加V【wx1234abc】",
    "QQ【123456789】",
    "抖音号“【老张讲车】”发的",
    "网友“【海边的老郭】”说",
    "主播自称“【晴姐】”",
    "我的号 【@三碗汤面】,在线等",
    "“【甜甜讲保险】”那个号",
    "@黑猫投诉 别装看不见",
    "发了抖音,微信没回我",
]


def test_speakers_of_a_pasted_chat() -> None:
    text, values = unmark(
        "聊天记录:\n【阿坤卤味】:上个月台风把招牌掀了\n客服:您好\n【阿坤卤味】 15:20:没人接\n客服:在的\n只说一次:没有"
    )
    assert claims([ChatSpeaker()], text) == values


def test_a_nickname_in_quotation_marks_is_masked_again() -> None:
    text = "网名叫“七月”的先赔了,“七月”跟我说的,七月份的事。"
    assert [text[p.start : p.end] for p in find_pii(text)] == ["七月", "七月"]


@pytest.mark.parametrize("marked", CASES)
def test_finds(marked: str) -> None:
    text, values = unmark(marked)
    assert claims([SocialAccount()], text) == values
