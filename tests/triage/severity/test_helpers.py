"""Helper booleans and threats of guide §1, §14: own posts, lawsuits, repeats, vulnerable people, hired agents."""

import pytest

from triage.severity import assess

from .rows import read

HELPERS = [
    ("我已经把视频发到抖音上了", "social_post"),
    ("【黑猫投诉】消费者发起投诉", "social_post"),
    ("昨晚发了小红书,底下好多人评论", "social_post"),
    ("我已向法院起诉,下月十二日开庭", "litigation"),
    ("随函附律师函一份,律师函已寄出", "litigation"),
    ("区仲裁委已受理,案号(2024)仲字12号", "litigation"),
    ("这是我第三次打电话投诉了", "repeat"),
    ("上次投诉过一直没有人回复", "repeat"),
    ("客户来电撤诉", "repeat"),
    ("我妈今年七十三岁了", "vulnerable"),
    ("我腿残疾,坐轮椅来的", "vulnerable"),
    ("我老公去年去世了", "vulnerable"),
    ("孩子才六岁", "vulnerable"),
    ("我不识字,是孙子念给我听的", "vulnerable"),
    ("受托人已获全权授权,请勿直接联系委托人", "agent_suspect"),
    ("网上找的退保顾问让我按话术说", "agent_suspect"),
    ("我表哥在保监局上班", "need_review"),
]

NOT_HELPERS = [
    ("我在抖音上看到广告买的保险", "social_post"),
    ("再不退我就发微博", "social_post"),
    ("离婚时法院把保单判给我了", "litigation"),
    ("再不赔我就起诉", "litigation"),
    ("补了三次材料", "repeat"),
    ("我今年四十二岁", "vulnerable"),
    ("我自己写的投诉信", "agent_suspect"),
]


@pytest.mark.parametrize(("text", "code"), HELPERS)
def test_helper(text: str, code: str) -> None:
    _, severity = read(text)
    assert code in severity.helpers()


@pytest.mark.parametrize(("text", "code"), NOT_HELPERS)
def test_no_helper(text: str, code: str) -> None:
    _, severity = read(text)
    assert code not in severity.helpers()


@pytest.mark.parametrize(
    ("text", "threats"),
    [
        ("再不赔我就起诉", ("litigation",)),
        ("三天没答复我请律师告你们", ("litigation",)),
        ("不行就法院见", ("litigation",)),
        ("再不退我就发微博", ("media",)),
        ("否则我打12378,再找记者", ("media", "regulator")),
        ("不解决我就打12345,再去市政府", ("assoc", "petition")),
        ("已打12378登记,不解决还要去总局", ()),
        ("请问怎么退保", ()),
    ],
)
def test_threats(text: str, threats: tuple[str, ...]) -> None:
    _, severity = read(text)
    assert severity.threats() == threats


def test_two_kinds_of_threat_ask_for_review() -> None:
    assert "need_review" in assess("否则我打12378,再找记者").helpers()


def test_helpers_never_make_a_flag() -> None:
    assert assess("我已向法院起诉,也发了抖音,我妈七十三岁").flags() == ()
