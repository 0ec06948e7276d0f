"""Where somebody lives, told by what the text says of the people there."""

import pytest

from tests.triage.privacy.helpers import unmark
from triage.privacy import mask
from triage.text import normalize

CASES = [
    "我们是【桂语湾三期】的业主,【桂语湾三期】停工两年",
    "【枫香里】业主群里都在说",
    "【金湾名城】购房户一百多家",
    "【碧水苑】的住户去了十几个",
    "我居住的【水泥厂宿舍】要拆",
    "从【棉织厂老宿舍】门口过",
    "【青石冲采石场】离我家三百米,【青石冲采石场】又放炮",
    "【燕子冲屋场】的人都听见了",
    "我镇【罗家塝】的人来找",
    "在【栗树坳】教学点代课",
    "来我们【白水坪】看过",
    "请为【白水坪】受灾的农户说句话",
    "关于【七里铺村】的反映",
    "下面【杨塘村】的人都知道",
    "【五栋】的独居老人,【三单元】的陶姐",
]
NOBODYS_HOME = [
    "我们小区的业主都不同意",
    "香港居民和台湾居民能买吗",
    "县城居民和本社区居民",
    "员工宿舍门口,工地宿舍里,学校宿舍",
    "住电子厂宿舍,老厂宿舍",
    "采石场离我家不远",
    "解放路修地铁,在中心小学上学",
    "这个坳里,上坡下坡",
    "往前冲,向前冲的小区",
]


@pytest.mark.parametrize("marked", CASES)
def test_homes_are_masked(marked: str) -> None:
    text, values = unmark(marked)
    _, spans = mask(normalize(text))
    assert [text[span.start : span.end] for span in spans if span.type == "ADDR"] == values


@pytest.mark.parametrize("text", NOBODYS_HOME)
def test_what_is_nobodys_home_stays(text: str) -> None:
    assert not [span for span in mask(normalize(text))[1] if span.type == "ADDR"]
