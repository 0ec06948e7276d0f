import pytest

from tests.triage.privacy.helpers import claims, unmark
from triage.privacy.medno import MedicalNumber

CASES = [
    "住院号【0098451】、发票都有",
    "病案号:【B2024-00871】",
    "就诊卡号【123456789】",
    "住院12天,门诊3次",
]


@pytest.mark.parametrize("marked", CASES)
def test_finds(marked: str) -> None:
    text, values = unmark(marked)
    assert claims([MedicalNumber()], text) == values
