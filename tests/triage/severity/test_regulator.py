"""`regulator` (guide §5.2, §14.1, §14.3): put to the supervisor, or come from it."""

import pytest

from .rows import FACT, NEITHER, THREAT, check

ROWS = [
    ("我上午打通了12378,接线的女同志给我做了登记", FACT, "12378"),
    ("这件事我写了材料,挂号寄给省金融监管局了", FACT, "金融监管局"),
    ("客户表示已向银保监局反映,要求书面答复", FACT, "银保监局"),
    ("【12378热线转办】消费者称保单被擅自退保", FACT, "12378"),
    ("来源:国家金融监督管理总局某监管分局 编号2025-118", FACT, "监管分局"),
    ("保监局的同志昨天给我回了电话,说十五天内有结果", FACT, "保监局"),
    ("银保监会那边我反映过了,人家让我留着录音", FACT, "银保监会"),
    ("监管分局来函要求我司于本周五前提交核查报告", FACT, "监管分局"),
    ("12378打了两天才打通,受理号是J20250311", FACT, "12378"),
    ("我老婆替我打的12378,编号她抄下来了", FACT, "12378"),
    ("要不是我打了12378,你们能给我回这个电话?", FACT, "12378"),
    ("我已投诉到金管局,香港嗰边收咗件", FACT, "金管局"),
    ("再不退钱我就打12378", THREAT, "12378"),
    ("三天内没有书面答复,本人将向金融监管总局举报", THREAT, "金融监管总局"),
    ("12378一直占线,我晚上再拨", THREAT, "12378"),
    ("投诉信写好了,还没寄给监管局,你们自己掂量", THREAT, "监管局"),
    ("我表哥在银保监局上班,你们看着办", THREAT, "银保监局"),
    ("明天我去一趟保监局", THREAT, "保监局"),
    ("要是还推来推去,咱们监管局见", THREAT, "监管局"),
    ("我爱人以前在保监局工作,跟这件事没有关系", NEITHER, ""),
    ("根据银保监会的规定,犹豫期不少于十五天", NEITHER, ""),
    ("请问12378是投诉电话吗", NEITHER, ""),
    ("我打12378问了一下政策,人家说按合同走", NEITHER, ""),
    ("我同事去年投诉到12378才退的保", NEITHER, ""),
    ("你们公司前年被银保监罚过款", NEITHER, ""),
    ("客服让我去找12378", NEITHER, ""),
    ("我没有向监管部门投诉过,也不打算投诉", NEITHER, ""),
    ("听说有人打12378要回了钱", NEITHER, ""),
    ("市场监管局发的营业执照", NEITHER, ""),
]


@pytest.mark.parametrize(("text", "status", "quote"), ROWS)
def test_regulator(text: str, status: str, quote: str) -> None:
    check(text, "regulator", "regulator", status, quote)


@pytest.mark.parametrize(
    ("fact", "other", "status"),
    [
        ("12378转来的件", "12378没打通", THREAT),
        ("12378转来的件", "爱人在保监局", NEITHER),
        ("材料我昨天寄给监管局了", "材料我明天寄给监管局", THREAT),
        ("已经打了12378", "不想打12378", NEITHER),
    ],
)
def test_minimal_pairs(fact: str, other: str, status: str) -> None:
    check(fact, "regulator", "regulator", FACT)
    check(other, "regulator", "regulator", status)
