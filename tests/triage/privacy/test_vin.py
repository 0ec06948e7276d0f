import pytest

from tests.triage.privacy.helpers import claims, unmark
from triage.privacy.spans import Strength
from triage.privacy.view import View
from triage.privacy.vin import LedVin, Vin

CASES = [
    "车架号【LSVDM49F7P2108633】)",
    "【1M8GDM9AXKP042788】这台",
    "发动机号:【B12345678】",
    "车架号后六位【093377】",
    "ABCDEFGHJKLMNPRST",
    "12345678901234567",
]


@pytest.mark.parametrize("marked", CASES)
def test_finds(marked: str) -> None:
    text, values = unmark(marked)
    assert claims([Vin(), LedVin()], text) == values


def test_check_digit_is_a_bonus() -> None:
    strengths = [hit.strength for text in ("1M8GDM9AXKP042788", "1M8GDM9A1KP042788") for hit in Vin().find(View(text))]
    assert strengths == [Strength.CHECKED, Strength.CONTEXT]
