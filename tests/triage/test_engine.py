"""The engine as a case system sees it, with the version that ships."""

import random
from datetime import datetime

import pytest

from triage.engine import Triage
from triage.errors import BadInput
from triage.schema import MAX_CHARS, Case, Suggestion

CLAIM = "我爸上个月住院的钱,材料交了三个多月了还没个结果,打电话就说在审核。请尽快把理赔款打过来。"
TEXTS = [
    CLAIM,
    "你们业务员小周替我签的字,回访电话也是他接的,我要求全额退保28000元!",
    "請問猶豫期是幾天?",
    "刚在高速上追尾了,人没事,派个人来看看车。",
    "四点钟来交保费,窗口三点半就关了,白跑一趟。",
    "我们村二十三户联名,签名附后,要求按当年的宣传单兑付。",
    "昨天都市频道的记者已经来我家采访了,你们看着办。",
    "一" * 900 + CLAIM,
]


def one(triage: Triage, text: str, **known: object) -> Suggestion:
    return triage.suggest(Case(text=text, **known))  # type: ignore[arg-type]


def essence(suggestion: Suggestion) -> dict[str, object]:
    """All labels and probabilities, without the clock."""
    return suggestion.model_dump(exclude={"received_at", "deadlines", "case_id"})


def unchecked(text: str) -> Case:
    """A case that pydantic would not let through; the engine has to stand on its own."""
    return Case.model_construct(text=text, id=None, received_at=None, source=None, channel=None, product=None)


def assert_same(a: object, b: object) -> None:
    """Equal but for 1e-3 in numbers."""
    if isinstance(a, dict) and isinstance(b, dict):
        assert a.keys() == b.keys()
        for key in a:
            assert_same(a[key], b[key])
    elif isinstance(a, list) and isinstance(b, list):
        assert len(a) == len(b)
        for x, y in zip(a, b, strict=True):
            assert_same(x, y)
    elif isinstance(a, float):
        assert a == pytest.approx(b, abs=1e-3)
    else:
        assert a == b


def test_a_text_gets_the_same_answer_alone_and_in_company(triage: Triage) -> None:
    alone = [essence(one(triage, text)) for text in TEXTS]
    many = (TEXTS * 8)[:64]
    order = list(range(64))
    random.Random(7).shuffle(order)
    for batch in ([0, 1], order):
        answers = triage.suggest_many([Case(text=many[i]) for i in batch])
        for i, answer in zip(batch, answers, strict=True):
            assert isinstance(answer, Suggestion)
            assert_same(essence(answer), alone[i % len(TEXTS)])


def test_evidence_quotes_the_original_in_its_own_script(triage: Triage) -> None:
    text = "我們是二十三戶聯名,要求按合同兌付,昨天金管會也回覆受理了。"
    severity = one(triage, text).severity
    assert severity.level == "major"
    quotes = [q for flag in severity.flags for q in flag.evidence]
    assert quotes
    for quote in quotes:
        assert text[quote.start : quote.end] == quote.text
    assert severity.n_complainants == 23


def test_personal_data_is_nowhere_in_the_answer(triage: Triage) -> None:
    text = (
        "我叫欧阳明华,身份证11010519491231002X,电话13800138000,卡号6222021234567890128,"
        "业务员王丽骗我退旧买新,要求退款。"
    )
    answer = one(triage, text)
    said = answer.model_dump_json()
    for private in ("欧阳明华", "11010519491231002X", "13800138000", "6222021234567890128", "王丽"):
        assert private not in said
    assert {"NAME", "IDNO", "PHONE", "BANK", "AGENT"} <= {p.type for p in answer.pii}
    for span in answer.pii:
        assert 0 <= span.start < span.end <= len(text)


def test_keywords_stand_in_the_text_and_are_of_several_kinds(triage: Triage) -> None:
    answer = one(triage, TEXTS[1])
    assert 3 <= len(answer.keywords) <= 8
    assert len({k.kind for k in answer.keywords}) >= 3
    quoted = [keyword for keyword in answer.keywords if keyword.spans]
    assert len(quoted) >= 3, "a term of the desk may sum up what no words of the text say; most phrases quote"
    for keyword in quoted:
        for start, end in keyword.spans:
            assert 0 <= start < end <= len(TEXTS[1])


@pytest.mark.parametrize(
    "text",
    [
        "小周帮我跑前跑后,我逢人就夸,我要找电视台记者来表扬她,谢谢你们!",
        "你们再不处理,我就找电视台记者来曝光,还要打12378投诉。",
        *TEXTS,
    ],
)
def test_no_keyphrase_of_a_threat_without_the_threat(triage: Triage, text: str) -> None:
    suggestion = one(triage, text)
    if not suggestion.severity.threats:
        assert not [k.text for k in suggestion.keywords if k.text.startswith(("威胁", "扬言"))]


def test_known_labels_are_taken_as_given(triage: Triage) -> None:
    answer = one(triage, CLAIM, source="REG", channel="BANC", product="MED")
    assert (answer.source.code, answer.channel.code, answer.product.code) == ("REG", "BANC", "MED")
    assert answer.severity.level == "major"  # a case from the regulator is one (§4)
    assert [f.code for f in answer.severity.flags] == ["regulator"]
    assert answer.deadlines[0].action == "escalate"


def test_probabilities_are_probabilities(triage: Triage) -> None:
    answer = one(triage, CLAIM)
    for label in (answer.reason, answer.category, answer.department, answer.intake_type):
        values = [c.confidence for c in label.candidates]
        assert values == sorted(values, reverse=True)
        assert label.confidence == values[0]
        assert 0 < sum(values) <= 1.001


def test_explanation_quotes_clauses(triage: Triage) -> None:
    text = "上周天气不错。我那份重疾险你们拒赔了,说我没告知甲状腺结节。楼下停车也不方便。"
    explained = triage.suggest(Case(text=text), explain=True).reason.explanation
    assert explained
    assert "拒赔" in explained[0].text
    for quote in explained:
        assert text[quote.start : quote.end] == quote.text


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("好", "too_short"),
        ("13800138000", "too_short"),
        ("1234567890 98765 4321", "not_chinese"),
        ("I want my money back, the agent lied to me about this policy.", "not_chinese"),
        ("😀😡🙏", "too_short"),
        ("保\x00\x00", "too_short"),
    ],
)
def test_what_cannot_be_judged_is_abstained_with_its_cause(triage: Triage, text: str, cause: str) -> None:
    answer = one(triage, text)
    assert answer.reason.decision == "abstain"
    assert answer.reason.because == cause
    assert answer.notes


@pytest.mark.parametrize(
    "text",
    [
        "西红柿炒鸡蛋先把鸡蛋打散,西红柿切块,油热后先炒鸡蛋盛出,再炒西红柿出汁,最后倒回去加盐加糖。",
        "周末跟孩子去爬山,路上遇到一只松鼠,孩子高兴坏了,回来写了篇日记。",
        "SELECT name, phone FROM users WHERE id = 3; -- 查一下这个用户",
        "今天股市三大指数收跌,半导体板块领跌,两市成交额不足七千亿。",
        "我们班下周三春游每人交三十块钱自带午饭家长可以不陪",
    ],
)
def test_what_is_no_complaint_gets_no_confident_reason(triage: Triage, text: str) -> None:
    answer = one(triage, text)
    assert answer.reason.decision != "auto"
    assert answer.category.decision != "auto"


@pytest.mark.parametrize(
    ("case", "field"),
    [
        (unchecked(""), "text"),
        (Case(text=" \n\t　"), "text"),
        (unchecked("退" * (MAX_CHARS + 1)), "text"),
        (Case(text="退保", source="FAX"), "source"),
        (Case(text="退保", product="X"), "product"),
        (Case(text="退保", received_at=datetime(9999, 12, 31)), "received_at"),
    ],
)  # fmt: skip
def test_bad_cases_name_the_field(triage: Triage, case: Case, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        triage.suggest(case)
    assert caught.value.field == field


def test_a_lone_surrogate_is_refused(triage: Triage) -> None:
    with pytest.raises(BadInput, match="损坏"):
        triage.suggest(unchecked("退保\ud800"))


def test_a_bad_case_harms_no_other(triage: Triage) -> None:
    answers = triage.suggest_many([Case(text=CLAIM), Case(text=" "), Case(text=CLAIM)])
    assert [type(a) for a in answers] == [Suggestion, BadInput, Suggestion]


def test_a_long_text_is_read_to_its_end(triage: Triage) -> None:
    filler = "今天天气晴,我在家里收拾屋子,顺便把往年的票据理了一理,没有别的事情。" * 60
    ending = "昨天市电视台的记者已经到我家采访拍摄,说这周就播出。"
    answer = one(triage, filler + CLAIM + filler + ending)
    assert "media" in {f.code for f in answer.severity.flags}
    assert any("分" in note and "段" in note for note in answer.notes)
    assert answer.reason.candidates


def test_nul_and_controls_are_ignored_and_said(triage: Triage) -> None:
    clean, dirty = one(triage, CLAIM), one(triage, CLAIM[:5] + "\x00" + CLAIM[5:])
    assert dirty.reason.code == clean.reason.code
    assert any("空字符" in note for note in dirty.notes)
