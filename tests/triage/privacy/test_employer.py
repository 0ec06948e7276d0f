import pytest

from tests.triage.privacy.helpers import claims, unmark
from triage.privacy.employer import Employer

CASES = [
    "【石桥中心小学】隆先禄敬上",
    "我在【县二小】上班",
    "我在【镇卫生院】当护士",
    "我公司(【恒顺包装有限公司】)",
    "投保单位“【宏泰劳务】”",
    "我在【海天酒店】做保洁",
    "公司是个小公司",
    "原【县糖厂】工人",
    "【市二中】退休教师",
    "我在【宏达电子】上班",
    "【颐宁养老院】管后勤的",
    "在工厂上班,厂里工会,在银行工作",
    "工作单位:【宏达铸造厂】,工龄十年",
    "他系【宏达铸造厂】职工",
    "我在【青禾实验小学】教书",
    "我在上海电视台上班",
    "我爱人在保监局上班",
    "在保险公司上班,在一家公司上班,在外地工厂打工",
]


@pytest.mark.parametrize("marked", CASES)
def test_finds(marked: str) -> None:
    text, values = unmark(marked)
    assert claims([Employer()], text) == values
