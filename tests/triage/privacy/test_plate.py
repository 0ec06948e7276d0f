import pytest

from tests.triage.privacy.helpers import claims, unmark
from triage.privacy.plate import LedPlate, Plate

CASES = [
    "车主(【粤Z·H3190港】,白色)",
    "【苏A·7K9Q3】 车主",
    "车牌【鲁Q6K88F】,自己查",
    "【浙D F7731】",
    "新能源【粤BD12345】",
    "【粤Z1234港】和【京A1234挂】",
    "【冀C七K零五二】",
    "半挂【粤B·F1208挂】,临牌【豫A0J4T7临】,【京A·12345】临近路口,【粤B12345】挂靠在运输公司",
    "车牌号【7K9Q3】",
    "川A座三楼,京A股",
]


@pytest.mark.parametrize("marked", CASES)
def test_finds(marked: str) -> None:
    text, values = unmark(marked)
    assert claims([Plate(), LedPlate()], text) == values
