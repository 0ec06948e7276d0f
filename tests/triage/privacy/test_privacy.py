"""The package as a whole: masking, numbering, and properties over arbitrary texts."""

import random
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from tests.triage.privacy.helpers import types, well_formed
from triage.privacy import find_pii, mask
from triage.privacy.learned import WEIGHTS
from triage.privacy.view import PLACEHOLDER
from triage.text import normalize

# Pieces that recognizers care about, so that random texts reach their corners.
_WORDS = (
    "张先生 王芳 业务员 身份证 13800138000 幺三八 保单号 P123456 一二三 [NAME] [PHONE1] 小区 3栋 、 , 。 - 京A12345 "
    "微信 @ 姓 某 老 小 经理 电话 尾号 出生 1990年 月 支行 叫 “ ” ( ) 6222 · * X 农行"
)
_PIECES = st.sampled_from([*_WORDS.split(), "\n", " "])
texts = st.one_of(st.text(max_size=200), st.lists(_PIECES | st.text(max_size=4), max_size=40).map("".join))


def test_one_person_is_not_numbered_and_titles_stay() -> None:
    masked, spans = mask(normalize("张先生来电,业务员小李没回。"))
    assert masked.text == "[NAME]先生来电,业务员[AGENT]没回。"
    assert [(span.type, span.start, span.end) for span in spans] == [("NAME", 0, 1), ("AGENT", 9, 11)]


def test_persons_are_numbered_by_value() -> None:
    masked, _ = mask(normalize("投保人:李淑芬,受益人:周建国。李淑芬本人签字。"))
    assert masked.text == "投保人:[NAME1],受益人:[NAME2]。[NAME1]本人签字。"


def test_spans_are_in_offsets_of_the_original() -> None:
    original = "<p>電話:１３８００１３８０００</p>"
    masked, spans = mask(normalize(original))
    assert masked.text.strip() == "电话:[PHONE]"
    assert [original[span.start : span.end] for span in spans] == ["１３８００１３８０００"]


@pytest.mark.parametrize(
    "text",
    [
        "打12378、12315、12345、95518、400-820-8820、110都没用",
        "去银保监局、消协、信访局,找都市频道的记者",
        "交了3年,每年12,800.50元,2024年6月11日扣的,银保监发〔2020〕12号",
        "我在上海电视台上班,单位投的团险",
    ],
)
def test_what_decides_severity_stays(text: str) -> None:
    assert types(text) == []


@settings(max_examples=150, deadline=None)
@given(texts)
def test_never_fails_and_spans_are_well_formed(text: str) -> None:
    assert well_formed(find_pii(text), len(text))
    _, spans = mask(normalize(text))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@settings(max_examples=150, deadline=None)
@given(texts)
def test_placeholders_are_never_masked_again(text: str) -> None:
    masked, _ = mask(normalize(text))
    inside = [match.span() for match in PLACEHOLDER.finditer(masked.text)]
    for span in find_pii(masked.text):
        assert all(span.end <= start or end <= span.start for start, end in inside)


@st.composite
def identity_numbers(draw: st.DrawFn) -> str:
    place = draw(st.sampled_from(["110101", "420106", "511323", "320623"]))
    born = draw(st.dates(min_value=date(1930, 1, 1), max_value=date(2020, 12, 31))).strftime("%Y%m%d")
    number = place + born[:8] + f"{draw(st.integers(0, 999)):03d}"
    return number + ric.calc_check_digit(number + "0")


mobiles = st.builds(lambda head, tail: f"1{head}{tail:08d}", st.integers(30, 39), st.integers(0, 99_999_999))
cards = st.builds(
    lambda body: (number := f"6222{body:012d}") + luhn.calc_check_digit(number), st.integers(0, 10**12 - 1)
)
around = st.sampled_from(["", "我的", "是", ",", "。\n", " ", "请记一下:", "(", "“"])


@settings(max_examples=100, deadline=None)
@given(around, st.one_of(identity_numbers(), mobiles, cards), around, st.sampled_from(["", " ", "-"]), st.randoms())
def test_valid_numbers_are_found_anywhere(
    before: str, number: str, after: str, separator: str, rng: random.Random
) -> None:
    # One break at any place, as a line end or a careless hand makes it.
    at = rng.randrange(1, len(number))
    written = number[:at] + separator + number[at:]
    text = f"{before}{written}{after}"
    covered = {i for span in find_pii(text) for i in range(span.start, span.end)}
    assert covered >= set(range(len(before), len(before) + len(written)))


@pytest.mark.parametrize(
    ("text", "leaked"),
    [
        ("当时陪同我办手续的那位业务员还有一个叫祁雨桐的见证人都可以作证。", "祁雨桐"),
        ("隔壁单元龚玉梅买的是同一款产品,她也没收到合同。", "龚玉梅"),
    ],
)
def test_no_name_stays_in_running_text(text: str, leaked: str) -> None:
    assert leaked not in mask(normalize(text))[0].text


def test_model_of_names_is_small_and_quick() -> None:
    assert WEIGHTS.stat().st_size < 500_000
    text = normalize("客户来电称业务员在办理时没有说明免责条款,要求全额退保并书面答复。" * 5)
    mask(text)
    began = time.process_time()
    for _ in range(20):
        mask(text)
    # all of masking; a learned part that runs at every character would take many times as long
    assert (time.process_time() - began) / 20 < 0.05
