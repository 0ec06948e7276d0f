import pytest

from tests.triage.privacy.helpers import claims, unmark
from triage.privacy.bank import BankCard, BankTail

CASES = [
    "打回【6222021234567890128】就行",
    "卡号【6217 0028 8000 4561 236】",
    "原账户(【6212261102008876545】)",
    "账号【123456789012】",
    "农行卡尾号【8873】的",
    "尾号【5520】的工资卡",
    "【6217****1234】",
    "交了1234567890元",
    "共计四千五百块",
]


@pytest.mark.parametrize("marked", CASES)
def test_finds(marked: str) -> None:
    text, values = unmark(marked)
    assert claims([BankCard(), BankTail()], text) == values
