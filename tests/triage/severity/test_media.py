"""`media` (guide §5.2): news media at work on the case, or told of it; own posts are not media."""

import pytest

from .rows import FACT, NEITHER, THREAT, check, read

ROWS = [
    ("昨天晚报的记者来我家采访了,拍了保单", FACT, "记者"),
    ("我已经向民生栏目报料,编号是0921", FACT, "栏目"),
    ("电视台的记者加了我微信,约好周四见面", FACT, "记者"),
    ("这事上礼拜都市频道播出来了", FACT, "都市频道"),
    ("省报记者给我打过电话,问得很细", FACT, "记者"),
    ("我给帮忙团打了热线,接线的登记了我的电话", FACT, "帮忙团"),
    ("【晚报读者来信转办】读者反映理赔迟缓", FACT, "晚报"),
    ("我打电话给电视台报料了,到现在没人回我", FACT, "电视台"),
    ("文章是日报的记者写的,已经刊登在第六版", FACT, "日报"),
    ("电台的行风热线,前天我打进去了,主持人当场问的你们公司", FACT, "主持人"),
    ("不解决我就找记者曝光", THREAT, "记者"),
    ("否则我请都市频道来拍一拍你们大厅", THREAT, "都市频道"),
    ("给电视台热线打了一上午都是忙音", THREAT, "电视台"),
    ("再不给说法我就发抖音", THREAT, "抖音"),
    ("明年315晚会见", THREAT, "315晚会"),
    ("我侄女在晚报当编辑,你们别逼我开口", THREAT, "晚报"),
    ("我是记者,想咨询一下退保流程", NEITHER, ""),
    ("我在电视台上班,单位统一买的团险", NEITHER, ""),
    ("看新闻说你们公司换老总了", NEITHER, ""),
    ("你们去年被央视曝光过", NEITHER, ""),
    ("我没找记者,也不打算找", NEITHER, ""),
    ("听收音机里记者讲别家公司拖赔", NEITHER, ""),
    ("我把视频发到抖音了,播放三百多", NEITHER, ""),
    ("朋友劝我去找电视台,我没去", NEITHER, ""),
    ("电视台的采访车在隧道口被蹭了,保你们家的", NEITHER, ""),
]


@pytest.mark.parametrize(("text", "status", "quote"), ROWS)
def test_media(text: str, status: str, quote: str) -> None:
    check(text, "media", "media", status, quote)


def test_work_told_some_sentences_later() -> None:
    text = "拉了一个客,是省里都市报的。聊起来他很感兴趣,第二天自己来了,写了一大版,上个月登的。"
    _, severity = read(text)
    assert "media" in severity.flags()
