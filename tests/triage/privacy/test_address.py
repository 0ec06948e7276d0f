import pytest

from tests.triage.privacy.helpers import found, unmark

CASES = [
    "家住【平安里小区4号楼二单元】,电话在下面",
    "我们【坝下组】的棚倒了",
    "俺们是【柳湾村】的",
    "【化肥三村14幢】",
    "住在南京市鼓楼区【中山路128号3栋501室】",
    "【3栋2单元501】漏水",
    "在【解放路与人民路交叉口】追尾",
    "我住【铁路二村十九栋】",
    "地址:浙江省慈溪市【浒山街道金山新村18号楼】。",
    "【王家庄】的老人",
    "我们村三十户,全村都知道,农村人不懂",
    "小区门口,同一个小区,养老社区入住资格",
    "杭州市西湖区,江苏省,临沂人",
    "这条路3号限行",
    "交警大队认定,调查组来过",
]


@pytest.mark.parametrize("marked", CASES)
def test_finds(marked: str) -> None:
    text, values = unmark(marked)
    assert found(text, "ADDR") == values
