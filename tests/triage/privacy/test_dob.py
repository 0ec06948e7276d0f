import pytest

from tests.triage.privacy.helpers import claims, unmark
from triage.privacy.dob import BirthDate

CASES = [
    "身份证全是【1952年3月】",
    "六十周岁(今年【11月19日】)",
    "出生日期:【1962年3月15日】",
    "生于【1958年腊月初八】",
    "男,【1962.03.15】生",
    "【1975年6月2日】出生",
    "生日是【五月初三】",
    "出生【19550312】",
    "张先生于2010年8月28日投保",
    "事故发生于2019年6月14日",
    "【1957年生】人",
    "2024年3月1日签收",
]


@pytest.mark.parametrize("marked", CASES)
def test_finds(marked: str) -> None:
    text, values = unmark(marked)
    assert claims([BirthDate()], text) == values
