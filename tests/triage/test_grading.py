"""Rules and model together: what raises, what does not, and who is named as the witness."""

import pytest

from triage import labels, severity
from triage.clauses import Best
from triage.grading import Grader
from triage.reading import read
from triage.schema import Severity
from triage.taxonomy import shipped
from triage.versions import Head, Stack

TAXONOMY = shipped()
STACK = Stack(text=1.0, clause=1.0, rule=4.0, ruled_out=-1.0, bias=0.0)
HEADS = {
    f: Head(name=f, kind="multi", codes=TAXONOMY.codes(f), stack=None if f == "helpers" else STACK)
    for f in ("flags", "threats", "helpers")
}
SOURCES = {code: TAXONOMY.name("source", code) for code in TAXONOMY.codes("source")}
FACT = "昨天都市频道的记者已经来我家采访了,三个月没赔的事你们看着办。"
PLAIN = "理赔材料交了三个月还没有结果,请尽快处理。"


def grade(text: str, source: str = "UNK", known: bool = True, elsewhere: bool = False, **seen: float) -> Severity:
    """`seen` gives what the model of the whole text sees, e.g. flags_media=0.9; all else is 0.01.

    The model of the clauses goes by the first eight characters and is undecided.
    """
    found = {f: dict.fromkeys(TAXONOMY.codes(f), 0.01) for f in HEADS}
    for name, probability in seen.items():
        field, code = name.split("_", 1)
        found[field][code] = probability
    reading = read(text)
    label = labels.given(source, SOURCES)
    signals = severity.assess(reading.text)
    best = {f"{f}:{code}": Best(0.0, 0, min(8, len(reading.text))) for f in HEADS for code in TAXONOMY.codes(f)}
    return Grader(TAXONOMY, HEADS, found, best, reading, elsewhere).grade(signals, label, source_known=known)


def test_the_model_never_lowers_a_fact() -> None:
    graded = grade(FACT)
    (flag,) = graded.flags
    assert (graded.level, graded.tier, flag.code, flag.by) == ("major", "T1", "media", "rule")
    assert "记者" in flag.evidence[0].text


def test_two_witnesses_make_it_auto() -> None:
    (flag,) = grade(FACT, flags_media=0.9).flags
    assert (flag.by, flag.decision) == ("rule+model", "auto")


@pytest.mark.parametrize("code", ["group10", "media", "gov"])
def test_what_only_the_model_sees_is_suggested_never_silent(code: str) -> None:
    graded = grade(PLAIN, **{f"flags_{code}": 0.8})
    (flag,) = graded.flags
    assert (flag.code, flag.by, flag.decision) == (code, "model", "suggest")
    assert [(e.text, e.why) for e in flag.evidence] == [(PLAIN[:8], "模型所据")]
    assert graded.level == "major"


def test_in_nobodys_business_the_models_alone_raise_nothing() -> None:
    seen = {"flags_group10": 0.9, "threats_regulator": 0.9}
    assert grade(PLAIN, elsewhere=True, **seen).level == "general"
    assert not grade(PLAIN, elsewhere=True, **seen).threats
    assert grade(PLAIN, source="GOV", known=False, elsewhere=True).level == "general"
    spoken = grade("你们再不赔,我就去银保监局投诉你们。", elsewhere=True, threats_regulator=0.6)
    assert [(t.code, t.by) for t in spoken.threats] == [("regulator", "rule")]
    assert [f.by for f in grade(FACT, elsewhere=True, flags_media=0.9).flags] == ["rule"]


def test_nothing_seen_is_general() -> None:
    graded = grade(PLAIN)
    assert (graded.level, graded.tier, graded.flags, graded.threats) == ("general", None, [], [])


def test_an_external_source_is_itself_the_fact() -> None:
    graded = grade(PLAIN, source="CA")
    assert [(f.code, f.by) for f in graded.flags] == [("consumer_assoc", "rule")]
    assert graded.tier == "T2"


def test_a_source_the_model_read_off_the_text_is_its_opinion() -> None:
    (flag,) = grade(PLAIN, source="CA", known=False).flags
    assert (flag.code, flag.by, flag.decision) == ("consumer_assoc", "model", "suggest")


def test_the_models_flag_does_not_hide_a_quoted_threat() -> None:
    graded = grade("再不给我赔,我就去找电视台记者曝光你们!", flags_media=0.8, threats_media=0.2)
    assert [f.by for f in graded.flags] == ["model"]
    assert [t.code for t in graded.threats] == ["media"]


def test_a_threat_needs_more_than_words() -> None:
    graded = grade("再不给我赔,我就去找电视台记者曝光你们!", threats_media=0.005)
    assert graded.threats == [], "here the models are sure that it is none"


def test_a_threat_is_not_major() -> None:
    graded = grade("再不给我赔,我就去找电视台记者曝光你们!", threats_media=0.1)
    assert graded.level == "general"
    assert [t.code for t in graded.threats] == ["media"]


def test_one_object_is_done_or_announced_not_both() -> None:
    graded = grade(FACT, threats_media=0.9, threats_litigation=0.9)
    assert [t.code for t in graded.threats] == ["litigation"]


def test_a_text_too_short_to_judge_is_not_raised_by_the_model() -> None:
    assert grade("好", flags_safety=0.99).level == "general"
