"""`safety` (guide §5.1, §5.2): a concrete threat is the fact; figures of speech and claim stories are none."""

import pytest

from triage.severity import assess

from .rows import read

FACTS = [
    ("我在你们天台上,今天不给钱就跳下去", "天台"),
    ("再不退钱我就死在你们营业厅", "死在你们"),
    ("我包里带着农药,不办我就在柜台前喝", "农药"),
    ("客户扬言要自杀,请速派人", "自杀"),
    ("我买了两桶汽油,明天点了你们公司", "汽油"),
    ("你让他等着,我捅了他", "捅"),
    ("来访人从包里掏出一把菜刀拍在柜台上", "刀"),
    ("我今晚就去跳江", "跳江"),
    ("谁不给我办我砍死谁", "砍死"),
    ("我炸了你们公司", "炸"),
    ("他把柜员推倒了,还砸了电脑", "推倒"),
    ("逼急了我开车撞进你们大厅", "撞"),
    ("不想活了,真的撑不下去", "不想活"),
    ("钱没了我也活不下去了", "活不下去"),
    ("我站在江桥的栏杆外面给你们打电话", "栏杆"),
    ("遗书我写好了", "遗书"),
    ("要么赔钱,要么我跟你们同归于尽", "同归于尽"),
    ("我要了他的命", "要了他的命"),
    ("明天上午十点我到你们门口上吊", "上吊"),
    ("我把自己点了给你们看", "把自己点"),
    ("我现在就坐在窗沿上,腿在外头", "窗沿"),
    ("钱要是回不来我就在你们门口烧炭", "烧炭"),
    ("我把煤气阀拧开了,你们看着办", "煤气"),
    ("我老公昨天为这事吞了一把药,还在洗胃", "吞了一把药"),
    ("今晚十二点前不到账就等着给我收尸", "收尸"),
    ("再拖我开着铲车把你们大厅推平", "推平"),
    ("谁拒的我,我就让谁下半辈子坐轮椅", "坐轮椅"),
    ("客户抡起灭火器砸向柜台玻璃", "灭火器"),
    ("他当场给了柜员一耳光", "耳光"),
    ("信不信我弄桶油把你们这破楼点了", "油"),
]

TRAPS = [
    "气死我了,你们这是什么服务",
    "这不是逼死人吗",
    "死也要讨个说法",
    "气得我想跳楼似的",
    "跳楼价促销骗人的",
    "持刀抢劫险有没有,我开小店的",
    "看见两个人拿铁棍敲一辆轿车的前脸,再来报案骗赔",
    "他是从脚手架上跳下来把脚崴断的",
    "在院子里一头栽倒就没起来,意外险赔不赔",
    "昨晚我梦见把你们楼给点了",
    "被保险人自杀身亡,公司以两年内免责拒赔",
    "我老公从楼上坠落,意外险不赔",
    "隔壁工厂爆炸,玻璃全碎了,家财险赔不赔",
    "车子自燃烧了,你们说没买自燃险",
    "你们这是一刀切",
    "保额给我砍了一半",
    "家长群里都炸锅了",
    "杀熟也不是这么杀的",
    "加了三百块汽油",
    "我爸误喝农药,住院花了两万",
    "切菜割伤了手,意外险报不报",
    "肺都要气炸了",
    "你们系统卡死了",
    "我不跳楼也不上吊,就要个说法",
    "听说去年有人在你们那喝药",
]


@pytest.mark.parametrize(("text", "quote"), FACTS)
def test_facts(text: str, quote: str) -> None:
    plain, severity = read(text)
    assert "safety" in severity.flags()
    quotes = [plain[s.start : s.end] for s in severity.signals if s.code == "safety" and s.status == "fact"]
    assert any(quote in q for q in quotes)


@pytest.mark.parametrize("text", TRAPS)
def test_traps(text: str) -> None:
    _, severity = read(text)
    assert "safety" not in severity.flags()


def test_vague_despair_asks_for_review() -> None:
    assert "need_review" in assess("我真的不想活了").helpers()
