"""Keyphrases through the extractor, on texts read and judged as at work (guide §9)."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from triage import versions
from triage.errors import VersionError
from triage.keywords import Extractor
from triage.reading import read
from triage.schema import Keyword
from triage.segments import tokens
from triage.severity import assess

EXTRACTOR = Extractor.load(versions.resolve() / versions.WORDS)
LONG_CASE = (
    "[12378转办]我在银行买的分红险,业务员承诺收益,合同一直没收到。交了十万块保费,跑了三趟没人管,"
    "理赔款三个月没到账,住院的甲状腺结节拒赔。要求全额退保、书面答复、当面道歉,否则找电视台记者曝光!"
)


def extract(text: str) -> list[Keyword]:
    reading = read(text)
    return EXTRACTOR.extract(reading, assess(reading.text))


def found(text: str) -> dict[str, str]:
    return {k.text: k.kind for k in extract(text)}


@pytest.mark.parametrize(
    ("text", "phrase", "kind"),
    [
        ("我买的重疾这次不给理赔,到底凭什么", "重疾险", "product"),
        ("我的理赔申请一直没下文,请帮我看看", "久未结案", "matter"),
        ("签名不是我签的,我从来没见过那张单", "代签名", "matter"),
        ("前面的业务员电话不接,微信也不回了", "业务员失联", "matter"),
        ("为了这张保单我跑了四趟,每次都缺东西", "跑四趟", "matter"),
        ("请给我书面的答复,电话里说的不算", "书面答复", "demand"),
        ("把我交的保费退给我,我不要这份保险了", "退还保费", "demand"),
        ("那个柜员应当当面给我赔个不是才行", "当面道歉", "demand"),
        ("一共交了28,000块保费,现在要退", "28000元", "amount"),
        ("一共交了两万八的保费,现在要退", "28000元", "amount"),
        ("一共交了2.8万保费,现在想退掉", "28000元", "amount"),
        ("医院花了十万块,你们只报一点点", "10万元", "amount"),
        ("证上写着月领八十六元,结果少了", "月领86元", "amount"),
        ("理赔款三个月都没有到账,急用钱", "三个月未到账", "time"),
        ("这是94年买的养老保险证,现在领不了", "1994年", "time"),
        ("在大厅排队等了三个小时才轮到我办", "等候三个小时", "time"),
        ("车是在修理厂修的,定损金额太少", "修理厂", "organisation"),
        ("你们再不处理,我就找电视台记者来", "威胁联系媒体", "escalation"),
        ("电视台的记者昨天已经来我家采访过了,拍了视频", "记者采访", "escalation"),
        ("我爱人就在保监局上班,我不想走那一步", "监管关系", "escalation"),
        ("不给钱我就去法院起诉你们公司", "威胁起诉", "escalation"),
        ("今年寄来的红利通知书我看不懂,请讲讲", "红利通知书", "matter"),
    ],
)
def test_says_it_as_the_desk_does(text: str, phrase: str, kind: str) -> None:
    # as it stands or with the word before it that says what it is: 交28000元
    assert [k for said, k in found(text).items() if said.endswith(phrase)] == [kind]


def test_spreads_over_kinds_within_the_limits() -> None:
    keywords = extract(LONG_CASE)
    assert 3 <= len(keywords) <= 8
    assert {k.kind for k in keywords} >= {"product", "matter", "demand", "amount", "time", "escalation"}
    assert all(2 <= len(k.text) <= 10 for k in keywords)
    assert len({k.text for k in keywords}) == len(keywords)
    assert keywords[0].weight == 1.0
    assert [k.weight for k in keywords] == sorted((k.weight for k in keywords), reverse=True)


@pytest.mark.parametrize(
    ("text", "phrase", "quotes"),
    [
        ("一共交了两万八的保费,现在要退", "交28000元", ["交了两万八"]),
        ("我交了两万八,现在要退保,业务员不理", "28000元", ["两万八"]),
        ("這份保單交了兩萬八的保費,要求退還", "28000元", ["兩萬八"]),
        ("理 赔 款 三 个 月 都 没 有 到 账,急", "三个月未到账", ["三 个 月 都 没 有 到 账"]),
        ("你們的紅利通知書我看不懂,請解釋一下", "红利通知书", ["紅利通知書"]),
        ("拒赔就是拒赔,总要给我个理由吧", "拒赔", ["拒赔", "拒赔"]),
    ],
)
def test_spans_quote_the_original(text: str, phrase: str, quotes: list[str]) -> None:
    # as it stands, or within a phrase that says more: 28000元的保费
    keyword = min((k for k in extract(text) if phrase in k.text), key=lambda k: len(k.text))
    found_at = [text[start:end] for start, end in keyword.spans]
    assert len(found_at) == len(quotes)
    assert all(quote in quoted for quote, quoted in zip(quotes, found_at, strict=True))


def test_no_personal_data() -> None:
    text = (
        "本人张桂荣,电话13812345678,身份证11010519491231002X,1949年12月31日出生。"
        "买的重疾险被拒赔,甲状腺结节检查报告早就交了,要求赔付30万元。"
    )
    reading = read(text)
    for keyword in extract(text):
        assert "[" not in keyword.text
        for start, end in keyword.spans:
            assert reading.masked(start, end) == text[start:end]
        assert not any(part in keyword.text for part in ("桂荣", "138", "1949", "1101"))


@pytest.mark.parametrize(
    "text",
    [
        "领导您好,谢谢您,麻烦您了,祝您工作顺利身体健康",
        "客户来电表示心里不得劲儿,家里老人孩子都生气,没有别的问题",
        "他坐在我炕沿上掐着手指头算的,我就在旁边看着",
        "新年快乐,祝各位万事如意",
        "你们公司真是太气人了,我很失望",
    ],
)
def test_no_filler_and_no_clause_fragments(text: str) -> None:
    assert found(text) == {}


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("业务员没有误导我,也不是要退保,就想问问", "要求退保"),
        ("她说话没半点不耐烦,讲得很清楚,很好", "服务态度差"),
        ("我不是来要求赔付的,只想知道流程", "要求赔付"),
    ],
)
def test_what_is_denied_is_not_said(text: str, phrase: str) -> None:
    assert phrase not in found(text)


def test_escalation_needs_proof() -> None:
    text = "我在上海电视台上班,单位给员工统一投保的团险。住院花了8,600元,想知道是按什么比例算的"
    assert "escalation" not in found(text).values()


def test_nobody_is_accused_of_what_the_text_does_not_say() -> None:
    assert not [text for text in found("退保少退了两千") if "冒" in text]


def test_a_specific_term_is_not_lost_to_the_role_it_names() -> None:
    phrases = found("前面的业务员电话不接,微信也不回了")
    assert "业务员失联" in phrases
    assert not {"业务员", "业务员离职"} & set(phrases)


def test_a_text_without_words_has_none() -> None:
    assert extract("嗯") == []
    assert extract("hello, where is my money for the claim") == []


def test_the_same_answer_every_time_and_in_company() -> None:
    first = extract(LONG_CASE)
    with ThreadPoolExecutor(4) as pool:
        assert all(answer == first for answer in pool.map(extract, [LONG_CASE] * 8))


@pytest.mark.parametrize("unit", [LONG_CASE, "没", "一万", "要求退", "保费跑了三"])
def test_long_texts_take_linear_time(unit: str) -> None:
    def seconds(length: int) -> float:
        reading = read((unit * length)[:length])
        signals = assess("")
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            EXTRACTOR.extract(reading, signals)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(16_000) < 20 * seconds(2_000) + 0.05


LEARNED = {
    "weights": {"one": -1.0, "run": 2.0, "begins": 0.5, "ends": 0.5, "has": 0.5, "desk margin": 9.0},
    "usual": [-3, -3, -3],
    "words": {"w不在": [600, -600, 500], "w不": [600, -600, 500], "w保障": [-600, 0, 500], "w范围": [-600, 600, 500]},
    "phrases": {},
    "terms": {"书面答复": 0.0, "威胁联系媒体": 0.5, "欺诈": 0.9, "投连险": 0.9},
    "grams": {"白纸": [0, 900], "黑字": [0, 900]},
}


def test_what_was_learned_is_used(tmp_path: Path) -> None:
    path = tmp_path / "words.json"
    path.write_text(json.dumps(LEARNED, ensure_ascii=False), "utf-8")
    reading = read("拒赔的理由是说我这个病不在保障范围里,请你们白纸黑字写给我")
    phrases = [k.text for k in Extractor.load(path).extract(reading, assess(reading.text))]
    assert "不在保障范围" in phrases
    assert "书面答复" in phrases
    # neither a threat nor a crime nor a product that nobody spoke of
    assert not {"威胁联系媒体", "欺诈", "投连险"} & set(phrases)


def test_load(tmp_path: Path) -> None:
    path = tmp_path / "words.json"
    for broken in (
        "[",
        "[1]",
        '{"a": "b"}',
        '{"红利": 0.4}',
        '{"weights": {}}',
        '{"weights": {"a": 1}, "words": {"a": [1]}}',
    ):
        path.write_text(broken, "utf-8")
        with pytest.raises(VersionError):
            Extractor.load(path)
    with pytest.raises(VersionError):
        Extractor.load(tmp_path / "none.json")


def test_tokens_leave_out_placeholders_and_punctuation() -> None:
    assert tokens("[NAME]要求退还保费,谢谢!") == ["要求", "退还保费", "谢谢"]
