"""What holds for every text: offsets, dialogue, masks, dialects, any Unicode, and linear time."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.severity import assess
from triage.severity.dialect import standard
from triage.severity.document import Document
from triage.severity.signals import FLAGS, HELPERS, THREATS

from .rows import read

# Words that start rules, so that random texts reach them.
_WORDS = st.sampled_from(
    re.findall(
        r"\S+|\n",
        "12378 银保监局 记者 电视台 信访局 12345 消协 我们 二十三户 如果 再不 就 已 了 打 投诉 没打通 转办 【 】 "
        "《 》 ( ) , 。 : \n 坐席 客户 [NAME1] 、 十几 人 一起 签名 跳楼 汽油 横幅 业务员 跑了 "
        "播放 万 起诉 六十八岁 … ! ?",
    )
)


@given(st.one_of(st.text(max_size=300), st.lists(_WORDS, max_size=80).map("".join)))
@settings(max_examples=300, deadline=None)
def test_any_text(text: str) -> None:
    severity = assess(text)
    assert severity.n_complainants >= 1
    assert set(severity.flags()) <= set(FLAGS)
    assert set(severity.threats()) <= set(THREATS)
    for signal in severity.signals:
        assert 0 <= signal.start < signal.end <= len(text)
        assert signal.code in {*FLAGS, *THREATS, *HELPERS}
    assert assess(text) == severity


@given(st.text(max_size=200))
def test_dialect_keeps_length(text: str) -> None:
    assert len(standard(text)) == len(text)


@given(st.text(max_size=300))
def test_clauses_cover_the_text(text: str) -> None:
    clauses = Document(text).clauses
    assert "".join(text[c.start : c.end] for c in clauses) == text


_UNITS = {
    "digits": "1",
    "hotline": "12378",
    "times seen": "看至今都",
    "likes": "点赞就至今",
    "numerals": "十",
    "households": "二十三户,",
    "visits": "我们二十三户一起来投诉",
    "names": "[NAME1]、",
    "glued names": "王小明",
    "commas": ",",
    "brackets": "【",
    "conditions": "如果再不",
    "pages": "三页每页八人",
    "surrenders": "三天退保二十三件",
    "views": "看了一万",
    "violence": "跳楼",
    "lawsuits": "起诉",
    "turns": "坐席:你好\n客户:我打12378\n",
    "spaces": " ",
    "transfers": "现将来信转",
    "form words": "诉求人承办单位",
    "descriptions": "管你们保险公司的那个局",
    "channels": "金管局的网上",
    "signed rows": "签的字是二十一行",
    "buses": "一车人坐满了十九个",
    "records": "出来的是别人的身份证",
    "ways": "刀在包里从楼上",
}


@pytest.mark.parametrize("unit", _UNITS.values(), ids=_UNITS.keys())
def test_linear_time(unit: str) -> None:
    text = (unit * (20_000 // len(unit) + 1))[:20_000]
    started = time.perf_counter()
    assess(text)
    assert time.perf_counter() - started < 6


def test_fast_on_a_usual_text() -> None:
    text = "客户来电称投保两年,今年住院花了一万二,公司迟迟不赔,已打12378登记,并说要找记者,我们五户都一样。" * 6
    assess(text)
    started = time.perf_counter()
    for _ in range(5):
        assess(text[:300])
    assert (time.perf_counter() - started) / 5 < 0.05


def test_staff_words_are_not_the_customers() -> None:
    dialogue = "坐席:您可以打12378投诉\n客户:我不打,你给我退钱就行"
    _, severity = read(dialogue)
    assert severity.flags() == ()
    assert severity.threats() == ()


def test_masks_do_not_matter() -> None:
    assert assess("[NAME1]已向银保监局[ORG]递交材料,编号[POLICY]").flags() == ("regulator",)
    assert assess("投诉人[NAME1]等15人要求退费").n_complainants == 15


def test_dialects() -> None:
    assert assess("俺已经打了12378,人家登记了").flags() == ("regulator",)
    assert "regulator" in assess("佢哋话已经收到,我打咗12378登记").flags()
    assert assess("阿拉昨天到消保委登记过了").flags() == ("consumer_assoc",)


def test_no_file_is_long() -> None:
    folder = Path(__file__).parents[3] / "triage" / "severity"
    assert max(len(p.read_text().splitlines()) for p in folder.glob("*.py")) <= 400
