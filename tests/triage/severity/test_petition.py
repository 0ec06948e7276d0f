"""`petition` (guide §5.2): disorder in any number, five at an authority, the third visit; calm visits are none."""

import pytest

from .rows import FACT, NEITHER, THREAT, check

ROWS = [
    ("客户携家属6人在大厅拉横幅静坐", FACT, "横幅"),
    ("门口挂着白布条幅,是我挂的", FACT, "条幅"),
    ("死者家属把营业厅大门堵住了", FACT, "堵"),
    ("四人在排椅上铺被褥过夜", FACT, "铺被褥"),
    ("我们八个人昨天去了区政府,接待的人登记了", FACT, "区政府"),
    ("七名客户到总公司大楼反映,现仍在等候", FACT, "总公司"),
    ("本次为其第四次上访", FACT, "第四次上访"),
    ("上周我到北京上访,刚回来", FACT, "北京"),
    ("来访人举着牌子在楼下喊口号", FACT, "牌子"),
    ("五户人家前天一起去的县信访大厅", FACT, "信访"),
    ("客户情绪激动,滞留大厅不走", FACT, "滞留"),
    ("家属披麻戴孝摆花圈", FACT, "花圈"),
    ("再不解决我就去市政府", THREAT, "市政府"),
    ("不行我带全村人来你们公司", THREAT, ""),
    ("下个月准备去北京", THREAT, "北京"),
    ("否则我到省公司门口拉横幅", THREAT, "横幅"),
    ("再拖我们十个人一起来公司坐着", THREAT, ""),
    ("大不了我搬铺盖睡你们大厅", THREAT, ""),
    ("我一个人来柜台问了三次", NEITHER, ""),
    ("我们三个昨天去信访局登记了,态度都很好", NEITHER, ""),
    ("营业厅里吵了几句就走了", NEITHER, ""),
    ("开业那天门口挂着大横幅", NEITHER, ""),
    ("路上堵车,查勘员来晚了", NEITHER, ""),
    ("我妈在医院过了夜", NEITHER, ""),
    ("我在总公司网站上查的条款", NEITHER, ""),
]


@pytest.mark.parametrize(("text", "status", "quote"), ROWS)
def test_petition(text: str, status: str, quote: str) -> None:
    check(text, "petition", "petition", status, quote)
