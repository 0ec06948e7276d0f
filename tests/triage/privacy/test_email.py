import pytest

from tests.triage.privacy.helpers import claims, unmark
from triage.privacy.email import Email

CASES = [
    "发到【wen_0417@mailbox.cn】,谢谢",
    "邮箱【lvc2018 @ 126.com】",
    "邮箱是【pengyt零七艾特一六三点com】",
    "@所有人 看一下",
    "http://www.example.com/a",
]


@pytest.mark.parametrize("marked", CASES)
def test_finds(marked: str) -> None:
    text, values = unmark(marked)
    assert claims([Email()], text) == values
