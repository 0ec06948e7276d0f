import pytest

from tests.triage.privacy.helpers import claims, unmark
from triage.privacy.branch import BankBranch

CASES = [
    "在【农行城关支行】存钱",
    "【金穗支行】贷的款",
    "【建行人民路营业部】",
    "开户支行,上级支行,我们支行",
    "我妈在农行买的",
    "约好到你们营业部门口采访",
]


@pytest.mark.parametrize("marked", CASES)
def test_finds(marked: str) -> None:
    text, values = unmark(marked)
    assert claims([BankBranch()], text) == values
