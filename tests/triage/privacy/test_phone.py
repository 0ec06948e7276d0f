import pytest

from tests.triage.privacy.helpers import claims, unmark
from triage.privacy.phone import Landline, LedPhone, Mobile

CASES = [
    "联络:【(+852) 5190 4422】",
    "家慧 【853-6288 0473】",
    "打我【13800138000】",
    "打我【138 0013 8000】,谢谢",
    "【138-0013-8000】",
    "【+86 13800138000】",
    "号码【1380013\n8000】断行",
    "【1 3 8 0 0 1 3 8 0 0 0】",
    "【幺三八零零幺三八零零零】",
    "手机【一三八、零零一三、八零零零】。",
    "【138幺二三四五六七八】",
    "【010-66550182】转综合科",
    "座机【0571-8802 6613】",
    "【(0755)83910246】",
    "电话【7263318】",
    "手机尾数【0962】",
    "【138****5678】",
    "台灣【0915-220-347】,香港【6612 0385】",
    "转【分机6217】",
    "拨12378没人接,95511也占线,12345转来的",
    "客服4008-888-888和400-820-8820",
    "2024年6月11日13点45分",
    "赔了13800.50元,合计1380000元",
    "工期2019-2024年",
    "投保单号0703-118845",
]


@pytest.mark.parametrize("marked", CASES)
def test_finds(marked: str) -> None:
    text, values = unmark(marked)
    assert claims([Mobile(), Landline(), LedPhone()], text) == values
