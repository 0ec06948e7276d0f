"""Noise changes how a text is written, never what it says or whom it must not name."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from training import noise
from training.records import Record, from_draft
from triage.privacy import find_pii
from triage.taxonomy import shipped
from triage.text import normalize

TEXT = (
    "我在你们那里买的住院医疗险,资料交了四个月,一点消息都没有!"
    "我叫周建国,电话13812345678,身份证11010119800307803X。周建国等回话。"
)


def record() -> Record:
    draft = {
        "text": TEXT, "style": "来电", "intake_type": "complaint", "cat2": "CLM_SPEED", "product": "MED",
        "channel": "UNK", "stage": "POST", "source": "PHONE", "keywords": ["住院医疗险", "四个月", "没有消息"],
        "pii": [["NAME", "周建国"], ["PHONE", "13812345678"], ["IDNO", "11010119800307803X"]],
    }  # fmt: skip
    return from_draft(draft, author="a1", number=1, split="train", taxonomy=shipped())


@given(st.integers(0, 10**6))
@settings(deadline=None)
def test_homophones_sound_the_same(seed: int) -> None:
    changed = noise.homophones(TEXT, random.Random(seed))
    assert len(changed) == len(TEXT)
    for old, new in zip(TEXT, changed, strict=True):
        # a single character is read by its commonest sound
        assert old == new or lazy_pinyin(old) == lazy_pinyin(new)


@given(st.integers(0, 10**6))
@settings(deadline=None)
def test_every_noise_leaves_most_of_the_text_alone(seed: int) -> None:
    for kind in ("homophones", "typos", "broken"):
        changed = noise.NOISES[kind](TEXT, random.Random(seed))
        kept = sum(char in changed for char in TEXT)
        assert kept > 0.85 * len(TEXT)


def test_punctuation_goes_and_only_that() -> None:
    changed = noise.unpunctuated(TEXT, random.Random(1))
    assert not set(changed) & set(noise.PUNCTUATION)
    assert re.sub(r"\W", "", changed) == re.sub(r"\W", "", TEXT)


def test_traditional_reads_the_same_again() -> None:
    changed = noise.traditional("保险公司拖了四个月不赔钱", random.Random(3))
    assert changed != "保险公司拖了四个月不赔钱"
    assert normalize(changed).text == "保险公司拖了四个月不赔钱"


@given(st.integers(0, 10**6))
@settings(deadline=None)
def test_the_same_story_of_somebody_else(seed: int) -> None:
    changed = noise.others(record(), random.Random(seed))
    for value in ("周建国", "13812345678", "11010119800307803X"):
        assert value not in changed
    assert changed.startswith("我在你们那里买的住院医疗险,资料交了四个月")
    name = re.search(r"我叫(...),", changed)
    assert name
    assert changed.count(name[1]) == 2, "one person keeps one name"
    assert "IDNO" in {p.type for p in find_pii(normalize(changed).text)}, "the check digit is right again"


@pytest.mark.parametrize("kinds", [("typos",), noise.KINDS])
def test_one_seed_gives_one_text(kinds: tuple[str, ...]) -> None:
    assert noise.noisy(record(), random.Random(5), kinds) == noise.noisy(record(), random.Random(5), kinds)
