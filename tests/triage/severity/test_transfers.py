"""Sheets handed on by a body that is masked, stands only in the signature, or is told by form words alone."""

import pytest

from triage.severity.signals import FLAGS

from .rows import read

FACTS = [
    (
        "××人寿中心支公司:\n现将我分局收悉的反映材料1份移送你司处置,结果径告本人,并抄报我分局消保科。\n(此件不公开)",
        "regulator",
    ),
    ("[ADDR]便民服务中心转:市民来电反映车险理赔慢,请核处", "gov"),
    ("[ORG]交办单 办理时限:6月3日前 请承办单位直接回复诉求人", "gov"),
    ("承办单位:某财险支公司\n诉求类型:投诉\n回复要求:三个工作日内联系市民", "gov"),
    ("分流方:同业公会秘书处\n投诉要点:改受益人申请压了四十天\n建议:会员单位自行办结后回传", "industry_assoc"),
    ("街道综治中心→保险公司。昨晚我中心网格员劝离一男子,请贵公司今日内派人与家属见面。", "gov"),
    ("转出:省通信管理局申诉中心\n请责任单位于48小时内核查外呼名单并停呼", "gov"),
    ("来源系统:12378热线\n被投诉主体:省公司\n是否首次:是", "regulator"),
    ("您好,这里是《江城夜话》编辑组,本周收到读者投诉,其中一位跟贵公司有关", "media"),
]
NEITHER = [
    "请把我的保单从总公司转到分公司,承办单位写哪家我不懂",
    "我将保单转给女儿了,请你公司办理受益人变更",
    "客服中心转:客户来电咨询满期金,请核实后回复",
    "请问转人工按几号键,你们公司热线我找不到",
    "兹有教育系统工会转来教师意见,请贵处增加名额",
]


@pytest.mark.parametrize(("text", "code"), FACTS)
def test_handed_on(text: str, code: str) -> None:
    _, severity = read(text)
    assert code in severity.flags(), severity.signals


@pytest.mark.parametrize("text", NEITHER)
def test_no_outside_body(text: str) -> None:
    _, severity = read(text)
    assert not set(severity.flags()) & set(FLAGS), severity.signals
