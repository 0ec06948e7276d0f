"""`gov` (guide §5.2, §14.2): other public bodies asked to act or acting; a plain police report is none."""

import pytest

from triage.severity import assess

from .rows import FACT, NEITHER, THREAT, check

ROWS = [
    ("【12345政务热线工单】市民反映保险公司不退费", FACT, "12345"),
    ("我昨天打了12345,工单号都有", FACT, "12345"),
    ("县信访局转来群众来信一件", FACT, "信访局"),
    ("市长热线给我登记了,说三天内回复", FACT, "市长热线"),
    ("我把情况反映给了区人大代表,他当场记下来了", FACT, "人大代表"),
    ("公安局经侦大队来函调取该业务员的合同", FACT, "经侦"),
    ("派出所派了两个民警到你们公司调查", FACT, "派出所"),
    ("妇联的同志帮我写了信,已经转给你们公司", FACT, "妇联"),
    ("我已向人民银行12363反映", FACT, "12363"),
    ("区残联来函,请贵司协助办理", FACT, "残联"),
    ("纪委的人找我谈过这份保单的事,还做了笔录", FACT, "纪委"),
    ("市医调委已经受理了我的申请", FACT, "医调委"),
    ("退役军人事务局转办:老兵反映年金少发", FACT, "退役军人事务局"),
    ("再不办我打12345", THREAT, "12345"),
    ("12345打了半天没打通", THREAT, "12345"),
    ("否则我要向市纪委举报你们", THREAT, "纪委"),
    ("我去派出所报了案,有回执", NEITHER, ""),
    ("交警说对方全责", NEITHER, ""),
    ("居委会给我开的证明你们不认", NEITHER, ""),
    ("我们单位工会统一买的保险", NEITHER, ""),
    ("我儿子在市政府上班", NEITHER, ""),
    ("社区发补贴的时候顺便登记的保险", NEITHER, ""),
    ("医保局已经报销了一部分", NEITHER, ""),
    ("我要去法院起诉", NEITHER, ""),
    ("村里有人打过12345,跟我没关系", NEITHER, ""),
    ("民政局的证明开不出来", NEITHER, ""),
]


@pytest.mark.parametrize(("text", "status", "quote"), ROWS)
def test_gov(text: str, status: str, quote: str) -> None:
    check(text, "gov", "assoc", status, quote)


def test_petition_offices_are_a_threat_of_petition() -> None:
    assert assess("不给答复我就去信访局").threats() == ("petition",)
