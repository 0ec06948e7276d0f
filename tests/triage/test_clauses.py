"""Clauses: where a text is cut, and what speaks for a flag in it."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.clauses import fit
from training.evaluate import default_data
from training.records import read_all
from triage.clauses import LONGEST, SHORTEST, Clauses, cut
from triage.engine import Triage
from triage.errors import VersionError
from triage.schema import Case
from triage.taxonomy import shipped


@given(st.text(alphabet=st.sampled_from("理赔拖了很久记者。,!、 \n…a1"), max_size=300))
def test_every_character_but_leading_marks_is_in_one_clause(text: str) -> None:
    places = cut(text)
    assert all(start < end for start, end in places)
    assert all(a[1] == b[0] for a, b in pairwise(places))
    if places:
        assert text[: places[0][0]].strip("。,!、 \n…") == ""
        assert places[-1][1] == len(text)
    assert all(len(text[start:end].rstrip("。,!、 \n…")) <= LONGEST + SHORTEST for start, end in places)


def test_speech_without_marks_is_cut_too() -> None:
    places = cut("我这个保险买了五年了" * 20)
    assert len(places) >= 5


@pytest.fixture(scope="module")
def clauses(tmp_path_factory: pytest.TempPathFactory) -> Clauses:
    """Learned from a tenth of the training cases."""
    records = [r for r in read_all(default_data()) if r.split == "train"]
    path = tmp_path_factory.mktemp("clauses") / "clauses.npz"
    some = records[::10]
    path.write_bytes(fit(some, shipped(), seed=1))
    assert path.read_bytes() == fit(some, shipped(), seed=1), "the same data gives the same file"
    return Clauses.load(path)


def test_the_clause_that_tells_is_found(clauses: Clauses) -> None:
    text = "保险买了三年,一直按时交费。再不给我解决,我明天就去法院起诉你们公司。家里老人身体不好。"
    best = clauses.best(text)["threats:litigation"]
    assert "起诉" in text[best.start : best.end]
    other = clauses.best("保险买了三年,一直按时交费。家里老人身体不好,想问问怎么退。")["threats:litigation"]
    assert best.margin > other.margin + 1


def test_no_clause_no_answer(clauses: Clauses) -> None:
    assert clauses.best("。。,,!") == {}


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "clauses.npz"
    for content in (b"", b"PK\x03\x04 no archive"):
        path.write_bytes(content)
        with pytest.raises(VersionError, match=r"clauses\.npz"):
            Clauses.load(path)


def test_what_only_the_models_see_comes_with_the_clause_they_go_by(triage: Triage) -> None:
    found = [
        signal
        for record in read_all(default_data())
        if record.split == "validation"
        for signal in triage.suggest(Case(text=record.text)).severity.flags
        if signal.by == "model"
    ]
    assert found
    assert all(signal.evidence and signal.decision == "suggest" for signal in found)
