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
    ("一早三个老人搬了马扎坐在分公司台阶上,保安来劝也不动", FACT, "马扎"),
    ("昨晚他在我司大厅沙发上过的夜", FACT, "过的夜"),
    ("两辆货车横在贵公司院门口,谁的车也出不去", FACT, "货车横在"),
    ("我和儿子撑了一条要钱的白布,就在你们大厦正门", FACT, "白布"),
    ("爹的棺材就停在你们公司门前,啥时候赔啥时候抬走", FACT, "棺材"),
    ("我们把你们前台围了个水泄不通", FACT, "前台"),
    ("横幅都做好了,就看你们哪天给答复", THREAT, "横幅"),
    ("到时候拉横幅别怪我", THREAT, "横幅"),
    ("我们就一块儿坐到你们大堂去,自带板凳", THREAT, ""),
    ("大厅里人多,我坐地上填的表", NEITHER, ""),
    ("你们自己把门锁了又说我没进门", NEITHER, ""),
    ("二楼起火,厂门口的路被水管占着", NEITHER, ""),
    ("胸口挂着你们公司牌子的小姑娘让我签的", NEITHER, ""),
    ("两个人的棺材本儿全放进你们公司了", NEITHER, ""),
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
