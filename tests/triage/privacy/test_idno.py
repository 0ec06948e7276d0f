import pytest

from tests.triage.privacy.helpers import claims, unmark
from triage.privacy.idno import IdentityDocument, IdentityNumber
from triage.privacy.spans import Strength
from triage.privacy.view import View

# Check digits computed for invented people.
VALID = "110101199003074936"

CASES = [
    "身份证【110101199003074936】。",
    "【11010119900307 4936】打错了",
    "身份证号码:【110101 19900307 4936】",
    "证件【110101199003\n074936】断行",
    "末位是叉的【11010119900307109X】",
    "身份证【110101199003074931】校验位打错也要掩",
    "老身份证【110101900307493】",
    "身份证号是【3201**********4936】",
    "身份证后四位【4936】",
    "护照号:【E12345678】",
    "港澳通行证【C12345678】",
    "军官证号【军字第1234567号】",
    "香港身份证【A123456(7)】",
    "身份证幺幺零:【一一零一零一 一九九零零三零七 四九三六】",
    "共赔123456789012345678元",
    "身份证正反面都传了",
    "订单110101209913074936",
]


@pytest.mark.parametrize("marked", CASES)
def test_finds(marked: str) -> None:
    text, values = unmark(marked)
    assert claims([IdentityNumber(), IdentityDocument()], text) == values


def test_strength_follows_the_check_digit() -> None:
    strengths = {
        text: max(hit.strength for hit in IdentityNumber().find(View(text)))
        for text in (VALID, "身份证110101199003074931", "110101199003074931")
    }
    assert list(strengths.values()) == [Strength.CHECKED, Strength.CONTEXT, Strength.PATTERN]
