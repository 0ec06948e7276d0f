import pytest

from tests.triage.privacy.helpers import claims, found, unmark
from triage.privacy.policy import BareCode, LabelledNumber, NamedNumber, RecalledNumber

CASES = [
    "工单第【3061】号",
    "受理回执第【0173】号",
    "保单末四码 【7719】",
    "保单尾码【六零二二】",
    "登记号【(2023)潮保调字第0418号】",
    "证上是“【养字第0347号】”",
    "分流单【0726-31】",
    "受理号她念了,末四位是【3306】",
    "给我念了个号【2002417】",
    "EMS(【1098 2264 5537 1】)",
    "保单号【P3302017740918】",
    "工单编号【SQ2024-0719-0825】转来",
    "登记号是【R0611-27】,等着",
    "保单尾号那个是【0917】",
    "快递单号【SF1038 2247 5519】,6月12日",
    "赔案【CL2610080456】",
    "尾号【4419】的保单",
    "编号【保调2023-0807】",
    "小程序上登记完,号码是【1320000024110800537】,你们可以查",
    "快递给我了,EMS 【1187 2033 5521 9】。",
    "工单尾号依次为:【0831】、【1104】、【1127】",
    "登记单我拍照了,【A0926117】。",
    "收据号【0047712】、【0047713】。",
    "取件码【6-3-2018】",
    "登记号码我抄本子上的,【770219】。",
    "条子【XA44710926513】缝在棉袄里",
    "合同2019年签的,保单3份,登记4次",
    "工单于2024-06-11转来",
    "拨打热线12378、平台12345",
    "银保监发〔2020〕12号文件",
    "国标GB50500-2013规定",
    "订单金额12800元",
]


@pytest.mark.parametrize("marked", CASES)
def test_finds(marked: str) -> None:
    text, values = unmark(marked)
    recognizers = [LabelledNumber(), NamedNumber(), RecalledNumber(), BareCode()]
    assert claims(recognizers, text) == values


def test_a_digit_word_after_a_code_leaves_it_whole() -> None:
    assert found("赔案,ZY2024-11-6630,一个月没动") == ["ZY2024-11-6630"]
