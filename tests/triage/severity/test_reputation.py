"""`reputation` (guide §5.2): an agent gone with many people's money, mass leaks, runs, content that spread."""

import pytest

from .rows import read

FACTS = [
    ("业务员卷款跑了,我们村二十几户的保费都没了", "跑"),
    ("代理人手机关机人也不见了,全村都交了钱给他", "关机"),
    ("业务员把我们小区十几家的保费卷走了", "卷走"),
    ("收费员携款失踪,村里挨家挨户都被收过钱", "携款"),
    ("你们员工把六百多条客户信息发到群里了,姓名身份证都有", "发到群里"),
    ("三千份保单资料被挂在网上卖,身份证电话全有", "挂在网上"),
    ("业务员往业主群里发了一个客户名单表格,四百多行,姓名电话住址都有", "群里"),
    ("我的视频现在播放十二万了", "播放十二万"),
    ("帖子阅读量已经两万三", "阅读"),
    ("这事上了同城热搜第五", "热搜"),
    ("昨晚到现在三万多人看过这条视频", "三万多人看过"),
    ("本网点三天内受理退保26件,均为同款产品", "退保"),
    ("转发已经1.5万了", "1.5万"),
    ("营销员将十二名客户的保费用于赌博", "用于赌博"),
    ("他卷了我们厂几十个老工人的养老钱跑路了,他是你们的业务员", "跑路"),
]

TRAPS = [
    "你们就是骗子公司",
    "业务员离职了联系不上,换个人给我服务",
    "我那份保费他没交,手机打不通",
    "听说他骗了很多人,我没法核实",
    "视频我发了,才四百多个播放",
    "我有一万二粉丝",
    "上月你们因为别的事上过热搜",
    "我的电话被泄露了,天天有人推销",
    "保费一万二,交了三年",
    "全网都知道你们名声臭",
    "退保退了两万三",
    "再不处理我让它上热搜",
    "这篇文章九百个阅读",
    "我们单位报了六十人的名单给你们",
    "业务员会不会卷钱跑了,我有点担心",
]


@pytest.mark.parametrize(("text", "quote"), FACTS)
def test_facts(text: str, quote: str) -> None:
    plain, severity = read(text)
    assert "reputation" in severity.flags()
    quotes = [plain[s.start : s.end] for s in severity.signals if s.code == "reputation" and s.status == "fact"]
    assert any(quote in q for q in quotes)


@pytest.mark.parametrize("text", TRAPS)
def test_traps(text: str) -> None:
    _, severity = read(text)
    assert "reputation" not in severity.flags()
