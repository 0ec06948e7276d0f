"""Another body's affair sets no flag; the same crowd, press or office about a policy does (guide §5.1 他案)."""

import pytest

from .rows import read

# (flag, a case of ours, the same event in another body's affair)
PAIRS = [
    (
        "group10",
        "十二户业主都签了名:物业代收的家财险保费退不退给个话",
        "十二户业主都签了名:物业乱收停车费,地下车库漏水一年没人管",
    ),
    (
        "media",
        "电视台的记者昨天来采访了,拍了学校门口出险的地方,保险公司拒赔学平险",
        "电视台的记者昨天来采访了,拍了学校门口那条没路灯的路,家长都急",
    ),
    (
        "gov",
        "我打了12345,工地摔的,工资停了,意外险一分没赔",
        "我打了12345,包工头欠我们工资,工地早停了",
    ),
    (
        "petition",
        "我们八个人在你们营业厅门口拉横幅,要退保费",
        "我们八个业主在售楼部门口拉横幅,开发商交房晚了两年",
    ),
    (
        "consumer_assoc",
        "12315登记了,美容店办卡送的意外险,退保不给退",
        "12315登记了,美容店办卡不给退",
    ),
]


@pytest.mark.parametrize(("flag", "ours", "theirs"), PAIRS)
def test_pair(flag: str, ours: str, theirs: str) -> None:
    assert flag in read(ours)[1].flags()
    severity = read(theirs)[1]
    assert severity.flags() == ()
    assert severity.threats() == ()
    assert severity.n_complainants == 1
    assert all(signal.status != "fact" or signal.code != flag for signal in severity.signals)


def test_an_unmet_threat_against_another_body_is_none_of_ours() -> None:
    assert read("学校食堂再不换,我们家长就去找电视台")[1].threats() == ()
    assert read("学平险再不赔,我们家长就去找电视台")[1].threats() == ("media",)


def test_social_insurance_is_no_policy() -> None:
    assert read("厂里改制没给我们交失业保险,工资也拖着,我去信访局登记了")[1].flags() == ()
    assert read("厂里改制前给我们投保的养老险,工资里扣的钱,我去信访局登记了")[1].flags() == ("gov",)


def test_one_passing_word_is_not_enough() -> None:
    """A short message that names hardly anything may be ours."""
    assert read("我打了12345,你们看着办")[1].flags() == ("gov",)
    assert read("停车场那次的事,12345我打了")[1].flags() == ("gov",)


def test_danger_to_life_counts_wherever_it_is_told() -> None:
    assert read("开发商不交房,我现在就在楼顶,今天跳下去给业主看")[1].flags() == ("safety",)


@pytest.mark.parametrize("text", ["【12345转办】业主反映物业乱收费", "请你单位核实:业主群里传物业代扣,12345工单在此"])
def test_what_an_office_sends_on_keeps_its_flag(text: str) -> None:
    assert read(text)[1].flags() == ("gov",)


def test_a_paper_sent_to_the_wrong_door_keeps_only_its_sender() -> None:
    wrong = "【市信访局转办】来访人李某等22人反映学校拖欠工资,系错转,与贵单位业务无涉,请退件"
    right = "【市信访局转办】来访人李某等22人反映贵公司拖欠满期金,请核实后答复"
    assert read(wrong)[1].flags() == ("gov",)
    assert read(wrong)[1].n_complainants == 1
    assert {"gov", "group10"} <= set(read(right)[1].flags())


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("尊敬的县长:我家稻田淹了,水稻保险只赔几十块,请督促保险公司重新查勘", ("gov",)),
        ("写给市教育局的信\n学校统一办的学平险拒赔,请领导过问", ("gov",)),
        ("请区委书记给说句话:意外险拒赔,保单在我手上", ("gov",)),
        ("尊敬的总公司领导:我家稻田淹了,水稻保险只赔几十块", ()),
        ("尊敬的县长:镇上那条路挖开半年没人修,路灯也不亮", ()),
        ("我们村书记让我来问问,水稻保险什么时候赔", ()),
    ],
)
def test_letters_to_those_in_office(text: str, flags: tuple[str, ...]) -> None:
    assert read(text)[1].flags() == flags
