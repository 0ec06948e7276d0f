"""Names in Latin letters and the ways of the south to call people, beside Chinese text."""

import pytest

from tests.triage.privacy.helpers import unmark
from triage.privacy import mask
from triage.text import normalize

PERSONS = [
    "会长 【Edwin Tsang】(【曾伟明】)",
    "【林水生】(【LAM SHUI SANG】)代笔",
    "采购部 【Peggy Lau】\n",
    "Regards,\n【Chan Siu Ming】",
    "联署:【谭笑兰】、【Sally 梁】、【何婉芬】",
    "我姓【Chan】,来问一件事",
    "【阿Ken】、【肥佬】、【Doris】同埋我",
    "用户名“【周吴淑珍】”同保单上的不一样",
    "夫【陆永祥】、妻【陆郑美兰】",
    "言道“【曾】生唔使急”",
    "会员【欧阳某】要求赔付",
    "业务员【国华】话:“冇事”",
    "我去找【芹嫂】,【芹嫂】说好",
    "客户【万荣生】来电说没收到",
    "值班编辑:【崇文秀】 电话在后",
    "【褟景明】 谨上",
    "日志:【窦小兰】丈夫走了",
]
NOBODY = [
    "我用Word、Excel和Visa付的,App打不开",
    "Dear Sir,\nRe:Policy\nFrom:Web",
    "大姐、二哥、表姐、空姐、月嫂都来了",
    "先生唔使急,医生话冇事,学生话唔知",
    "老赖太多了,执行不了",
    "记者:请问,编辑:好的",
    "某市某街道,某某公司",
]


@pytest.mark.parametrize("marked", PERSONS)
def test_persons_are_masked(marked: str) -> None:
    text, values = unmark(marked)
    _, spans = mask(normalize(text))
    assert [text[span.start : span.end] for span in spans] == values


@pytest.mark.parametrize("text", NOBODY)
def test_words_stay(text: str) -> None:
    assert mask(normalize(text))[1] == []
